// Suggestions under a search field: places, fields, kinds and indicators by name, and titles. A combobox after the ARIA pattern.
(function () {
  "use strict";
  const { press } = window;
  const { root } = press;
  const NAMES = 4;
  const TITLES = 5;
  const PAUSE_MS = 120;

  // Things whose name holds a text, those that begin with it first, short ones before long ones.
  press.named = function (now, text) {
    const wanted = press.fold(text.trim());
    if (!wanted) return [];
    const found = now.suggestions
      .map(([name, kind, address]) => ({ name, kind, address, at: press.fold(name).indexOf(wanted) }))
      .filter(({ at }) => at >= 0);
    return found.sort((a, b) => Math.min(a.at, 1) - Math.min(b.at, 1) || a.name.length - b.name.length).slice(0, NAMES);
  };

  /** @typedef {{ total: number, rows: Press.Row[], spellings: string[][] }} Titled */

  /**
   * The best answers whose titles hold all words, and how many answers there are.
   * @param {Press.Engine} engine
   * @param {string} text
   * @returns {Promise<Titled>}
   */
  async function titled(engine, text) {
    const words = press.parse(text);
    if (!words.length) return { total: 0, rows: [], spellings: [] };
    const answer = await engine.search(words, {});
    const spellings = press.spellings(answer.words);
    const rows = await engine.rows(answer.hits.slice(0, TITLES));
    const holds = (/** @type {Press.Row} */ row) => spellings.every((own) => press.marks(row.title, own).length);
    return { total: answer.total, rows: rows.filter(holds), spellings };
  }

  press.suggest = function (input) {
    const id = `suggestions-${input.id}`;
    const list = press.element("ul", { id, class: "suggestions", role: "listbox", "aria-label": "检索建议", hidden: true });
    let active = -1;
    let turn = 0;
    let pause = 0;
    const pattern = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(pattern)) input.setAttribute(name, value);
    if (input.parentElement) input.parentElement.append(list);

    const isOpen = () => !list.hidden;

    function close() {
      turn++;
      clearTimeout(pause);
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      point(-1);
    }

    /** @param {HTMLElement[]} items */
    function open(items) {
      list.textContent = "";
      list.append(...items);
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(isOpen()));
      point(-1);
    }

    /** @param {number} to */
    function point(to) {
      const items = Array.from(list.children);
      active = to;
      items.forEach((item, n) => item.setAttribute("aria-selected", String(n === to)));
      if (items[to]) {
        input.setAttribute("aria-activedescendant", items[to].id);
        items[to].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }

    /**
     * @param {number} n
     * @param {Entry} entry
     */
    function item(n, { kind, address, shown }) {
      const go = () => window.location.assign(address);
      const option = { id: `${id}-${n}`, role: "option", "aria-selected": "false", click: go };
      return press.element("li", option, press.element("span", {}, shown), press.element("span", { class: "sort" }, kind));
    }

    async function look() {
      const own = ++turn;
      const text = input.value.trim();
      try {
        const engine = await press.open(press.index);
        const found = text ? await titled(engine, text) : null;
        if (own === turn) open(found ? items(press.named(engine.now, text), found, text) : []);
      } catch (error) {
        if (own === turn) open([press.element("li", { role: "option", "aria-disabled": "true" }, "检索建议没有读到，按回车照常检索。")]);
      }
    }

    const asked = (/** @type {string} */ text) => `${root}search.html?q=${encodeURIComponent(text)}`;

    /** @typedef {{ kind: string, address: string, shown: Node | string }} Entry */

    /**
     * @param {ReturnType<Press["named"]>} names
     * @param {Titled} titled
     * @param {string} text
     */
    function items(names, { total, rows, spellings }, text) {
      const marked = press.parse(text).map((word) => [word]);
      const place = (/** @type {Press.Row} */ row) => row.where.split(" ").pop() || "";
      /** @type {Entry[]} */
      const first = names.map(({ name, kind, address }) => {
        return { kind, address: address ? root + address : asked(name), shown: press.marked(name, marked) };
      });
      /** @type {Entry[]} */
      const then = rows.map((row) => {
        const address = root + press.link(row.address, spellings);
        return { kind: place(row), address, shown: press.marked(row.title, spellings) };
      });
      const last = total ? `查看全部${press.number(total)}条` : "没有直接找到，看看可以怎么查";
      return [...first, ...then, { kind: "", address: asked(text), shown: last }].map((entry, n) => item(n, entry));
    }

    /** @param {KeyboardEvent} event */
    function key(event) {
      const items = /** @type {HTMLElement[]} */ (Array.from(list.children));
      const count = items.length;
      if (event.isComposing || !isOpen()) return;
      // One more place than there are items: the field itself.
      if (event.key === "ArrowDown") point(active + 1 < count ? active + 1 : -1);
      else if (event.key === "ArrowUp") point(active < 0 ? count - 1 : active - 1);
      else if (event.key === "Enter" && active >= 0) items[active].click();
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    }

    /** @param {Event} event */
    function typed(event) {
      if (event instanceof InputEvent && event.isComposing) return;
      clearTimeout(pause);
      pause = window.setTimeout(look, PAUSE_MS);
    }

    input.addEventListener("input", typed);
    input.addEventListener("compositionend", typed);
    input.addEventListener("keydown", key);
    input.addEventListener("blur", close);
    // A press on an item must not take the focus from the field, which would close the list before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    if (input.value.trim()) look();
    // Whoever comes to the field is about to type; a failure is told when it matters.
    else press.open(press.index).catch(() => {});
  };
})();
