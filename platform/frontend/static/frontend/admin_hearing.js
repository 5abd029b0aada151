// Form of the phases: says how many working days a deadline leaves while it is typed. Without this the server does it.
(function () {
  "use strict";

  function connect(ends) {
    var starts = document.getElementById(ends.id.replace(/ends_on$/, "starts_on"));
    var hearing = document.getElementById(ends.id.replace(/ends_on$/, "is_formal_hearing"));
    if (!starts || !hearing) return;
    var said = document.getElementById(ends.id + "_helptext");
    if (!said) {
      said = document.createElement("p");
      said.className = "kd-hint";
      said.id = ends.id + "_helptext";
      ends.parentNode.insertBefore(said, ends);
    }
    said.setAttribute("role", "status");
    var asked = 0;

    function ask() {
      var number = ++asked;
      if (!hearing.checked || !starts.value || !ends.value) {
        said.textContent = "";
        return;
      }
      fetch(ends.dataset.kdWorkingDays + "?von=" + starts.value + "&bis=" + ends.value, { credentials: "same-origin" })
        .then(function (response) { return response.ok ? response.json() : { text: "" }; })
        .then(function (answer) { if (number === asked) said.textContent = answer.text; })
        .catch(function () {});
    }

    [starts, ends, hearing].forEach(function (field) { field.addEventListener("change", ask); });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-kd-working-days]"), connect);
})();
