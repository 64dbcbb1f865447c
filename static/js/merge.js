// The swap style "merge": polls, sends and older pages all bring messages this way.

import { hold, isAtBottom } from "./lib/place.js";
import { merge } from "./lib/transcript.js";

/** The "Older messages" link for what stands before `sequence`. */
export function makeLoader(sequence) {
  const loader = document.getElementById("loader").content.firstElementChild.cloneNode(true);
  const link = loader.querySelector("a");
  loader.dataset.before = sequence;
  for (const name of ["href", "hx-get"]) {
    link.setAttribute(name, link.getAttribute(name).replace("before=0", `before=${sequence}`));
  }
  return loader;
}

function askAgain(list, answer) {
  const link = list.querySelector(`:scope > ${"after" in answer.dataset ? ".newer" : ".older"} a`);
  setTimeout(() => link?.isConnected && htmx.trigger(link, "click"));
}

htmx.registerExtension("merge", {
  handle_swap(style, list, fragment) {
    if (style !== "merge") return false;
    const answer = fragment.querySelector("ol[data-room]");
    if (!answer) return true;
    const isNewer = "after" in answer.dataset; // comes below, and what is read stays where it is
    const wasAtBottom = !isNewer && isAtBottom(list.parentElement);
    const putBack = wasAtBottom ? () => {} : hold(list.parentElement);
    const merged = merge(list, answer, makeLoader);
    if (merged.isOutdated) askAgain(list, answer);
    list.dispatchEvent(new CustomEvent("messager:merged", { bubbles: true, detail: { ...merged, wasAtBottom } }));
    putBack();
    const loader = merged.replaces ? list.querySelector(":scope > .older") : null;
    return loader ? [loader, ...merged.incoming] : merged.incoming;
  },
});
