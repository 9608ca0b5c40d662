// What was asked, as it stands in the address: words, filters, order, synonyms, how many tens are shown.
(function () {
  "use strict";
  const { press } = window;

  press.SORTS = { best: "相关", date: "时间", place: "地区" };
  press.TEN = 10;
  press.MOST_TENS = 50; // longer lists are read as a table, not on a screen

  press.read = function (address) {
    const given = new URLSearchParams(address);
    /** @type {Press.Filters} */
    const filters = {};
    for (const facet of press.FACETS) {
      const values = given.getAll(facet).filter(Boolean);
      if (values.length) filters[facet] = values;
    }
    const page = Math.min(press.MOST_TENS, Math.max(1, parseInt(given.get("page") || "", 10) || 1));
    const sort = Object.keys(press.SORTS).find((name) => name === given.get("sort")) || "best";
    return { q: given.get("q") || "", filters, sort, synonyms: given.get("syn") !== "0", page };
  };

  press.written = function ({ q, filters, sort, synonyms, page }) {
    const address = new URLSearchParams();
    if (q) address.set("q", q);
    for (const [facet, value] of press.chosen(filters)) address.append(facet, value);
    if (sort !== "best") address.set("sort", sort);
    if (!synonyms) address.set("syn", "0");
    if (page > 1) address.set("page", String(page));
    return `${location.pathname}${String(address) && "?"}${address}`;
  };
})();
