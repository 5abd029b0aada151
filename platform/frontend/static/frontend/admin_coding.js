// The coding screen: marking with mouse and keys, shortcuts, topics of the chosen field, what colleagues do.
// Everything works without it.
(function () {
  "use strict";

  var STORED = "konzeptdialog-coding-keys";
  var EVERY = 15000;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  // Places are counted in characters as the server counts them, not in the halves of pairs.
  function characters(text) {
    return Array.from(text).length;
  }

  // --- marking ---

  function marking(text) {
    var sentences = all("[data-kc-sentence]", text);
    var form = document.querySelector("[data-kc-mark]");
    if (!form || !sentences.length) return;
    var button = form.querySelector("[data-kc-marks]");
    var status = form.querySelector("[data-kc-status]");
    var at = 0;
    var anchor = null;
    var marked = null;

    form.querySelector("[data-kc-scripted]").hidden = false;
    text.setAttribute("role", "listbox");
    text.setAttribute("aria-multiselectable", "true");
    text.setAttribute("aria-label", text.dataset.kcLabel);
    sentences.forEach(function (sentence, index) {
      sentence.setAttribute("role", "option");
      sentence.setAttribute("aria-selected", "false");
      sentence.tabIndex = index ? -1 : 0;
    });
    sentences[0].dataset.key = "p";
    sentences[0].dataset.keyFocus = "";
    sentences[0].dataset.keyLabel = text.dataset.kcLabel;

    function choose(first, last) {
      sentences.forEach(function (sentence, index) {
        var chosen = first !== null && index >= Math.min(first, last) && index <= Math.max(first, last);
        sentence.classList.toggle("kc-sentence--chosen", chosen);
        sentence.setAttribute("aria-selected", chosen ? "true" : "false");
      });
      marked = null;
      if (first !== null) {
        // Marked by keys: an older selection by mouse is not meant any more.
        window.getSelection().removeAllRanges();
        marked = [
          Number(sentences[Math.min(first, last)].dataset.start),
          Number(sentences[Math.max(first, last)].dataset.end),
        ];
      }
    }

    function go(index, extend) {
      if (index < 0 || index >= sentences.length) return;
      if (extend && anchor === null) anchor = at;
      if (!extend) anchor = null;
      sentences[at].tabIndex = -1;
      at = index;
      sentences[at].tabIndex = 0;
      sentences[at].focus();
      if (extend) choose(anchor, at);
      else choose(null, null);
    }

    // Where a point of the selection is in the text: the run it lies in says where it begins.
    function place(node, offset) {
      var element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      var run = element.closest("[data-start].kc-run");
      if (run && node.nodeType === Node.TEXT_NODE) {
        return Number(run.dataset.start) + characters(node.textContent.slice(0, offset));
      }
      var runs = all(".kc-run", text);
      var before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(node, offset);
      var inside = runs.filter(function (one) {
        return before.intersectsNode(one) && before.comparePoint(one, one.childNodes.length) <= 0;
      });
      var last = inside[inside.length - 1];
      return last ? Number(last.dataset.start) + characters(last.textContent) : 0;
    }

    function ofSelection() {
      var selection = window.getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return null;
      var range = selection.getRangeAt(0);
      if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
      return [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)];
    }

    function send() {
      var found = ofSelection() || marked;
      if (!found) {
        status.textContent = button.dataset.kcNone;
        return false;
      }
      form.elements.start.value = String(found[0]);
      form.elements.end.value = String(found[1]);
      return true;
    }

    button.addEventListener("mousedown", function (event) {
      // A click would clear the selection in some browsers.
      event.preventDefault();
    });
    button.addEventListener("click", function (event) {
      if (!send()) event.preventDefault();
    });
    sentences.forEach(function (sentence, index) {
      sentence.addEventListener("focus", function () {
        at = index;
      });
    });
    text.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowRight" || event.key === "ArrowDown") go(at + 1, event.shiftKey);
      else if (event.key === "ArrowLeft" || event.key === "ArrowUp") go(at - 1, event.shiftKey);
      else if (event.key === " ") {
        anchor = at;
        choose(at, at);
      } else if (event.key === "Enter") {
        // What is highlighted is what is sent: words marked by mouse, else the sentences marked by keys, else this one.
        if (event.repeat) return;
        if (!marked && !ofSelection()) choose(at, at);
        if (send()) form.requestSubmit(button);
      } else return;
      event.preventDefault();
    });
  }

  // A small number where each passage begins; screen readers have the list of passages.
  function numbers(text) {
    var seen = {};
    all(".kc-run", text).forEach(function (run) {
      var fresh = run.dataset.numbers.split(" ").filter(function (number) {
        return number && !seen[number] && (seen[number] = true);
      });
      if (fresh.length) {
        run.dataset.first = fresh.join(",");
        run.classList.add("kc-run--first");
      }
    });
  }

  // --- keys ---

  function stored(value) {
    try {
      if (value) window.localStorage.setItem(STORED, value);
      return window.localStorage.getItem(STORED);
    } catch (error) {
      // Without storage the choice lasts as long as the page.
      return null;
    }
  }

  function takesText(element) {
    return Boolean(element && element.closest("input, textarea, select, [contenteditable]:not([contenteditable=false])"));
  }

  function keys() {
    var help = document.getElementById("kc-help");
    var button = document.querySelector("[data-kc-help]");
    if (!help || !button) return;
    var toggle = help.querySelector("[data-kc-switch]");
    var list = help.querySelector("[data-kc-keylist]");
    var on = stored() !== "off";

    function show() {
      toggle.setAttribute("aria-pressed", on ? "true" : "false");
      toggle.textContent = on ? toggle.dataset.on : toggle.dataset.off;
    }

    function label(element) {
      return element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
    }

    function open() {
      all("[data-kc-listed]", list).forEach(function (row) {
        row.remove();
      });
      all("[data-key]").forEach(function (element) {
        var term = document.createElement("dt");
        var key = document.createElement("kbd");
        var what = document.createElement("dd");
        key.textContent = element.dataset.key;
        what.textContent = label(element);
        term.appendChild(key);
        [term, what].forEach(function (row) {
          row.dataset.kcListed = "";
          list.appendChild(row);
        });
      });
      help.showModal();
    }

    function trigger(element) {
      if (takesText(element) || "keyFocus" in element.dataset) element.focus();
      else element.click();
    }

    all("[data-key]").forEach(function (element) {
      element.setAttribute("aria-keyshortcuts", element.dataset.key);
    });
    button.hidden = false;
    button.addEventListener("click", open);
    help.querySelector("[data-kc-close]").addEventListener("click", function () {
      help.close();
    });
    toggle.addEventListener("click", function () {
      on = !on;
      stored(on ? "on" : "off");
      show();
    });
    document.addEventListener("keydown", function (event) {
      if (event.defaultPrevented || event.isComposing) return;
      // A key that is held would file the next contributions unseen.
      if (event.repeat && !takesText(event.target)) return;
      if (event.key === "Escape" && takesText(event.target)) {
        event.target.blur();
        return;
      }
      var form = event.target.closest("[data-kc-form]");
      if (event.key === "Enter" && event.ctrlKey && form) {
        event.preventDefault();
        if (event.repeat) return;
        form.requestSubmit(form.querySelector("[name=do][value=assign]"));
        return;
      }
      if (!on || event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
      if (help.open) {
        if (event.key === "?") help.close();
        return;
      }
      var found = all("[data-key]").filter(function (element) {
        return element.dataset.key === event.key && !element.disabled;
      })[0];
      if (event.key === "?") open();
      else if (found) trigger(found);
      else return;
      event.preventDefault();
    });
    show();
  }

  // --- topics of the chosen field ---

  function topics() {
    var field = document.querySelector("[data-kc-form] [name=action_field]");
    var topic = document.querySelector("[data-kc-form] [name=topic]");
    if (!field || !topic) return;

    function groupOf(option) {
      return option && option.parentElement.tagName === "OPTGROUP" ? option.parentElement.label : "";
    }

    function narrow() {
      var chosen = field.value ? field.options[field.selectedIndex].text : "";
      all("optgroup", topic).forEach(function (group) {
        group.hidden = group.disabled = Boolean(chosen) && group.label !== chosen;
      });
      if (chosen && groupOf(topic.options[topic.selectedIndex]) !== chosen) topic.value = "";
    }

    field.addEventListener("change", narrow);
    topic.addEventListener("change", function () {
      var group = groupOf(topic.options[topic.selectedIndex]);
      if (!group || field.value) return;
      all("option", field).forEach(function (option) {
        if (option.text === group) field.value = option.value;
      });
    });
    if (field.value) narrow();
  }

  // --- colleagues ---

  function colleagues() {
    var place = document.querySelector("[data-kc-stand]");
    var changed = document.querySelector("[data-kc-changed]");
    if (!place || !changed) return;
    var seen = all("[name=seen]")
      .map(function (input) {
        return input.value;
      })
      .filter(function (value, index, values) {
        return values.indexOf(value) === index;
      })
      .sort();

    function take(html) {
      place.innerHTML = html;
    }

    function ask() {
      if (document.hidden) return;
      fetch(place.dataset.kcStand, { headers: { Accept: "application/json" } })
        .then(function (response) {
          return response.ok ? response.json() : Promise.reject(response.status);
        })
        .then(function (now) {
          if (now.claimed !== place.dataset.kcClaimed) {
            place.dataset.kcClaimed = now.claimed;
            take(now.claim);
          }
          // Only one of the lists of passages is on every page; what is not known here is not compared.
          if (seen.length && now.markers.join() !== seen.join()) changed.hidden = false;
        })
        .catch(function () {
          // The next time again; saving asks all the same.
        });
    }

    // Opening an unclaimed contribution claims it. A GET changes nothing, so the script asks by POST.
    function claim() {
      var form = place.querySelector("form");
      var button = place.querySelector("[name=do][value=claim]");
      if (!form || !button) return;
      var headers = { "HX-Request": "true", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
      fetch(form.action, { method: "POST", headers: headers, body: new URLSearchParams({ do: "claim" }) })
        .then(function (response) {
          return response.ok ? response.text() : Promise.reject(response.status);
        })
        .then(take)
        .then(ask)
        .catch(function () {
          // The button is there all the same.
        });
    }

    claim();
    window.setInterval(ask, EVERY);
  }

  var text = document.querySelector("[data-kc-text]");
  if (text) {
    numbers(text);
    marking(text);
  }
  topics();
  keys();
  colleagues();
})();
