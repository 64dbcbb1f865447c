const isLoaded = (stylesheet) => new Promise((resolve) => (stylesheet.onload = stylesheet.onerror = resolve));

/** Shows `dialog` once its stylesheet is there. It leaves the page when it is closed, and the focus goes back. */
export async function show(dialog) {
  const styled = isLoaded(dialog.querySelector("link"));
  document.body.append(dialog);
  await styled;
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
  dialog.showModal();
}
