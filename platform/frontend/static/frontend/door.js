/* Check-in at the door, also without a network: the list lies on the device, what is noted is kept there until the
   server has it. Each event has a key of its own, so sending it twice does no harm. */
(() => {
  "use strict";

  const root = document.getElementById("kd-door");
  // Without TLS browsers offer neither; then the forms of the page do it.
  if (!root || !window.isSecureContext || !window.indexedDB || !crypto.randomUUID) return;

  const { openStore, createPage, startCamera, ticketsIn, handIn, end, fill, time } = window.kdDoor;
  const texts = JSON.parse(document.getElementById("kd-door-texts").textContent);
  const { access, day, list, send, page: address } = root.dataset;
  const page = createPage(root, texts);
  const search = root.querySelector("#q");
  const PROBLEMS = ["already", "again", "no_seat", "unknown", "refused"];
  const EVERY = 15_000;
  const SAID = 20;

  let store;
  let people = [];
  let queue = [];
  let said = [];
  let fetchedAt = null;
  let isOnline = true;
  let isClosed = false;
  let isSending = false;
  /* How many events the server has answered. */
  let told = 0;

  /* ---- What is shown ---- */

  /* People as this device knows them: the list of the server, and what it has not been told yet. */
  const known = () => {
    const all = new Map(people.map((person) => [person.ticket, { ...person }]));
    for (const event of queue) {
      if (event.kind === "walk_in") {
        const { name, organisation_name: organisation } = event.particulars;
        all.set(event.key, { name, organisation, ticket: "", key: event.key, since: event.at, pending: true });
        continue;
      }
      const person = all.get(event.ticket) ?? { name: event.name, organisation: "", ticket: event.ticket };
      all.set(event.ticket, { ...person, since: event.kind === "arrived" ? event.at : null, pending: true });
    }
    return [...all.values()];
  };

  const showHits = () => {
    const words = search.value.trim();
    const hits = page.find(known(), words);
    const [ticket] = hits.length ? [] : ticketsIn(words);
    if (ticket) {
      const name = fill(texts.notListed, { ticket });
      hits.push({ name, organisation: "", ticket, note: texts.notListedAbout, since: null });
    }
    page.part("none").hidden = !words || hits.length > 0;
    page.hits(hits);
    return hits;
  };

  const showState = () => {
    const values = { number: queue.length, time: time(fetchedAt) };
    if (queue.length) page.state(fill(texts.unsent, values), true);
    else if (!fetchedAt) page.state(isOnline ? texts.loading : texts.noList, !isOnline);
    else page.state(fill(isOnline ? texts.allSent : texts.noNetwork, values), !isOnline);
  };

  const show = () => {
    if (isClosed) return;
    showHits();
    showState();
    page.log(queue, said);
  };

  /* ---- The end ---- */

  const close = async () => {
    isClosed = true;
    people = said = [];
    stopCamera();
    page.part("open").hidden = true;
    page.part("state").hidden = true;
    await end(store, { box: page.part("closed"), texts, reason: `${texts.closed} ${texts.erased}`, address });
  };

  const localDay = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  };

  /* ---- The server ---- */

  /* Asks the server; null when there is no network or the server is not well. */
  const ask = async (url, options = {}) => {
    try {
      const answer = await fetch(url, { cache: "no-store", credentials: "omit", ...options });
      if (answer.status === 404 || answer.status === 410) {
        isOnline = true;
        await close();
        return null;
      }
      isOnline = answer.ok;
      return answer.ok ? await answer.json() : null;
    } catch {
      isOnline = false;
      return null;
    }
  };

  const remember = async (event, answer) => {
    told += 1;
    const values = { name: event.name, time: time(answer.since) };
    const words = [fill(texts.outcomes[answer.outcome], values)];
    if (answer.elsewhere) words.push(texts.elsewhere);
    if (answer.over) words.push(texts.over);
    const entry = { at: event.at, text: words.join(" "), isProblem: PROBLEMS.includes(answer.outcome) };
    await store.put("log", entry);
    said = [entry, ...said].slice(0, SAID);
    if (entry.isProblem || answer.over || answer.outcome === "rehearsal") page.say(entry.text, entry.isProblem);
    await store.remove("queue", event.key);
    queue = queue.filter((row) => row.key !== event.key);
    const person = people.find((row) => row.ticket === event.ticket);
    if (person && answer.outcome !== "rehearsal") {
      person.since = answer.since;
      await store.put("people", person);
    }
  };

  const sendQueue = async () => {
    if (isSending || !queue.length) return;
    isSending = true;
    try {
      const events = [...queue];
      await handIn(events, ask, send, remember);
      // Who came without a registration has a ticket now.
      if (!isClosed && events.some((event) => event.kind === "walk_in")) await fetchList();
    } finally {
      isSending = false;
      show();
    }
  };

  const fetchList = async () => {
    const before = told;
    const answer = await ask(list);
    if (!answer) return;
    // Something was sent meanwhile: this list may be older than that.
    if (told !== before) {
      await fetchList();
      return;
    }
    people = answer.people;
    fetchedAt = new Date().toISOString();
    await store.replace("people", people);
    await store.keep("fetchedAt", fetchedAt);
  };

  const synchronise = async () => {
    if (localDay() > day) {
      await sendQueue();
      if (!isClosed) await close();
      return;
    }
    await sendQueue();
    if (!isClosed) await fetchList();
    show();
  };

  /* ---- What people do ---- */

  const note = async (event) => {
    const whole = { key: crypto.randomUUID(), at: new Date().toISOString(), ...event };
    await store.put("queue", whole);
    queue.push(whole);
    const outcome = event.kind === "undone" ? "undone" : "arrived";
    page.say(fill(texts.outcomes[outcome], { name: event.name }));
    show();
    sendQueue();
  };

  const noteTicket = (ticket) => {
    const person = known().find((row) => row.ticket === ticket);
    const name = person?.name ?? fill(texts.notListed, { ticket });
    search.value = ticket;
    if (person?.since) {
      page.say(fill(texts.outcomes.already, { name, time: time(person.since) }), true);
      show();
      return;
    }
    note({ kind: "arrived", ticket, name });
  };

  const takeBackWalkIn = async (key) => {
    // While it is on its way nobody knows whether the server has it.
    if (isSending) return;
    await store.remove("queue", key);
    queue = queue.filter((event) => event.key !== key);
    show();
  };

  const noteForm = (form) => {
    const [ticket, key] = [form.elements.ticket.value, form.elements.key.value];
    if (!ticket) {
      takeBackWalkIn(key);
    } else {
      const person = known().find((row) => row.ticket === ticket);
      note({ kind: form.dataset.kdNote, ticket, name: person?.name ?? fill(texts.notListed, { ticket }) });
    }
    // The button is gone with its row.
    page.part("said").focus();
  };

  const noteWalkIn = async (form) => {
    const { csrfmiddlewaretoken, key, ...particulars } = Object.fromEntries(new FormData(form));
    const name = particulars.name.trim();
    if (!name) {
      page.say(texts.nameMissing, true);
      form.elements.name.focus();
      return;
    }
    form.reset();
    form.closest("details").open = false;
    await note({ kind: "walk_in", particulars, name });
    page.part("said").focus();
  };

  root.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.dataset.kdNote) noteForm(form);
    else if (form.dataset.kd === "walk-in") noteWalkIn(form);
    else showHits();
  });

  /* ---- Camera ---- */

  let camera = null;
  let lastSeen = { text: "", at: 0 };

  function stopCamera() {
    camera?.();
    camera = null;
    page.part("camera").hidden = true;
    page.part("scan").setAttribute("aria-pressed", "false");
    page.part("scan").querySelector(".kern-label").textContent = texts.scan;
  }

  const seen = (text) => {
    // The same code stays in front of the camera for a while.
    if (text === lastSeen.text && Date.now() - lastSeen.at < 4000) {
      lastSeen.at = Date.now();
      return;
    }
    lastSeen = { text, at: Date.now() };
    const tickets = ticketsIn(text);
    const ticket = tickets.find((one) => people.some((person) => person.ticket === one)) ?? tickets[0];
    navigator.vibrate?.(80);
    if (ticket) noteTicket(ticket);
    else page.say(fill(texts.outcomes.unknown, { name: text.slice(0, 60) }), true);
  };

  const toggleCamera = async () => {
    if (camera) {
      stopCamera();
      return;
    }
    page.part("camera").hidden = false;
    try {
      camera = await startCamera(page.part("video"), root.dataset.reader, seen);
      page.part("scan").setAttribute("aria-pressed", "true");
      page.part("scan").querySelector(".kern-label").textContent = texts.stopScan;
    } catch {
      stopCamera();
      page.say(texts.noCamera, true);
    }
  };

  /* ---- Beginning ---- */

  /* Asks the worker to keep the page until it says that it has: then the page also opens without a network. */
  const keepPage = async () => {
    if (!navigator.serviceWorker || "kept" in root.dataset) return;
    await navigator.serviceWorker.register(root.dataset.worker, { scope: "/einlass/" });
    const { active } = await navigator.serviceWorker.ready;
    const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const files = own.filter((url) => /\.(css|js|woff2?|svg|png)$/.test(url.pathname)).map((url) => url.pathname);
    active.postMessage({ type: "keep", page: address, files: [...new Set([...files, root.dataset.reader])] });
  };

  const goOn = () => {
    if (isClosed) return;
    synchronise();
    // On the first visit the network may have gone before the page was kept.
    keepPage().catch(() => {});
  };

  const begin = async () => {
    store = await openStore(`kd-door-${access}`);
    [people, queue, said] = await Promise.all([store.all("people"), store.all("queue"), store.all("log")]);
    queue.sort((one, other) => one.at.localeCompare(other.at));
    said = said.reverse().slice(0, SAID);
    fetchedAt = await store.value("fetchedAt");
    page.part("submit").hidden = true;
    if (navigator.mediaDevices) page.part("scan").hidden = false;
    page.part("scan").addEventListener("click", toggleCamera);
    search.addEventListener("input", show);
    search.value ||= new URLSearchParams(location.search).get("q") ?? "";
    show();
    await synchronise();
    setInterval(() => !document.hidden && goOn(), EVERY);
    window.addEventListener("online", goOn);
    window.addEventListener("offline", () => {
      isOnline = false;
      show();
    });
    document.addEventListener("visibilitychange", () => !document.hidden && goOn());
  };

  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (event.data.type === "kept") root.dataset.kept = "";
  });
  begin();
  keepPage().catch(() => {});
})();
