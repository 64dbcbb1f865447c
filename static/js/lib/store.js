// What is kept of a room: in this tab, or in this browser. It survives a reload and a sign-in, and only its
// owner gets it back.

const key = (what) => `${what}:${document.body.dataset.user}:${document.getElementById("room")?.dataset.room ?? ""}`;

export function keep(what, value, place = "sessionStorage") {
  try {
    if (value) window[place].setItem(key(what), value);
    else window[place].removeItem(key(what));
  } catch {
    // Full, or switched off: then it is as good as the page.
  }
}

export function kept(what, place = "sessionStorage") {
  try {
    return window[place].getItem(key(what)) ?? "";
  } catch {
    return "";
  }
}
