// The emoji that were used lately in this browser, the last one first.

const MOST = 18;
const key = `emoji:${document.body.dataset.user}`;

export function lately() {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

export function remember(used) {
  const others = lately().filter(({ sign }) => sign !== used.sign);
  try {
    localStorage.setItem(key, JSON.stringify([used, ...others].slice(0, MOST)));
  } catch {
    // Full, or switched off: then nothing is remembered.
  }
}
