// Which tab holds the poll, by a lock that the browser gives to one tab and takes back when that tab is gone.

const NAME = `messager-poll:${document.body.dataset.user}`;

/** Calls `changed(isMine)` whenever that changes. Returns whether some tab has it, and what to do on arriving,
 * becoming visible, leaving. */
export function webLock(changed) {
  let [release, waiting] = [null, null];

  async function request(options) {
    let wasMine = false;
    const held = (resolve) => {
      [wasMine, release] = [true, resolve]; // mine until this is called, or another tab steals it
      changed(true);
    };
    try {
      await navigator.locks.request(NAME, options, () => new Promise(held));
    } catch {
      if (!wasMine) return; // given up while waiting
      release = null;
      changed(false);
      queue();
    }
  }
  function queue() {
    if (release) return;
    waiting?.abort();
    waiting = new AbortController();
    request({ signal: waiting.signal });
  }
  function take() {
    if (release) return;
    waiting?.abort();
    request({ steal: true });
  }
  function leave() {
    waiting?.abort();
    release?.();
    release = null;
  }
  const isTaken = async () => (await navigator.locks.query()).held.some(({ name }) => name === NAME);
  return { isTaken, queue, take, leave };
}
