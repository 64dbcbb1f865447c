// The emoji picker: groups, search, the ones used lately. Arrows move, Enter takes, Escape closes.

import { groups, search } from "./emoji.js";
import { neighbour } from "./lib/grid.js";
import { load } from "./lib/stylesheet.js";
import { lately, remember } from "./lib/lately.js";

const MOST_FOUND = 90;
const form = document.getElementById("composer");
const box = form.elements.body;
const picker = document.getElementById("picker");
const field = picker.querySelector("input");
const grid = picker.querySelector(".picker__grid");
let [opener, taken] = [null, null]; // what it was opened from, and what is done with the emoji

function button({ sign, name }) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: `:${name}:`, tabIndex: -1 });
  made.dataset.name = name;
  made.setAttribute("aria-label", name.replaceAll("_", " "));
  return made;
}

function section(name, emoji) {
  const made = Object.assign(document.createElement("section"), { className: "picker__group" });
  const title = picker.querySelector(`[data-group="${name}"]`).title;
  made.dataset.of = name;
  made.setAttribute("aria-label", title);
  made.append(Object.assign(document.createElement("h3"), { textContent: title }), ...emoji.map(button));
  return made;
}

const typed = () => field.value.trim().toLowerCase().replaceAll(" ", "_").replaceAll(":", "");

async function fill() {
  const text = typed();
  const found = text ? [["found", await search(text, MOST_FOUND)]] : [["lately", lately()], ...(await groups())];
  if (text !== typed()) return; // typed on meanwhile
  grid.replaceChildren(...found.filter(([, emoji]) => emoji.length).map(([name, emoji]) => section(name, emoji)));
  picker.querySelector(".picker__none").hidden = grid.childElementCount > 0;
  const first = grid.querySelector("button");
  if (first) first.tabIndex = 0;
}

function close() {
  picker.hidden = true;
  opener.setAttribute("aria-expanded", "false");
}

function take({ dataset: { name }, textContent: sign }) {
  remember({ sign, name });
  close();
  taken(sign);
}

function write(sign) {
  box.setRangeText(sign, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  box.focus();
}

function pressed(event) {
  if (event.key === "Escape") {
    close();
    (taken === write ? box : opener).focus();
  } else if (event.key === "Enter" && event.target === field) {
    event.preventDefault();
    const first = grid.querySelector("button");
    if (first) take(first);
  } else if (event.key.startsWith("Arrow") && (event.target !== field || event.key === "ArrowDown")) {
    event.preventDefault();
    const to = event.target === field ? grid.querySelector("button") : neighbour([...grid.querySelectorAll("button")], event.target, event.key);
    (to ?? (event.key === "ArrowUp" ? field : event.target)).focus();
  }
}

/** `then` is called with the emoji; without it the emoji is written into the text. */
export async function toggle(from, then = write) {
  if (!picker.hidden) return close();
  [opener, taken] = [from, then];
  await load(form.dataset.aids);
  picker.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  field.value = "";
  await fill();
  // A keyboard on the screen would cover what was opened.
  (matchMedia("(pointer: coarse)").matches ? grid.querySelector("button") : field).focus();
}

picker.addEventListener("keydown", pressed);
field.addEventListener("input", fill);
grid.addEventListener("click", ({ target }) => target.closest("button") && take(target.closest("button")));
picker.querySelector(".picker__groups").addEventListener("click", ({ target }) => {
  const group = target.closest("[data-group]")?.dataset.group;
  grid.querySelector(`[data-of="${group}"]`)?.scrollIntoView({ block: "start" });
});
document.addEventListener("pointerdown", ({ target }) => {
  if (!picker.hidden && !picker.contains(target) && !opener.contains(target)) close();
});
