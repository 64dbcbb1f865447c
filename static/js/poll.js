// What each answer of a poll means for the page, and for when to ask again.

import * as announcement from "./announcement.js";
import * as asking from "./asking.js";
import * as awake from "./awake.js";
import * as banner from "./banner.js";
import { activity } from "./lib/activity.js";
import * as door from "./lib/door.js";
import { backoff } from "./lib/pace.js";
import { retryAfter, sentenceIn } from "./lib/request.js";
import * as siblings from "./siblings.js";
import { leaveRoom, roomShown } from "./standing.js";

const CALM = 5_000; // without a touch for so long, a reload may be offered
const HELD = 1_000; // an answer that took longer was held
const LONGEST = 35_000; // a held poll ends before; a later answer was kept back
let [failures, isStopped, isSuspect] = [0, false, false]; // suspect: the way to the held poll

function finished(ctx) {
  const { status = 0, headers } = ctx.response ?? {};
  const sentence = status >= 400 ? sentenceIn(ctx.text ?? "") : "";
  const isOurs = headers?.has("Messager-Build") || sentence; // not a page of something in between
  if (isOurs && (status === 200 || status === 204)) return answered(ctx);
  if (isOurs && status === 401) return stop("signed-out");
  if (isOurs && (status === 409 || status === 422)) return stop("refused", sentence);
  if (isOurs && status === 404 && roomShown()) {
    leaveRoom(sentence);
    return asking.askAfterFailure(0); // at once: the list still has the room
  }
  isSuspect = asking.last().isHeld; // unless the short poll fails too
  if (!isSuspect) failures += 1;
  if (failures > 1) banner.show("reconnecting");
  asking.askAfterFailure(Math.max(backoff(failures), retryAfter(headers)));
}

function answered(ctx) {
  const { isHeld, took } = asking.last();
  const { headers } = ctx.response;
  const told = Number(headers.get("Messager-Poll"));
  failures = 0;
  banner.clear("reconnecting");
  if (isHeld ? took > LONGEST : isSuspect) door.failed();
  else if (isHeld) door.worked(took > HELD);
  if (!isHeld) asking.setPace(told);
  isSuspect = false;
  const build = headers.get("Messager-Build");
  if (build !== document.body.dataset.build && activity.calmFor() > CALM) banner.show("old");
  announcement.note(headers);
  siblings.tellOf(ctx);
  asking.askAgain(isHeld ? told : 0);
}

function stop(kind, sentence) {
  isStopped = true;
  asking.stop();
  banner.show(kind, sentence);
}

export function start() {
  // The roster's own timer rests where nobody looks, and after signing out.
  document.addEventListener("htmx:before:request", (event) => {
    const isRoster = event.detail.ctx.sourceElement.id === "roster";
    if (isRoster && (isStopped || document.hidden)) event.preventDefault();
  });
  awake.start(() => asking.askQuickly());
  siblings.start();
  asking.start(finished);
}
