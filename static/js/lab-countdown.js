// Counts down what is about to end, and when it has ended asks the server how
// things stand. It asks passively, so that watching keeps nothing alive.
// Without this script the page is loaded again by its link.
const SECOND = 1000;

function countDown(watch) {
  const begun = performance.now();
  const hands = [...watch.querySelectorAll("[data-countdown]")];
  if (!hands.length) return;
  const timer = setInterval(async () => {
    const passed = (performance.now() - begun) / SECOND;
    const left = hands.map((hand) => Number(hand.dataset.countdown) - passed);
    hands.forEach((hand, index) => { hand.textContent = Math.max(0, Math.ceil(left[index])); });
    if (left.every((seconds) => seconds > 0)) return;
    clearInterval(timer);
    const answer = await fetch(watch.dataset.watch, { headers: { "X-Session-Passive": "1" } });
    if (!answer.ok) return;
    watch.innerHTML = await answer.text();
    countDown(watch);
  }, SECOND / 5);
}

document.querySelectorAll("[data-watch]").forEach(countDown);
