// What the sidebar and the roster know, shown where they are not seen: the title, the buttons of a narrow page.

const capped = (count) => (count > 99 ? "99+" : String(count));

function show() {
  const unread = Number(document.getElementById("sidebar")?.dataset.unread ?? 0);
  const plain = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = unread ? `(${capped(unread)}) ${plain}` : plain;
  const elsewhere = document.querySelector("[data-elsewhere]");
  if (elsewhere) {
    elsewhere.hidden = !unread;
    elsewhere.textContent = capped(unread);
  }
  const online = document.querySelector("[data-online]");
  if (online) online.textContent = document.getElementById("roster").dataset.othersOnline;
}

export function start() {
  document.addEventListener("htmx:after:swap", show);
  show();
}
