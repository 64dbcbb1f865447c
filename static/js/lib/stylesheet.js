// A stylesheet that the first paint does without.

const loaded = new Map();

export function load(href) {
  if (!loaded.has(href)) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    loaded.set(href, new Promise((done) => (link.onload = link.onerror = done)));
    document.head.append(link);
  }
  return loaded.get(href);
}
