// Tells the server in which time zone this browser is, once it is another one than it was.

import { post } from "./lib/request.js";

const LATER = 3_000; // nothing waits for it

function tell() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { zone: known, zoneUrl } = document.body.dataset;
  if (zone && zone !== known) post(zoneUrl, { zone, from: "browser" }).catch(() => {}); // the next page tells
}

export function start() {
  setTimeout(tell, LATER);
}
