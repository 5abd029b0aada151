/* Keeps the pages of the capture and their files, so that they open without a network. Only those: never what is sent. */
"use strict";
const {version, files, theme, prefix} = {{ values|safe }};
const FILES = `kd-erfassung-dateien-${version}`;
const PAGES = "kd-erfassung-seiten";
const PATIENCE = 8000;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(FILES);
    await cache.addAll([...files, theme]);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("kd-erfassung-dateien-") && name !== FILES);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

/* Files have their content in their names: what is kept is right. The colours of the site come anew when they can. */
const file = async (request) => {
  const known = await caches.match(request, {ignoreVary: true});
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) (await caches.open(FILES)).put(request, response.clone());
  return response;
};

/* The link itself may lead on to a page of its table: without a network, to any page of it that is kept. */
const otherPage = async (url) => {
  const keys = await (await caches.open(PAGES)).keys();
  const link = new URL(url).pathname.split("/").slice(0, 3).join("/");
  const found = keys.find((request) => new URL(request.url).pathname.startsWith(`${link}/`));
  return found ? Response.redirect(found.url, 302) : null;
};

const kept = (url) => caches.match(url, {ignoreVary: true, ignoreSearch: true});

/* From the network when it answers in time, else what is kept. */
const fresh = async (request, name) => {
  const known = await kept(request.url);
  try {
    const late = new Promise((_resolve, reject) => known && setTimeout(reject, PATIENCE, new Error("late")));
    const response = await Promise.race([fetch(request), late]);
    if (response.ok && !response.redirected) (await caches.open(name)).put(request.url, response.clone());
    return response;
  } catch (error) {
    const other = known || (request.mode === "navigate" && (await otherPage(request.url)));
    if (other) return other;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === theme) event.respondWith(fresh(request, FILES));
  else if (prefix.startsWith("/") && url.pathname.startsWith(prefix)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(fresh(request, PAGES));
});
