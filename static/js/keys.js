// Keys that work wherever the focus is. What they open is loaded when it is first wanted.

import { walk } from "./walk.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const openSwitcher = () => import("./switcher.js").then(({ open }) => open());
const openShortcuts = () => import("./shortcuts.js").then(({ open }) => open());
const inField = ({ target }) => target.closest("input, textarea, select, [contenteditable]");

/** What the key is for; nothing for the others. */
function meant(event) {
  const { key, altKey, shiftKey } = event;
  const isCommand = isMac ? event.metaKey : event.ctrlKey; // Ctrl+K in a Mac's field cuts the line
  const isPlain = !event.ctrlKey && !event.metaKey;
  if (isCommand && !altKey && !shiftKey && key.toLowerCase() === "k") return document.getElementById("switcher") && openSwitcher;
  if (altKey && isPlain && (key === "ArrowUp" || key === "ArrowDown") && event.target.localName !== "select") {
    return () => walk(key === "ArrowUp" ? -1 : 1, shiftKey);
  }
  return key === "?" && isPlain && !altKey && !inField(event) && openShortcuts;
}

function pressed(event) {
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog.dialog")) return;
  const act = meant(event);
  if (!act) return;
  event.preventDefault();
  act();
}

export const start = () => document.addEventListener("keydown", pressed);
