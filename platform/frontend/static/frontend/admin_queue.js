// The moderators' queue: keys in the list, a box for all, claiming on opening. Everything works without it.
(function () {
  "use strict";

  var switched = window.konzeptdialogKeys;

  // Ticking: a box for all of the page, and how many there are.
  function ticking(form) {
    var boxes = Array.prototype.slice.call(form.querySelectorAll("input[name=seen]"));
    var all = form.querySelector("[data-kw-all]");
    var status = form.querySelector("[data-kw-ticked]");

    function ticked() {
      return boxes.filter(function (box) {
        return box.checked;
      }).length;
    }

    function show() {
      var number = ticked();
      status.textContent = number ? number + " " + status.dataset.kwText : "";
      form.classList.toggle("kw-has-ticks", number > 0);
      all.checked = boxes.length > 0 && number === boxes.length;
      all.indeterminate = number > 0 && number < boxes.length;
    }

    all.hidden = boxes.length === 0;
    all.addEventListener("change", function () {
      boxes.forEach(function (box) {
        box.checked = all.checked;
      });
      show();
    });
    form.addEventListener("change", show);
    show();
    return { count: ticked, show: show };
  }

  // Keys: only while the focus is inside a row of the list, never in a field, and they can be switched off.
  function keys(form, ticks) {
    var rows = Array.prototype.slice.call(form.querySelectorAll("[data-kw-row]"));
    var button = form.querySelector("[data-kw-keys]");
    var help = document.getElementById("kw-keyhelp");
    var toggle = help.querySelector("[data-kw-switch]");
    var on = switched.areOn();

    function showSwitch() {
      toggle.setAttribute("aria-pressed", on ? "true" : "false");
      toggle.textContent = on ? button.dataset.kwKeys : button.dataset.kwKeysOff;
    }

    function showHelp() {
      help.hidden = !help.hidden;
      button.setAttribute("aria-expanded", help.hidden ? "false" : "true");
    }

    function go(row) {
      if (row) row.querySelector("[data-kw-open]").focus();
    }

    function release(row) {
      var box = row.querySelector("input[name=seen]");
      if (!ticks.count() && box) {
        box.checked = true;
        ticks.show();
      }
      if (ticks.count()) form.requestSubmit(form.querySelector("[data-kw-release]"));
    }

    button.hidden = false;
    button.addEventListener("click", showHelp);
    toggle.addEventListener("click", function () {
      on = !on;
      switched.remember(on);
      showSwitch();
    });
    form.addEventListener("keydown", function (event) {
      var row = event.target.closest("[data-kw-row]");
      if (!on || !row || event.ctrlKey || event.metaKey || event.altKey) return;
      var at = rows.indexOf(row);
      var box = row.querySelector("input[name=seen]");
      if (event.key === "j" || event.key === "ArrowDown") go(rows[at + 1]);
      else if (event.key === "k" || event.key === "ArrowUp") go(rows[at - 1]);
      else if (event.key === "x" && box) {
        box.checked = !box.checked;
        ticks.show();
      } else if (event.key === "r") release(row);
      else if (event.key === "?") showHelp();
      else return;
      event.preventDefault();
    });
    showSwitch();
  }

  // Opening an unclaimed contribution claims it. A GET changes nothing, so the script asks by POST.
  function claimOnOpening(place) {
    var token = place.querySelector("input[name=csrfmiddlewaretoken]");
    if (!token) return;
    var body = new URLSearchParams({ do: "claim" });
    var headers = { "HX-Request": "true", "X-CSRFToken": token.value };
    fetch(place.dataset.kwAutoclaim, { method: "POST", headers: headers, body: body })
      .then(function (response) {
        return response.ok ? response.text() : Promise.reject(response.status);
      })
      .then(function (html) {
        place.innerHTML = html;
      })
      .catch(function () {
        // The button to claim it is there all the same.
      });
  }

  var form = document.querySelector("[data-kw-queue]");
  if (form) keys(form, ticking(form));
  var place = document.querySelector("[data-kw-autoclaim]");
  if (place) claimOnOpening(place);
})();
