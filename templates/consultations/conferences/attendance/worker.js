{% load static %}/* Lets the check-in page open without a network. It keeps the page as it is for everybody, with style and scripts: no
   names. The list of people lies in the database of the device, where the page can erase it. */
"use strict";

const CACHE = "kd-door-1";
const STATIC = "{% get_static_prefix %}";
/* A network that does not answer is none. */
const PATIENCE = 4000;

const isPage = (url) => /^\/einlass\/[^/]+\/$/.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("kd-door-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

/* Whether the page can be opened without a network from now on. */
const keep = async (page, files) => {
  const cache = await caches.open(CACHE);
  const wanted = new Set(files.map((file) => new URL(file, self.location.href).href));
  const keeping = [...wanted].map(async (file) => (await cache.match(file)) ?? cache.add(file));
  // One that is missing (a font, say) does not keep the others.
  await Promise.allSettled(keeping);
  // Without cookies: nobody's name, nobody's messages.
  const shell = await fetch(page, { credentials: "omit", cache: "no-store" });
  if (shell.ok) await cache.put(page, shell);
  // What an earlier release of the site had.
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    if (!isPage(url) && !wanted.has(url.href)) await cache.delete(request);
  }
  return shell.ok;
};

self.addEventListener("message", (event) => {
  const { type, page, files } = event.data;
  const tell = (isKept) => isKept && event.source.postMessage({ type: "kept" });
  if (type === "keep") event.waitUntil(keep(page, files).then(tell, () => {}));
  if (type === "forget") event.waitUntil(caches.open(CACHE).then((cache) => cache.delete(page)));
});

const openPage = async (request) => {
  const impatient = new AbortController();
  const timer = setTimeout(() => impatient.abort(), PATIENCE);
  const page = new URL(request.url).pathname;
  try {
    const answer = await fetch(request.url, { signal: impatient.signal, cache: "no-store" });
    if (answer.status === 404 || answer.status === 410) await (await caches.open(CACHE)).delete(page);
    return answer;
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(page);
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

const openFile = async (request) => (await (await caches.open(CACHE)).match(request.url)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && isPage(url)) event.respondWith(openPage(request));
  else if (url.pathname.startsWith(STATIC) || url.pathname === "{% url "theme" %}") event.respondWith(openFile(request));
});
