// Where the reader is. The view follows the newest message (CSS does that) unless the reader scrolled up;
// then it does not move by a pixel, and a button counts what is new below.

import { counted } from "./lib/language.js";
import * as place from "./lib/place.js";
import { draw, shorten } from "./transcript.js";

const scroller = document.getElementById("scroller");
const list = document.getElementById("messages");
const button = document.getElementById("new-messages");
let below = 0;

export const isAtBottom = () => place.isAtBottom(scroller);

export function toBottom() {
  scroller.scrollTop = 0;
}

function showBelow() {
  button.hidden = below === 0;
  button.textContent = counted(button, "label", below, below > 99 ? "99+" : below);
}

const ofOthers = (messages) => messages.filter((message) => message.dataset.sender !== document.body.dataset.user);

function merged({ detail }) {
  draw();
  if (detail.wasAtBottom) shorten();
  else below += ofOthers(detail.added).length;
  showBelow();
}

function scrolled() {
  if (!isAtBottom() || !below) return;
  below = 0;
  showBelow();
}

/** Begins at the New line when more is unread than fits. */
function showFirstUnread() {
  const line = list.querySelector(":scope > .line--new");
  if (!line || location.hash || list.dataset.at) return;
  line.scrollIntoView({ block: "start" });
  if (isAtBottom()) {
    toBottom();
    return;
  }
  const unread = [...list.querySelectorAll(":scope > .message")].filter(
    (message) => line.compareDocumentPosition(message) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  below = ofOthers(unread).length;
  showBelow();
}

export function start() {
  draw();
  list.addEventListener("messager:merged", merged);
  scroller.addEventListener("scroll", scrolled, { passive: true });
  button.addEventListener("click", () => {
    toBottom();
    scrolled();
    document.getElementById("body")?.focus({ preventScroll: true });
  });
  showFirstUnread();
}
