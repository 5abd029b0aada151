/* What the check-in page keeps on the device, in a database of its own for each link: the list of people, what was noted
   and is not transmitted yet, what was said last, and a few values. */
(() => {
  "use strict";

  const finished = (request) =>
    new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error));
    });

  const STORES = { people: "ticket", queue: "key", log: "id", values: "name" };

  const open = async (name) => {
    const opening = indexedDB.open(name, 1);
    opening.addEventListener("upgradeneeded", () => {
      for (const [store, keyPath] of Object.entries(STORES)) {
        opening.result.createObjectStore(store, { keyPath, autoIncrement: store === "log" });
      }
    });
    const database = await finished(opening);
    const at = (store, mode) => database.transaction(store, mode).objectStore(store);
    // A write is done when its transaction is: only then it outlives the browser.
    const write = (store, change) =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction(store, "readwrite");
        transaction.addEventListener("complete", () => resolve());
        transaction.addEventListener("error", () => reject(transaction.error));
        transaction.addEventListener("abort", () => reject(transaction.error));
        change(transaction.objectStore(store));
      });
    return {
      all: (store) => finished(at(store, "readonly").getAll()),
      value: async (key) => (await finished(at("values", "readonly").get(key)))?.value,
      keep: (key, value) => write("values", (rows) => rows.put({ name: key, value })),
      put: (store, row) => write(store, (rows) => rows.put(row)),
      remove: (store, key) => write(store, (rows) => rows.delete(key)),
      clear: (store) => write(store, (rows) => rows.clear()),
      replace: (store, all) =>
        write(store, (rows) => {
          rows.clear();
          all.forEach((row) => rows.put(row));
        }),
    };
  };

  window.kdDoor = { ...window.kdDoor, openStore: open };
})();
