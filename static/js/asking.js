// How a page asks: by the held poll in the one tab that holds, by the short one everywhere else.

import * as door from "./lib/door.js";
import * as holder from "./lib/holder.js";
import { withJitter } from "./lib/pace.js";
import * as probe from "./probe.js";
import { roomShown, standing } from "./standing.js";

const COVERED = 20_000; // another tab hears for this one too: often enough for presence
const AT_ONCE = 1_000; // a held poll answered within it was not held
const LET_GO = 50; // the tab that held until now gives its connection back first
const MOST_SPINS = 3; // the same question in a row, answered at once: then not so fast

const element = document.getElementById("poll");
const hidden = Number(element?.dataset.hidden); // nobody looks: often enough for badges, and to stay "away"
const next = { isQuick: false, isPrompted: false };
let [pace, timer, isStopped] = [2_000, null, false];
let current = { ctx: null, isHeld: false, isDone: true, at: 0, query: "", spins: 0, isPrompted: false };

const mayHold = () => holder.holds() && door.isOpen();
const age = () => Date.now() - current.at;

export const last = () => ({ ...current, took: age() });
export const isWaiting = () => current.isHeld && !current.isDone;
export const setPace = (milliseconds) => (pace = milliseconds || pace);

function interval() {
  if (document.hidden) return Math.max(hidden, pace);
  return holder.isCovered(roomShown()) ? Math.max(COVERED, pace) : pace;
}

/** Asks now; what is in flight is given up (it may hang since before the machine slept). */
export function ask() {
  clearTimeout(timer);
  if (!isStopped) htmx.trigger(element, "poll");
}

/** The short poll first: it says at once whether all is well. */
export function askQuickly(more = {}) {
  Object.assign(next, more, { isQuick: true });
  ask();
}

function arm(delay, how = ask) {
  clearTimeout(timer);
  timer = setTimeout(how, delay);
}

export const askAfterFailure = (delay) => arm(delay, askQuickly);

/** `told`: what the held poll's answer said of when to come back. */
export function askAgain(told = 0) {
  if (!mayHold()) arm(withJitter(interval()));
  else arm(Math.max(withJitter(told), current.spins > MOST_SPINS ? pace : 0));
}

export function stop() {
  isStopped = true;
  clearTimeout(timer);
  probe.callOff();
}

function configure({ detail: { ctx } }) {
  const isHeld = mayHold() && !next.isQuick;
  const shown = { ...standing(), next: isHeld ? 0 : Math.round(interval()) };
  for (const [name, value] of Object.entries(shown)) ctx.request.body.set(name, value);
  if (isHeld) Object.assign(ctx.request, { action: element.dataset.liveUrl, timeout: "40s" });
  const query = `${isHeld}${new URLSearchParams(shown)}`;
  const spins = query === current.query && age() < AT_ONCE ? current.spins + 1 : 0;
  current = { ctx, isHeld, isDone: false, at: Date.now(), query, spins, isPrompted: next.isPrompted };
  Object.assign(next, { isQuick: false, isPrompted: false });
  holder.sayHolding(roomShown());
  probe.callOff();
  if (isHeld && !door.isProven()) probe.watch(keptBack);
}

function keptBack() {
  door.failed();
  ask();
}

/** This tab got the poll, or lost it to another. */
function holderChanged(isMine) {
  if (isMine && current.isDone) arm(LET_GO);
  if (!isMine && isWaiting()) askQuickly();
}

/** Calls `finished` with each answer that was not given up for a newer question. */
export function start(finished) {
  element.addEventListener("htmx:config:request", configure);
  element.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx !== current.ctx || isStopped) return;
    current.isDone = true;
    finished(ctx);
  });
  htmx.process(element); // HTMX gets to it by itself, but later
  holder.start(holderChanged);
  arm(300); // unless this tab gets the poll before
}
