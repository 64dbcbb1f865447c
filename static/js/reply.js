// The strip above the box that says what is replied to.

import { keep, kept } from "./lib/store.js";

const LENGTH = 140; // characters of the text that is shown
const strip = document.getElementById("reply");
const box = document.getElementById("body");
const field = strip?.querySelector("[name=reply_to]");

function show(reply) {
  strip.hidden = !reply;
  field.value = reply?.id ?? "";
  strip.querySelector(".quoted__name").textContent = reply?.name ?? "";
  strip.querySelector(".quoted__text").textContent = reply?.text ?? "";
  keep("reply", reply ? JSON.stringify(reply) : "");
}

function shown() {
  if (!field?.value) return null;
  const [name, text] = [".quoted__name", ".quoted__text"].map((part) => strip.querySelector(part).textContent);
  return { id: field.value, name, text };
}

/** As the server's copy will show it. */
export function quoteOf({ name, text }) {
  const quote = Object.assign(document.createElement("p"), { className: "quoted" });
  const [who, what] = [document.createElement("bdi"), document.createElement("span")];
  Object.assign(who, { className: "quoted__name", textContent: name });
  Object.assign(what, { className: "quoted__text", dir: "auto", textContent: text });
  quote.append(who, " ", what);
  return quote;
}

/** Whether the page has a box to write the reply in. */
export const isPossible = () => Boolean(strip && box.offsetParent);

export function choose(message) {
  const text = message.querySelector(".body").textContent.trim().replace(/\s+/g, " ");
  show({ id: message.dataset.id, name: message.querySelector(".name").textContent, text: text.slice(0, LENGTH) });
  box.focus();
}

/** What the text under way replies to; the strip goes. */
export function take() {
  const reply = shown();
  if (reply) show(null);
  return reply;
}

export const putBack = (reply) => reply && show(reply);

export function start() {
  if (!strip) return;
  const drop = () => {
    show(null);
    box.focus();
  };
  strip.querySelector(".reply__drop").addEventListener("click", (event) => {
    event.preventDefault();
    drop();
  });
  box.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && !strip.hidden && drop());
  const before = kept("reply");
  if (!field.value && before) show(JSON.parse(before));
}
