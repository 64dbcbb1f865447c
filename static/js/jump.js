// To one message: it stands in the middle, and for a moment it shines.

const list = document.getElementById("messages");

export function jumpTo(message) {
  list.querySelector(".message--target")?.classList.remove("message--target");
  message.scrollIntoView({ block: "center" });
  message.classList.add("message--target");
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
}

/** A quote leads to what it quotes, if that stands in the page; otherwise the link does. */
function follow(event) {
  const link = event.target.closest("[data-jump]");
  const message = link && document.getElementById(`m-${link.dataset.jump}`);
  if (!message || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  jumpTo(message);
}

export function start() {
  list.addEventListener("click", follow);
  const target = document.getElementById(`m-${list.dataset.at}`);
  if (target) jumpTo(target);
}
