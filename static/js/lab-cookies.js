// What a script of the page can do with cookies: read those without HttpOnly,
// and write what it likes into them (B7). Without this script the page says how
// to do the same in the browser's developer tools.
document.querySelectorAll(".lab-script-sees").forEach((place) => {
  const pairs = document.cookie.split("; ").map((pair) => (pair.length > 120 ? `${pair.slice(0, 120)}…` : pair));
  place.textContent = pairs.join("\n") || place.dataset.nothing;
});

const valueOf = (name) => {
  const pair = document.cookie.split("; ").find((text) => text.startsWith(`${name}=`));
  return pair && pair.slice(name.length + 1);
};

document.querySelectorAll(".lab-forge").forEach((form) => {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const plan = form.elements.plan.value;
    document.cookie = `lab_demo_plan=${plan}; path=/lab`;
    // The signature stays as it was: the key that made it is not ours.
    const signed = valueOf("lab_demo_plan_signed");
    if (signed) document.cookie = `lab_demo_plan_signed=${signed.slice(0, 44)}${plan}; path=/lab`;
    location.reload();
  });
});

// A1: the same question with the browser's cookies and without.
document.querySelectorAll(".lab-ask").forEach((box) => {
  box.hidden = false;
  box.querySelectorAll("button").forEach((button) => {
    button.addEventListener("click", async () => {
      const credentials = button.dataset.credentials;
      const answer = await fetch(box.dataset.ask, { credentials, cache: "no-store" });
      const line = document.createElement("li");
      line.textContent = (await answer.text()).trim();
      box.querySelector("ol").append(line);
    });
  });
});
