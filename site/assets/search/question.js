// What was asked, as it stands in the address: words, filters, order, synonyms, how many tens are shown.
(function () {
  "use strict";
  const search = (window.pressSearch = window.pressSearch || {});

  search.SORTS = { best: "相关", date: "时间", place: "地区" };
  search.TEN = 10;
  search.MOST_TENS = 50; // longer lists are read as a table, not on a screen

  search.read = function (address) {
    const given = new URLSearchParams(address);
    const filters = {};
    for (const facet of search.FACETS) {
      const values = given.getAll(facet).filter(Boolean);
      if (values.length) filters[facet] = values;
    }
    const page = Math.min(search.MOST_TENS, Math.max(1, parseInt(given.get("page"), 10) || 1));
    const sort = Object.keys(search.SORTS).find((name) => name === given.get("sort")) || "best";
    return { q: given.get("q") || "", filters, sort, synonyms: given.get("syn") !== "0", page };
  };

  search.written = function ({ q, filters, sort, synonyms, page }) {
    const address = new URLSearchParams();
    if (q) address.set("q", q);
    for (const [facet, value] of search.chosen(filters)) address.append(facet, value);
    if (sort !== "best") address.set("sort", sort);
    if (!synonyms) address.set("syn", "0");
    if (page > 1) address.set("page", page);
    return `${location.pathname}${String(address) && "?"}${address}`;
  };
})();
