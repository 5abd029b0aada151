// Moderation: put the chosen text module into the message, where it can be changed. Without this the server does it.
(function () {
  "use strict";

  function connect(select) {
    var form = select.form;
    var message = form.querySelector("textarea[name$=-message]");
    var rule = form.querySelector("select[name$=-rule]");
    var inserted = form.querySelector("[data-kw-inserted]");
    if (!message || !inserted) return;
    var before = "";

    select.addEventListener("change", function () {
      var option = select.options[select.selectedIndex];
      var text = option.dataset.text || "";
      // What was inserted before and not changed since makes room for the new choice; typed words stay.
      var own = before && message.value.indexOf(before) === 0 ? message.value.slice(before.length).trim() : message.value.trim();
      message.value = text && own ? text + "\n\n" + own : text || own;
      message.dispatchEvent(new Event("input", { bubbles: true }));
      inserted.value = text ? select.value : "";
      before = text;
      if (rule && option.dataset.rule) rule.value = option.dataset.rule;
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-kw-reason]"), connect);
})();
