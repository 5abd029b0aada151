/* The end of a link: nobody's name stays on the device but those the server was never told. Used by the check-in page
   when it hears of the end, and by the page one gets from then on. */
(() => {
  "use strict";

  const create = (name, node) => Object.assign(document.createElement(name), node);

  /* Erases the list; what was not transmitted is shown until somebody has written it down. */
  const end = async (store, { box, texts, reason, address }) => {
    await Promise.all(["people", "log", "values"].map((name) => store.clear(name)));
    localStorage.removeItem("kd-door-device");
    navigator.serviceWorker?.controller?.postMessage({ type: "forget", page: address });
    const unsent = await store.all("queue");
    box.textContent = reason;
    box.hidden = false;
    if (!unsent.length) return;
    const names = create("ul", {});
    names.append(...unsent.map((event) => create("li", { textContent: event.name, dir: "auto" })));
    const erase = create("button", { type: "button", className: "kern-btn kern-btn--secondary" });
    erase.append(create("span", { className: "kern-label", textContent: texts.erase }));
    erase.addEventListener("click", async () => {
      await store.clear("queue");
      box.textContent = reason;
    });
    box.append(create("p", { textContent: texts.lost }), names, erase);
  };

  /* Sends what was noted, in parts; false when the server cannot be asked now. `each` hears event and outcome. */
  const handIn = async (events, ask, send, each) => {
    const device = localStorage.getItem("kd-door-device") ?? crypto.randomUUID();
    localStorage.setItem("kd-door-device", device);
    for (let start = 0; start < events.length; start += 100) {
      const part = events.slice(start, start + 100);
      const body = JSON.stringify({ device, now: new Date().toISOString(), events: part });
      const answer = await ask(send, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (!answer) return false;
      for (const outcome of answer.outcomes) {
        const event = part.find((row) => row.key === outcome.key);
        if (event) await each(event, outcome);
      }
    }
    return true;
  };

  window.kdDoor = { ...window.kdDoor, end, handIn };

  /* The page that says that the link has ended. */
  const begin = async (box) => {
    const { access, send, page: address } = box.dataset;
    const texts = JSON.parse(document.getElementById("kd-door-texts").textContent);
    const store = await window.kdDoor.openStore(`kd-door-${access}`);
    const ask = async (url, options) => {
      try {
        const answer = await fetch(url, { cache: "no-store", credentials: "omit", ...options });
        return answer.ok ? await answer.json() : null;
      } catch {
        return null;
      }
    };
    await handIn(await store.all("queue"), ask, send, (event) => store.remove("queue", event.key));
    await end(store, { box, texts, reason: texts.erased, address });
  };

  const closed = document.getElementById("kd-door-closed");
  if (closed && window.indexedDB && window.isSecureContext) begin(closed).catch(() => {});
})();
