// Offers, beside a role, the units that have it; a role of the office itself asks for none.
"use strict";

(() => {
  const posts = document.querySelector(".account__posts");
  const office = new Set(posts.dataset.officeRoles.split(" "));

  const fit = (select) => {
    const unit = select.closest(".account__post").querySelector("[name$=-unit]");
    unit.setAttribute("list", `units-${select.value}`);
    unit.closest("[data-field-wrapper]").hidden = !select.value || office.has(select.value);
  };
  const fitAll = () => posts.querySelectorAll("[name$=-role]").forEach(fit);

  posts.addEventListener("change", (event) => {
    if (event.target.matches("[name$=-role]")) {
      fit(event.target);
    }
  });
  new MutationObserver(fitAll).observe(posts.querySelector("[data-w-formset-target=forms]"), { childList: true });
  fitAll();
})();
