/* Draws the check-in page: people, what was said last, the state. It knows nothing of network and database. */
(() => {
  "use strict";

  const MOST_HITS = 30;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang || "de", { hour: "2-digit", minute: "2-digit" });
  const time = (moment) => (moment ? clock.format(new Date(moment)) : "–");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const fold = (text) => text.toLocaleLowerCase("de");

  const create = (root, texts) => {
    const part = (name) => root.querySelector(`[data-kd="${name}"]`);
    const pattern = document.getElementById("kd-door-person");

    const about = (person) =>
      [
        person.organisation,
        person.category,
        person.table && fill(texts.table, { number: person.table }),
        person.online && texts.online,
        person.note,
        person.ticket,
      ]
        .filter(Boolean)
        .join(" · ");

    const standing = (person) => {
      if (!person.since) return person.pending ? texts.takenBack : "";
      return fill(person.pending ? texts.pending : texts.since, { time: time(person.since) });
    };

    const row = (person) => {
      const item = pattern.content.firstElementChild.cloneNode(true);
      const slot = (name) => item.querySelector(`[data-slot="${name}"]`);
      const form = item.querySelector("form");
      const label = slot("button").querySelector(".kern-label");
      slot("name").textContent = person.name;
      slot("about").textContent = about(person);
      slot("since").textContent = standing(person);
      slot("since").hidden = !standing(person);
      form.dataset.kdNote = person.since ? "undone" : "arrived";
      form.elements.ticket.value = person.ticket;
      form.elements.key.value = person.key ?? "";
      slot("button").classList.toggle("kern-btn--primary", !person.since);
      slot("button").classList.toggle("kern-btn--secondary", Boolean(person.since));
      label.textContent = person.since ? texts.takeBack : texts.checkIn;
      const whom = document.createElement("span");
      whom.className = "kern-sr-only";
      whom.textContent = `: ${person.name}`;
      label.append(whom);
      return item;
    };

    const find = (people, words) => {
      const wanted = fold(words).split(/\s+/).filter(Boolean);
      if (!wanted.length) return [];
      const exact = people.filter((person) => person.ticket && fold(person.ticket) === fold(words.trim()));
      if (exact.length) return exact;
      const fits = ({ name, organisation, ticket }) => {
        const text = fold(`${name} ${organisation} ${ticket}`);
        return wanted.every((word) => text.includes(word));
      };
      return people.filter(fits).slice(0, MOST_HITS);
    };

    const log = (waiting, said) => {
      const line = (text, isProblem) => {
        const item = document.createElement("li");
        item.textContent = text;
        item.dir = "auto";
        item.classList.toggle("kd-door__problem", Boolean(isProblem));
        return item;
      };
      const lines = waiting.map((event) => line(fill(texts.waiting, { name: event.name })));
      lines.push(...said.map((entry) => line(`${time(entry.at)} ${entry.text}`, entry.isProblem)));
      part("log").replaceChildren(...lines);
      part("log-section").hidden = !lines.length;
    };

    return {
      part,
      find,
      log,
      hits: (people) => part("hits").replaceChildren(...people.map(row)),
      state: (text, isBehind) => {
        part("state").hidden = false;
        // Said aloud when it changes, not every few seconds.
        if (part("state").textContent !== text) part("state").textContent = text;
        part("state").classList.toggle("kd-door__state--behind", isBehind);
      },
      say: (text, isProblem) => {
        part("said").textContent = text;
        part("said").classList.toggle("kd-door__problem", Boolean(isProblem));
      },
    };
  };

  window.kdDoor = { ...window.kdDoor, createPage: create, fill, time };
})();
