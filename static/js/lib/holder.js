// One tab of a browser holds a poll for all of them: a browser allows six connections to a host, and the
// seventh tab would hang. It is the tab that was visible last, hidden or not.

import { lease } from "./lease.js";
import { webLock } from "./locks.js";
import { listen, tell } from "./tabs.js";

const SILENT = 45_000; // a tab that holds says so at least this often
const PATIENCE = 300; // for the tab that holds to give it; one that is frozen does not answer
let isMine = false;
let other = { room: null, until: 0 }; // what the tab that holds shows

export const holds = () => isMine;

/** Whether another tab hears for this one too: of its own room all, of others that there is more. */
export const isCovered = (room) => Date.now() < other.until && (!room || room === other.room);

export const sayHolding = (room) => isMine && tell("holding", { room });

/** A tab that somebody looks at may have it. */
const offer = () => isMine && document.hidden && tell("hidden");

export function start(changed) {
  let asked = null;
  const place = (navigator.locks ? webLock : lease)((isNow) => {
    isMine = isNow;
    if (isNow) other.until = 0;
    offer();
    changed(isMine);
  });

  /** Asks for it first: taken by force, two would hold until the other one hears of it. */
  async function take() {
    if (isMine) return;
    if (!(await place.isTaken())) return place.take();
    tell("give");
    clearTimeout(asked);
    asked = setTimeout(place.take, PATIENCE);
  }
  function given() {
    if (!asked) return;
    clearTimeout(asked);
    asked = null;
    place.take();
  }
  function give() {
    if (!isMine) return;
    isMine = false;
    changed(false);
    place.leave();
    place.queue();
    tell("given");
  }
  const arrive = () => (document.hidden ? place.queue() : take());

  listen((said) => {
    if (said.what === "holding") other = { room: said.room, until: Date.now() + SILENT };
    if (said.what === "hidden" && !document.hidden) take();
    if (said.what === "give") give();
    if (said.what === "given") given();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) take();
    offer();
  });
  window.addEventListener("pageshow", (event) => event.persisted && arrive());
  window.addEventListener("pagehide", () => {
    isMine = false;
    place.leave();
  });
  arrive();
}
