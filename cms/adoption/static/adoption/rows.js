// Adds empty rows to the tables of a form; without scripts each saving leaves one empty row.
for (const part of document.querySelectorAll("[data-rows]")) {
  const total = part.querySelector(`[name="${part.dataset.rows}-TOTAL_FORMS"]`);
  const list = part.querySelector("[data-rows-list]");
  const empty = part.querySelector("[data-rows-empty]");
  const add = part.querySelector("[data-rows-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const made = document.createElement("div");
    made.innerHTML = empty.innerHTML.replaceAll("__prefix__", total.value);
    const row = made.firstElementChild;
    list.append(row);
    total.value = Number(total.value) + 1;
    row.querySelector("input, select").focus();
  });
}
