// Two to four cases side by side. Which ones stands in the address: ?cases=000001,000012.
(function () {
  "use strict";
  const { press } = window;
  const { root, element, one, choice } = press;
  const { MOST, keep, chosen } = choice;
  const state = one(".compare-state");
  const form = one(".compare-add");
  /** @type {HTMLInputElement} */
  const field = one("input", form);
  const place = one(".compared");
  /** @typedef {Press.ComparedCase} Case */
  /** @typedef {(Node | string)[]} Content */
  /** @type {Record<string, Case>} */
  const cases = {};
  /** @type {Record<string, Promise<Case | undefined>>} */
  const asked = {};
  let turn = 0;

  press.case = (data) => {
    cases[data.number] = data;
  };

  // Addresses ----------------------------------------------------------------------------------------------------------

  /**
   * Takes 12, 000012, 第12号 and the address of a case's page, with digits of any width.
   * @param {string} text
   */
  function number(text) {
    const plain = text.normalize("NFKC").trim();
    const digits = /(?:^|\/)(\d{6})\.html/.exec(plain) || /^第?\s*(\d{1,6})\s*号?(?:案例)?$/.exec(plain);
    return digits && Number(digits[1]) ? digits[1].padStart(6, "0") : null;
  }

  function read() {
    const texts = (new URLSearchParams(location.search).get("cases") || "").split(/[,，、\s]+/).filter(Boolean);
    const numbers = texts.map(number);
    const wrong = texts.filter((text, n) => !numbers[n]).map((text) => `“${text}”不是案例编号，编号是六位数字。`);
    const known = Array.from(new Set(numbers.filter(isNumber)));
    const over = known.slice(MOST);
    if (over.length) wrong.push(`一次最多比较${MOST}个，第${over.join("、")}号没有列入。`);
    return { numbers: known.slice(0, MOST), wrong };
  }

  const isNumber = (/** @type {string | null} */ found) => found !== null;

  /**
   * @param {string[]} numbers
   * @param {string} [key] of the button that did it
   */
  function change(numbers, key) {
    history.pushState(null, "", numbers.length ? `?cases=${numbers.join(",")}` : location.pathname.replace(/^.*\//, ""));
    show({ numbers, wrong: [] }, true).then(() => {
      /** @type {HTMLElement | null} */
      const next = place.querySelector(`[data-key="${key}"]`);
      (next || field).focus();
    });
  }

  // Loading ------------------------------------------------------------------------------------------------------------

  /**
   * @param {string} wanted
   * @returns {Promise<Case | undefined>}
   */
  function load(wanted) {
    asked[wanted] =
      asked[wanted] ||
      new Promise((resolve) => {
        const script = element("script", { src: `${root}cases/${wanted.slice(0, 3)}/${wanted}.js` });
        script.onload = () => resolve(cases[wanted]);
        script.onerror = () => {
          delete asked[wanted]; // the next attempt may find it
          resolve(undefined);
        };
        document.head.append(script);
      });
    return asked[wanted];
  }

  /**
   * @param {{ numbers: string[], wrong: string[] }} wanted
   * @param {boolean} [changed]
   */
  async function show({ numbers, wrong }, changed) {
    const own = ++turn;
    const loaded = await Promise.all(numbers.map(load));
    if (own !== turn) return;
    const found = loaded.flatMap((each) => each || []);
    const missing = numbers.filter((one, n) => !loaded[n]);
    const said = wrong.concat(missing.map((one) => `没有读到第${one}号案例：编号可能抄错了，或者案例没有公开、已经撤回。`), advice(found.length));
    state.textContent = "";
    state.append(...said.map((text) => element("span", {}, text)));
    state.hidden = !said.length;
    form.hidden = found.length >= MOST;
    while (place.firstChild) place.firstChild.remove();
    if (found.length) place.append(table(found));
    // What is seen here goes on to the lists, unless somebody only opened another's link beside a choice of one's own.
    if (changed || !chosen().length) keep(found.map((one) => [one.number, one.title]));
  }

  /** @param {number} count */
  function advice(count) {
    if (!count) return ["先选两到四个案例：填编号，或在列表、检索结果里点“加入对标”。"];
    return count < 2 ? ["再加一个案例就可以比较。"] : [];
  }

  // Table --------------------------------------------------------------------------------------------------------------

  const link = (/** @type {Press.Link} */ { name, address }) => element("a", { href: root + address }, name);
  const paragraphs = (texts = /** @type {string[]} */ ([])) => texts.map((text) => element("p", {}, text));
  const list = (items = /** @type {Press.Link[]} */ ([])) =>
    items.length ? [element("ul", {}, ...items.map((item) => element("li", {}, link(item))))] : [];
  const joined = (links = /** @type {Press.Link[]} */ ([])) => links.flatMap((each, n) => (n ? ["、", link(each)] : [link(each)]));
  const text = (words = "") => (words ? [words] : []);

  /** @typedef {[head: string | Node, cells: (one: Case) => Content, terse?: boolean]} Row */
  // Of each row: its head, what stands in the cell of a case, whether that is a few words.
  /** @type {Row[]} */
  const ROWS = [
    ["年度", (one) => text(one.years), true],
    ["服务领域", (one) => joined(one.fields), true],
    ["做法类型", (one) => joined(one.kinds), true],
    ["服务对象", (one) => text(one.served), true],
    ["牵头单位", (one) => text(one.lead), true],
    ["摘要", (one) => paragraphs(one.summary)],
    ["要点", (one) => list(one.points)],
  ];
  /** @type {Row[]} */
  const LAST = [
    ["机制", (one) => diagram(one.mechanism)],
    ["可借鉴条件", (one) => paragraphs(one.conditions)],
    ["出处", (one) => (one.source ? [link(one.source)] : ["案例库直接收录"]), true],
    ["联系科室", (one) => text(one.contact), true],
  ];

  /** @param {Case[]} found */
  function table(found) {
    const shared = sharedIndicators(found);
    const isShared = (/** @type {Press.Figure} */ figure) => shared.some(({ slug }) => slug === figure.indicator);
    /** @type {Row[]} */
    const figures = shared.map(({ slug, name }) => [
      element("a", { href: `${root}indicators/${slug}.html` }, name),
      (one) => values(one, (figure) => figure.indicator === slug, false),
      true,
    ]);
    /** @type {Row} */
    const others = [shared.length ? "其他数据" : "数据", (one) => values(one, (figure) => !isShared(figure), true)];
    const rows = ROWS.concat(figures, [others], LAST).map((one) => row(found, one));
    const heads = found.map((one, n) => column(one, n, found));
    const corner = element("td", { role: "cell" });
    return element(
      "table",
      { role: "table", class: "side-by-side" },
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, corner, ...heads)),
      element("tbody", { role: "rowgroup" }, ...rows)
    );
  }

  /**
   * Figures stand in one row only where several cases have one of the same indicator, in its unit.
   * @param {Case[]} found
   */
  function sharedIndicators(found) {
    const names = new Map();
    found.forEach((one) => (one.figures || []).forEach((figure) => figure.indicator && names.set(figure.indicator, figure.name)));
    const holders = (/** @type {string} */ slug) => found.filter((one) => (one.figures || []).some((figure) => figure.indicator === slug)).length;
    return Array.from(names, ([slug, name]) => ({ slug, name })).filter(({ slug }) => holders(slug) > 1);
  }

  /**
   * @param {Case} one
   * @param {(figure: Press.Figure) => boolean} belongs
   * @param {boolean} named
   */
  function values(one, belongs, named) {
    return (one.figures || []).filter(belongs).map((figure) =>
      element(
        "p",
        { class: "value" },
        named ? element("span", { class: "label" }, figure.label) : "",
        element("a", { href: root + figure.address, title: "看原句" }, `${figure.before}`, element("b", {}, figure.value), figure.after),
        element("span", { class: "when" }, figure.when || "时间未写明")
      )
    );
  }

  function diagram(html = "") {
    const holder = element("div", {});
    holder.innerHTML = html;
    return Array.from(holder.childNodes);
  }

  /**
   * @param {Case} one
   * @param {number} n
   * @param {Case[]} found
   */
  function column(one, n, found) {
    const numbers = found.map((each) => each.number);
    const swap = (/** @type {number} */ at) => numbers.map((each, m) => (m === at ? numbers[at + 1] : m === at + 1 ? numbers[at] : each));
    /**
     * @param {string} name
     * @param {string} key
     * @param {string[]} next
     */
    const tool = (name, key, next) => {
      const button = element("button", { type: "button", "data-key": key, "aria-label": `${name}：${one.title}` }, name);
      button.addEventListener("click", () => change(next, key));
      return button;
    };
    const tools = [
      n > 0 ? tool("前移", `before-${one.number}`, swap(n - 1)) : null,
      n < found.length - 1 ? tool("后移", `after-${one.number}`, swap(n)) : null,
      tool("移除", `remove-${one.number}`, numbers.filter((each) => each !== one.number)),
    ];
    return element(
      "th",
      { role: "columnheader", scope: "col" },
      element("span", { class: "number" }, `${one.place} · 第${one.number}号`),
      link({ name: one.title, address: one.address }),
      element("span", { class: "case-tools" }, ...tools)
    );
  }

  /**
   * @param {Case[]} found
   * @param {Row} row
   */
  function row(found, [head, cells, terse]) {
    const contents = found.map(cells);
    if (!contents.some((content) => content.length)) return null;
    const twice = (/** @type {Case} */ one) => found.filter((other) => other.place === one.place).length > 1;
    // On a phone the cells stand below each other, each under the name of its case.
    const of = (/** @type {Case} */ one) => (twice(one) ? `${one.place}（第${one.number}号）` : one.place);
    return element(
      "tr",
      { role: "row", class: terse ? "terse" : "" },
      element("th", { role: "rowheader", scope: "row" }, head),
      ...contents.map((content, n) =>
        element("td", { role: "cell", "data-of": of(found[n]) }, element("div", {}, ...(content.length ? content : ["—"])))
      )
    );
  }

  // Hands --------------------------------------------------------------------------------------------------------------

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const added = number(field.value);
    const { numbers } = read();
    if (!added) {
      state.hidden = false;
      state.textContent = `“${field.value}”不是案例编号。请填六位编号，例如000012，也可以粘贴案例的网址。`;
      field.focus();
      return;
    }
    field.value = "";
    change(Array.from(new Set(numbers.concat(added))).slice(0, MOST));
  });
  window.addEventListener("popstate", () => show(read()));

  if (!new URLSearchParams(location.search).has("cases") && chosen().length) {
    history.replaceState(null, "", `?cases=${chosen().map(([one]) => one).join(",")}`);
  }
  show(read());
})();
