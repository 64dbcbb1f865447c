// Code in messages gets a button that copies it.

const list = document.getElementById("messages");

function dress() {
  for (const code of list.querySelectorAll(".body pre:not(.code > pre)")) {
    const frame = Object.assign(document.createElement("div"), { className: "code" });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: list.dataset.wordCopy });
    button.dataset.copy = code.textContent;
    button.dataset.copied = list.dataset.wordCopied;
    code.tabIndex = 0; // so that the keyboard can scroll it
    code.replaceWith(frame);
    frame.append(code, button);
  }
}

export function start() {
  list.addEventListener("messager:merged", dress);
  dress();
}
