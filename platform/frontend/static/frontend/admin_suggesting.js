// Help that learns: keys for the first doubt, and similar segments opened in their place. All of it works without.
(function () {
  "use strict";

  var switched = window.konzeptdialogKeys;

  // Keys named by `data-key`; never while somebody types, and they can be switched off.
  function keys() {
    var help = document.querySelector("[data-ks-keyhelp]");
    var button = document.querySelector("[data-ks-switch]");
    var on = switched.areOn();

    function show() {
      button.textContent = on ? button.dataset.ksOff : button.dataset.ksOn;
    }

    if (help && button) {
      help.hidden = false;
      button.addEventListener("click", function () {
        on = !on;
        switched.remember(on);
        show();
      });
      show();
    }
    document.addEventListener("keydown", function (event) {
      var typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
      if (!on || typing || event.target.isContentEditable || event.repeat) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      var found = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (!found) return;
      event.preventDefault();
      found.click();
    });
  }

  // A link whose list opens below it.
  function opening(link) {
    var place = document.getElementById(link.dataset.ksOpen);
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-controls", place.id);
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (!place.hidden) {
        place.hidden = true;
        link.setAttribute("aria-expanded", "false");
        return;
      }
      fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
        .then(function (response) {
          return response.ok ? response.text() : Promise.reject(response.status);
        })
        .then(function (html) {
          place.innerHTML = html;
          place.hidden = false;
          link.setAttribute("aria-expanded", "true");
        })
        .catch(function () {
          window.location.href = link.href;
        });
    });
  }

  // Screens with keys of their own handle `data-key` themselves.
  if (document.querySelector("[data-ks-keys]")) keys();
  Array.prototype.forEach.call(document.querySelectorAll("[data-ks-open]"), opening);
})();
