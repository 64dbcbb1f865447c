// A mute ends by itself: the page then asks whether the box comes back.

import { look } from "./look.js";

const LONGEST = 24 * 60 * 60; // seconds; a timer takes no more than 24 days
let [timer, waitsFor] = [null, ""];

function wait() {
  const { seconds = "" } = document.getElementById("voice")?.dataset ?? {};
  if (seconds === waitsFor) return; // another part of the page was swapped
  waitsFor = seconds;
  clearTimeout(timer);
  if (seconds) timer = setTimeout(ask, Math.min(seconds, LONGEST) * 1000);
}

function ask() {
  waitsFor = "";
  look({ inbox: "" }).catch(() => {}); // the next change tells
}

export function start() {
  document.addEventListener("htmx:after:swap", wait);
  wait();
}
