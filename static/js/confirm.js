// Asks before something that concerns many.

import { load } from "./lib/stylesheet.js";

/** Whether the person wants it. */
export async function ask(sentence) {
  const form = document.getElementById("composer");
  const dialog = document.getElementById("confirmation");
  await load(form.dataset.aids);
  dialog.querySelector("p").textContent = sentence;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
