// What the page shows: each poll says it, and what is answered is what lies beyond.

import { activity } from "./lib/activity.js";

const list = document.getElementById("messages");
const poll = document.getElementById("poll");

const sidebar = () => document.getElementById("sidebar");

/** None on other pages, and after it had to leave. */
export const roomShown = () => (list?.isConnected ? list.dataset.room : null);

/** A page without a sidebar notes how far it is in its poll. */
export const inboxShown = () => (sidebar() ?? poll).dataset.inbox ?? "";

export function noteInbox(text) {
  const said = /data-inbox="([^"]*)"/.exec(text)?.[1];
  if (said && !sidebar()) poll.dataset.inbox = said;
  return said;
}

/** By the names that the server reads. */
export function standing() {
  const receipts = document.getElementById("receipts")?.dataset;
  const shown = {
    inbox: inboxShown(),
    roster: document.getElementById("roster")?.dataset.version ?? "",
    typing: document.getElementById("typing")?.dataset.shown ?? "",
    receipts: receipts ? `${receipts.delivered}.${receipts.read}` : "",
  };
  if (roomShown()) Object.assign(shown, { room: list.dataset.room, cursor: list.dataset.cursor });
  if (activity.isAway()) shown.away = 1;
  return shown;
}

/** Not a member any more: what was said leaves the page; badges go on. */
export function leaveRoom(sentence) {
  const said = Object.assign(document.createElement("p"), { className: "problem", role: "alert", textContent: sentence });
  document.getElementById("scroller").replaceChildren(said);
  document.getElementById("end").hidden = true;
  for (const one of document.querySelectorAll("[data-members-only]")) one.remove();
}
