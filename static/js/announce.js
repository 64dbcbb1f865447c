// Says each new message of others once to screen readers. The list itself is silent: lines that are drawn
// anew, older pages and one's own echo would be read out too.

const MOST = 5; // of one answer
const LENGTH = 300; // characters of each

export function start() {
  const announcer = document.getElementById("announcer");
  document.getElementById("messages").addEventListener("messager:merged", ({ detail }) => {
    const heard = detail.added.filter((message) => message.dataset.sender !== document.body.dataset.user);
    for (const message of heard.slice(-MOST)) {
      const text = message.querySelector(".body, .tombstone")?.textContent.trim().slice(0, LENGTH);
      const said = document.createElement("p");
      said.textContent = `${message.querySelector(".name").textContent}: ${text}`;
      announcer.append(said);
    }
    while (announcer.childElementCount > 2 * MOST) announcer.firstElementChild.remove();
  });
}
