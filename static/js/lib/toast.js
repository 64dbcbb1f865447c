// One line that comes and goes: what was done, or why it was not.

const SHOWN = 4_000;
let timer = null;

export function toast(sentence) {
  const place = document.getElementById("toast");
  place.textContent = sentence;
  clearTimeout(timer);
  timer = setTimeout(() => (place.textContent = ""), SHOWN);
}

/** One of the sentences that the page knows. */
export const toastKnown = (what) => toast(document.getElementById("toast").dataset[what]);
