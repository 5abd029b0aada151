/* Buttons that write the marks of formatting into the text, and early words about files. The form works without them. */
(() => {
  "use strict";

  /* Replaces a part of a field so that the browser's undo still works. */
  const write = (field, start, end, text) => {
    field.focus();
    field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const surround = (field, mark) => {
    let { selectionStart: start, selectionEnd: end } = field;
    const { value } = field;
    // Spaces at the ends stay outside: marks work beside words only.
    while (start < end && /\s/.test(value[start])) start += 1;
    while (end > start && /\s/.test(value[end - 1])) end -= 1;
    const inside = value.slice(start, end);
    const { length } = mark;
    if (inside.length > 2 * length && inside.startsWith(mark) && inside.endsWith(mark)) {
      write(field, start, end, inside.slice(length, -length));
      field.setSelectionRange(start, end - 2 * length);
      return;
    }
    write(field, start, end, mark + inside + mark);
    field.setSelectionRange(start + length, end + length);
  };

  const list = (field) => {
    const { value, selectionStart, selectionEnd } = field;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", selectionEnd);
    const end = next < 0 ? value.length : next;
    const lines = value.slice(start, end).split("\n");
    const marked = lines.every((line) => /^- /.test(line));
    const text = lines.map((line) => (marked ? line.slice(2) : `- ${line}`)).join("\n");
    write(field, start, end, text);
  };

  const link = (field, label) => {
    const { value, selectionStart: start, selectionEnd: end } = field;
    const chosen = value.slice(start, end).trim();
    const isAddress = /^https?:\/\/\S+$/.test(chosen);
    const text = isAddress ? label : chosen || label;
    write(field, start, end, `[${text}](${isAddress ? chosen : "https://"})`);
    // What is still to be typed is selected: the label of an address, or the address of a label.
    if (isAddress || !chosen) field.setSelectionRange(start + 1, start + 1 + text.length);
    else field.setSelectionRange(start + text.length + 3, start + text.length + 11);
  };

  document.querySelectorAll("template[data-kd-tools]").forEach((template) => {
    const field = document.getElementById(template.dataset.kdTools);
    if (!field || field.dataset.kdTools) return;
    field.dataset.kdTools = "yes";
    const bar = template.content.firstElementChild.cloneNode(true);
    bar.setAttribute("aria-controls", field.id);
    field.before(bar);
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.kdMark) surround(field, button.dataset.kdMark);
      else if (button.dataset.kdLink) link(field, button.dataset.kdLink);
      else list(field);
    });
    field.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const mark = { b: "**", i: "*" }[event.key.toLowerCase()];
      if (!mark) return;
      event.preventDefault();
      surround(field, mark);
    });
  });

  /* Whoever writes another wording makes a proposal, unless they said something else. */
  document.querySelectorAll("[data-kd-wording] textarea").forEach((field) => {
    const before = field.value;
    field.addEventListener("input", () => {
      const { form } = field;
      const proposal = form.querySelector("input[name=kind][value=proposal]");
      if (proposal && field.value !== before && !form.querySelector("input[name=kind]:checked")) proposal.checked = true;
    });
  });

  /* Files that are too many or too large are named before they travel. */
  document.querySelectorAll("input[type=file][data-kd-most]").forEach((input) => {
    const words = document.getElementById(input.dataset.kdWords);
    if (!words) return;
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      const large = files.filter((file) => file.size > Number(input.dataset.kdBytes)).map((file) => file.name);
      const problems = large.map((name) => words.dataset.kdLarge.replace("{name}", name));
      if (files.length > Number(input.dataset.kdMost)) problems.push(words.dataset.kdMany);
      words.textContent = problems.join(" ");
    });
  });
})();
