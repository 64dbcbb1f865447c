// Moments at which a page asks at once: it is looked at again, the network is back, the machine has slept.

import { activity } from "./lib/activity.js";

const LOOK = 5_000;
const SLEPT = 15_000; // a timer that comes this late: the machine slept
const TOGETHER = 200; // what happens within it is one moment

export function start(ask) {
  let last = 0;
  function wake() {
    if (Date.now() - last < TOGETHER) return;
    last = Date.now();
    ask();
  }
  for (const name of ["online", "offline"]) window.addEventListener(name, ask);
  window.addEventListener("focus", wake);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", wake);
  activity.onReturn(wake);

  let looked = Date.now();
  setInterval(() => {
    if (Date.now() - looked > SLEPT && !document.hidden) ask();
    looked = Date.now();
  }, LOOK);
}
