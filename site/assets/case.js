// What a page of a case or issue cannot know when it is built: the day on which it is read, and which figure is asked for.
(function () {
  "use strict";
  const now = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  document.querySelectorAll("[data-today]").forEach((place) => {
    place.textContent = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  });

  // Older browsers leave a figure hidden that an address points to.
  function open() {
    const asked = document.getElementById(window.location.hash.slice(1));
    /** @type {HTMLDetailsElement | null} */
    const closed = asked && asked.closest("details:not([open])");
    if (!asked || !closed) return;
    closed.open = true;
    asked.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  open();
})();
