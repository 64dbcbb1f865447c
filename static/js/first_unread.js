// The way to the first unread message, when it is above the view or further back than the page goes.

const PAGES = 10; // that are loaded on the way; whoever missed more gets a page that begins there
const PATIENCE = 10_000;
const list = document.getElementById("messages");
const button = document.getElementById("first-unread");
const first = Number(list?.dataset.firstUnread);
let isDone = false;

const loader = () => list.querySelector(":scope > .older");
const isLoaded = () => !loader() || Number(loader().dataset.before) <= first;
const line = () => list.querySelector(":scope > .line--new");

function isAbove() {
  if (!isLoaded()) return true;
  const edge = document.getElementById("scroller").getBoundingClientRect().top;
  return line()?.getBoundingClientRect().bottom < edge;
}

function show() {
  isDone ||= !isAbove();
  button.hidden = isDone;
}

/** Rejects when nothing comes. */
function olderPage() {
  const came = new Promise((resolve, reject) => {
    list.addEventListener("messager:merged", resolve, { once: true });
    setTimeout(reject, PATIENCE);
  });
  htmx.trigger(loader().querySelector("a"), "click");
  return came;
}

async function jump(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // into a new tab: the link knows the way
  event.preventDefault();
  try {
    for (let page = 0; page < PAGES && !isLoaded(); page += 1) await olderPage();
  } catch {
    // The link knows the way.
  }
  if (!isLoaded()) return location.assign(button.href);
  line().scrollIntoView({ block: "start" });
  show();
  document.getElementById("scroller").focus({ preventScroll: true });
}

export function start() {
  if (!button) return;
  const unread = document.querySelector("#sidebar .conversation[aria-current]")?.dataset.unread;
  button.textContent = button.dataset.label.replace("%s", unread > 99 ? "99+" : unread);
  button.addEventListener("click", jump);
  document.getElementById("scroller").addEventListener("scroll", show, { passive: true });
  show();
}
