// A short poll beside the held one, which goes on.

import { apply, identity } from "./lib/request.js";
import { standing } from "./standing.js";

const element = document.getElementById("poll");

/** `instead`: what to say otherwise than it is. Rejects when the server can't be reached. */
export async function look(instead = {}) {
  const query = new URLSearchParams({ ...standing(), next: 0, ...instead });
  const headers = { "HX-Request": "true", ...identity() };
  const response = await fetch(`${element.dataset.url}?${query}`, { headers, cache: "no-store" });
  if (response.status === 200) await apply(await response.text(), element);
}
