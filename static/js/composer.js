// The box: what is typed is kept until it is sent (draft.js), and goes when the key for it is pressed (lib/enter.js).

import * as draft from "./draft.js";
import { sends } from "./lib/enter.js";
import { counted } from "./lib/language.js";
import { freshNonce } from "./lib/nonce.js";
import { apply, post, sentenceIn } from "./lib/request.js";
import * as outgoing from "./outgoing.js";
import * as reply from "./reply.js";

const form = document.getElementById("composer");
const box = form?.elements.body;
const code = form?.elements.code;
const problem = document.getElementById("composer-problem");
const button = form?.querySelector("[type=submit]");
const direct = { what: "", nonce: "" }; // the send by code under way, or the last that failed

function say(sentence) {
  problem.textContent = sentence;
}

function setText(text) {
  box.value = text;
  changed();
}

function changed() {
  draft.note(box.value);
  const counter = form.querySelector(".composer__count");
  const left = Number(box.dataset.longest) - [...box.value].length;
  counter.hidden = left > 500;
  counter.classList.toggle("composer__count--over", left < 0);
  counter.textContent = counted(form, left < 0 ? "over" : "left", Math.abs(left));
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

/** Where it goes: to the code, to those online, or simply into this room. */
export function label() {
  if (!form) return;
  const typed = code?.value.trim().toUpperCase();
  const everyone = code && document.getElementById("roster")?.dataset.sendLabel;
  const text = typed ? form.dataset.labelCode.replace("%s", typed) : everyone || form.dataset.label;
  form.querySelector(".composer__label").textContent = text;
}

/** The text of a refused message comes back, unless something else is being written already. */
function takeBack(sentence, body, repliedTo) {
  say(sentence || form.dataset.unreachable);
  if (box.value.trim()) return false;
  reply.putBack(repliedTo);
  setText(body);
  box.focus();
  return true;
}

/** To one person: their conversation opens. Until then the text stays where it is. */
async function sendToOne(body) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  const what = `${code.value}\n${body}`;
  if (direct.what !== what) Object.assign(direct, { what, nonce: freshNonce() });
  try {
    const fields = { body, code: code.value, nonce: direct.nonce, page_user: document.body.dataset.user };
    const response = await post(form.action, fields);
    const to = response.headers.get("HX-Redirect");
    if (to) return leaveFor(to);
    const text = await response.text();
    if (response.status === 202) await waits(text);
    else say(sentenceIn(text) || form.dataset.unreachable);
    if (response.status === 409) direct.what = "";
  } catch {
    say(form.dataset.unreachable);
  }
  button.ariaBusy = "false";
}

function empty() {
  form.reset();
  box.value = code.value = "";
  draft.note("");
}

function leaveFor(address) {
  empty();
  location.assign(address);
}

/** A moderator looks at it first: it stands beside the box until then. */
async function waits(text) {
  empty();
  label();
  await apply(text, form);
}

function submit(event) {
  event.preventDefault();
  const body = box.value;
  if (!body.trim()) return box.focus();
  say("");
  if (code?.value.trim()) return sendToOne(body);
  outgoing.send(body, reply.take());
  setText("");
  box.focus();
}

function enter(event) {
  if (!sends(event)) return;
  event.preventDefault();
  form.requestSubmit();
}

export function start() {
  if (!form) return;
  form.noValidate = true; // an empty box is simply not sent
  outgoing.start(takeBack);
  reply.start();
  form.addEventListener("submit", submit);
  form.addEventListener("input", (event) => (event.target === box ? changed() : label()));
  for (const field of [box, code]) field?.addEventListener("keydown", enter);
  document.addEventListener("htmx:after:swap", label);
  window.addEventListener("pageshow", () => (button.ariaBusy = "false"));
  setText(draft.start(box.value));
  label();
  if (!matchMedia("(pointer: coarse)").matches) (code?.value && box.value ? code : box).focus({ preventScroll: true });
}
