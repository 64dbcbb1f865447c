// Who types: tells the server while text is being typed here, and shows who types elsewhere.

import { post } from "./lib/request.js";

const SAY_EVERY = 3_000;
const FORGET = 6_000; // after it was last told
const FRESH = 2_500; // for so long it need not be told again
const place = document.getElementById("typing");
const timers = new Map();
let saidAt = 0;

const typists = () => [...place.querySelectorAll(".typist")];

function say({ target }) {
  if (!target.value.trim() || Date.now() - saidAt < SAY_EVERY) return;
  saidAt = Date.now();
  post(place.dataset.url, {}).catch(() => {}); // nobody misses it
}

function forget(person) {
  for (const typist of typists()) if (typist.dataset.person === person) typist.remove();
  timers.delete(person);
}

function shown() {
  if (!place.querySelector(".typist:not([data-told])")) return; // some other swap
  for (const typist of typists()) {
    const { person } = typist.dataset;
    typist.dataset.told = "";
    clearTimeout(timers.get(person));
    timers.set(person, setTimeout(forget, FORGET, person));
  }
  const told = (place.dataset.shown = typists().map((typist) => typist.dataset.person).join());
  setTimeout(() => place.dataset.shown === told && (place.dataset.shown = ""), FRESH);
}

function sent({ detail }) {
  for (const message of detail.added) forget(message.dataset.sender);
}

export function start() {
  if (!place) return;
  document.getElementById("body").addEventListener("input", say);
  document.getElementById("messages").addEventListener("messager:merged", sent);
  document.addEventListener("htmx:after:swap", shown);
}
