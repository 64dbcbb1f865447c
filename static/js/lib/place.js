// Where the reader is in the scroller, and how they stay there while the list changes. The browser's own anchoring
// is off (messages.css): it counts neither on lines that are drawn anew nor on every browser having it.

const NEAR = 40; // pixels that still count as the bottom

/** The scroller runs from the bottom up: its bottom is 0, everything above is negative. */
export const isAtBottom = (scroller) => Math.abs(scroller.scrollTop) <= NEAR;

/** Notes the first message in view; what is returned puts it back to where it was. */
export function hold(scroller) {
  const edge = scroller.getBoundingClientRect().top;
  const messages = [...scroller.querySelectorAll(".message[id]")];
  const first = messages.find((message) => message.getBoundingClientRect().bottom > edge);
  if (!first) return () => {};
  const top = first.getBoundingClientRect().top;
  return () => {
    const moved = (document.getElementById(first.id)?.getBoundingClientRect().top ?? top) - top;
    if (moved) scroller.scrollTop += moved;
  };
}
