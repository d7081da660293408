// Adds two helps to the forms with passwords: a button that shows what was typed, and a
// meter of a new password's strength. Both work in the browser only; what is typed is not
// sent until the form is. Without this script the forms work as well, and the server's
// message says what is wrong with a password.
const labels = document.currentScript.dataset;

// Puts a button beside the field that shows or hides the password. The field is a password
// again before the form is sent, so that the browser offers to save it and does not keep
// it in the list of texts that were typed.
function addRevealButton(input) {
  const row = document.createElement("div");
  row.className = "password-row";
  // An input and not a <button>: the form's own button stays its first and only one.
  const button = document.createElement("input");
  button.type = "button";
  button.className = "secondary outline button--small";
  button.setAttribute("aria-controls", input.id);
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.value = shown ? labels.hide : labels.show;
    // A page can have several of these buttons: each names its field.
    button.ariaLabel = `${button.value}: ${input.labels[0].textContent}`;
    button.setAttribute("aria-pressed", String(shown));
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
  input.replaceWith(row);
  row.append(input, button);
}

// Counts the characters that do not follow from the ones before them: neither a repetition,
// nor the next or previous one in the alphabet, nor part of a text that occurred before.
function countUnexpected(characters) {
  let count = 0;
  for (let index = 0; index < characters.length; index += 1) {
    const step = index > 0 ? characters[index].codePointAt(0) - characters[index - 1].codePointAt(0) : 9;
    const before = characters.slice(0, index).join("");
    const isRepeated = index > 1 && before.includes(characters.slice(index - 1, index + 1).join(""));
    if (Math.abs(step) > 1 && !isRepeated) count += 1;
  }
  return count;
}

// Returns the value of the meter and the name of its label. The server has the last word:
// it knows the most common passwords.
function judge(password, username, minimum) {
  const characters = [...password.normalize("NFKC").toLowerCase()];
  if (characters.length < minimum) return [characters.length / minimum, "meterFew"];
  const name = username.normalize("NFKC").trim().toLowerCase();
  const hasName = name.length > 2 && characters.join("").includes(name);
  const unexpected = hasName ? 0 : countUnexpected(characters);
  if (unexpected < 8) return [1.5, "meterWeak"];
  return unexpected < 14 ? [3, "meterGood"] : [4, "meterStrong"];
}

function startMeter(line) {
  const field = line.closest(".field");
  const input = field.querySelector("input");
  const username = input.form.querySelector("[autocomplete=username]");
  const [meter, output] = [line.querySelector("meter"), line.querySelector("output")];
  const update = () => {
    const [value, label] = judge(input.value, username ? username.value : "", input.minLength);
    line.hidden = input.value === "";
    meter.value = value;
    output.textContent = field.dataset[label];
  };
  input.addEventListener("input", update);
  if (username) username.addEventListener("input", update);
  update();
}

document.querySelectorAll("input[type=password]").forEach(addRevealButton);
document.querySelectorAll("[data-password-meter]").forEach(startMeter);
