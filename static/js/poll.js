// The poll: one element, asked again after each answer at the pace that the server orders.

import * as banner from "./banner.js";
import { activity } from "./lib/activity.js";
import { backoff, withJitter } from "./lib/pace.js";
import { retryAfter, sentenceIn } from "./lib/request.js";
import { listen, tell } from "./lib/tabs.js";

const HIDDEN = 60_000; // nobody looks: often enough for badges, and to stay "away"
const SLEPT = 15_000; // a timer that comes this late: the machine slept
const CALM = 5_000; // without a touch for so long, a reload may be offered
const element = document.getElementById("poll");
const list = document.getElementById("messages");
let [pace, failures, timer, current, isStopped, isGone, isPrompted] = [2_000, 0, null, null, false, false, false];

const interval = () => (document.hidden ? Math.max(HIDDEN, pace) : pace);
const roomShown = () => (list && !isGone && !("past" in list.dataset) ? list.dataset.room : null);

function arm(delay) {
  clearTimeout(timer);
  timer = setTimeout(ask, delay);
}

/** Asks now; what is in flight is given up (it may hang since before the machine slept). */
export function ask() {
  clearTimeout(timer);
  if (!isStopped) htmx.trigger(element, "poll");
}

function configure({ detail: { ctx } }) {
  current = ctx;
  const { body } = ctx.request;
  if (roomShown()) {
    body.set("room", list.dataset.room);
    body.set("cursor", list.dataset.cursor);
  }
  body.set("inbox", document.getElementById("sidebar")?.dataset.inbox ?? "");
  body.set("roster", document.getElementById("roster")?.dataset.version ?? "");
  if (activity.isAway()) body.set("away", 1);
  body.set("next", Math.round(interval()));
}

function finished({ detail: { ctx } }) {
  if (ctx !== current || isStopped) return; // given up for a newer one
  const wasPrompted = isPrompted;
  isPrompted = false;
  const { status = 0, headers } = ctx.response ?? {};
  if (status === 200 || status === 204) return answered(status, headers, wasPrompted);
  if (status === 401) return stop("signed-out");
  if (status === 409 || status === 422) return stop("refused", sentenceIn(ctx.text ?? ""));
  if (status === 404 && roomShown()) return leaveRoom(sentenceIn(ctx.text ?? ""));
  failures += 1;
  if (failures > 1) banner.show("reconnecting");
  arm(Math.max(backoff(failures), retryAfter(headers)));
}

function answered(status, headers, wasPrompted) {
  failures = 0;
  banner.clear("reconnecting");
  pace = Number(headers.get("Messager-Poll")) || pace;
  const build = headers.get("Messager-Build");
  if (build && build !== document.body.dataset.build && activity.calmFor() > CALM) banner.show("old");
  if (status === 200 && !wasPrompted) tell("moved");
  arm(withJitter(interval()));
}

function stop(kind, sentence) {
  isStopped = true;
  clearTimeout(timer);
  banner.show(kind, sentence);
}

/** Not a member any more: what was said leaves the page; badges go on. */
function leaveRoom(sentence) {
  isGone = true;
  const said = Object.assign(document.createElement("p"), { className: "problem", role: "alert", textContent: sentence });
  document.getElementById("scroller").replaceChildren(said);
  document.getElementById("end").hidden = true;
  arm(withJitter(interval()));
}

function heard(what) {
  if (what !== "leaving" && document.hidden) return; // once a minute is enough where nobody looks
  isPrompted = true;
  ask();
}

function watchSleep() {
  let last = Date.now();
  setInterval(() => {
    if (Date.now() - last > SLEPT && !document.hidden) ask();
    last = Date.now();
  }, 5_000);
}

export function start() {
  element.addEventListener("htmx:config:request", configure);
  element.addEventListener("htmx:finally:request", finished);
  for (const name of ["online", "offline", "focus"]) window.addEventListener(name, ask);
  window.addEventListener("pageshow", (event) => event.persisted && ask());
  document.addEventListener("visibilitychange", ask);
  activity.onReturn(ask);
  // The roster's own timer rests where nobody looks, and after signing out.
  document.addEventListener("htmx:before:request", (event) => {
    const isRoster = event.detail.ctx.sourceElement.id === "roster";
    if (isRoster && (isStopped || document.hidden)) event.preventDefault();
  });
  listen(heard);
  watchSleep();
  htmx.process(element); // HTMX gets to it by itself, but later
  ask();
}
