// A page that closes says so; other tabs of this browser answer for the person at once.

import { token } from "./lib/request.js";
import { tell } from "./lib/tabs.js";

export function start() {
  window.addEventListener("pagehide", () => {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", token());
    form.set("page_user", document.body.dataset.user);
    navigator.sendBeacon?.(document.getElementById("poll").dataset.leave, form);
    tell("leaving");
  });
}
