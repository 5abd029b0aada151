/* Shows the cards of a table: what the server told, with the waiting operations of this device on top. */
(() => {
  "use strict";

  /* Cards as this device sees them, by key. What was refused or is in conflict does not count. */
  const merged = (cards, operations) => {
    const found = new Map(cards.map((card) => [card.key, {...card}]));
    for (const row of operations) {
      if (row.stopped) continue;
      let card = found.get(row.key);
      if (!card && row.kind !== "card") continue;
      if (!card) {
        card = {key: row.key, dots: 0, photo: false, shown: true, own: true, by: "", order: 1e15, noted: row.order};
        found.set(row.key, card);
      }
      card.waits = true;
      if (row.kind === "card") {
        card.column = row.column;
        card.text = row.text;
        card.language = row.language;
        card.removed = row.removed;
        card.state = row.id;
      } else if (row.kind === "dots") card.dots = Math.min(Math.max(card.dots + row.number, 0), 999);
      else if (row.kind === "wall") card.shown = row.shown;
      else if (row.kind === "photo") card.photoWaits = true;
      else if (row.kind === "unphoto") card.photo = false;
    }
    // The newest first; what the server has not seen is the newest of all.
    return [...found.values()].sort((one, other) => other.order - one.order || (other.noted || 0) - (one.noted || 0));
  };

  const element = (name, text = "", attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };

  const button = (action, label, sign = "") => {
    const made = element("button", sign || label, {type: "button", "data-kd-action": action});
    if (sign) made.setAttribute("aria-label", label);
    return made;
  };

  const facts = (card, {texts, isHost, photo}) => {
    const made = element("p", "", {class: "ka-card__facts"});
    const add = (part) => made.append(part, " ");
    if (card.dots || isHost) add(element("span", texts.dots.replace("{number}", card.dots)));
    if (card.photo) add(element("a", texts.photo, {href: photo.replace("00000000-0000-0000-0000-000000000000", card.key)}));
    if (card.photoWaits) add(element("span", texts.photo_waits));
    if (isHost && card.by === "participant") add(element("span", texts.participant));
    if (isHost && !card.shown) add(element("span", texts.not_on_wall));
    if (card.waits) add(element("span", texts.waits, {class: "ka-waits"}));
    return made;
  };

  const steps = (card, {texts, isHost}) => {
    const made = element("div", "", {class: "ka-card__steps"});
    if (card.removed) {
      made.append(button("restore", texts.restore));
      return made;
    }
    if (isHost) {
      made.append(button("fewer", texts.fewer, "−"), button("more", texts.more, "+"));
      if (card.by === "participant") made.append(button("wall", card.shown ? texts.from_wall : texts.to_wall));
    }
    made.append(button("edit", texts.edit));
    if (card.photo) made.append(button("unphoto", texts.photo_gone));
    made.append(button("remove", texts.remove));
    return made;
  };

  const item = (card, values) => {
    const made = element("li", "", {class: "ka-card", "data-kd-key": card.key});
    const direction = values.rtl.includes(card.language) ? "rtl" : "ltr";
    made.append(
      element("p", card.text, {class: "ka-card__text", lang: card.language, dir: direction}),
      facts(card, values),
      steps(card, values),
    );
    return made;
  };

  /* Whoever works by keyboard stays where they were. */
  const keepingFocus = (root, work) => {
    const focused = document.activeElement;
    const action = root.contains(focused) ? focused.dataset.kdAction : "";
    const key = action ? focused.closest("[data-kd-key]")?.dataset.kdKey : "";
    work();
    if (!key) return;
    const again = root.querySelector(`[data-kd-key="${CSS.escape(key)}"] [data-kd-action="${CSS.escape(action)}"]`);
    (again || document.getElementById("kd-cards-title")).focus();
  };

  const fill = (place, cards, values) => {
    place.querySelector("[data-kd-number]").textContent = String(cards.length);
    place.querySelector("ul").replaceChildren(...cards.map((card) => item(card, values)));
  };

  let shown = "";
  const show = (root, cards, values) => {
    const signature = JSON.stringify(cards);
    if (signature === shown) return;
    shown = signature;
    keepingFocus(root, () => {
      root.querySelectorAll("[data-kd-column]").forEach((place) => {
        fill(place, cards.filter((card) => !card.removed && card.column === place.dataset.kdColumn), values);
      });
      const removed = cards.filter((card) => card.removed);
      const place = document.getElementById("kd-removed");
      fill(place, removed, values);
      place.hidden = removed.length === 0;
    });
  };

  /* What needs a decision: changes in conflict, and what was refused. */
  let asked = "";
  const ask = (root, operations, {texts}) => {
    const signature = JSON.stringify(operations);
    if (signature === asked) return;
    asked = signature;
    root.replaceChildren(
      ...operations.map((row) => {
        const made = element("section", "", {"data-kd-order": row.order});
        const text = (part) => (part.removed ? `${part.text} ${texts.gone}` : part.text);
        const line = (label, part) => {
          const paragraph = element("p", "", {dir: "auto"});
          paragraph.append(element("strong", `${label}: `), text(part));
          return paragraph;
        };
        if (row.theirs) {
          made.append(
            element("h2", texts.conflict), line(texts.mine, row), line(texts.theirs, row.theirs),
            button("mine", texts.take_mine), button("theirs", texts.keep_theirs),
          );
        } else {
          made.append(element("h2", texts.refused.replace("{reason}", row.reason)));
          if (row.text) made.append(element("p", row.text, {dir: "auto"}), button("again", texts.copy_new));
          made.append(button("discard", texts.discard));
        }
        return made;
      }),
    );
    root.hidden = operations.length === 0;
  };

  window.kdCards = {merged, show, ask};
})();
