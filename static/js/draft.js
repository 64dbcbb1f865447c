// What is written and not sent yet. The server keeps it for every device; this browser keeps what the server
// does not have yet, and forgets it then.

import { post, token } from "./lib/request.js";
import { keep, kept } from "./lib/store.js";

const SOON = 1_000; // after the last letter
const PLACE = "localStorage";
const form = document.getElementById("composer");
const ahead = Number(form?.dataset.now) - Date.now(); // the server's clock of ours: two devices are compared by it
let [text, at, saved, timer, isSaving] = ["", 0, "", null, false];

function keepHere() {
  keep("draft", text === saved ? "" : JSON.stringify({ text, at }), PLACE);
}

function saveSoon() {
  clearTimeout(timer);
  timer = setTimeout(save, SOON);
}

async function save() {
  clearTimeout(timer);
  if (isSaving || text === saved) return;
  isSaving = true;
  const body = text;
  try {
    const response = await post(form.dataset.draft, { body, written_at: at });
    if (response.ok) saved = body;
    if (response.ok) keepHere();
    if (text !== body) saveSoon();
  } catch {
    // It is kept here; the next letter, or the network, tries again.
  }
  isSaving = false;
}

/** The page goes, and can't wait for an answer. */
function saveLast() {
  if (text === saved) return;
  const fields = new FormData();
  const values = { csrfmiddlewaretoken: token(), page_user: document.body.dataset.user, body: text, written_at: at };
  for (const [name, value] of Object.entries(values)) fields.set(name, value);
  navigator.sendBeacon?.(form.dataset.draft, fields);
}

/** The box holds `now`. */
export function note(now, since = Date.now() + ahead) {
  if (now === text) return;
  [text, at] = [now, Math.round(since)];
  keepHere();
  saveSoon();
}

/** What belongs into the box: the newer of what the server has and what could not be brought there. */
export function start(atServer) {
  const here = JSON.parse(kept("draft", PLACE) || "null");
  text = saved = atServer;
  if (here?.at > Number(form.dataset.draftAt)) note(here.text, here.at);
  else keepHere();
  window.addEventListener("online", save);
  window.addEventListener("pagehide", saveLast);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  return text;
}
