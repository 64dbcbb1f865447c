// Aids to writing: suggestions for @names and :emoji, the emoji picker. Each is loaded when it is first used.

const BEGUN = /(?:^|[\s([{"'*_~>])(?:@[^\s@:]{0,40}|:[a-z0-9_+-]{2,40})$/i;
const form = document.getElementById("composer");
const box = form?.elements.body;
let suggestions = null;

async function typed() {
  if (!suggestions && !BEGUN.test(box.value.slice(0, box.selectionStart))) return;
  suggestions ??= import("./suggestions.js");
  (await suggestions).look();
}

async function pick({ currentTarget }) {
  (await import("./picker.js")).toggle(currentTarget);
}

export function start() {
  if (!form) return;
  box.addEventListener("input", typed);
  form.querySelector("[data-picker]").addEventListener("click", pick);
}
