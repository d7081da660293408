// What a script in this page can read of its cookies.
document.querySelectorAll("[data-document-cookie]").forEach((place) => {
  place.textContent = document.cookie || place.dataset.empty;
});
