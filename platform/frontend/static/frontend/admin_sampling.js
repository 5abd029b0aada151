// Double coding by keys: a key presses what carries it. Only while the focus is in the passage or in the choice, so that
// no single key does anything elsewhere; everything works without it.
(function () {
  "use strict";

  var place = document.querySelector("[data-keys]");
  if (!place) return;

  function isTyping(target) {
    return target.matches("select, textarea, input:not([type=radio]):not([type=checkbox])");
  }

  function press(carrier) {
    var label = carrier.closest("label");
    var control = label ? document.getElementById(label.htmlFor) : carrier;
    control.focus();
    control.click();
  }

  place.addEventListener("keydown", function (event) {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    var carrier = Array.prototype.find.call(place.querySelectorAll("[data-key]"), function (one) {
      return one.dataset.key === event.key;
    });
    if (!carrier) return;
    event.preventDefault();
    press(carrier);
  });
  place.focus({ preventScroll: true });
})();
