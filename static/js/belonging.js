// A page about a room that is not the room itself (its details, its members): when what concerns the person alone
// has moved, it asks whether the room is still theirs, and goes with it.

let [known, isAnswered] = ["", true]; // not while a form of the page, "leave the room" say, is on its way

/** Of "personal.rooms.said.broadcasts" what is about the person. */
const personal = () => document.getElementById("sidebar")?.dataset.inbox?.split(".", 2).join(".") ?? "";

async function check() {
  if (personal() === known) return;
  known = personal();
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
  if (answer.status === 404 && isAnswered) location.reload();
}

export function start() {
  known = personal();
  document.addEventListener("submit", () => (isAnswered = false)); // what is answered is the next page
  document.addEventListener("htmx:after:swap", () => check().catch(() => {})); // the next news asks again
}
