// The lab's panel, and each row of the inspector, fills itself when it is
// opened. Without this script the link in it leads to the same as a page.
const fill = async (panel) => {
  if (!panel.open || panel.dataset.filled) return;
  panel.dataset.filled = "yes";
  const answer = await fetch(panel.dataset.fill, { headers: { "X-Session-Passive": "1" } }).catch(() => null);
  // An exchange that is not there any more says so itself.
  if (answer?.ok || answer?.status === 404) panel.querySelector(".lab-panel__body").innerHTML = await answer.text();
  else delete panel.dataset.filled;
};

document.querySelectorAll("details[data-fill]").forEach((panel) => {
  panel.addEventListener("toggle", () => fill(panel));
  fill(panel); // a browser that comes back may have kept it open
});
