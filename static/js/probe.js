// A held poll that stays silent while a short one has news is kept back by something in between.

import { look } from "./look.js";
import { inboxShown, roomShown } from "./standing.js";

const AFTER = 5_000;
const MERCY = 1_500; // the same news may be on its way through both
const list = document.getElementById("messages");
let turn = 0;

const place = () => `${roomShown() && list.dataset.cursor} ${inboxShown()}`;

async function compare(mine, isSilent) {
  if (mine !== turn) return;
  const before = place();
  await look();
  if (mine !== turn) return;
  if (before === place()) watch(isSilent);
  else setTimeout(() => mine === turn && isSilent(), MERCY);
}

/** Calls `isSilent` when it is so, unless it was called off: an answer came. */
export function watch(isSilent) {
  const mine = ++turn;
  setTimeout(() => compare(mine, isSilent).catch(() => {}), AFTER);
}

export const callOff = () => (turn += 1);
