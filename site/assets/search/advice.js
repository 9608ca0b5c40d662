// What the search page says when there is nothing to list: before a query, and when nothing was found.
(function () {
  "use strict";
  const { press } = window;
  const { element } = press;
  const RULES = [
    ["几个词", "用空格隔开，须同时出现"],
    ["一句话", "照原样输入，逐字比对，不拆词"],
    ["外文词组", "用引号括起来，例如“Model City”"],
    ["数字", "照文中的写法，例如34.7%、6.65万"],
    ["字形", "全角半角、繁体简体、大写小写都一样"],
  ];
  const LISTS = [
    ["地区", "places/index.html"],
    ["服务领域", "fields/index.html"],
    ["年度", "years/index.html"],
    ["做法类型", "kinds/index.html"],
    ["全部案例", "cases/index.html"],
    ["简报", "bulletins/index.html"],
  ];

  // Before a query: what is searched, and examples that are known to find something, so that nothing is loaded for them.
  press.introduction = function (engine, total) {
    const examples = engine.now.examples.map((query) => element("a", { href: `search.html?q=${encodeURIComponent(query)}` }, query));
    const entries = RULES.flatMap(([name, rule]) => [element("dt", {}, name), element("dd", {}, rule)]);
    return [
      element("p", {}, `共${press.number(total)}篇，标题、摘要、数据和正文里的每一个字都可以查。`),
      ...line("试试：", examples),
      element("dl", { class: "rules" }, ...entries),
      ...lists("不输词语，也可以直接筛选，或从目录进入："),
    ];
  };

  // Nothing found: what to drop or change, each with what it would find.
  press.nothingFound = async function (engine, words, options) {
    const isFiltered = Object.keys(options.filters).length > 0;
    /** @type {[title: string, waiting: Promise<HTMLElement[]> | false][]} */
    const ways = [
      ["不加筛选：", isFiltered && counted(engine, words, everywhere(options), unfiltered)],
      // Of two words, each alone says the same.
      ["少用一个词：", words.length > (isFiltered ? 1 : 2) && dropped(engine, words, options)],
      ["换短一些：", words.length === 1 && shorter(engine, words, options)],
      ["加上同义词：", !options.synonyms && counted(engine, words, { ...options, synonyms: true }, { syn: null })],
      ["各词单独查：", words.length > 1 && alone(engine, words, options)],
    ];
    const found = await Promise.all(ways.map(([, waiting]) => waiting || []));
    return [...ways.flatMap(([title], n) => line(title, found[n])), ...lists("从目录进入：")];
  };

  /** @typedef {Record<string, string | null>} Change of the parameters of an address; null takes one out. */
  const everywhere = (/** @type {Press.Options} */ options) => ({ synonyms: options.synonyms });
  /** @type {Change} */
  const unfiltered = Object.fromEntries(press.FACETS.map((facet) => [facet, null]));

  /**
   * @param {Press.Engine} engine
   * @param {string[]} words
   * @param {Press.Options} options
   * @param {Change} change
   */
  async function counted(engine, words, options, change) {
    if (!words.length) return [];
    const { total } = await engine.search(words, options);
    return total ? [offer(words, change, total)] : [];
  }

  /**
   * @param {Press.Engine} engine
   * @param {string[]} words
   * @param {Press.Options} options
   */
  async function dropped(engine, words, options) {
    const found = (await engine.without(words, options)).filter(({ total }) => total);
    const rest = (/** @type {string} */ out) => words.filter((word) => word !== out);
    return found.map((one) => offer(rest(one.dropped), {}, one.total));
  }

  /**
   * As much of the beginning and of the end of a long word as is found, together and each alone.
   * @param {Press.Engine} engine
   * @param {string[]} words
   * @param {Press.Options} options
   */
  async function shorter(engine, words, options) {
    const [word] = words;
    const [first, last] = await Promise.all([
      longest(engine, word.length, (length) => word.slice(0, length), options),
      longest(engine, word.length, (length) => word.slice(word.length - length), options),
    ]);
    const parts = press.parse([first, last].join(" "));
    const tries = parts.length > 1 ? [parts, ...parts.map((part) => [part])] : [parts];
    return (await Promise.all(tries.map((some) => counted(engine, some, options, {})))).flat();
  }

  /**
   * A part of what is found is found as well, so halving finds the longest; one character alone helps nobody.
   * @param {Press.Engine} engine
   * @param {number} length
   * @param {(length: number) => string} part
   * @param {Press.Options} options
   */
  async function longest(engine, length, part, options) {
    let [found, missing] = [1, length];
    while (missing - found > 1) {
      const middle = (found + missing) >> 1;
      const { total } = await engine.search([part(middle)], options);
      if (total) found = middle;
      else missing = middle;
    }
    return found > 1 ? part(found) : "";
  }

  /**
   * How often each word is found without the others shows which is to blame.
   * @param {Press.Engine} engine
   * @param {string[]} words
   * @param {Press.Options} options
   */
  async function alone(engine, words, options) {
    const totals = await Promise.all(words.map((word) => engine.search([word], everywhere(options))));
    return totals.map(({ total }, n) => (total ? offer([words[n]], unfiltered, total) : element("span", {}, words[n], tally(0))));
  }

  /**
   * @param {string} title
   * @param {HTMLElement[]} offers
   */
  function line(title, offers) {
    return offers.length ? [element("p", { class: "offers" }, element("b", {}, title), ...offers)] : [];
  }

  const tally = (/** @type {number} */ n) => element("span", { class: "tally" }, `${press.number(n)}条`);

  /**
   * A link to the present address with other words and some parameters changed.
   * @param {string[]} words
   * @param {Change} change
   * @param {number} total
   */
  function offer(words, change, total) {
    const address = new URLSearchParams(location.search);
    address.delete("page");
    for (const [name, value] of Object.entries({ ...change, q: press.query(words) })) {
      if (value === null) address.delete(name);
      else address.set(name, value);
    }
    return element("a", { href: `search.html?${address}` }, press.query(words), tally(total));
  }

  /** @param {string} text */
  function lists(text) {
    return line(text, LISTS.map(([name, href]) => element("a", { href }, name)));
  }
})();
