// Somebody has another picture, or none any more: the list of people brings it, and what stands already follows.

let known = "";

function follow() {
  const roster = document.getElementById("roster");
  if (!roster || roster.dataset.version === known) return;
  known = roster.dataset.version;
  const people = [...roster.querySelectorAll(".person")];
  const pictures = new Map(people.map((one) => [one.dataset.person, one.querySelector(".avatar > img")]));
  for (const avatar of document.querySelectorAll(".message > .avatar")) {
    const picture = pictures.get(avatar.parentElement.dataset.sender);
    const shown = avatar.querySelector("img");
    if (picture === undefined || shown?.src === picture?.src) continue; // not listed, or the same
    shown?.remove();
    if (picture) avatar.append(picture.cloneNode());
  }
}

/** One that does not come, or is gone, leaves the letter below it. */
function hide({ target }) {
  if (target.matches?.(".avatar > img")) target.hidden = true;
}

export function start() {
  document.addEventListener("error", hide, true);
  document.addEventListener("htmx:after:swap", follow);
}
