// Whether somebody is at this page.

const IDLE = 5 * 60_000;
let last = Date.now();
let returned = () => {};

function noted() {
  const wasIdle = Date.now() - last > IDLE;
  last = Date.now();
  if (wasIdle) returned();
}

for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "focus"]) {
  window.addEventListener(name, noted, { passive: true, capture: true });
}

export const activity = {
  calmFor: () => Date.now() - last,
  isAway: () => document.hidden || Date.now() - last > IDLE,
  onReturn: (callback) => (returned = callback),
};
