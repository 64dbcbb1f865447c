// What is kept of a room in this tab: it survives a reload and a sign-in, and only its owner gets it back.

const key = (what) => `${what}:${document.body.dataset.user}:${document.getElementById("room")?.dataset.room ?? ""}`;

export function keep(what, value) {
  try {
    if (value) sessionStorage.setItem(key(what), value);
    else sessionStorage.removeItem(key(what));
  } catch {
    // Full, or switched off: then it is as good as the page.
  }
}

export function kept(what) {
  try {
    return sessionStorage.getItem(key(what)) ?? "";
  } catch {
    return "";
  }
}
