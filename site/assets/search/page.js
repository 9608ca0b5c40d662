// The search page: what was asked stands in the address, answers follow the typing.
(function () {
  "use strict";
  const { press } = window;
  const { TEN, MOST_TENS, SORTS } = press;
  const PAUSE_MS = 120;
  const SLOW_MS = 400;

  // The page's parts -------------------------------------------------------------------------------------------------

  /** @type {<E extends HTMLElement>(selector: string) => E} */
  const one = (selector) => /** @type {any} */ (document.querySelector(`.search ${selector}`));
  const parts = {
    form: one("form"),
    /** @type {HTMLInputElement} */
    input: one("input[name=q]"),
    direct: one(".direct"),
    status: one(".search-state"),
    tools: one(".tools"),
    sorts: one(".sorts"),
    /** @type {HTMLButtonElement} */
    table: one(".table"),
    filter: one(".filter"),
    facets: one(".facets"),
    body: one(".search-body"),
    synonyms: one(".synonyms"),
    chips: one(".chips"),
    list: one(".search-results"),
    more: one(".go-more"),
    advice: one(".advice"),
  };

  /**
   * @param {HTMLElement} part
   * @param {(Node | string)[]} children
   */
  function fill(part, children) {
    part.textContent = "";
    part.append(...children);
    part.hidden = !children.length;
  }

  // Asking -----------------------------------------------------------------------------------------------------------

  const title = document.title;
  /** @type {Press.Question} */
  let state;
  let typing = false; // the words in the address are not settled yet and may be replaced
  let turn = 0;

  /**
   * While somebody types, one entry of the history follows; each settled question keeps its own.
   * @param {Partial<Press.Question>} next
   * @param {{ settled?: boolean }} [how]
   */
  function change(next, { settled = true } = {}) {
    const before = press.written(state);
    state = { ...state, page: 1, ...next };
    const address = press.written(state);
    if (address !== before) history[typing ? "replaceState" : "pushState"](null, "", address);
    typing = !settled;
    ask();
  }

  /** @param {unknown} [again] whether the index has just been opened anew for this question */
  async function ask(again) {
    const own = ++turn;
    const isCurrent = () => own === turn;
    parts.list.removeAttribute("data-total");
    parts.list.setAttribute("aria-busy", "true");
    const patience = setTimeout(() => isCurrent() && say(`正在查找${quoted()}……`), SLOW_MS);
    try {
      const engine = await press.open(press.index);
      const words = press.parse(state.q);
      const answer = await engine.search(words, options());
      const hits = words.length || press.chosen(state.filters).length ? answer.hits.slice(0, state.page * TEN) : [];
      const texts = await engine.texts(hits);
      clearTimeout(patience);
      if (isCurrent()) await show(engine, words, answer, texts, isCurrent);
    } catch (error) {
      clearTimeout(patience);
      if (!isCurrent()) return;
      // A page that was opened before a publication may ask for files that are gone since.
      if (again !== true && (await press.renewed(press.index).catch(() => false))) ask(true);
      else if (isCurrent()) fail(error);
    }
  }

  const options = () => ({ filters: state.filters, sort: state.sort, synonyms: state.synonyms });
  const quoted = () => (state.q.trim() ? `“${state.q.trim()}”` : "");
  const say = (/** @type {string} */ text, /** @type {(Node | string)[]} */ ...more) => fill(parts.status, [text, ...more]);
  // A file that was not read is named by the error.
  const file = (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error));

  /**
   * @param {Press.Engine} engine
   * @param {string[]} words
   * @param {Press.Answer} answer
   * @param {Press.Text[]} texts
   * @param {() => boolean} isCurrent
   */
  async function show(engine, words, answer, texts, isCurrent) {
    const asked = words.length > 0 || press.chosen(state.filters).length > 0;
    document.title = quoted() ? `${quoted()} - ${title}` : title;
    showList(answer, texts, asked);
    showTools(engine, answer, asked);
    fill(parts.synonyms, asked ? synonymsLine(engine, words, answer) : []);
    fill(parts.chips, press.chips(engine.now, state.filters, (filters) => change({ filters })));
    showFacets(engine, answer);
    showMore(engine, answer, texts.length);
    fill(parts.direct, directLinks(engine));
    parts.direct.hidden = false;
    const tooMany = asked && answer.total > MOST_TENS * TEN;
    say(sentence(answer, asked), tooMany ? press.element("span", { class: "hint" }, "可再加一个词，或用筛选缩小范围") : "");
    if (asked) restorePlace();
    const advice = await advise(engine, words, answer, asked);
    if (isCurrent()) fill(parts.advice, advice);
  }

  /**
   * Scripts and tests read the total, so it stands there only together with the list it belongs to.
   * @param {Press.Answer} answer
   * @param {Press.Text[]} texts
   * @param {boolean} asked
   */
  function showList(answer, texts, asked) {
    fill(parts.list, texts.map((hit) => press.row(hit, answer.words)));
    parts.list.removeAttribute("aria-busy");
    if (asked) parts.list.setAttribute("data-total", String(answer.total));
  }

  /**
   * @param {Press.Answer} answer
   * @param {boolean} asked
   */
  function sentence(answer, asked) {
    const { total } = answer;
    const what = quoted();
    if (!asked) return "输入词语，边输边查。";
    if (!total) return `没有找到${what || "符合筛选条件的内容"}。`;
    if (total === 1) return `${what}只有1条。`;
    return `${what}共${press.number(total)}条。`;
  }

  /**
   * @param {Press.Engine} engine
   * @param {string[]} words
   * @param {Press.Answer} answer
   * @param {boolean} asked
   */
  async function advise(engine, words, answer, asked) {
    try {
      if (!asked) return press.introduction(engine, answer.total);
      return answer.total ? [] : await press.nothingFound(engine, words, options());
    } catch (error) {
      return [press.element("p", {}, `检索文件“${file(error)}”没有读到，建议没有列全。`, retryButton(ask))];
    }
  }

  /** @param {unknown} error */
  function fail(error) {
    const { list, facets, chips, synonyms, more, advice } = parts;
    list.removeAttribute("aria-busy");
    for (const part of [list, facets, chips, synonyms, more, advice]) fill(part, []);
    parts.tools.hidden = true;
    say(`检索文件“${file(error)}”没有读到，为免遗漏，没有列出结果。`, retryButton(ask));
  }

  const retryButton = (/** @type {() => void} */ click) => press.element("button", { type: "button", class: "retry", click }, "重试");

  // What stands around the list --------------------------------------------------------------------------------------

  /**
   * @param {Press.Engine} engine
   * @param {Press.Answer} answer
   * @param {boolean} asked
   */
  function showTools(engine, answer, asked) {
    parts.tools.hidden = false;
    fill(parts.sorts, [press.element("span", { class: "label" }, "排序："), ...Object.entries(SORTS).map(sortButton)]);
    parts.sorts.hidden = !asked || answer.total < 2;
    parts.table.hidden = !asked || !answer.total;
    parts.table.onclick = () => saveTable(engine, answer);
    const chosen = press.chosen(state.filters).length;
    parts.filter.textContent = chosen ? `筛选（${chosen}）` : "筛选";
  }

  /** @param {[sort: string, name: string]} order */
  function sortButton([sort, name]) {
    const pressed = String(sort === state.sort);
    return press.element("button", { type: "button", "aria-pressed": pressed, click: () => change({ sort }) }, name);
  }

  /**
   * @param {Press.Engine} engine
   * @param {Press.Answer} answer
   */
  async function saveTable(engine, answer) {
    const label = parts.table.textContent;
    const total = press.number(answer.total);
    parts.table.disabled = true;
    try {
      const name = `检索结果${state.q.replace(/[\\/:*?"<>|\s]+/g, " ").trim().slice(0, 40).replace(/^(?=.)/, " ")}.csv`;
      await press.saveTable(engine, answer.hits, name, (done) => (parts.table.textContent = `正在整理${press.number(done)}/${total}`));
    } catch (error) {
      say(`检索文件“${file(error)}”没有读到，表格没有存下，请再试一次。`);
    } finally {
      parts.table.textContent = label;
      parts.table.disabled = false;
    }
  }

  /**
   * @param {Press.Engine} engine
   * @param {string[]} words
   * @param {Press.Answer} answer
   */
  function synonymsLine(engine, words, answer) {
    const widened = answer.words.filter(({ also }) => also.length);
    const button = (/** @type {string} */ text, /** @type {boolean} */ synonyms) => press.element("button", { type: "button", click: () => change({ synonyms }) }, text);
    if (widened.length) {
      const also = widened.map((one) => `${one.also.join("、")}（“${one.word}”的同义词）`).join("，");
      return [`同时查找：${also}。`, button(`只查“${press.query(widened.map(({ word }) => word))}”`, false)];
    }
    const known = words.filter((word) => (engine.now.synonyms || []).some((group) => group.map(press.fold).includes(word)));
    return state.synonyms || !known.length ? [] : [`没有查找“${press.query(known)}”的同义词。`, button("同时查找同义词", true)];
  }

  /** @typedef {HTMLInputElement | HTMLButtonElement} Control */

  /**
   * Drawn anew with each answer; the box that was used keeps the focus, or what stands in the place of a button.
   * @param {Press.Engine} engine
   * @param {Press.Answer} answer
   */
  function showFacets(engine, answer) {
    const controls = () => /** @type {Control[]} */ (Array.from(parts.facets.querySelectorAll("input, button")));
    const before = controls();
    const at = before.findIndex((control) => control === document.activeElement);
    const keyOf = (/** @type {Control} */ control) => {
      const facet = control.closest("[data-facet]");
      return `${facet && facet.getAttribute("data-facet")} ${control.value}`;
    };
    const key = at < 0 ? null : keyOf(before[at]);
    fill(parts.facets, press.facets(engine.now, answer, state.filters, (filters) => change({ filters })));
    parts.filter.hidden = parts.facets.hidden;
    parts.body.classList.toggle("bare", Boolean(parts.facets.hidden));
    if (at < 0) return;
    const after = controls();
    const again = after.find((control) => control.value && keyOf(control) === key) || after[at];
    if (again) again.focus();
  }

  /**
   * @param {Press.Engine} engine
   * @param {Press.Answer} answer
   * @param {number} shown
   */
  function showMore(engine, answer, shown) {
    const left = answer.total - shown;
    if (!shown || !left) return fill(parts.more, []);
    const sofar = `已列出${press.number(shown)}条`;
    const all = `请缩小范围，或用“存为表格”得到全部${press.number(answer.total)}条。`;
    if (state.page >= MOST_TENS) return fill(parts.more, [`${sofar}。${all}`]);
    const button = press.element("button", { type: "button", click: () => showNext(engine, answer) }, `再显示${Math.min(TEN, left)}条`);
    fill(parts.more, [button, press.element("span", {}, sofar)]);
  }

  /**
   * @param {Press.Engine} engine
   * @param {Press.Answer} answer
   */
  async function showNext(engine, answer) {
    const own = turn;
    const shown = parts.list.children.length;
    try {
      const texts = await engine.texts(answer.hits.slice(shown, shown + TEN));
      if (own !== turn) return;
      state = { ...state, page: state.page + 1 };
      history.replaceState(null, "", press.written(state));
      const rows = texts.map((hit) => press.row(hit, answer.words));
      parts.list.append(...rows);
      press.one("a", rows[0]).focus({ preventScroll: true });
      showMore(engine, answer, shown + rows.length);
    } catch (error) {
      const retry = retryButton(() => showNext(engine, answer));
      if (own === turn) fill(parts.more, [`检索文件“${file(error)}”没有读到，后面的结果没有列出。`, retry]);
    }
  }

  /** @param {Press.Engine} engine */
  function directLinks(engine) {
    const found = press.named(engine.now, state.q);
    const links = found.map(({ name, kind, address }) => {
      const href = address || `search.html?q=${encodeURIComponent(name)}`;
      return press.element("a", { href }, name, press.element("span", { class: "sort" }, kind));
    });
    return links.length ? ["直达：", ...links] : [];
  }

  // Coming back from a page, a reader finds the list where it was left.
  function keepPlace() {
    history.replaceState({ top: window.scrollY }, "");
  }

  function restorePlace() {
    if (!history.state) return;
    window.scrollTo(0, history.state.top);
    history.replaceState(null, "");
  }

  // Hands ------------------------------------------------------------------------------------------------------------

  function listen() {
    let pause = 0;
    const settle = (/** @type {boolean} */ settled) => {
      clearTimeout(pause);
      if (parts.input.value !== state.q || !parts.list.hasAttribute("data-total")) change({ q: parts.input.value }, { settled });
      else typing = typing && !settled;
    };
    parts.input.addEventListener("input", (event) => {
      // The letters that an input method still turns into characters are no query.
      if (event instanceof InputEvent && event.isComposing) return;
      parts.list.removeAttribute("data-total");
      clearTimeout(pause);
      pause = window.setTimeout(() => settle(false), PAUSE_MS);
    });
    parts.input.addEventListener("compositionend", () => parts.input.dispatchEvent(new Event("input")));
    parts.form.addEventListener("submit", (event) => {
      event.preventDefault();
      settle(true);
      // The keyboard of a phone makes room for the results.
      if (window.matchMedia("(pointer: coarse)").matches) parts.input.blur();
    });
    parts.list.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("a")) keepPlace();
    });
    parts.filter.addEventListener("click", () => {
      const open = parts.facets.classList.toggle("open");
      parts.filter.setAttribute("aria-expanded", String(open));
    });
    document.addEventListener("keydown", move);
    // A page that the browser kept stands where it was by itself.
    window.addEventListener("pageshow", (event) => event.persisted && history.replaceState(null, ""));
    window.addEventListener("popstate", () => {
      state = press.read(location.search);
      typing = false;
      parts.input.value = state.q;
      ask();
    });
  }

  /**
   * Arrows go from the field through the results and back.
   * @param {KeyboardEvent} event
   */
  function move(event) {
    /** @type {HTMLElement[]} */
    const links = Array.from(parts.list.querySelectorAll(".what > a"));
    const at = links.findIndex((link) => link === document.activeElement);
    const inField = document.activeElement === parts.input;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || (at < 0 && !inField)) return;
    const step = new Map([["ArrowDown", 1], ["ArrowUp", -1]]).get(event.key);
    if (event.key === "Escape" && !inField) parts.input.focus();
    else if (step && !(inField && step < 0)) (links[at + step] || (at + step < 0 ? parts.input : links[at])).focus();
    else return;
    event.preventDefault();
  }

  function start() {
    state = press.read(location.search);
    history.scrollRestoration = "manual";
    say("正在打开检索……");
    listen();
    // Somebody may have begun to type before this script came.
    if (parts.input.value && parts.input.value !== state.q) return change({ q: parts.input.value }, { settled: false });
    parts.input.value = state.q;
    ask();
  }

  // The other bundles that this one needs, each by something that it brings.
  const brought = { site: press.need, words: press.fold, search: press.open };
  const [missing] = Object.entries(brought).find(([, part]) => !part) || [];
  if (missing) fill(parts.status, [`检索程序“${missing}.js”没有读到，请刷新网页再试。`]);
  else start();
})();
