// Requests that scripts make: in the name of the person the page was made for, with the token of this moment.

/** The token as the cookie has it now: the one in the page is outdated after a sign-in in another tab. */
export function token() {
  const name = `${document.body.dataset.csrfCookie}=`;
  const pair = document.cookie.split("; ").find((cookie) => cookie.startsWith(name));
  return pair ? decodeURIComponent(pair.slice(name.length)) : "";
}

export const identity = () => ({ "X-CSRFToken": token(), "Messager-User": document.body.dataset.user });

/** Rejects when the server can't be reached. */
export async function post(url, fields) {
  const send = () =>
    fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "HX-Request": "true", Accept: "text/html", ...identity() },
      signal: AbortSignal.timeout?.(20_000),
    });
  const response = await send();
  return response.status === 403 ? send() : response; // the cookie may have changed under way
}

/** Swaps the fragments of an answer in, as HTMX does with its own. */
export const apply = (text, source) => htmx.swap({ text, sourceElement: source, target: source, swap: "none" });

/** The sentence of a problem answer; nothing when it is somebody else's error page. */
export const sentenceIn = (text) =>
  new DOMParser().parseFromString(text, "text/html").querySelector(".problem")?.textContent.trim() ?? "";

export const retryAfter = (headers) => Number(headers?.get("Retry-After") ?? 0) * 1000;
