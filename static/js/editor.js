// Another text for one's own message, written in its place. Arrow up in the empty box opens the last one.

import { addressOf } from "./change.js";
import { apply, identity, post, sentenceIn } from "./lib/request.js";
import { tell } from "./lib/tabs.js";
import { toast, toastKnown } from "./lib/toast.js";

const list = document.getElementById("messages");
const box = document.getElementById("body");

const standing = () => list.querySelector(".editor");

function close() {
  standing()?.remove();
  box?.focus({ preventScroll: true });
}

function grow({ target }) {
  if (CSS.supports("field-sizing", "content")) return;
  target.style.height = "auto";
  target.style.height = `${target.scrollHeight}px`;
}

async function save(form) {
  const { body } = form.elements;
  const problem = form.querySelector(".editor__problem");
  if (body.value === body.defaultValue) return close();
  try {
    const response = await post(form.action, { body: body.value, cursor: list.dataset.cursor });
    const text = await response.text();
    if (!response.ok) return (problem.textContent = sentenceIn(text) || form.dataset.unreachable);
    close();
    await apply(text, list);
    tell("moved");
  } catch {
    problem.textContent = form.dataset.unreachable;
  }
}

function key(event) {
  const isComposing = event.isComposing || event.keyCode === 229; // an input method takes this key
  if (isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.key === "Enter" && !event.shiftKey && !event.repeat && !matchMedia("(pointer: coarse)").matches) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  }
}

function put(form, message) {
  standing()?.remove();
  const { body } = form.elements;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form);
  });
  form.querySelector("[data-cancel]").addEventListener("click", close);
  body.addEventListener("keydown", key);
  body.addEventListener("input", grow);
  message.querySelector(".message__bubble").append(form);
  grow({ target: body });
  body.focus({ preventScroll: true });
  body.setSelectionRange(body.value.length, body.value.length);
  message.scrollIntoView({ block: "nearest" });
}

export async function edit({ id }) {
  try {
    const address = addressOf(document.getElementById(id));
    const response = await fetch(address, { headers: { "HX-Request": "true", ...identity() }, cache: "no-store" });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    const form = answer.querySelector(".editor");
    const message = document.getElementById(id); // a poll may have brought another copy
    if (form && message) put(form, message);
    else toast(answer.querySelector(".problem")?.textContent ?? "");
  } catch {
    toastKnown("unreachable");
  }
}

function lastOwn() {
  const own = `:scope > .message[data-id][data-sender="${document.body.dataset.user}"]:not(.message--deleted)`;
  return [...list.querySelectorAll(own)].at(-1);
}

export function start() {
  box?.addEventListener("keydown", (event) => {
    const isPlain = !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing);
    if (event.key !== "ArrowUp" || box.value || !isPlain || !lastOwn()) return;
    event.preventDefault();
    edit(lastOwn());
  });
}
