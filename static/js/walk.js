// From one conversation to the next, in the order of the sidebar.

/** `step` is 1 down, -1 up. With `isUnread` to the nearest unread one, from the other end on if need be. */
export function walk(step, isUnread) {
  const all = [...document.querySelectorAll("#sidebar .conversation")];
  const at = all.findIndex((entry) => entry.hasAttribute("aria-current"));
  const ahead = step > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
  const behind = step > 0 ? all.slice(0, Math.max(at, 0)) : all.slice(at + 1).reverse();
  const wanted = isUnread ? [...ahead, ...behind].find((entry) => entry.querySelector(".badge")) : ahead[0];
  if (wanted) location.assign(wanted.href);
}
