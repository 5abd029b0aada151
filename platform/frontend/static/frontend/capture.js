/* The page of a table: takes over the form and the buttons. Everything is noted on the device first, then sent. */
(async () => {
  "use strict";

  const values = JSON.parse(document.getElementById("kd-capture").textContent);
  const {texts} = values;
  const root = document.getElementById("kd-cards");
  const attention = document.getElementById("kd-attention");
  const state = document.getElementById("kd-state");
  const form = document.getElementById("kd-form");
  const undoBar = document.getElementById("kd-undo");
  const store = await window.kdStore.open();
  const place = `${values.scope}/${values.table}`;
  const told = document.createElement("p");
  const undoSteps = [];
  let editing = null;
  let cards = [];
  let pending = 0;

  const refresh = async () => {
    const rows = await store.operations(values.scope);
    const here = rows.filter((row) => row.table === values.table);
    const known = await store.cards(place);
    cards = window.kdCards.merged(known, here);
    // Until something was told or written, the cards of the page itself stay.
    if (known.length || here.length || (await store.cursor(place)) >= 0) window.kdCards.show(root, cards, values);
    window.kdCards.ask(attention, rows.filter((row) => row.stopped), values);
  };

  let said = "";
  const report = (kind, number, text = "") => {
    pending = number;
    const waits = number === 1 ? texts.waiting_one : texts.waiting_many.replace("{number}", number);
    const sentences = {
      sent: number ? waits : texts.sent,
      sending: texts.sending.replace("{number}", number),
      offline: number ? waits : texts.offline,
      slow: texts.slow,
      closed: number ? `${text} ${waits}` : text,
    };
    const sentence = store.isVolatile ? `${sentences[kind]} ${texts.no_store}` : sentences[kind];
    if (sentence === said) return;
    said = sentence;
    state.textContent = sentence;
    state.dataset.kdState = number && kind === "sent" ? "offline" : kind;
  };

  const link = window.kdSync.create({store, values, report, refresh});

  /* Note an operation; its key when it is safe on the device. */
  const note = async (operation) => {
    const id = window.kdStore.newId();
    try {
      await store.add({scope: values.scope, table: values.table, id, ...operation});
    } catch {
      state.textContent = said = texts.full;
      state.dataset.kdState = "slow";
      return "";
    }
    await refresh();
    link.sync();
    return id;
  };

  const tell = (text) => {
    told.textContent = text;
    undoBar.querySelector("button").hidden = undoSteps.length === 0;
  };

  const content = (card) => ({column: card.column, text: card.text, language: card.language, removed: card.removed});

  const find = (key) => cards.find((card) => card.key === key);

  /* The whole content of a card, made from what this device sees of it. */
  const put = (card, changed, base = card.state) =>
    note({kind: "card", key: card.key, base, written: Date.now(), ...content(card), ...changed});

  /* Undoing builds on what was done here: what another host changed since becomes a conflict, not a loss. */
  const putBack = (key, before, base) => () => {
    const card = find(key);
    return card ? put(card, before, base) : "";
  };

  const act = {
    more: async (card) => {
      if (await note({kind: "dots", key: card.key, number: 1})) {
        undoSteps.push(() => note({kind: "dots", key: card.key, number: -1}));
        tell(texts.changed);
      }
    },
    fewer: async (card) => {
      if (card.dots && (await note({kind: "dots", key: card.key, number: -1}))) {
        undoSteps.push(() => note({kind: "dots", key: card.key, number: 1}));
        tell(texts.changed);
      }
    },
    wall: async (card) => {
      const shown = !card.shown;
      if (await note({kind: "wall", key: card.key, shown})) {
        undoSteps.push(() => note({kind: "wall", key: card.key, shown: !shown}));
        tell(texts.changed);
      }
    },
    remove: async (card) => {
      const id = await put(card, {removed: true});
      if (id) {
        undoSteps.push(putBack(card.key, {removed: false}, id));
        tell(texts.removed);
      }
    },
    restore: async (card) => {
      const id = await put(card, {removed: false});
      if (id) {
        undoSteps.push(putBack(card.key, {removed: true}, id));
        tell(texts.restored);
      }
    },
    unphoto: (card) => note({kind: "unphoto", key: card.key}),
    edit: async (card) => startEditing(card),
  };

  root.addEventListener("click", async (event) => {
    const pressed = event.target.closest("[data-kd-action]");
    if (!pressed) return;
    const card = find(pressed.closest("[data-kd-key]").dataset.kdKey);
    if (card) await act[pressed.dataset.kdAction](card);
  });

  attention.addEventListener("click", async (event) => {
    const pressed = event.target.closest("[data-kd-action]");
    if (!pressed) return;
    const order = Number(pressed.closest("[data-kd-order]").dataset.kdOrder);
    const row = (await store.operations(values.scope)).find((other) => other.order === order);
    const action = pressed.dataset.kdAction;
    if (!row || (action === "discard" && !confirm(texts.really_discard))) return;
    if (action === "mine") {
      const {theirs, ...mine} = row;
      await store.change({changed: [{...mine, id: window.kdStore.newId(), base: theirs.state, stopped: false}]});
    } else {
      if (action === "again") fillForm(row, null);
      await store.change({gone: [order]});
    }
    await refresh();
    link.sync();
  });

  undoBar.querySelector("button").addEventListener("click", async () => {
    const step = undoSteps.pop();
    if (step) await step();
    tell(texts.undone);
  });

  addEventListener("beforeunload", (event) => {
    if (store.isVolatile && pending) event.preventDefault();
  });

  /* --- the form --- */

  const fillForm = (card, key) => {
    if (!form) return;
    editing = key;
    form.elements.text.value = card ? card.text : "";
    if (card) {
      form.querySelector(`[name=column][value="${CSS.escape(card.column)}"]`).checked = true;
      form.elements.language.value = card.language;
    }
    form.elements.photo.value = "";
    form.querySelector("[type=submit] .kern-label").textContent = key ? texts.save_change : texts.save_new;
    document.getElementById("kd-cancel").hidden = !key;
    form.elements.text.focus();
  };

  const startEditing = (card) => {
    // With which content the person began: another host's change in between becomes a conflict, not a loss.
    if (form) fillForm(card, {key: card.key, base: card.state, before: content(card)});
    else location.assign(`${location.pathname}karte/${card.key}/`);
  };

  /* The photo as small as it can be read: phones take ten times as much. */
  const shrink = async (file) => {
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
      return {type: "image/jpeg", data: await blob.arrayBuffer()};
    } catch {
      return null;
    }
  };

  const problem = (text) => {
    const input = form.elements.text;
    let hint = document.getElementById("kd-problem");
    if (!hint) {
      hint = document.createElement("p");
      hint.id = "kd-problem";
      hint.className = "ka-problem";
      hint.setAttribute("role", "alert");
      input.after(hint);
    }
    hint.textContent = text;
    input.setAttribute("aria-invalid", text ? "true" : "false");
    input.setAttribute("aria-describedby", "kd-problem");
    if (text) input.focus();
  };

  const save = async () => {
    const text = form.elements.text.value.trim();
    const over = Array.from(text).length - values.limit;
    problem(text ? (over > 0 ? texts.too_long.replace("{number}", over) : "") : texts.no_text);
    if (!text || over > 0) return;
    const typed = {column: form.elements.column.value, text, language: form.elements.language.value};
    const photo = form.elements.photo.files[0];
    const edited = editing;
    const key = edited ? edited.key : window.kdStore.newId();
    const base = edited ? edited.base : null;
    const removed = edited ? edited.before.removed : false;
    const id = await note({kind: "card", key, base, written: Date.now(), ...typed, removed});
    if (!id) return;
    undoSteps.push(putBack(key, edited ? edited.before : {removed: true}, id));
    tell(edited ? texts.changed : texts.saved);
    fillForm(null, null);
    if (!photo) return;
    const small = await shrink(photo);
    if (small) await note({kind: "photo", key, ...small});
    else tell(texts.photo_bad);
  };

  if (form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save();
    });
    document.getElementById("kd-cancel").addEventListener("click", () => fillForm(null, null));
  }

  undoBar.prepend(told);
  state.textContent = texts.loading;
  await refresh();
  document.documentElement.setAttribute("data-kd-ready", "");
  await link.sync();
})();
