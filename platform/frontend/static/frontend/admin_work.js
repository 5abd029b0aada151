// Makes the staff screens quicker; all of them work without it.
(function () {
  "use strict";

  // One passage a line, each once: a selection over several lines becomes several passages.
  function passages(list, text) {
    return list
      .split("\n")
      .concat(text.split("\n"))
      .map(function (line) {
        return line.trim();
      })
      .filter(function (line, index, all) {
        return line && all.indexOf(line) === index;
      })
      .join("\n");
  }

  // What stands in the field already is not thrown away.
  function appended(before, text) {
    return before.trim() ? before.trim() + "\n\n" + text : text;
  }

  // Take the text selected with the mouse over into a field: a passage to remove, or one that becomes a contribution.
  function takeSelection() {
    var source = document.querySelector("[data-kw-original]");
    var box = document.querySelector("[data-kw-selection]");
    var list = document.querySelector("[data-kw-passages]");
    var field = list || document.querySelector("textarea[name=text]");
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
      status.textContent = text ? "" : button.dataset.kwNone;
      if (!text) return;
      field.value = (list ? passages : appended)(field.value, text);
      field.focus();
    });
  }

  // Evaluation: tick all boxes of the page without loading it again, and count them.
  function tickAll() {
    var form = document.querySelector("[data-kw-bulk]");
    if (!form) return;
    var boxes = Array.prototype.slice.call(form.querySelectorAll("input[name=segments]"));
    var link = form.querySelector("[data-kw-all]");
    var status = form.querySelector("[data-kw-ticked]");
    var tick = link.textContent;

    function ticked() {
      return boxes.filter(function (box) {
        return box.checked;
      }).length;
    }

    function show() {
      status.textContent = ticked() ? ticked() + " " + status.dataset.kwText : "";
      link.textContent = ticked() === boxes.length ? link.dataset.kwNone : tick;
    }

    link.setAttribute("role", "button");
    link.addEventListener("click", function (event) {
      event.preventDefault();
      var all = ticked() !== boxes.length;
      boxes.forEach(function (box) {
        box.checked = all;
      });
      show();
    });
    link.addEventListener("keydown", function (event) {
      if (event.key === " ") {
        event.preventDefault();
        link.click();
      }
    });
    form.addEventListener("change", show);
    show();
  }

  takeSelection();
  tickAll();
})();
