// The filters beside the results: values with live counts, and those that are chosen as chips that can be taken off.
(function () {
  "use strict";
  const { press } = window;
  const SHOWN = 8;
  /** @type {Record<string, string>} */
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
  /** @type {Record<string, Record<string, string>>} */
  const OWN_NAMES = { figures: { 1: "有数据", 0: "无数据" }, form: { case: "案例", item: "简报文章" } };
  const unfolded = new Set();

  press.FACETS = Object.keys(TITLES);

  press.facetName = function (now, facet, value) {
    const names = now.names[facet] || OWN_NAMES[facet] || {};
    return names[value] || (facet === "year" ? `${value}年` : value);
  };

  // Filters with a value put in or taken out. A city holds its counties, so one of both is chosen, never both.
  press.toggled = function (now, filters, facet, value) {
    const parents = now.parents[facet] || {};
    const chosen = filters[facet] || [];
    const others = chosen.filter((other) => other !== value && parents[other] !== value && other !== parents[value]);
    const next = { ...filters, [facet]: chosen.includes(value) ? others : [...others, value] };
    if (!next[facet].length) delete next[facet];
    return next;
  };

  press.chosen = (filters) =>
    Object.entries(filters).flatMap(([facet, values]) => values.map((value) => /** @type {[string, string]} */ ([facet, value])));

  press.chips = function (now, filters, change) {
    const chips = press.chosen(filters).map(([facet, value]) => {
      const name = press.facetName(now, facet, value);
      const click = () => change(press.toggled(now, filters, facet, value));
      return chip(name, `不再限于${TITLES[facet]}：${name}`, click);
    });
    if (chips.length > 1) chips.push(chip("全部取消", "取消全部筛选条件", () => change({}), "clear"));
    return chips.map((button) => press.element("li", {}, button));
  };

  /**
   * @param {string} text
   * @param {string} label
   * @param {() => void} click
   */
  function chip(text, label, click, kind = "chip") {
    return press.element("button", { type: "button", class: kind, "aria-label": label, click }, text);
  }

  press.facets = function (now, answer, filters, change) {
    return press.FACETS.flatMap((facet) => group(now, facet, answer, filters, change) || []);
  };

  /**
   * @param {Press.Now} now
   * @param {string} facet
   * @param {Press.Answer} answer
   * @param {Press.Filters} filters
   * @param {(filters: Press.Filters) => void} change
   */
  function group(now, facet, answer, filters, change) {
    const tree = new Tree(now.parents[facet] || {}, answer.facets[facet] || new Map(), filters[facet] || []);
    const roots = tree.sorted(facet, tree.roots());
    // One value that all answers share narrows nothing.
    if (!roots.length || (roots.length === 1 && !tree.chosen.length && tree.count(roots[0]) === answer.total)) return null;
    const folds = roots.length > SHOWN + 1 && !unfolded.has(facet);
    const shown = folds ? roots.filter((value, n) => n < SHOWN || tree.isOpen(value)) : roots;
    const items = shown.map((value) => item(value, tree.sorted(facet, tree.children(value))));
    const fieldset = press.element(
      "fieldset",
      { class: "facet", "data-facet": facet },
      press.element("legend", {}, TITLES[facet]),
      press.element("ul", {}, ...items)
    );
    if (folds) fieldset.append(moreButton(facet, roots.length - shown.length, () => change(filters)));
    return fieldset;

    /**
     * @param {string} value
     * @param {string[]} children
     * @returns {HTMLElement}
     */
    function item(value, children) {
      const below = children.length ? press.element("ul", {}, ...children.map((child) => item(child, []))) : null;
      return press.element("li", {}, box(value), below);
    }

    /** @param {string} value */
    function box(value) {
      const choose = () => change(press.toggled(now, filters, facet, value));
      const input = press.element("input", { type: "checkbox", value, checked: tree.chosen.includes(value), change: choose });
      input.indeterminate = !input.checked && tree.isOpen(value);
      const name = press.element("span", { class: "name-of" }, press.facetName(now, facet, value));
      return press.element("label", {}, input, name, press.element("span", { class: "count-of" }, press.number(tree.count(value))));
    }
  }

  // The values of a facet that are worth showing, in two levels.
  class Tree {
    /**
     * @param {Record<string, string>} parents
     * @param {Map<string, number>} counts
     * @param {string[]} chosen
     */
    constructor(parents, counts, chosen) {
      this.parents = parents;
      this.counts = counts;
      this.chosen = chosen;
      this.values = [...new Set([...chosen, ...counts.keys(), ...chosen.map((value) => parents[value]).filter(Boolean)])];
    }

    /** @param {string} value */
    count(value) {
      return this.counts.get(value) || 0;
    }

    /** @param {string} value */
    isOpen(value) {
      return this.chosen.some((other) => other === value || this.parents[other] === value);
    }

    /** @param {string} value */
    shown(value) {
      return this.count(value) > 0 || this.isOpen(value);
    }

    roots() {
      return this.values.filter((value) => !this.parents[value] && this.shown(value));
    }

    /** @param {string} root */
    children(root) {
      return this.isOpen(root) ? this.values.filter((value) => this.parents[value] === root && this.shown(value)) : [];
    }

    /**
     * Years newest first, everything else by what it holds.
     * @param {string} facet
     * @param {string[]} values
     */
    sorted(facet, values) {
      const byName = (/** @type {string} */ a, /** @type {string} */ b) => (a < b ? -1 : 1);
      if (facet === "year") return values.sort((a, b) => byName(b, a));
      return values.sort((a, b) => this.count(b) - this.count(a) || byName(a, b));
    }
  }

  /**
   * @param {string} facet
   * @param {number} count
   * @param {() => void} render
   */
  function moreButton(facet, count, render) {
    const click = () => {
      unfolded.add(facet);
      render();
    };
    return press.element("button", { type: "button", class: "unfold", click }, `更多（${count}）`);
  }
})();
