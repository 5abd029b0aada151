/* Proof of work for guests: <div data-kd-proof="address of challenges" data-kd-worker="…"> inside a form.

   The browser begins when somebody writes, so that it is done when they send. If anything fails, the form is sent
   without the proof: the server then takes fewer contributions, but the text gets there. */

/* Younger than the server's challenges by far. */
const FRESH_FOR = 20 * 60 * 1000;

const field = document.querySelector("[data-kd-proof]");
const form = field?.closest("form");

if (form && window.Worker && window.crypto?.subtle) {
  const hidden = field.querySelector("input[name=proof]");
  const state = field.querySelector("[role=status]");
  let running = null;
  let doneAt = 0;
  let isSending = false;

  const isFresh = () => hidden.value !== "" && Date.now() - doneAt < FRESH_FOR;

  const solve = async () => {
    const answer = await fetch(field.dataset.kdProof, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error("no challenge");
    const challenge = await answer.json();
    const number = await new Promise((resolve, reject) => {
      const worker = new Worker(field.dataset.kdWorker);
      const end = (finish, value) => {
        worker.terminate();
        finish(value);
      };
      worker.addEventListener("error", () => end(reject, new Error("worker")));
      worker.addEventListener("message", ({ data }) => {
        if (data.failed) end(reject, new Error("no number"));
        else if ("number" in data) end(resolve, data.number);
        // Said aloud only while somebody waits for it, and in steps.
        else if (isSending && data.percent % 20 === 0) {
          state.textContent = field.dataset.kdWorking.replace("{percent}", data.percent);
        }
      });
      worker.postMessage(challenge);
    });
    const { algorithm, challenge: digest, salt, signature } = challenge;
    hidden.value = btoa(JSON.stringify({ algorithm, challenge: digest, number, salt, signature }));
    doneAt = Date.now();
  };

  const start = () => {
    if (isFresh()) return Promise.resolve();
    hidden.value = "";
    running ??= solve()
      .catch(() => {})
      .finally(() => {
        running = null;
      });
    return running;
  };

  form.addEventListener("input", start, { once: true });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name || isFresh()) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    state.textContent = field.dataset.kdWorking.replace("{percent}", 0);
    start().then(() => {
      state.textContent = field.dataset.kdSending;
      // Not requestSubmit(): without a proof it would come back here.
      form.submit();
    });
  });
  window.addEventListener("pageshow", (event) => {
    // Back from the next page the number is spent.
    if (!event.persisted) return;
    hidden.value = "";
    isSending = false;
    state.textContent = "";
  });
}
