// Sends requests at the same moment, which no form can by itself.
const send = async (form, action) => {
  const answer = await fetch(action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    redirect: "manual",
  });
  return answer.type === "opaqueredirect" ? 303 : answer.status;
};

const reload = (form, name, value) => {
  location.replace(`${location.pathname}?${name}=${value}#try`);
};

document.querySelectorAll("form[data-at-once]").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const many = Array.from({ length: Number(form.dataset.atOnce) }, () => send(form, form.action));
    const statuses = await Promise.all(many);
    reload(form, "sent", statuses.filter((status) => status === 303).length);
  });
});

document.querySelectorAll("form[data-end-meanwhile]").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const slow = send(form, form.action);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await send(form, form.dataset.endMeanwhile);
    reload(form, "slow", await slow);
  });
});
