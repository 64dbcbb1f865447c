// One line above the page: what is wrong with the connection, and what to do.

const banner = document.getElementById("banner");

/** `kind` names one of the texts in _banner.html. */
export function show(kind, sentence = "") {
  if (banner.dataset.kind === kind) return;
  banner.dataset.kind = kind;
  banner.replaceChildren(document.querySelector(`template[data-banner="${kind}"]`).content.cloneNode(true));
  const place = banner.querySelector("[data-sentence]");
  if (place) place.textContent = sentence;
  banner.querySelector("[data-reload]")?.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
}

export function clear(kind) {
  if (banner.dataset.kind !== kind) return;
  delete banner.dataset.kind;
  banner.replaceChildren();
}
