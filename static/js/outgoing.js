// Messages on their way: shown at once, sent one after the other so that they keep their order.
// The server's copy takes a bubble's place by its nonce (lib/transcript.js), whichever way it comes.

import { freshNonce } from "./lib/nonce.js";
import { apply, post, sentenceIn } from "./lib/request.js";
import { keep, kept } from "./lib/store.js";
import { tell } from "./lib/tabs.js";
import { toBottom } from "./scroller.js";
import { draw } from "./transcript.js";

const list = document.getElementById("messages");
const items = []; // {nonce, body, bubble, hasFailed}, oldest first
let isRunning = false;
let refused = () => false; // told of a problem; returns whether it took the text back

/** What is under way survives a reload; a retry of what had arrived after all finds the same message. */
const remember = () => keep("outgoing", items.length ? JSON.stringify(items.map(({ nonce, body }) => ({ nonce, body }))) : "");

function bubbleOf(body, nonce) {
  const bubble = document.getElementById("pending").content.firstElementChild.cloneNode(true);
  bubble.dataset.nonce = nonce;
  bubble.dataset.sent = new Date().toISOString();
  bubble.querySelector(".body").textContent = body;
  return bubble;
}

function mark(item, hasFailed) {
  item.hasFailed = hasFailed;
  item.bubble.classList.toggle("message--failed", hasFailed);
  item.bubble.querySelector(".sending").hidden = hasFailed;
  item.bubble.querySelector(".failed").hidden = !hasFailed;
}

function add(body, nonce) {
  const item = { nonce, body, bubble: bubbleOf(body, nonce), hasFailed: false };
  item.bubble.querySelector("[data-retry]").addEventListener("click", retry);
  item.bubble.querySelector("[data-discard]").addEventListener("click", () => forget(item));
  items.push(item);
  list.append(item.bubble);
  draw();
  return item;
}

function forget(item) {
  item.bubble.remove();
  if (items.includes(item)) items.splice(items.indexOf(item), 1);
  remember();
  draw();
}

async function deliver(item) {
  const fields = { body: item.body, nonce: item.nonce, cursor: list.dataset.cursor, page_user: document.body.dataset.user };
  const response = await post(document.getElementById("composer").action, fields);
  const text = await response.text();
  if (response.status >= 500) throw new Error(response.status);
  if (!response.ok) return refuse(item, response.status, sentenceIn(text));
  await apply(text, list);
  forget(item);
  tell("moved");
}

/** An answer, but not what was hoped for: a sentence, and the text goes back to where it can be changed. */
function refuse(item, status, sentence) {
  if (refused(sentence, item.body)) return forget(item);
  if (status === 409) item.bubble.dataset.nonce = item.nonce = freshNonce();
  mark(item, true);
}

/** Those that seemed lost, and whose copy a poll has brought. */
function forgetArrived() {
  for (const item of items.filter((one) => one.hasFailed && !one.bubble.isConnected)) forget(item);
}

async function run() {
  if (isRunning) return;
  isRunning = true;
  for (let item; (item = items.find((one) => !one.hasFailed)); ) {
    try {
      await deliver(item);
    } catch {
      item.hasFailed = true;
      forgetArrived();
      for (const waiting of items) mark(waiting, true); // those behind it must not overtake it
    }
    remember();
  }
  isRunning = false;
}

function retry() {
  for (const item of items) mark(item, false);
  run();
}

export function send(body) {
  add(body, freshNonce());
  remember();
  toBottom();
  run();
}

export function start(onRefused) {
  refused = onRefused;
  list.addEventListener("messager:merged", forgetArrived);
  for (const { nonce, body } of JSON.parse(kept("outgoing") || "[]")) {
    if (!list.querySelector(`[data-nonce="${CSS.escape(nonce)}"]`)) mark(add(body, nonce), true);
  }
  remember();
}
