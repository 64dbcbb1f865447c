// What a moderator says to everybody: each poll says which one stands, and another one is fetched.

export function note(headers) {
  const version = headers.get("Messager-Announcement");
  const shown = document.getElementById("announcement")?.dataset.version;
  if (version && shown && version !== shown) htmx.trigger(document.body, "announcement-moved");
}
