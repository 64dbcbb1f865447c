// How an answer becomes part of the transcript. Answers may come late, twice and in any order:
// whatever came, the list ends up as a fresh page would show it. Touches nothing but the list.

import { replace } from "./replace.js";

const MESSAGES = ":scope > .message[data-sequence]";
const number = (element, name) => Number(element?.dataset[name] ?? 0);

/** The sequence below which the list shows nothing (more stand on the server). */
const windowStart = (list) => number(list.querySelector(":scope > .older"), "before");

/** The sequence above which it shows nothing, in the past of a room. */
function windowEnd(list) {
  const loader = list.querySelector(":scope > .newer");
  return loader ? number(loader, "after") : Infinity;
}

/**
 * Merges `answer` (an <ol> of messages) into `list`.
 * Returns the elements that came in and `isOutdated`: an older page that has to be asked for again.
 */
export function merge(list, answer, makeLoader) {
  if (answer.dataset.room !== list.dataset.room) return { incoming: [], added: [] };
  if ("before" in answer.dataset) return mergePage(list, answer, "older", "before");
  if ("after" in answer.dataset) return mergePage(list, answer, "newer", "after");
  return mergeChanges(list, answer, makeLoader);
}

function mergeChanges(list, answer, makeLoader) {
  const [since, cursor, standing] = [number(answer, "since"), number(answer, "cursor"), number(list, "cursor")];
  const isReload = "reload" in answer.dataset;
  // The server knows less than the page has seen: its database was restored. Begin anew with it.
  const isOtherLife = isReload && since === standing && cursor < standing;
  if (since > standing && !isReload) return { incoming: [], added: [] }; // what lies between is missing
  const replaces = isOtherLife || (isReload && cursor > standing);
  const editor = list.querySelector(".editor"); // what is typed there outlives the log
  const edited = editor?.closest(".message").id;
  if (isOtherLife) delete list.dataset.first;
  if (replaces) startAnew(list, answer, makeLoader);
  if (answer.dataset.first) dropBelow(list, number(answer, "first"));
  const merged = mergeMessages(list, answer);
  if (editor && !editor.isConnected) list.querySelector(`#${edited} .message__bubble`)?.append(editor);
  list.dataset.cursor = isOtherLife ? cursor : Math.max(cursor, standing);
  return { ...merged, replaces };
}

function startAnew(list, answer, makeLoader) {
  for (const old of list.querySelectorAll(`${MESSAGES}, :scope > .older, :scope > .newer`)) old.remove();
  const first = number(answer.querySelector(".message"), "sequence");
  if (first > 1) list.prepend(makeLoader(first));
}

/** What stood before sequence `first` is gone for good. */
function dropBelow(list, first) {
  list.dataset.first = Math.max(first, number(list, "first"));
  for (const old of list.querySelectorAll(MESSAGES)) if (isBelowFloor(list, old)) old.remove();
  if (windowStart(list) && windowStart(list) <= first) list.querySelector(":scope > .older").remove();
}

const isBelowFloor = (list, message) => number(message, "sequence") < number(list, "first");

/** `side` is "older" or "newer", `from` the name of where that page begins. */
function mergePage(list, answer, side, from) {
  const loader = list.querySelector(`:scope > .${side}`);
  if (loader?.dataset[from] !== answer.dataset[from]) return { incoming: [], added: [] }; // it came before
  // Changes since then may have touched messages that the page did not show yet.
  if (number(answer, "cursor") < number(list, "cursor")) return { incoming: [], added: [], isOutdated: true };
  const next = answer.querySelector(`:scope > .${side}`);
  if (next) loader.replaceWith(next);
  else loader.remove();
  const merged = mergeMessages(list, answer);
  return { incoming: next ? [next, ...merged.incoming] : merged.incoming, added: [] };
}

function mergeMessages(list, answer) {
  const [incoming, added] = [[], []];
  const [start, end] = [windowStart(list), windowEnd(list)];
  for (const message of [...answer.querySelectorAll(":scope > .message")]) {
    if (number(message, "sequence") < start || number(message, "sequence") > end) continue;
    if (isBelowFloor(list, message)) continue; // an answer from before they went
    const standing = list.querySelector(`:scope > [data-id="${message.dataset.id}"]`);
    if (standing && number(standing, "revision") >= number(message, "revision")) continue;
    if (standing) replace(standing, message);
    else {
      place(list, message);
      added.push(message);
    }
    incoming.push(message);
  }
  return { incoming, added };
}

function place(list, message) {
  const pending = message.dataset.nonce && list.querySelector(`:scope > .message--pending[data-nonce="${message.dataset.nonce}"]`);
  pending?.remove();
  const before = [...list.querySelectorAll(MESSAGES)].findLast((other) => number(other, "sequence") < number(message, "sequence"));
  if (before) before.after(message);
  else if (windowStart(list)) list.querySelector(":scope > .older").after(message);
  else list.prepend(message);
}

/** Takes the oldest messages out, down to `most`; they come again on scrolling up. */
export function trim(list, most, makeLoader) {
  const messages = [...list.querySelectorAll(MESSAGES)];
  if (messages.length <= most) return null;
  for (const old of messages.slice(0, -most)) old.remove();
  list.querySelector(":scope > .older")?.remove();
  const loader = makeLoader(number(messages.at(-most), "sequence"));
  list.prepend(loader);
  return loader;
}
