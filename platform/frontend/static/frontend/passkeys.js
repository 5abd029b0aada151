/* Passkeys. Forms with data-kd-passkey are hidden until it is known that this browser can do it. */
(() => {
  "use strict";

  const toBytes = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64 + "=".repeat((4 - (base64.length % 4)) % 4)), (c) => c.charCodeAt(0));
  };
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const withBytes = (list) => (list || []).map((item) => ({ ...item, id: toBytes(item.id) }));

  /* An address of digits is no name a passkey could belong to. */
  const supported =
    window.isSecureContext && window.PublicKeyCredential && navigator.credentials && !/^[\d.]+$|:/.test(location.hostname);

  const create = async ({ publicKey }) => {
    const found = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
        excludeCredentials: withBytes(publicKey.excludeCredentials),
        authenticatorSelection: {
          ...publicKey.authenticatorSelection,
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
      },
    });
    return {
      response: {
        clientDataJSON: toText(found.response.clientDataJSON),
        attestationObject: toText(found.response.attestationObject),
        transports: found.response.getTransports ? found.response.getTransports() : [],
      },
      ...common(found),
    };
  };

  const use = async ({ publicKey }) => {
    const found = await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        allowCredentials: withBytes(publicKey.allowCredentials),
      },
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
    return {
      response: {
        clientDataJSON: toText(clientDataJSON),
        authenticatorData: toText(authenticatorData),
        signature: toText(signature),
        userHandle: userHandle ? toText(userHandle) : null,
      },
      ...common(found),
    };
  };

  const common = (found) => ({
    type: found.type,
    id: found.id,
    rawId: toText(found.rawId),
    authenticatorAttachment: found.authenticatorAttachment,
    clientExtensionResults: found.getClientExtensionResults(),
  });

  const options = async (form) => {
    const kept = document.getElementById(form.dataset.kdOptions || "");
    if (kept) return JSON.parse(kept.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return (await answer.json()).request_options;
  };

  const run = async (form) => {
    const message = form.querySelector("[data-kd-passkey-message]");
    message.textContent = "";
    try {
      const given = await options(form);
      const credential =
        form.dataset.kdPasskey === "create" ? await create(given.creation_options) : await use(given.request_options || given);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      // Cancelled, timed out, or no passkey for this site: the browser has told which.
      message.textContent = form.dataset.kdFailed;
    }
  };

  if (!supported) return;
  for (const hint of document.querySelectorAll("[data-kd-passkey-unsupported]")) hint.hidden = true;
  for (const form of document.querySelectorAll("form[data-kd-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
})();
