// Buttons that copy their data-copy.

/** Where there is no clipboard (plain http away from localhost). */
function copyBySelection(text) {
  const field = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export async function copyText(text) {
  const focused = document.activeElement;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
    focused?.focus({ preventScroll: true });
  }
}

async function copy(button) {
  await copyText(button.dataset.copy);
  const label = button.textContent;
  if (!button.dataset.copied || label === button.dataset.copied) return;
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = label), 2_000);
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
}
