// Takes the selected text of a letter over into the form; without it, people copy and paste.
(function () {
  "use strict";

  var source = document.querySelector("[data-kr-text]");
  var box = document.querySelector("[data-kr-take]");
  var field = document.querySelector("textarea[name=text]");
  if (!source || !box || !field) return;
  var button = box.querySelector("button");
  var status = box.querySelector("[role=status]");
  box.hidden = false;
  // A click would clear the selection in some browsers.
  button.addEventListener("mousedown", function (event) {
    event.preventDefault();
  });
  button.addEventListener("click", function () {
    var selection = window.getSelection();
    var inside = selection.rangeCount && source.contains(selection.getRangeAt(0).commonAncestorContainer);
    var text = inside ? selection.toString().trim() : "";
    status.textContent = text ? "" : button.dataset.krNone;
    if (!text) return;
    // What stands in the form already is not thrown away.
    field.value = field.value.trim() ? field.value.trim() + "\n\n" + text : text;
    field.focus();
  });
})();
