// Messages on their way: shown at once, sent one after the other so that they keep their order.
// The server's copy takes a bubble's place by its nonce (lib/transcript.js), whichever way it comes.

import { freshNonce } from "./lib/nonce.js";
import { apply, post, sentenceIn } from "./lib/request.js";
import { keep, kept } from "./lib/store.js";
import { tell } from "./lib/tabs.js";
import { quoteOf } from "./reply.js";
import { toBottom } from "./scroller.js";
import { draw } from "./transcript.js";

const PAUSES = [500, 2_000]; // after a failure, before it is tried again by itself; then the person is asked
const list = document.getElementById("messages");
const items = []; // {nonce, body, reply, bubble, hasFailed}, oldest first
let isRunning = false;
let refused = () => false; // told of a problem; returns whether it took the text back

/** What is under way survives a reload; a retry of what had arrived after all finds the same message. */
function remember() {
  const kept = items.map(({ nonce, body, reply }) => ({ nonce, body, reply }));
  keep("outgoing", kept.length ? JSON.stringify(kept) : "");
}

function bubbleOf(body, nonce, reply) {
  const bubble = document.getElementById("pending").content.firstElementChild.cloneNode(true);
  bubble.dataset.nonce = nonce;
  bubble.dataset.sent = new Date().toISOString();
  bubble.querySelector(".body").textContent = body;
  if (reply) bubble.querySelector(".body").before(quoteOf(reply));
  return bubble;
}

function mark(item, hasFailed) {
  item.hasFailed = hasFailed;
  item.bubble.classList.toggle("message--failed", hasFailed);
  item.bubble.querySelector(".sending").hidden = hasFailed;
  item.bubble.querySelector(".failed").hidden = !hasFailed;
}

function add(body, nonce, reply) {
  const item = { nonce, body, reply, bubble: bubbleOf(body, nonce, reply), hasFailed: false };
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
  const { body, nonce, reply } = item;
  const fields = { body, nonce, cursor: list.dataset.cursor, page_user: document.body.dataset.user };
  if (reply) fields.reply_to = reply.id;
  if (item.everyone) fields.everyone = "on";
  const response = await post(document.getElementById("composer").action, fields);
  const text = await response.text();
  if (response.status === 428 && !item.everyone) return confirm(item, sentenceIn(text));
  if (response.status >= 500) throw new Error(response.status);
  if (!response.ok) return refuse(item, response.status, sentenceIn(text));
  await apply(text, list);
  forget(item);
  tell("moved");
}

/** It would notify many people. */
async function confirm(item, sentence) {
  const { ask } = await import("./confirm.js");
  item.everyone = await ask(sentence);
  return item.everyone ? deliver(item) : refuse(item, 428, document.getElementById("composer").dataset.notSent);
}

/** What a proxy says for a moment in a deploy, or a busy server, is tried again by itself: the nonce makes it one
 * message. Without a network the person is asked at once; they know better when it is back. */
async function deliverPatiently(item) {
  for (const pause of PAUSES) {
    try {
      return await deliver(item);
    } catch (error) {
      if (!(Number(error.message) > 501)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (!item.bubble.isConnected) return forget(item); // a poll has brought it
    }
  }
  return deliver(item);
}

/** An answer, but not what was hoped for: a sentence, and the text goes back to where it can be changed. */
function refuse(item, status, sentence) {
  const isStale = status === 409; // of the nonce, or what is replied to has been removed
  if (isStale) item.reply = null;
  if (refused(sentence, item.body, item.reply)) return forget(item);
  if (isStale) item.bubble.dataset.nonce = item.nonce = freshNonce();
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
      await deliverPatiently(item);
    } catch {
      item.hasFailed = true;
      forgetArrived();
      if (items.includes(item)) for (const waiting of items) mark(waiting, true); // none behind it may overtake it
    }
    remember();
  }
  isRunning = false;
}

function retry() {
  for (const item of items) mark(item, false);
  run();
}

export function send(body, reply) {
  add(body, freshNonce(), reply);
  remember();
  toBottom();
  run();
}

export function start(onRefused) {
  refused = onRefused;
  list.addEventListener("messager:merged", forgetArrived);
  for (const { nonce, body, reply } of JSON.parse(kept("outgoing") || "[]")) {
    if (!list.querySelector(`[data-nonce="${CSS.escape(nonce)}"]`)) mark(add(body, nonce, reply), true);
  }
  remember();
}
