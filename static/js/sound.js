// A short tone for what comes while nobody looks. One tab of a browser plays it: the one that holds the poll
// is the one that was looked at last, so that none of the others is being looked at either.

import * as holder from "./lib/holder.js";
import { isQuiet } from "./lib/quiet.js";
import { look } from "./look.js";

const NOTES = [[660, 0], [880, 0.11]]; // Hz, and seconds from now
const LENGTH = 0.22; // seconds
const LOUDNESS = 0.12;
const REST = 5_000; // between two sounds: a busy room does not rattle, nor ask the server each time
let [audio, heard, rangAt] = [null, 0, 0];

/** Of rooms where everything counts, and mentions ("@2") wherever they are. */
function unread() {
  const labels = document.querySelectorAll("#sidebar .conversation :is(.badge:not(.badge--dot), .mentions)");
  return [...labels].reduce((sum, label) => sum + parseInt(label.textContent.replace("@", ""), 10), 0);
}

function play([pitch, after]) {
  const [tone, loudness, at] = [audio.createOscillator(), audio.createGain(), audio.currentTime + after];
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(LOUDNESS, at);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + LENGTH);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + LENGTH);
  return tone;
}

async function ring() {
  await audio.resume();
  NOTES.map(play).at(-1).onended = () => audio.suspend(); // or the machine keeps its loudspeaker awake
}

const mayRing = () => audio && document.hidden && !isQuiet() && holder.holds() && Date.now() - rangAt > REST;

/** The page's own count can't tell what the person has sent from another device: the server can. */
async function ringIfNew(before) {
  rangAt = Date.now();
  await look({ inbox: "" });
  if (unread() > before) ring();
}

function counted() {
  const before = heard;
  heard = unread();
  if (heard > before && mayRing()) ringIfNew(before).catch(() => {}); // the next message rings
}

/** Browsers are silent until the person has touched the page. */
function unlock() {
  if (audio || !window.AudioContext) return;
  audio = new AudioContext();
  audio.suspend();
}

export function start() {
  if (!("sound" in document.body.dataset)) return;
  heard = unread();
  for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, unlock, { once: true, capture: true });
  document.addEventListener("htmx:after:swap", counted);
}
