/* The wall: asks for its screen every five seconds and goes on to the next one, until somebody stops it. */
(() => {
  "use strict";
  const wall = document.getElementById("kd-wall");
  const pause = document.getElementById("kd-pause");
  const only = wall.dataset.kdOnly;
  const EVERY = 5000;
  const ROUNDS = 3;
  let isStopped = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let etag = "";
  let rounds = 0;
  let position = Number(wall.firstElementChild.dataset.kdPosition);

  const address = () => {
    const query = new URLSearchParams({bild: position, teil: 1});
    if (only) query.set("tisch", only);
    return `?${query}`;
  };

  const show = async () => {
    try {
      const response = await fetch(address(), {
        cache: "no-store", headers: etag ? {"If-None-Match": etag} : {}, signal: AbortSignal.timeout(10_000),
      });
      if (response.status !== 200) return;
      etag = response.headers.get("ETag") || "";
      // Made by the same template as the page itself; texts are escaped there.
      wall.innerHTML = await response.text();
    } catch {
      // Without a network the last screen stays.
    }
  };

  const go = (where) => {
    position = Number(wall.firstElementChild.dataset[where]);
    etag = "";
    rounds = 0;
    return show();
  };

  const tick = async () => {
    rounds += 1;
    if (!isStopped && rounds >= ROUNDS) await go("kdNext");
    else await show();
    setTimeout(tick, EVERY);
  };

  const label = () => {
    pause.textContent = isStopped ? pause.dataset.kdGo : pause.dataset.kdStop;
  };

  pause.hidden = false;
  label();
  pause.addEventListener("click", () => {
    isStopped = !isStopped;
    label();
  });
  document.querySelectorAll("[data-kd-step]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(link.dataset.kdStep === "next" ? "kdNext" : "kdPrevious");
    });
  });
  setTimeout(tick, EVERY);
})();
