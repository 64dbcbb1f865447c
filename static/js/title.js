// A room that is renamed is called so above its messages too: the sidebar brings the name.

function show() {
  const current = document.querySelector("#sidebar .conversation[aria-current] .conversation__title");
  const shown = document.querySelector(".room__title bdi");
  if (!current || !shown || current.textContent === shown.textContent) return;
  document.title = document.title.replace(shown.textContent, () => current.textContent);
  shown.textContent = current.textContent;
}

export function start() {
  document.addEventListener("htmx:after:swap", show);
}
