// The search page: what was asked stands in the address, answers follow the typing.
(function () {
  "use strict";
  const search = (window.pressSearch = window.pressSearch || {});
  const base = new URL(".", document.currentScript.src).href;
  const { TEN, MOST_TENS, SORTS } = search;
  const PAUSE_MS = 120;
  const SLOW_MS = 400;

  // The page's parts -------------------------------------------------------------------------------------------------

  let parts;

  function find() {
    const one = (selector) => document.querySelector(`.search ${selector}`);
    return {
      form: one("form"),
      input: one("input[name=q]"),
      direct: one(".direct"),
      status: one(".search-state"),
      tools: one(".tools"),
      sorts: one(".sorts"),
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
  }

  function fill(part, children) {
    part.textContent = "";
    part.append(...children);
    part.hidden = !children.length;
  }

  // Asking -----------------------------------------------------------------------------------------------------------

  const title = document.title;
  let state;
  let typing = false; // the words in the address are not settled yet and may be replaced
  let turn = 0;

  // While somebody types, one entry of the history follows; each settled question keeps its own.
  function change(next, { settled = true } = {}) {
    const before = search.written(state);
    state = { ...state, page: 1, ...next };
    const address = search.written(state);
    if (address !== before) history[typing ? "replaceState" : "pushState"](null, "", address);
    typing = !settled;
    ask();
  }

  async function ask() {
    const own = ++turn;
    const isCurrent = () => own === turn;
    parts.list.removeAttribute("data-total");
    parts.list.setAttribute("aria-busy", "true");
    const patience = setTimeout(() => isCurrent() && say(`正在查找${quoted()}……`), SLOW_MS);
    try {
      const engine = await search.open(base);
      const words = search.parse(state.q);
      const answer = await engine.search(words, options());
      const hits = words.length || search.chosen(state.filters).length ? answer.hits.slice(0, state.page * TEN) : [];
      const texts = await engine.texts(hits);
      clearTimeout(patience);
      if (isCurrent()) await show(engine, words, answer, texts, isCurrent);
    } catch (error) {
      clearTimeout(patience);
      if (isCurrent()) fail(error);
    }
  }

  const options = () => ({ filters: state.filters, sort: state.sort, synonyms: state.synonyms });
  const quoted = () => (state.q.trim() ? `“${state.q.trim()}”` : "");
  const say = (text, ...more) => fill(parts.status, [text, ...more]);

  async function show(engine, words, answer, texts, isCurrent) {
    const asked = words.length > 0 || search.chosen(state.filters).length > 0;
    document.title = quoted() ? `${quoted()} - ${title}` : title;
    showList(asked ? answer : null, texts);
    showTools(engine, answer, asked);
    fill(parts.synonyms, asked ? synonymsLine(engine, words, answer) : []);
    fill(parts.chips, search.chips(engine.now, state.filters, (filters) => change({ filters })));
    showFacets(engine, answer);
    showMore(engine, answer, texts.length);
    fill(parts.direct, directLinks(engine));
    parts.direct.hidden = false;
    const tooMany = asked && answer.total > MOST_TENS * TEN;
    say(sentence(answer, asked), tooMany ? search.element("span", { class: "hint" }, "可再加一个词，或用筛选缩小范围") : "");
    if (asked) restorePlace();
    const advice = await advise(engine, words, answer, asked);
    if (isCurrent()) fill(parts.advice, advice);
  }

  // Scripts and tests read the total, so it stands there only together with the list it belongs to.
  function showList(answer, texts) {
    fill(parts.list, texts.map((hit) => search.row(hit, answer.words)));
    parts.list.removeAttribute("aria-busy");
    if (answer) parts.list.setAttribute("data-total", answer.total);
  }

  function sentence(answer, asked) {
    const { total } = answer;
    const what = quoted();
    if (!asked) return "输入词语，边输边查。";
    if (!total) return `没有找到${what || "符合筛选条件的内容"}。`;
    if (total === 1) return `${what}只有1条。`;
    return `${what}共${search.number(total)}条。`;
  }

  async function advise(engine, words, answer, asked) {
    try {
      if (!asked) return search.introduction(engine, answer.total);
      return answer.total ? [] : await search.nothingFound(engine, words, options());
    } catch (error) {
      return [search.element("p", {}, `检索文件“${error.message}”没有读到，建议没有列全。`, retryButton(ask))];
    }
  }

  function fail(error) {
    parts.list.removeAttribute("aria-busy");
    for (const part of ["list", "facets", "chips", "synonyms", "more", "advice"]) fill(parts[part], []);
    parts.tools.hidden = true;
    say(`检索文件“${error.message}”没有读到，为免遗漏，没有列出结果。`, retryButton(ask));
  }

  const retryButton = (click) => search.element("button", { type: "button", class: "retry", click }, "重试");

  // What stands around the list --------------------------------------------------------------------------------------

  function showTools(engine, answer, asked) {
    parts.tools.hidden = false;
    fill(parts.sorts, [search.element("span", { class: "label" }, "排序："), ...Object.entries(SORTS).map(sortButton)]);
    parts.sorts.hidden = !asked || answer.total < 2;
    parts.table.hidden = !asked || !answer.total;
    parts.table.onclick = () => saveTable(engine, answer);
    const chosen = search.chosen(state.filters).length;
    parts.filter.textContent = chosen ? `筛选（${chosen}）` : "筛选";
  }

  function sortButton([sort, name]) {
    const pressed = String(sort === state.sort);
    return search.element("button", { type: "button", "aria-pressed": pressed, click: () => change({ sort }) }, name);
  }

  async function saveTable(engine, answer) {
    const label = parts.table.textContent;
    const total = search.number(answer.total);
    parts.table.disabled = true;
    try {
      const name = `检索结果${state.q.replace(/[\\/:*?"<>|\s]+/g, " ").trim().slice(0, 40).replace(/^(?=.)/, " ")}.csv`;
      await search.saveTable(engine, answer.hits, name, (done) => (parts.table.textContent = `正在整理${search.number(done)}/${total}`));
    } catch (error) {
      say(`检索文件“${error.message}”没有读到，表格没有存下，请再试一次。`);
    } finally {
      parts.table.textContent = label;
      parts.table.disabled = false;
    }
  }

  function synonymsLine(engine, words, answer) {
    const widened = answer.words.filter(({ also }) => also.length);
    const button = (text, synonyms) => search.element("button", { type: "button", click: () => change({ synonyms }) }, text);
    if (widened.length) {
      const also = widened.map((one) => `${one.also.join("、")}（“${one.word}”的同义词）`).join("，");
      return [`同时查找：${also}。`, button(`只查“${search.query(widened.map(({ word }) => word))}”`, false)];
    }
    const known = words.filter((word) => (engine.now.synonyms || []).some((group) => group.map(search.fold).includes(word)));
    return state.synonyms || !known.length ? [] : [`没有查找“${search.query(known)}”的同义词。`, button("同时查找同义词", true)];
  }

  // Drawn anew with each answer; the box that was used keeps the focus, or what stands in the place of a button.
  function showFacets(engine, answer) {
    const controls = () => Array.from(parts.facets.querySelectorAll("input, button"));
    const before = controls();
    const at = before.indexOf(document.activeElement);
    const facetOf = (control) => control.closest("[data-facet]").dataset.facet;
    const key = at < 0 ? null : `${facetOf(before[at])} ${before[at].value}`;
    fill(parts.facets, search.facets(engine.now, answer, state.filters, (filters) => change({ filters })));
    parts.filter.hidden = parts.facets.hidden;
    parts.body.classList.toggle("bare", parts.facets.hidden);
    if (at < 0) return;
    const after = controls();
    const again = after.find((control) => control.value && `${facetOf(control)} ${control.value}` === key) || after[at];
    if (again) again.focus();
  }

  function showMore(engine, answer, shown) {
    const left = answer.total - shown;
    if (!shown || !left) return fill(parts.more, []);
    const sofar = `已列出${search.number(shown)}条`;
    const all = `请缩小范围，或用“存为表格”得到全部${search.number(answer.total)}条。`;
    if (state.page >= MOST_TENS) return fill(parts.more, [`${sofar}。${all}`]);
    const button = search.element("button", { type: "button", click: () => showNext(engine, answer) }, `再显示${Math.min(TEN, left)}条`);
    fill(parts.more, [button, search.element("span", {}, sofar)]);
  }

  async function showNext(engine, answer) {
    const own = turn;
    const shown = parts.list.children.length;
    try {
      const texts = await engine.texts(answer.hits.slice(shown, shown + TEN));
      if (own !== turn) return;
      state = { ...state, page: state.page + 1 };
      history.replaceState(null, "", search.written(state));
      const rows = texts.map((hit) => search.row(hit, answer.words));
      parts.list.append(...rows);
      rows[0].querySelector("a").focus({ preventScroll: true });
      showMore(engine, answer, shown + rows.length);
    } catch (error) {
      const retry = retryButton(() => showNext(engine, answer));
      if (own === turn) fill(parts.more, [`检索文件“${error.message}”没有读到，后面的结果没有列出。`, retry]);
    }
  }

  function directLinks(engine) {
    const found = search.named(engine.now, state.q);
    const links = found.map(({ name, kind, address }) => {
      const href = address || `search.html?q=${encodeURIComponent(name)}`;
      return search.element("a", { href }, name, search.element("span", { class: "sort" }, kind));
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
    let pause;
    const settle = (settled) => {
      clearTimeout(pause);
      if (parts.input.value !== state.q || !parts.list.hasAttribute("data-total")) change({ q: parts.input.value }, { settled });
      else typing = typing && !settled;
    };
    parts.input.addEventListener("input", (event) => {
      // The letters that an input method still turns into characters are no query.
      if (event.isComposing) return;
      parts.list.removeAttribute("data-total");
      clearTimeout(pause);
      pause = setTimeout(() => settle(false), PAUSE_MS);
    });
    parts.input.addEventListener("compositionend", () => parts.input.dispatchEvent(new Event("input")));
    parts.form.addEventListener("submit", (event) => {
      event.preventDefault();
      settle(true);
      // The keyboard of a phone makes room for the results.
      if (window.matchMedia("(pointer: coarse)").matches) parts.input.blur();
    });
    parts.list.addEventListener("click", (event) => event.target.closest("a") && keepPlace());
    parts.filter.addEventListener("click", () => {
      const open = parts.facets.classList.toggle("open");
      parts.filter.setAttribute("aria-expanded", String(open));
    });
    document.addEventListener("keydown", move);
    // A page that the browser kept stands where it was by itself.
    window.addEventListener("pageshow", (event) => event.persisted && history.replaceState(null, ""));
    window.addEventListener("popstate", () => {
      state = search.read(location.search);
      typing = false;
      parts.input.value = state.q;
      ask();
    });
  }

  // Arrows go from the field through the results and back.
  function move(event) {
    const links = Array.from(parts.list.querySelectorAll(".what > a"));
    const at = links.indexOf(document.activeElement);
    const inField = document.activeElement === parts.input;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || (at < 0 && !inField)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !inField) parts.input.focus();
    else if (step && !(inField && step < 0)) (links[at + step] || (at + step < 0 ? parts.input : links[at])).focus();
    else return;
    event.preventDefault();
  }

  function start() {
    state = search.read(location.search);
    history.scrollRestoration = "manual";
    say("正在打开检索……");
    listen();
    // Somebody may have begun to type before this script came.
    if (parts.input.value && parts.input.value !== state.q) return change({ q: parts.input.value }, { settled: false });
    parts.input.value = state.q;
    ask();
  }

  // Which scripts this one needs, each with something that it brings.
  const NEEDED = {
    parts: "row",
    fold: "parse",
    query: "cover",
    engine: "open",
    facets: "facets",
    question: "written",
    advice: "introduction",
    csv: "saveTable",
    suggest: "named",
  };
  const missing = Object.keys(NEEDED).find((name) => !search[NEEDED[name]]);
  parts = find();
  if (missing) fill(parts.status, [`检索程序“${missing}.js”没有读到，请刷新网页再试。`]);
  else start();
})();
