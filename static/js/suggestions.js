// The list below which a name or an emoji is being typed. The focus stays in the box.

import { search } from "./emoji.js";
import { identity } from "./lib/request.js";
import { load } from "./lib/stylesheet.js";

const NAME = /(?:^|[\s([{"'*_~>])(@)([^\s@:]{0,40})$/;
const EMOJI = /(?:^|[\s([{"'*_~>])(:)([a-z0-9_+-]{2,40})$/i;
const form = document.getElementById("composer");
const box = form.elements.body;
const list = document.getElementById("suggestions");
const answers = new Map();
let dismissed = -1; // where the word stands that Escape was pressed at
let chosen = 0;
let turn = 0;

function word() {
  const before = box.value.slice(0, box.selectionStart);
  const found = form.dataset.suggestions ? before.match(NAME) || before.match(EMOJI) : before.match(EMOJI);
  return found && { kind: found[1], text: found[2], start: before.length - found[2].length - 1 };
}

async function people(text) {
  if (!answers.has(text)) {
    const asked = fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(text)}`, {
      headers: { "HX-Request": "true", ...identity() },
    });
    answers.set(text, asked.then((answer) => (answer.ok ? answer.text() : "")).catch(() => answers.delete(text) && ""));
  }
  const page = new DOMParser().parseFromString(await answers.get(text), "text/html");
  return [...page.querySelectorAll("[role=option]")];
}

async function signs(text) {
  return (await search(text.toLowerCase(), 8)).map(({ sign, name }, place) => {
    const option = Object.assign(document.createElement("li"), { className: "suggestion", id: `suggestion-emoji-${place}` });
    option.setAttribute("role", "option");
    option.dataset.insert = `${sign} `;
    option.append(`${sign} `, Object.assign(document.createElement("span"), { textContent: `:${name}:` }));
    return option;
  });
}

function close() {
  turn += 1;
  list.hidden = true;
  for (const name of ["role", "aria-expanded", "aria-controls", "aria-activedescendant"]) box.removeAttribute(name);
}

function choose(place) {
  chosen = (place + list.childElementCount) % list.childElementCount;
  for (const [n, option] of [...list.children].entries()) option.setAttribute("aria-selected", n === chosen);
  list.children[chosen].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", list.children[chosen].id);
}

function show(options) {
  list.replaceChildren(...options);
  list.hidden = false;
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"], ["aria-controls", list.id]]) box.setAttribute(name, value);
  choose(0);
}

export async function look() {
  const at = word();
  if (!at || at.start === dismissed) {
    if (!at) dismissed = -1;
    return close();
  }
  const now = ++turn;
  const [options] = await Promise.all([at.kind === "@" ? people(at.text) : signs(at.text), load(form.dataset.aids)]);
  if (now !== turn) return; // typed on meanwhile
  if (options.length) show(options.map((option) => option.cloneNode(true)));
  else close();
}

function pick(option) {
  const at = word();
  close();
  if (!at) return;
  box.setRangeText(option.dataset.insert, at.start, box.selectionStart, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

const KEYS = {
  ArrowDown: () => choose(chosen + 1),
  ArrowUp: () => choose(chosen - 1),
  Enter: () => pick(list.children[chosen]),
  Tab: () => pick(list.children[chosen]),
  Escape: () => ((dismissed = word()?.start ?? -1), close()),
};

/** Before the box's own Enter, which would send. */
function key(event) {
  if (list.hidden || event.target !== box || event.isComposing || event.shiftKey || !(event.key in KEYS)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  KEYS[event.key]();
}

form.addEventListener("keydown", key, true);
box.addEventListener("blur", close);
form.addEventListener("submit", close);
list.addEventListener("mousedown", (event) => event.preventDefault()); // or the box would lose the focus
list.addEventListener("click", ({ target }) => target.closest("[role=option]") && pick(target.closest("[role=option]")));
