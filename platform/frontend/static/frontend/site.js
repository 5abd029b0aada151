/* Small comforts. Every page works without them. */
(() => {
  "use strict";

  /* htmx notes the address in the session storage, even one with a receipt code. Nothing here needs it. */
  try {
    sessionStorage.removeItem("htmx-current-path-for-history");
  } catch {
    // Storage is switched off.
  }

  /* Character counters: <textarea data-kd-counter="5000"> with <… data-kd-count-for="its id" data-kd-text="… {left} …">. */
  const numbers = new Intl.NumberFormat(document.documentElement.lang || "de");
  const watch = (input) => {
    const limit = Number(input.dataset.kdCounter);
    const output = document.querySelector(`[data-kd-count-for="${CSS.escape(input.id)}"]`);
    if (!limit || !output || output.dataset.kdReady) return;
    output.dataset.kdReady = "yes";
    let waiting;
    const show = () => {
      // The server gets two characters for a line break; with data-kd-plain-breaks it counts one, and nothing around.
      const typed = input.dataset.kdPlainBreaks ? input.value.trim() : input.value.replace(/\n/g, "\r\n");
      const left = limit - Array.from(typed).length;
      const text = left < 0 && output.dataset.kdTextOver ? output.dataset.kdTextOver : output.dataset.kdText;
      output.textContent = text
        .replace("{left}", numbers.format(left))
        .replace("{over}", numbers.format(-left))
        .replace("{limit}", numbers.format(limit));
      output.classList.toggle("kd-counter--over", left < 0);
    };
    input.addEventListener("input", () => {
      show();
      // A screen reader hears the number after a pause, not at every key.
      output.removeAttribute("aria-live");
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        output.setAttribute("aria-live", "polite");
        show();
      }, 1500);
    });
    show();
  };

  const start = (root) => root.querySelectorAll("textarea[data-kd-counter]").forEach(watch);
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));

  /* Menus close with Escape, the account menu also by a click elsewhere. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".kd-account[open], .kd-menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".kd-account[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  /* A long draft shows its chapters on demand: an anchor in another chapter leads to the page it stands on. */
  const findPlace = () => {
    const draft = document.querySelector("[data-kd-place]");
    const anchor = /^#(?:absatz|kapitel)-([\w-]+)$/.exec(location.hash);
    if (!draft || !anchor || document.getElementById(location.hash.slice(1))) return;
    location.replace(draft.dataset.kdPlace.replace("/_/", `/${anchor[1]}/`));
  };
  findPlace();
  window.addEventListener("hashchange", findPlace);

  /* A form is sent once, however often somebody presses the button. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.kdSent) {
      event.preventDefault();
      return;
    }
    form.dataset.kdSent = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-kd-sent]").forEach((form) => delete form.dataset.kdSent);
  });
})();
