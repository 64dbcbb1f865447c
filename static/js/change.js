// A change of one message, posted to its address; the answer brings the page up to date.

import { apply, post, sentenceIn } from "./lib/request.js";
import { tell } from "./lib/tabs.js";
import { toast, toastKnown } from "./lib/toast.js";

const list = document.getElementById("messages");

export const addressOf = (message) => message.querySelector(".actions").getAttribute("href");

/** Returns whether it was done; otherwise the page says why not. */
export async function change(message, what, fields = {}) {
  try {
    const response = await post(addressOf(message) + what, { ...fields, cursor: list.dataset.cursor });
    const text = await response.text();
    if (!response.ok) {
      toast(sentenceIn(text) || document.getElementById("toast").dataset.unreachable);
      return false;
    }
    await apply(text, list);
    tell("moved");
    return true;
  } catch {
    toastKnown("unreachable");
    return false;
  }
}
