/* Keeps the pages of the capture on the device: registers the worker, and lets it fetch all tables of the link. */
(() => {
  "use strict";
  const values = document.getElementById("kd-capture");
  if (!("serviceWorker" in navigator) || !values) return;

  const keepPages = async (pages) => {
    await navigator.serviceWorker.ready;
    const cache = await caches.open("kd-erfassung-seiten");
    for (const page of new Set([location.pathname, ...pages])) {
      if (page !== location.pathname && (await cache.match(page))) continue;
      const response = await fetch(page).catch(() => null);
      if (response?.ok && !response.redirected) await cache.put(new URL(page, location.href).href, response);
    }
    // Fonts and whatever else this page loaded before the worker was there.
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    await Promise.all(
      loaded.filter((name) => /\.(woff2?|css|js|svg)$/.test(new URL(name).pathname)).map((name) => fetch(name).catch(() => null)),
    );
  };

  navigator.serviceWorker
    .register("/erfassung/sw.js", {scope: "/erfassung/"})
    .then(() => keepPages(JSON.parse(values.textContent).pages || []))
    .then(() => document.documentElement.setAttribute("data-kd-kept", ""))
    .catch(() => null);
  // Ask the browser not to clear this site when the device runs out of space.
  navigator.storage?.persist?.().catch(() => null);
})();
