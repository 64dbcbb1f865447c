// The one menu of the page, opened beside the message that it is for.

import { DO, doReply, isSaved } from "./actions.js";
import { addressOf } from "./change.js";
import { react } from "./reactions.js";

const EDGE = 8; // pixels to the window's edge
const list = document.getElementById("messages");
const menu = document.getElementById("menu");
let shownFor = ""; // the id of a message's element

const message = () => document.getElementById(shownFor);
const items = () => [...menu.querySelectorAll("[role=menuitem]")].filter((item) => !item.hidden);

const say = (item, text) => (item.querySelector(".menu__label").textContent = text);

/** What does not fit this message is not there. */
function fit(one) {
  const isOwn = one.dataset.sender === document.body.dataset.user;
  const isPinned = Boolean(one.querySelector(".pinned"));
  const mayPin = "mayPin" in menu.dataset;
  const fits = {
    edit: isOwn,
    delete: isOwn,
    unread: !isOwn,
    save: !isSaved(one),
    unsave: isSaved(one),
    pin: mayPin && !isPinned,
    unpin: mayPin && isPinned,
  };
  for (const item of menu.querySelectorAll("[data-item]")) item.hidden = fits[item.dataset.item] === false;
  for (const item of menu.querySelectorAll("[data-page]")) item.href = addressOf(one) + item.dataset.page;
  for (const item of menu.querySelectorAll("[data-of-others]")) item.hidden = isOwn;
  for (const item of menu.querySelectorAll("[data-asked]")) say(item, item.dataset.asked);
}

function place(anchor) {
  const [beside, { width, height }] = [anchor.getBoundingClientRect(), menu.getBoundingClientRect()];
  const left = Math.max(EDGE, Math.min(beside.left, innerWidth - width - EDGE));
  const below = beside.bottom + EDGE / 2;
  const top = below + height < innerHeight ? below : Math.max(EDGE, beside.top - height - EDGE / 2);
  Object.assign(menu.style, { left: `${left}px`, top: `${top}px` });
}

function open(one, anchor) {
  shownFor = one.id;
  fit(one);
  menu.showPopover();
  place(anchor);
  items()[0].focus({ preventScroll: true });
}

/** Back to where the keyboard was: the message may be another copy by now. */
const goBack = () => message()?.querySelector(".actions")?.focus({ preventScroll: true });

function close() {
  menu.hidePopover();
  goBack();
}

/** The first press asks, the second does it. */
function isSure(item) {
  if (!item.dataset.sure || item.textContent.trim() === item.dataset.sure) return true;
  item.dataset.asked = item.textContent.trim();
  say(item, item.dataset.sure);
  return false;
}

/** A press that opens a link elsewhere. */
const leadsElsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

/** Where nothing can be written there is no picker: then the link leads to the message's page. */
async function pick(event) {
  const one = message();
  if (!document.getElementById("picker") || !one || leadsElsewhere(event)) return;
  event.preventDefault();
  close();
  (await import("./picker.js")).toggle(one.querySelector(".actions"), (emoji) => {
    react(message() ?? one, emoji);
    goBack();
  });
}

function chosen(event) {
  if (event.target.closest("[data-more-emoji]")) return pick(event);
  const item = event.target.closest("[data-item], [data-react]");
  if (!item || !isSure(item)) return;
  const one = message();
  close();
  if (!one) return;
  if (item.dataset.react) react(one, item.dataset.react);
  else DO[item.dataset.item](one);
}

function key(event) {
  const all = items();
  const at = all.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 };
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close();
  } else if (event.key in steps) {
    event.preventDefault();
    all.at(steps[event.key] % all.length).focus();
  }
}

function tool(event) {
  const control = event.target.closest("[data-do]");
  if (!control || leadsElsewhere(event)) return;
  const one = control.closest(".message");
  event.preventDefault();
  if (control.dataset.do === "reply") doReply(one);
  else open(one, control);
}

export function start() {
  if (!menu.showPopover) return; // then the links lead to the message's page
  list.addEventListener("click", tool);
  menu.addEventListener("click", chosen);
  menu.addEventListener("keydown", key);
}
