// The swap style "numbers": how far each room is, from which the sidebar counts what is unread on its own.
// What concerns the person alone can't be counted; then it is fetched.

import { look } from "./look.js";

const MOST = 99;
const SOON = 200; // mostly the answer to a post of this page brings it

function badge(entry, unread) {
  entry.querySelector(".badge")?.remove();
  entry.classList.toggle("conversation--unread", unread > 0);
  if (!unread) return;
  const words = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  words.textContent = ` ${entry.closest("ul").dataset.unreadWord}`;
  const made = Object.assign(document.createElement("span"), { className: "badge" });
  made.append(unread > MOST ? `${MOST}+` : unread, words);
  entry.append(made);
}

/** Below the broadcasts, which stay first. */
function moveUp(item) {
  const first = [...item.parentElement.children].find((other) => !other.querySelector(".conversation--broadcast"));
  if (first !== item) first.before(item);
}

function count(entry, sequence) {
  const { unread, sequence: counted, shown = counted } = entry.dataset;
  if (sequence <= Number(shown)) return;
  entry.dataset.shown = sequence;
  // Of the room that is looked at the read mark tells, and brings the sidebar anew.
  if (!entry.hasAttribute("aria-current") || document.hidden) badge(entry, Number(unread) + sequence - Number(counted));
  moveUp(entry.closest("li"));
}

function total(nav) {
  const labels = [...nav.querySelectorAll(".badge")].map((one) => one.firstChild.textContent);
  return labels.reduce((sum, label) => sum + parseInt(label, 10), 0);
}

/** A token is "personal.rooms.said.broadcasts"; only what was said can be counted. */
const uncounted = (token) => token?.split(".").filter((_, part) => part !== 2).join();

function swap(nav, said) {
  if (uncounted(nav.dataset.inbox) !== uncounted(said.dataset.inbox)) nav.dataset.stale = ""; // a new one has none
  nav.dataset.inbox = said.dataset.inbox;
  for (const { dataset } of said.children) {
    const entry = nav.querySelector(`.conversation[data-room="${dataset.room}"]:not(.conversation--broadcast)`);
    if (entry) count(entry, Number(dataset.sequence));
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
