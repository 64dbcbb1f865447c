// What the other one of a direct conversation says of themselves stands above it: the list of people brings it.

function show() {
  const shown = document.querySelector(".room__says");
  const person = shown && document.querySelector(`#roster .person[data-person="${shown.dataset.person}"]`);
  if (!person) return; // not among those listed
  const says = person.querySelector(".person__says")?.textContent ?? "";
  if (shown.textContent !== says) shown.textContent = says;
}

export function start() {
  document.addEventListener("htmx:after:swap", show);
}
