// Marks one's own messages as sent, delivered or read by all others. The server says two numbers for all of them.

const TICKS = { sent: "✓", delivered: "✓✓", read: "✓✓" };
const list = document.getElementById("messages");
let [delivered, read] = [0, 0];

/** They only rise, whichever of two answers comes last. */
function take({ dataset }) {
  delivered = Math.max(delivered, Number(dataset.delivered));
  read = Math.max(read, Number(dataset.read));
}

function stateOf({ dataset }) {
  if (Number(dataset.sequence) <= read) return "read";
  return Number(dataset.revision) <= delivered ? "delivered" : "sent";
}

function mark(message, state, words) {
  const foot = message.querySelector(".message__foot");
  const label = foot.querySelector(".receipt") ?? foot.appendChild(document.createElement("span"));
  const text = words ? `${words} ${TICKS[state]}` : "";
  label.className = `receipt receipt--${state}`;
  if (label.textContent !== text) label.textContent = text;
}

/** The word stands beside the last message of each state alone. */
function draw() {
  const said = document.getElementById("receipts");
  if (!said) return;
  take(said);
  const own = `:scope > .message[data-sequence][data-sender="${document.body.dataset.user}"]`;
  const seen = new Set();
  for (const message of [...list.querySelectorAll(own)].reverse()) {
    const state = stateOf(message);
    const word = said.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`];
    mark(message, state, seen.has(state) ? "" : word);
    seen.add(state);
  }
}

export function start() {
  list.addEventListener("messager:merged", () => queueMicrotask(draw));
  document.addEventListener("htmx:after:swap", draw);
  draw();
}
