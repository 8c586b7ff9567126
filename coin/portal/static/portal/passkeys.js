/* Passkeys: the browser's part. A form with data-passkey asks for one ("get") or makes one ("create"), and sends it. */
"use strict";

(() => {
  const isAddress = /^[\d.]+$|^\[/.test(location.hostname); // a passkey belongs to a name, never to an IP address
  if (!window.PublicKeyCredential || !window.isSecureContext || isAddress) return;

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const withBytes = (described) => ({ ...described, id: toBytes(described.id) });

  function readable(publicKey) {
    const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
    if (publicKey.user) options.user = withBytes(publicKey.user);
    for (const name of ["allowCredentials", "excludeCredentials"])
      if (publicKey[name]) options[name] = publicKey[name].map(withBytes);
    return options;
  }

  function writable(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function asked(form) {
    if (!form.dataset.options) return JSON.parse(form.querySelector("script").textContent);
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }

  async function use(form) {
    const refused = form.querySelector("[role=alert]");
    const button = form.querySelector("button");
    refused.hidden = button.disabled = true;
    try {
      const { publicKey } = await asked(form);
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: readable(publicKey) });
      form.elements.credential.value = JSON.stringify(writable(credential));
      form.submit();
    } catch {
      refused.hidden = button.disabled = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("button").hidden = false;
    form.querySelector(".passkey-missing")?.remove();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      use(form);
    });
  }
})();
