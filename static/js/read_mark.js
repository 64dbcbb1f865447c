// Tells the server how far the person has read: while they look, and at the bottom.

import { apply, post } from "./lib/request.js";
import { tell } from "./lib/tabs.js";
import { isAtBottom } from "./scroller.js";

const PAUSE = 3_000;
const list = document.getElementById("messages");
let posted = 0;
let timer = null;

const newest = () => Number([...list.querySelectorAll(":scope > .message[data-sequence]")].at(-1)?.dataset.sequence ?? 0);

/** In the past of a room what is unread lies further down. */
const isInPast = () => Boolean(list.querySelector(":scope > .newer"));

/** What was marked unread stays so until the room is opened again. */
const mayRead = () => !("staysUnread" in list.dataset);

const isReading = () => mayRead() && !document.hidden && document.hasFocus() && isAtBottom() && !isInPast();

async function mark(sequence) {
  const before = posted;
  posted = sequence;
  try {
    const response = await post(list.dataset.readMarker, { sequence });
    if (response.ok) await apply(await response.text(), list);
    if (response.status === 200) tell("moved");
  } catch {
    posted = before; // the next look tries again
  }
}

function look() {
  if (timer || !isReading() || newest() <= posted) return;
  mark(newest());
  timer = setTimeout(() => {
    timer = null;
    look();
  }, PAUSE);
}

export function start() {
  const unread = Number(list.dataset.firstUnread);
  posted = unread ? unread - 1 : newest();
  list.addEventListener("messager:merged", () => queueMicrotask(look));
  document.getElementById("scroller").addEventListener("scroll", look, { passive: true });
  for (const name of ["focus", "pageshow"]) window.addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  look();
}
