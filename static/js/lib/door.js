// Whether the held poll can be had. Where it can't (blocked, no such process, a proxy that keeps answers back)
// the page asks the short one, and tries again later.

const PAUSES = [3, 30, 60, 120, 240, 300]; // seconds, after one failure in a row, after two, …
const KEY = "door";
const state = { failures: 0, shutUntil: 0, isProven: false, ...kept() };

/** For as long as the tab lives, so that not each page finds it out anew. */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function keep(change) {
  Object.assign(state, change);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Switched off: then it is as good as the page.
  }
}

export const isOpen = () => Date.now() >= state.shutUntil;

/** Whether a poll was held and then answered, so that nothing in between keeps answers back. */
export const isProven = () => state.isProven;

export function failed() {
  const pause = PAUSES[Math.min(state.failures, PAUSES.length - 1)];
  keep({ failures: state.failures + 1, shutUntil: Date.now() + 1000 * pause, isProven: false });
}

export function worked(wasHeld) {
  if (state.failures || (wasHeld && !state.isProven)) keep({ failures: 0, isProven: state.isProven || wasHeld });
}
