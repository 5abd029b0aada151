// Page editor of a draft: shows the tables of a paragraph below its text, and the image that a key stands for.
// Without this, the editor has the text with its bars and the key.
(function () {
  "use strict";

  var Controller = window.StimulusModule.Controller;
  var WAIT = 400;

  class DraftText extends Controller {
    static values = { url: String, button: String, table: String };

    connect() {
      this.tools = document.createElement("div");
      this.tools.className = "kd-draft-tools";
      var button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small button-secondary";
      button.textContent = this.buttonValue;
      button.addEventListener("click", this.insert.bind(this));
      this.shown = document.createElement("div");
      this.tools.append(button, this.shown);
      this.element.after(this.tools);
      this.later = this.later.bind(this);
      this.element.addEventListener("input", this.later);
      this.show();
    }

    disconnect() {
      window.clearTimeout(this.timer);
      this.element.removeEventListener("input", this.later);
      this.tools.remove();
    }

    insert() {
      var text = this.element.value.replace(/\s+$/, "");
      this.element.value = text + (text ? "\n\n" : "") + this.tableValue;
      this.element.dispatchEvent(new Event("input", { bubbles: true }));
      this.element.focus();
    }

    later() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(this.show.bind(this), WAIT);
    }

    show() {
      var text = this.element.value;
      if (!/^\s*\|/m.test(text)) {
        this.shown.replaceChildren();
        return;
      }
      var shown = this.shown;
      var element = this.element;
      var body = new FormData();
      body.append("text", text);
      fetch(this.urlValue, { method: "POST", body: body, headers: { "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN } })
        .then(function (response) {
          return response.ok ? response.text() : "";
        })
        .then(function (html) {
          // The server escaped what was typed; an answer to an older text is dropped.
          if (element.value === text) shown.innerHTML = html;
        })
        .catch(function () {});
    }
  }

  class DraftImage extends Controller {
    static values = { url: String, nobody: String, missing: String, undescribed: String };

    connect() {
      this.figure = document.createElement("figure");
      this.figure.className = "kd-draft-thumbnail";
      this.image = document.createElement("img");
      this.words = document.createElement("figcaption");
      this.figure.append(this.image, this.words);
      this.element.after(this.figure);
      this.show = this.show.bind(this);
      this.missing = this.missing.bind(this);
      this.image.addEventListener("error", this.missing);
      this.element.addEventListener("input", this.show);
      // The block's fields are made one after the other.
      this.timer = window.setTimeout(this.first.bind(this), 0);
    }

    first() {
      this.alternative = document.getElementsByName(this.element.name.replace(/-image$/, "-alt"))[0];
      if (this.alternative) this.alternative.addEventListener("input", this.show);
      this.show();
    }

    disconnect() {
      window.clearTimeout(this.timer);
      this.element.removeEventListener("input", this.show);
      if (this.alternative) this.alternative.removeEventListener("input", this.show);
      this.figure.remove();
    }

    show() {
      var key = this.element.value.trim();
      var words = this.alternative ? this.alternative.value.trim() : "";
      this.image.alt = words;
      this.words.textContent = key && !words ? this.undescribedValue : "";
      this.image.hidden = !key;
      if (!key) return;
      var url = this.urlValue.replace(this.nobodyValue, encodeURIComponent(key));
      if (this.image.getAttribute("src") !== url) this.image.src = url;
    }

    missing() {
      this.image.hidden = true;
      this.image.removeAttribute("src");
      this.words.textContent = this.missingValue;
    }
  }

  window.wagtail.app.register("kd-draft-text", DraftText);
  window.wagtail.app.register("kd-draft-image", DraftImage);
})();
