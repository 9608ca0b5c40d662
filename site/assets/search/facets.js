// The filters beside the results: values with live counts, and those that are chosen as chips that can be taken off.
(function () {
  "use strict";
  const search = (window.pressSearch = window.pressSearch || {});
  const SHOWN = 8;
  const TITLES = {
    place: "地区",
    year: "年度",
    field: "服务领域",
    kind: "做法类型",
    unit: "报送单位",
    figures: "数据",
    publication: "刊物",
    form: "内容",
  };
  const OWN_NAMES = { figures: { 1: "有数据", 0: "无数据" }, form: { case: "案例", item: "简报文章" } };
  const unfolded = new Set();

  search.FACETS = Object.keys(TITLES);

  search.facetName = function (now, facet, value) {
    const names = now.names[facet] || OWN_NAMES[facet] || {};
    return names[value] || (facet === "year" ? `${value}年` : value);
  };

  // Filters with a value put in or taken out. A city holds its counties, so one of both is chosen, never both.
  search.toggled = function (now, filters, facet, value) {
    const parents = now.parents[facet] || {};
    const chosen = filters[facet] || [];
    const others = chosen.filter((other) => other !== value && parents[other] !== value && other !== parents[value]);
    const next = { ...filters, [facet]: chosen.includes(value) ? others : [...others, value] };
    if (!next[facet].length) delete next[facet];
    return next;
  };

  search.chosen = (filters) => Object.entries(filters).flatMap(([facet, values]) => values.map((value) => [facet, value]));

  search.chips = function (now, filters, change) {
    const chips = search.chosen(filters).map(([facet, value]) => {
      const name = search.facetName(now, facet, value);
      const click = () => change(search.toggled(now, filters, facet, value));
      return chip(name, `不再限于${TITLES[facet]}：${name}`, click);
    });
    if (chips.length > 1) chips.push(chip("全部取消", "取消全部筛选条件", () => change({}), "clear"));
    return chips.map((button) => search.element("li", {}, button));
  };

  function chip(text, label, click, kind) {
    return search.element("button", { type: "button", class: kind || "chip", "aria-label": label, click }, text);
  }

  search.facets = function (now, answer, filters, change) {
    return search.FACETS.map((facet) => group(now, facet, answer, filters, change)).filter(Boolean);
  };

  function group(now, facet, answer, filters, change) {
    const tree = new Tree(now.parents[facet] || {}, answer.facets[facet] || new Map(), filters[facet] || []);
    const roots = tree.sorted(facet, tree.roots());
    // One value that all answers share narrows nothing.
    if (!roots.length || (roots.length === 1 && !tree.chosen.length && tree.count(roots[0]) === answer.total)) return null;
    const folds = roots.length > SHOWN + 1 && !unfolded.has(facet);
    const shown = folds ? roots.filter((value, n) => n < SHOWN || tree.isOpen(value)) : roots;
    const items = shown.map((value) => item(value, tree.sorted(facet, tree.children(value))));
    const fieldset = search.element(
      "fieldset",
      { class: "facet", "data-facet": facet },
      search.element("legend", {}, TITLES[facet]),
      search.element("ul", {}, ...items)
    );
    if (folds) fieldset.append(moreButton(facet, roots.length - shown.length, () => change(filters)));
    return fieldset;

    function item(value, children) {
      const below = children.length ? search.element("ul", {}, ...children.map((child) => item(child, []))) : null;
      return search.element("li", {}, box(value), below);
    }

    function box(value) {
      const choose = () => change(search.toggled(now, filters, facet, value));
      const input = search.element("input", { type: "checkbox", value, checked: tree.chosen.includes(value), change: choose });
      input.indeterminate = !input.checked && tree.isOpen(value);
      const name = search.element("span", { class: "name-of" }, search.facetName(now, facet, value));
      return search.element("label", {}, input, name, search.element("span", { class: "count-of" }, search.number(tree.count(value))));
    }
  }

  // The values of a facet that are worth showing, in two levels.
  class Tree {
    constructor(parents, counts, chosen) {
      Object.assign(this, { parents, counts, chosen });
      this.values = [...new Set([...chosen, ...counts.keys(), ...chosen.map((value) => parents[value]).filter(Boolean)])];
    }

    count(value) {
      return this.counts.get(value) || 0;
    }

    isOpen(value) {
      return this.chosen.some((other) => other === value || this.parents[other] === value);
    }

    shown(value) {
      return this.count(value) > 0 || this.isOpen(value);
    }

    roots() {
      return this.values.filter((value) => !this.parents[value] && this.shown(value));
    }

    children(root) {
      return this.isOpen(root) ? this.values.filter((value) => this.parents[value] === root && this.shown(value)) : [];
    }

    // Years newest first, everything else by what it holds.
    sorted(facet, values) {
      const byName = (a, b) => (a < b ? -1 : 1);
      if (facet === "year") return values.sort((a, b) => byName(b, a));
      return values.sort((a, b) => this.count(b) - this.count(a) || byName(a, b));
    }
  }

  function moreButton(facet, count, render) {
    const click = () => {
      unfolded.add(facet);
      render();
    };
    return search.element("button", { type: "button", class: "unfold", click }, `更多（${count}）`);
  }
})();
