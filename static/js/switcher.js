// Ctrl+K: the conversations by name. They are those of the sidebar, which is always up to date.

import { show } from "./lib/dialog.js";
import { rank } from "./lib/fuzzy.js";

const MOST = 50; // shown at once

const textOf = (entry, part) => entry.querySelector(part)?.textContent ?? "";
const namesOf = (entry) => [textOf(entry, ".conversation__title"), textOf(entry, ".usercode")];

/** Unread ones first, the one that is open last. */
function conversations() {
  const weight = (entry) => (entry.hasAttribute("aria-current") ? 2 : entry.querySelector(".badge") ? 0 : 1);
  return [...document.querySelectorAll("#sidebar .conversation")].sort((one, other) => weight(one) - weight(other));
}

function optionOf(entry, number) {
  const option = document.createElement("li");
  option.id = `switch-${number}`;
  option.className = "switcher__option";
  option.setAttribute("role", "option");
  option.dataset.person = entry.dataset.person;
  option.dataset.href = entry.href;
  option.append(...[...entry.cloneNode(true).childNodes].filter((part) => !part.matches?.(".conversation__draft")));
  return option;
}

export function open() {
  const dialog = document.getElementById("switcher").content.firstElementChild.cloneNode(true);
  const [field, list, none] = ["input", "ul", "[role=status]"].map((part) => dialog.querySelector(part));
  const all = conversations();

  function choose(option) {
    for (const other of list.children) other.setAttribute("aria-selected", other === option);
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }
  function fill() {
    const fitting = field.value.trim() ? rank(all, field.value, namesOf) : all;
    list.replaceChildren(...fitting.slice(0, MOST).map(optionOf));
    none.hidden = fitting.length > 0;
    choose(list.firstElementChild);
  }
  const chosen = () => list.querySelector("[aria-selected=true]");
  function go(option) {
    if (!option) return;
    location.assign(option.dataset.href);
    dialog.close();
  }
  function step({ key }) {
    if (key === "ArrowDown") return chosen()?.nextElementSibling ?? list.firstElementChild;
    return chosen()?.previousElementSibling ?? list.lastElementChild;
  }
  field.addEventListener("input", fill);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") go(chosen());
    else choose(step(event));
  });
  list.addEventListener("click", ({ target }) => go(target.closest("[role=option]")));
  fill();
  return show(dialog);
}
