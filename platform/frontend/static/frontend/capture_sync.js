/* Sends what waits on this device and hears what is new. Everything may be sent again: the server knows it. */
(() => {
  "use strict";

  const BATCH = 100;
  const PATIENCE = 20_000;

  const wire = (row) => {
    const sent = {id: row.id, kind: row.kind, key: row.key, table: row.table};
    if (row.kind === "dots") return {...sent, number: row.number};
    if (row.kind === "wall") return {...sent, shown: row.shown};
    const {column, text, language, removed, base, written} = row;
    return {...sent, column, text, language, removed, base, written};
  };

  const isPhoto = (row) => row.kind === "photo" || row.kind === "unphoto";

  /* One answer: what becomes of the operation, and of those that build on it. */
  const settle = (row, answer, rows, place) => {
    const change = {gone: [], changed: [], cards: []};
    if (answer.card) change.cards.push({...answer.card, place: place(row.table)});
    const later = rows.filter((other) => other.order > row.order && other.key === row.key && other.kind === "card");
    if (answer.result === "stored" || answer.result === "known") change.gone.push(row.order);
    else if (answer.result === "waiting") {
      const cause = rows.find((other) => other !== row && other.key === row.key && other.kind === "card");
      // What it builds on is still here; otherwise it has to stand for itself.
      if (cause && cause.order < row.order && !cause.stopped) return change;
      if (row.kind !== "card") change.gone.push(row.order);
      else if (answer.card) change.changed.push({...row, stopped: true, theirs: answer.card});
      else change.changed.push({...row, base: null});
    } else if (row.kind === "card") {
      // The latest of what was written here is what the person decides about.
      const {column, text, language, removed} = later.at(-1) || row;
      const stopped = {...row, column, text, language, removed, stopped: true, reason: answer.text || ""};
      if (answer.result === "conflict") stopped.theirs = answer.card;
      change.changed.push(stopped);
      change.gone.push(...later.map((other) => other.order));
    } else change.changed.push({...row, stopped: true, reason: answer.text || ""});
    return change;
  };

  const create = ({store, values, report, refresh}) => {
    const place = (table) => `${values.scope}/${table}`;
    let busy = false;
    let isClosed = false;
    let again = false;
    let failures = 0;
    let timer = 0;
    let batch = BATCH;

    const request = async (url, options = {}) => {
      const response = await fetch(url, {...options, cache: "no-store", signal: AbortSignal.timeout(PATIENCE)});
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      return {response, body: isJson ? await response.json() : null};
    };

    const json = (body) => ({method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});

    const waiting = async () => {
      const rows = await store.operations(values.scope);
      return {rows, open: rows.filter((row) => !row.stopped && values.tables.includes(row.table))};
    };

    /* Store what the server said: operations that are over go in the same step in which their cards come. */
    const take = async (body) => {
      for (const answer of body.answers || []) {
        const {rows} = await waiting();
        const row = rows.find((other) => other.id === answer.id);
        if (row) await store.change(settle(row, answer, rows, place));
      }
      if (body.cards) {
        const cards = body.cards.map((card) => ({...card, place: place(body.table)}));
        await store.change({cards, cursors: [{place: place(body.table), cursor: body.cursor}]});
      }
    };

    const ask = async (rows) => {
      const since = await store.cursor(place(values.table));
      if (!rows.length) return request(`${values.sync}?tisch=${values.table}&seit=${since < 0 ? "" : since}`);
      return request(values.sync, json({operations: rows.map(wire), table: values.table, since}));
    };

    const sendPhoto = (row) => {
      const url = `${values.photo.replace("00000000-0000-0000-0000-000000000000", row.key)}?vorgang=${row.id}`;
      if (row.kind === "unphoto") return request(url, json({}));
      return request(url, {method: "POST", headers: {"Content-Type": row.type}, body: row.data});
    };

    /* One request; returns whether there is more to send and a chance that it is taken. */
    const step = async (isFirst) => {
      const {open} = await waiting();
      const rows = open.filter((row) => !isPhoto(row)).slice(0, batch);
      const photo = rows.length ? null : open.find(isPhoto);
      if (!isFirst && !rows.length && !photo) return false;
      if (open.length) report("sending", open.length);
      const {response, body} = photo && !isFirst ? await sendPhoto(photo) : await ask(rows);
      if (response.status === 413) {
        batch = Math.max(1, Math.floor(batch / 2));
        return true;
      }
      if (response.status === 429 || response.status >= 500 || !body) throw new Error("busy");
      isClosed = !response.ok;
      if (isClosed) {
        report("closed", open.length, body.text || "");
        return false;
      }
      await take(body);
      const left = (await waiting()).open;
      return left.length < open.length || (isFirst && left.some(isPhoto));
    };

    const round = async () => {
      let more = true;
      for (let number = 0; more && number < 200; number += 1) {
        more = await step(number === 0);
        await refresh();
      }
    };

    const plan = () => {
      clearTimeout(timer);
      const pause = failures ? Math.min(3000 * 2 ** failures, 30_000) : values.isHost ? 6000 : 60_000;
      timer = setTimeout(() => (document.hidden && !failures ? plan() : sync()), pause);
    };

    const sync = async () => {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      try {
        await round();
        failures = 0;
        if (!isClosed) report("sent", (await waiting()).open.length);
      } catch (error) {
        failures = Math.min(failures + 1, 6);
        report(error.message === "busy" ? "slow" : "offline", (await waiting()).open.length);
      } finally {
        busy = false;
        plan();
      }
      if (again) {
        again = false;
        await sync();
      }
    };

    addEventListener("online", sync);
    document.addEventListener("visibilitychange", () => document.hidden || sync());
    return {sync};
  };

  window.kdSync = {create, settle};
})();
