// A newer copy of a message takes the place of the one that stands.

/** What is being typed in its place is kept, and so is where the keyboard is. */
export function replace(standing, message) {
  const focused = standing.contains(document.activeElement) ? document.activeElement : null;
  const caret = focused?.tagName === "TEXTAREA" ? [focused.selectionStart, focused.selectionEnd] : null;
  const editor = standing.querySelector(".editor");
  if (editor) message.querySelector(".message__bubble").append(editor);
  const forwarded = standing.querySelector(".forwarded"); // until it has been asked for again
  if (forwarded) message.querySelector(".forwarded")?.replaceChildren(...forwarded.childNodes);
  standing.replaceWith(message);
  if (!focused) return;
  (focused.isConnected ? focused : twin(message, standing, focused))?.focus({ preventScroll: true });
  if (caret) focused.setSelectionRange(...caret);
}

function twin(message, standing, focused) {
  if (focused === standing) return Object.assign(message, { tabIndex: -1 });
  const { className, dataset } = focused;
  if (dataset.emoji) return message.querySelector(`[data-emoji="${CSS.escape(dataset.emoji)}"]`);
  return message.getElementsByClassName(className)[0];
}
