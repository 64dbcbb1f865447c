// The swap style "numbers": how far each room is, from which the sidebar counts what is unread on its own.
// What concerns the person alone can't be counted; then it is fetched.

import { counted } from "./lib/language.js";
import { look } from "./look.js";

const MOST = 99;
const SOON = 200; // mostly the answer to a post of this page brings it

/** A number where everything counts, a dot where only mentions do, nothing in a muted one. */
function badge(entry, unread) {
  const { involvement } = entry.dataset;
  const isTold = unread > 0 && involvement !== "muted";
  entry.querySelector(".badge")?.remove();
  entry.classList.toggle("conversation--unread", isTold);
  if (!isTold) return;
  const words = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  words.textContent = ` ${counted(entry.closest("ul"), "unread-word", unread)}`;
  const made = Object.assign(document.createElement("span"), { className: "badge" });
  made.classList.toggle("badge--dot", involvement !== "everything");
  if (involvement === "everything") made.append(unread > MOST ? `${MOST}+` : unread);
  made.append(words);
  entry.append(made);
}

const isBeingRead = (entry) => entry.hasAttribute("aria-current") && !document.hidden && !document.querySelector("[data-stays-unread]");

/** Where the latest stands first: favourites keep the order that their person gave them. */
function moveUp(item) {
  const list = item.parentElement;
  if ("sorts" in list.dataset && list.firstElementChild !== item) list.prepend(item);
}

function count(entry, sequence, sender) {
  const { unread, sequence: counted, shown = counted, own = 0 } = entry.dataset;
  if (sequence <= Number(shown)) return;
  entry.dataset.shown = sequence;
  // What one sends from another device is not unread. Of what comes closely together only the last sender is
  // told: then it is one too many until the sidebar comes anew, with what is read next.
  entry.dataset.own = Number(own) + (sender === document.body.dataset.user);
  // Of the room that is looked at the read mark tells, and brings the sidebar anew.
  if (!isBeingRead(entry)) badge(entry, Number(unread) + sequence - Number(counted) - Number(entry.dataset.own));
  moveUp(entry.closest("li"));
}

function total(nav) {
  const labels = [...nav.querySelectorAll(".badge:not(.badge--dot)")].map((one) => one.firstChild.textContent);
  return labels.reduce((sum, label) => sum + parseInt(label, 10), 0);
}

/** A token is "personal.rooms.said.broadcasts"; only what was said can be counted. */
const uncounted = (token) => token?.split(".").filter((_, part) => part !== 2).join();

function swap(nav, said) {
  if (uncounted(nav.dataset.inbox) !== uncounted(said.dataset.inbox)) nav.dataset.stale = ""; // a new one has none
  nav.dataset.inbox = said.dataset.inbox;
  for (const { dataset } of said.children) {
    const entry = nav.querySelector(`.conversation[data-room="${dataset.room}"]:not(.conversation--broadcast)`);
    if (entry) count(entry, Number(dataset.sequence), dataset.sender);
  }
  nav.dataset.unread = total(nav);
}

htmx.registerExtension("numbers", {
  handle_swap(style, nav, fragment) {
    if (style !== "numbers") return false;
    swap(nav, fragment.querySelector("ul[data-inbox]"));
    return [];
  },
});

function refresh() {
  if (document.querySelector("#sidebar[data-stale]")) look({ inbox: "" }).catch(() => {}); // another poll tells again
}

export function start() {
  document.addEventListener("sidebar-moved", () => setTimeout(refresh, SOON));
}
