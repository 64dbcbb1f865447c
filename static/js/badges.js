// What the sidebar and the roster know, shown where they are not seen: the title, the buttons of a narrow page.

import { isQuiet } from "./lib/quiet.js";

const icon = document.querySelector("link[rel=icon]");
const plainIcon = icon.getAttribute("href");
const capped = (count) => (count > 99 ? "99+" : String(count));

/** On the tab and on the icon of the installed app. */
function mark(unread) {
  const wanted = unread ? icon.dataset.unread : plainIcon;
  if (icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
  const marked = unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
  marked?.catch(() => {}); // not installed, or not allowed
}

function show() {
  const unread = Number(document.getElementById("sidebar")?.dataset.unread ?? 0);
  const plain = document.title.replace(/^\(\d+\+?\) /, "");
  const told = isQuiet() ? 0 : unread;
  document.title = told ? `(${capped(told)}) ${plain}` : plain;
  mark(told);
  const elsewhere = document.querySelector("[data-elsewhere]");
  if (elsewhere) {
    elsewhere.hidden = !unread;
    elsewhere.textContent = capped(unread);
  }
  const online = document.querySelector("[data-online]");
  if (online) online.textContent = document.getElementById("roster").dataset.othersOnline;
}

export function start() {
  document.addEventListener("htmx:after:swap", show);
  show();
}
