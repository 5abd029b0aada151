/* What lies on the device: operations that wait for the network, and the cards as the server last told them. */
(() => {
  "use strict";

  const NAME = "kd-erfassung";

  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const openDatabase = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        const operations = request.result.createObjectStore("operations", {keyPath: "order", autoIncrement: true});
        operations.createIndex("scope", "scope");
        request.result.createObjectStore("cards", {keyPath: ["place", "key"]}).createIndex("place", "place");
        request.result.createObjectStore("places", {keyPath: "place"});
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("blocked"));
    });

  /* One transaction: all of it is stored, or nothing. */
  const write = (database, names, work) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(names, "readwrite", {durability: "strict"});
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error || new Error("aborted"));
      work((name) => transaction.objectStore(name));
    });

  const onDisk = (database) => ({
    isVolatile: false,
    operations: (scope) =>
      done(database.transaction("operations").objectStore("operations").index("scope").getAll(scope)),
    cards: (place) => done(database.transaction("cards").objectStore("cards").index("place").getAll(place)),
    cursor: async (place) =>
      (await done(database.transaction("places").objectStore("places").get(place)))?.cursor ?? -1,
    add: (operation) => write(database, ["operations"], (store) => store("operations").add(operation)),
    /* Operations that are over, others that changed, cards and how far a table is known, together. */
    change: ({gone = [], changed = [], cards = [], cursors = []}) =>
      write(database, ["operations", "cards", "places"], (store) => {
        gone.forEach((order) => store("operations").delete(order));
        changed.forEach((operation) => store("operations").put(operation));
        cards.forEach((card) => store("cards").put(card));
        cursors.forEach((row) => store("places").put(row));
      }),
  });

  /* Without a database everything lives as long as the page; the page says so. */
  const inMemory = () => {
    const operations = new Map();
    const cards = new Map();
    const places = new Map();
    let last = 0;
    return {
      isVolatile: true,
      operations: async (scope) => [...operations.values()].filter((row) => row.scope === scope),
      cards: async (place) => [...cards.values()].filter((card) => card.place === place),
      cursor: async (place) => places.get(place) ?? -1,
      add: async (operation) => {
        last += 1;
        operations.set(last, {...operation, order: last});
      },
      change: async ({gone = [], changed = [], cards: told = [], cursors = []}) => {
        gone.forEach((order) => operations.delete(order));
        changed.forEach((operation) => operations.set(operation.order, operation));
        told.forEach((card) => cards.set(`${card.place} ${card.key}`, card));
        cursors.forEach((row) => places.set(row.place, row.cursor));
      },
    };
  };

  /* Also without crypto.randomUUID, which browsers keep from sites without TLS. */
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
  };

  window.kdStore = {
    newId,
    open: async () => {
      try {
        return onDisk(await openDatabase());
      } catch {
        return inMemory();
      }
    },
  };
})();
