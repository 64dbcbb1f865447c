// Marks unread from a message on. Until the room is opened again this page then reads nothing.

import { apply, post, sentenceIn } from "./lib/request.js";
import { tell } from "./lib/tabs.js";
import { draw } from "./transcript.js";

const list = document.getElementById("messages");

function say(sentence) {
  const problem = document.getElementById("composer-problem");
  if (problem) problem.textContent = sentence;
}

/** Returns whether it was done. Rejects when the server can't be reached. */
async function mark(sequence) {
  const response = await post(list.dataset.unreadMarker, { sequence });
  const text = await response.text();
  if (!response.ok) return say(sentenceIn(text));
  list.dataset.firstUnread = response.headers.get("Messager-Unread-From");
  draw();
  await apply(text, list);
  tell("moved");
  return true;
}

/** `sequence`: of the first message that is to be unread; none for the last one of others. */
export async function markUnread(sequence = "") {
  const wasStaying = "staysUnread" in list.dataset;
  list.dataset.staysUnread = ""; // at once: no read mark may overtake it
  const unreachable = () => say(document.getElementById("composer")?.dataset.unreachable);
  if (!(await mark(sequence).catch(unreachable)) && !wasStaying) delete list.dataset.staysUnread;
}

function submitted(event) {
  if (!event.target.matches("[data-mark-unread]")) return;
  event.preventDefault();
  markUnread(event.target.elements.sequence.value);
}

function clicked(event) {
  const message = event.altKey && event.target.closest(".message[data-sequence]");
  if (!message) return;
  event.preventDefault();
  markUnread(message.dataset.sequence);
}

export function start() {
  document.addEventListener("submit", submitted);
  list.addEventListener("click", clicked);
}
