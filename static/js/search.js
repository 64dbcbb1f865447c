// The page of what was found: days are the reader's own, and the address stays that of what is shown.

import { locale } from "./lib/language.js";

const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

function localise(root) {
  for (const time of root.querySelectorAll(".hit time:not([data-local])")) {
    time.dataset.local = "yes";
    time.textContent = exact.format(new Date(time.dateTime));
  }
}

/** Back from a message leads to the same hits, a reload too. Each letter is no step of its own. */
function noteAddress(form) {
  history.replaceState(history.state, "", `?${new URLSearchParams(new FormData(form))}`);
}

export function start() {
  const form = document.getElementById("search");
  const zone = document.getElementById("search-zone");
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? zone.value;
  localise(document);
  document.getElementById("found").addEventListener("htmx:after:swap", () => localise(document));
  form.q.addEventListener("htmx:after:request", () => noteAddress(form));
}
