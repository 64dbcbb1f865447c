// Passkeys: a form with [data-passkey] asks the device before it is sent. "get" signs in with one, "create" makes
// one. What the server wants stands in the page ([data-options]) or is asked for ([data-options-url]).

import { bytes, text } from "./lib/base64url.js";

async function wanted({ dataset }) {
  if (!dataset.optionsUrl) return JSON.parse(document.getElementById(dataset.options).textContent);
  const answer = await fetch(dataset.optionsUrl, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`no options: ${answer.status}`);
  return (await answer.json()).request_options;
}

// Bytes are named as text in JSON.
function decoded({ publicKey }, form) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"])
    options[list] = publicKey[list]?.map((known) => ({ ...known, id: bytes(known.id) }));
  if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (form.passwordless?.checked)
    options.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
  return options;
}

function encoded(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])])),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ask(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  problem.hidden = true;
  try {
    const publicKey = decoded(await wanted(form), form);
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.credential.value = JSON.stringify(encoded(credential));
    form.submit(); // without another "submit" event
  } catch {
    problem.hidden = false; // refused by the person, unknown to the device, or no answer
  }
}

if (window.PublicKeyCredential)
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
