// Whether the person is not to be disturbed: the sidebar says until when, in seconds; nothing: for good.

export function isQuiet() {
  const until = document.getElementById("sidebar")?.dataset.quiet;
  return until !== undefined && (until === "" || Date.now() < Number(until) * 1000);
}
