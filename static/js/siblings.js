// What the tabs of one browser tell each other: that something moved, and that one of them closes.

import * as asking from "./asking.js";
import * as holder from "./lib/holder.js";
import { listen, tell } from "./lib/tabs.js";
import { inboxShown, noteInbox, roomShown } from "./standing.js";

const LEFT = [300, 3_000]; // a goodbye counts for the person: take it back once it has arrived, however slow

/** Tells what an answer brought, unless another tab had told us first. */
export function tellOf({ text = "", hx }) {
  const inbox = noteInbox(text);
  const roster = Boolean(hx?.trigger?.includes("roster-moved"));
  const room = /hx-target="#(messages|typing|receipts)"/.test(text) ? roomShown() : null;
  if (!asking.last().isPrompted && (inbox || roster || room)) tell("moved", { inbox, roster, room });
}

/** `room` is undefined when the teller knows only that something moved. */
function moved({ inbox, roster, room }) {
  if (roster) htmx.trigger(document.body, "roster-moved");
  const isElsewhere = room !== undefined && room !== roomShown() && (!inbox || inbox === inboxShown());
  if (!isElsewhere) asking.askQuickly({ isPrompted: true });
}

function heard(said) {
  if (said.what === "leaving") LEFT.forEach((delay) => setTimeout(takeBack, delay));
  // Once a minute is enough where nobody looks, and who waits at the server hears by itself.
  if (said.what === "moved" && !document.hidden && !asking.isWaiting()) moved(said);
}

function takeBack() {
  if (holder.holds() || !holder.isCovered()) asking.askQuickly({ isPrompted: true });
}

export const start = () => listen(heard);
