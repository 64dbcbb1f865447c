const isTouch = matchMedia("(pointer: coarse)"); // there Enter is the only way to a new line

/** Whether this key sends, as the person prefers it; in a field of one line Enter always does. */
export function sends(event) {
  const isComposing = event.isComposing || event.keyCode === 229; // an input method takes this Enter
  if (event.key !== "Enter" || event.shiftKey || isComposing || event.repeat) return false;
  if (event.ctrlKey || event.metaKey || event.target.localName !== "textarea") return true;
  return document.body.dataset.sendsWith !== "ctrl_enter" && !isTouch.matches;
}
