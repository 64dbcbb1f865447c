// Draws what depends on the neighbours and on the reader's clock: groups, day lines, the New line, local times.
// Without a script every message shows its full header and its time in UTC.

import { locale } from "./lib/language.js";
import { trim } from "./lib/transcript.js";
import { makeLoader } from "./merge.js";

const GROUP = 5 * 60_000;
const MOST = 300; // messages in the page while the reader is at the bottom
const list = document.getElementById("messages");
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });

const day = (date) => `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;

function dayLabel(date) {
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day(date) === day(now)) return list.dataset.today;
  if (day(date) === day(yesterday)) return list.dataset.yesterday;
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year }).format(date);
}

function line(kind, text) {
  const item = document.createElement("li");
  item.className = `line line--${kind}`;
  item.textContent = text;
  return item;
}

function localise(message) {
  const time = message.querySelector("time");
  if (!time || time.dataset.local) return;
  const date = new Date(time.dateTime);
  time.dataset.local = "yes";
  time.textContent = clock.format(date);
  time.title = exact.format(date);
  time.parentElement.dataset.exact = time.title;
}

/** The first message of somebody else that was unread when the page was opened. */
function firstNew(messages) {
  const from = Number(list.dataset.firstUnread);
  if (!from) return undefined;
  const mine = document.body.dataset.user;
  return messages.find((message) => Number(message.dataset.sequence) >= from && message.dataset.sender !== mine);
}

function belongs(message, before) {
  if (!before || before.dataset.sender !== message.dataset.sender) return false;
  return new Date(message.dataset.sent) - new Date(before.dataset.sent) < GROUP;
}

export function draw() {
  for (const old of list.querySelectorAll(":scope > .line")) old.remove();
  const messages = [...list.querySelectorAll(":scope > .message")];
  const fresh = firstNew(messages);
  let before = null;
  for (const message of messages) {
    const date = new Date(message.dataset.sent);
    const isNewDay = !before || day(date) !== day(new Date(before.dataset.sent));
    const isGrouped = !isNewDay && message !== fresh && belongs(message, before);
    if (isNewDay) message.before(line("day", dayLabel(date)));
    if (message === fresh) message.before(line("new", list.dataset.new));
    message.classList.toggle("message--grouped", isGrouped);
    message.classList.remove("message--followed");
    before?.classList.toggle("message--followed", isGrouped);
    localise(message);
    before = message;
  }
}

/** Keeps the page small; only where the reader does not look. */
export function shorten() {
  const loader = trim(list, MOST, makeLoader);
  if (!loader) return;
  htmx.process(loader);
  draw();
}
