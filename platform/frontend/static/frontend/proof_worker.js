/* Finds the number of a challenge (ALTCHA, version 1, SHA-256) without holding up the page. */
"use strict";

const encoder = new TextEncoder();
/* So many at a time: a promise for each number alone would take longer than the sums. */
const BATCH = 2000;

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const matches = async (salt, number, wanted) =>
  hex(await crypto.subtle.digest("SHA-256", encoder.encode(salt + number))) === wanted;

self.addEventListener("message", async ({ data }) => {
  try {
    for (let start = 0; start <= data.maxNumber; start += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, data.maxNumber + 1 - start) }, (_, index) => start + index);
      const found = await Promise.all(numbers.map((number) => matches(data.salt, number, data.challenge)));
      const index = found.indexOf(true);
      if (index >= 0) {
        self.postMessage({ number: numbers[index] });
        return;
      }
      self.postMessage({ percent: Math.round((100 * start) / data.maxNumber) });
    }
    self.postMessage({ failed: true });
  } catch {
    self.postMessage({ failed: true });
  }
});
