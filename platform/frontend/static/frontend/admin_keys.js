// Whether single keys do something on staff screens: each person switches them on and off for all of them (WCAG 2.1.4).
(function () {
  "use strict";

  var STORED = "konzeptdialog-queue-keys";

  window.konzeptdialogKeys = {
    areOn: function () {
      try {
        return window.localStorage.getItem(STORED) !== "off";
      } catch (error) {
        return true;
      }
    },
    remember: function (on) {
      try {
        window.localStorage.setItem(STORED, on ? "on" : "off");
      } catch (error) {
        // Without storage the choice lasts as long as the page.
      }
    },
  };
})();
