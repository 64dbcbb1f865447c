// Which tab holds the poll, where there are no Web Locks (plain http away from localhost): a note in
// localStorage, signed by one tab and renewed for as long as it lives. Without localStorage nobody holds.

const KEY = `messager-poll:${document.body.dataset.user}`;
const TERM = 6_000; // a note older than this is a dead tab's
const RENEW = 2_000;
const SETTLE = 80; // two tabs may sign at once: the last signature stands
const me = String(Math.random());

function read() {
  try {
    const note = JSON.parse(localStorage.getItem(KEY));
    return note && note.until > Date.now() ? note.owner : null;
  } catch {
    return null;
  }
}

function sign(until) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ owner: me, until }));
  } catch {
    // Full, or switched off: read() says that nobody signed.
  }
}

/** Calls `changed(isMine)` whenever that changes. Returns whether some tab has it, and what to do on arriving,
 * becoming visible, leaving. */
export function lease(changed) {
  let [isMine, isAway] = [false, false];

  function look() {
    const isNow = !isAway && read() === me;
    if (isNow === isMine) return;
    isMine = isNow;
    changed(isMine);
  }
  function take() {
    isAway = false;
    sign(Date.now() + TERM);
    setTimeout(look, isMine ? 0 : SETTLE);
  }
  function renew() {
    look();
    if (!isAway && (isMine || !read())) take();
  }
  function queue() {
    isAway = false;
    renew();
  }
  function leave() {
    isAway = true;
    if (isMine) sign(0);
    isMine = false;
  }

  setInterval(renew, RENEW);
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    look();
    // Free again: whoever is looked at goes first.
    if (!read()) setTimeout(renew, document.hidden ? 10 * SETTLE : 0);
  });
  return { isTaken: async () => Boolean(read()), queue, take, leave };
}
