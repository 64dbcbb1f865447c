// The reactions below a message: a press adds one's own, or takes it back.

import { change } from "./change.js";

const list = document.getElementById("messages");
const me = document.body.dataset.user;

const isOwn = (chip) => chip.dataset.by.split(" ").includes(me);

/** `emoji` is added unless it stands there as one's own. */
export function react(message, emoji) {
  const chip = message.querySelector(`.reaction[data-emoji="${CSS.escape(emoji)}"]`);
  return change(message, "reactions/", { emoji, is_on: chip && isOwn(chip) ? 0 : 1 });
}

function press(event) {
  const chip = event.target.closest?.(".reaction");
  const isKey = event.type === "keydown";
  if (!chip || event.ctrlKey || event.metaKey || (isKey && event.key !== " ")) return;
  event.preventDefault();
  react(chip.closest(".message"), chip.dataset.emoji);
}

/** Without a script they are links to the message's page. */
function draw() {
  for (const chip of list.querySelectorAll(".reaction")) {
    chip.setAttribute("role", "button");
    chip.ariaPressed = String(isOwn(chip));
  }
}

export function start() {
  draw();
  list.addEventListener("messager:merged", draw);
  list.addEventListener("click", press);
  list.addEventListener("keydown", press);
}
