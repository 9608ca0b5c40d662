// Suggestions under a search field: places, fields, kinds and indicators by name, and titles. A combobox after the ARIA pattern.
(function () {
  "use strict";
  const search = (window.pressSearch = window.pressSearch || {});
  const base = new URL(".", document.currentScript.src).href;
  const root = new URL("../../", base).href;
  const NAMES = 4;
  const TITLES = 5;
  const PAUSE_MS = 120;

  // Things whose name holds a text, those that begin with it first, short ones before long ones.
  search.named = function (now, text) {
    const wanted = search.fold(text.trim());
    if (!wanted) return [];
    const found = now.suggestions
      .map(([name, kind, address]) => ({ name, kind, address, at: search.fold(name).indexOf(wanted) }))
      .filter(({ at }) => at >= 0);
    return found.sort((a, b) => Math.min(a.at, 1) - Math.min(b.at, 1) || a.name.length - b.name.length).slice(0, NAMES);
  };

  // The best answers whose titles hold all words, and how many answers there are.
  async function titled(engine, text) {
    const words = search.parse(text);
    if (!words.length) return { total: 0, rows: [], spellings: [] };
    const answer = await engine.search(words, {});
    const spellings = search.spellings(answer.words);
    const rows = await engine.rows(answer.hits.slice(0, TITLES));
    const holds = (row) => spellings.every((own) => search.marks(row.title, own).length);
    return { total: answer.total, rows: rows.filter(holds), spellings };
  }

  search.suggest = function (input) {
    const id = `suggestions-${input.id}`;
    const list = search.element("ul", { id, class: "suggestions", role: "listbox", "aria-label": "检索建议", hidden: true });
    let active = -1;
    let turn = 0;
    let pause;
    const pattern = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(pattern)) input.setAttribute(name, value);
    input.parentElement.append(list);

    const isOpen = () => !list.hidden;

    function close() {
      turn++;
      clearTimeout(pause);
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      point(-1);
    }

    function open(items) {
      list.textContent = "";
      list.append(...items);
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(isOpen()));
      point(-1);
    }

    function point(to) {
      const items = Array.from(list.children);
      active = to;
      items.forEach((item, n) => item.setAttribute("aria-selected", String(n === to)));
      if (items[to]) {
        input.setAttribute("aria-activedescendant", items[to].id);
        items[to].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }

    function item(n, kind, address, ...shown) {
      const go = () => window.location.assign(address);
      const option = { id: `${id}-${n}`, role: "option", "aria-selected": "false", click: go };
      return search.element("li", option, search.element("span", {}, ...shown), search.element("span", { class: "sort" }, kind));
    }

    async function look() {
      const own = ++turn;
      const text = input.value.trim();
      try {
        const engine = await search.open(base);
        const found = text ? await titled(engine, text) : null;
        if (own === turn) open(found ? items(search.named(engine.now, text), found, text) : []);
      } catch (error) {
        if (own === turn) open([search.element("li", { role: "option", "aria-disabled": "true" }, "检索建议没有读到，按回车照常检索。")]);
      }
    }

    const asked = (text) => `${root}search.html?q=${encodeURIComponent(text)}`;

    function items(names, { total, rows, spellings }, text) {
      const marked = search.parse(text).map((word) => [word]);
      const place = (row) => row.where.split(" ").pop();
      const entries = [
        ...names.map(({ name, kind, address }) => [kind, address ? root + address : asked(name), search.marked(name, marked)]),
        ...rows.map((row) => [place(row), root + search.link(row.address, spellings), search.marked(row.title, spellings)]),
        total ? ["", asked(text), `查看全部${search.number(total)}条`] : ["", asked(text), "没有直接找到，看看可以怎么查"],
      ];
      return entries.map((entry, n) => item(n, ...entry));
    }

    function key(event) {
      const count = list.children.length;
      if (event.isComposing || !isOpen()) return;
      // One more place than there are items: the field itself.
      if (event.key === "ArrowDown") point(active + 1 < count ? active + 1 : -1);
      else if (event.key === "ArrowUp") point(active < 0 ? count - 1 : active - 1);
      else if (event.key === "Enter" && active >= 0) list.children[active].click();
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    }

    function typed(event) {
      if (event.isComposing) return;
      clearTimeout(pause);
      pause = setTimeout(look, PAUSE_MS);
    }

    input.addEventListener("input", typed);
    input.addEventListener("compositionend", typed);
    input.addEventListener("keydown", key);
    input.addEventListener("blur", close);
    // A press on an item must not take the focus from the field, which would close the list before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    if (input.value.trim()) look();
    // Whoever comes to the field is about to type; a failure is told when it matters.
    else search.open(base).catch(() => {});
  };
})();
