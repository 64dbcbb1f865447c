// What the items of a message's menu do.

import { change } from "./change.js";
import { copyText } from "./copy.js";
import { edit } from "./editor.js";
import { toastKnown } from "./lib/toast.js";
import { markUnread } from "./mark_unread.js";
import * as reply from "./reply.js";

const list = document.getElementById("messages");

const saved = () => new Set(list.dataset.saved.split(" ").filter(Boolean));

export const isSaved = (message) => saved().has(message.dataset.id);

async function save(message, isOn) {
  if (!(await change(message, "save/", { is_on: Number(isOn) }))) return;
  const ids = saved();
  if (isOn) ids.add(message.dataset.id);
  else ids.delete(message.dataset.id);
  list.dataset.saved = [...ids].join(" ");
  toastKnown(isOn ? "saved" : "unsaved");
}

async function copyLink(message) {
  await copyText(message.querySelector(".permalink").href);
  toastKnown("copied");
}

/** In the past of a room there is no box: the link leads to where there is one. */
export function doReply(message) {
  if (reply.isPossible()) reply.choose(message);
  else location.assign(message.querySelector("[data-do=reply]").href);
}

export const DO = {
  reply: doReply,
  edit,
  link: copyLink,
  save: (message) => save(message, true),
  unsave: (message) => save(message, false),
  unread: (message) => markUnread(message.dataset.sequence),
  pin: (message) => change(message, "pin/", { is_on: 1 }),
  unpin: (message) => change(message, "pin/", { is_on: 0 }),
  delete: (message) => change(message, "deletion/"),
};
