// Puts a text block where the cursor stands in the reason. Without it the server puts it at the end.
(function () {
  "use strict";

  var box = document.querySelector("[data-kw-blocks]");
  var field = document.querySelector("textarea[name=reason]");
  if (!box || !field) return;
  var choice = box.querySelector("select");
  var used = document.querySelector("input[name=used_blocks]");
  var status = box.querySelector("[role=status]");

  // Blocks are paragraphs of their own: an empty line before and after, never more.
  function placed(before, text, after) {
    var start = before.replace(/\s+$/, "");
    var end = after.replace(/^\s+/, "");
    return [start ? start + "\n\n" + text : text, end ? "\n\n" + end : ""];
  }

  box.querySelector("button").addEventListener("click", function (event) {
    var option = choice.options[choice.selectedIndex];
    if (!option) return;
    event.preventDefault();
    var parts = placed(
      field.value.slice(0, field.selectionStart),
      option.dataset.kwText,
      field.value.slice(field.selectionEnd)
    );
    field.value = parts.join("");
    field.focus();
    field.setSelectionRange(parts[0].length, parts[0].length);
    if (used) used.value = used.value ? used.value + "," + option.value : option.value;
    status.textContent = box.dataset.kwInserted + " " + option.text;
  });
})();
