// The other tabs of this browser, as far as they are the same person's.

const channel = "BroadcastChannel" in window ? new BroadcastChannel(`messager:${document.body.dataset.user}`) : null;

/** `what` is a word: "moved", "holding", "hidden", "give", "given", "leaving"; `more` says of what. */
export const tell = (what, more = {}) => channel?.postMessage({ what, ...more });

export const listen = (heard) => channel?.addEventListener("message", (event) => heard(event.data));
