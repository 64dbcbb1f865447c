// The other tabs of this browser.

const channel = "BroadcastChannel" in window ? new BroadcastChannel("messager") : null;

export const tell = (what) => channel?.postMessage(what);

export const listen = (heard) => channel?.addEventListener("message", (event) => heard(event.data));
