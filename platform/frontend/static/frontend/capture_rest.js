/* On the page of a link that is good no more: what was written on this device and never arrived. */
(async () => {
  "use strict";
  const section = document.getElementById("kd-rest");
  if (!section) return;
  const store = await window.kdStore.open();
  const texts = new Map();
  for (const operation of await store.operations(section.dataset.kdScope)) {
    if (operation.kind === "card" && !operation.removed) texts.set(operation.key, operation.text);
  }
  const list = section.querySelector("ul");
  for (const text of texts.values()) {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = text;
    list.append(item);
  }
  section.hidden = texts.size === 0;
})();
