// The profile's picture before it is sent: shown at once, or refused with a sentence where it is too large.

const input = document.getElementById("picture");
const avatar = document.querySelector(".portrait > .avatar");

function show(file) {
  const reader = new FileReader();
  reader.onload = () => {
    const picture = avatar.querySelector("img") ?? avatar.appendChild(document.createElement("img"));
    picture.alt = "";
    picture.onerror = () => picture.remove(); // the server says what is wrong with it
    picture.src = reader.result;
  };
  reader.readAsDataURL(file);
}

input.addEventListener("change", () => {
  const [file] = input.files;
  const isTooLong = file && file.size > Number(input.dataset.most);
  input.setCustomValidity(isTooLong ? input.dataset.tooLong : "");
  if (isTooLong) input.reportValidity();
  else if (file) show(file);
});
