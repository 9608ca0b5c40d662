// A page that was opened from the results goes on marking the words, and leads from one place to the next.
(function () {
  "use strict";
  const { press } = window;
  const INLINE = new Set(["A", "ABBR", "B", "CODE", "EM", "I", "SMALL", "SPAN", "STRONG", "SUB", "SUP"]);
  // Marks of notes and figures interrupt a sentence without being part of it; the others repeat text that stands elsewhere.
  const APART = ".ref, .note-mark, .copy, .cite, .trail, details:not([open]), script, .marks-bar";
  const content = press.one("#content");
  const words = press.parse(new URLSearchParams(location.search).get("mark") || "");
  /** @type {HTMLElement[][]} */
  const places = []; // for each occurrence the elements that mark it; more than one where it crosses a link, for example
  const current = press.element("span", { class: "at", role: "status" });
  let at = -1;

  async function start() {
    if (!words.length) return;
    mark(words);
    if (!places.length) await markTraditional();
    showBar();
    if (places.length) go(firstPlace());
  }

  // A page or a query in traditional characters needs the table of characters.
  async function markTraditional() {
    try {
      await press.need(["search"]);
      await press.open(press.index);
      await press.learnTraditional();
      mark(words.map(press.fold));
    } catch (error) {
      // Without the table the bar says that nothing is marked, and the page is as readable as before.
    }
  }

  // Marking ----------------------------------------------------------------------------------------------------------

  /** @param {string[]} folded */
  function mark(folded) {
    for (const nodes of paragraphs()) {
      const text = nodes.map((node) => node.data).join("");
      // From the end, so that the offsets of what comes before stay true.
      const spans = press.marks(text, folded).reverse();
      places.push(...spans.map((span) => wrap(nodes, span)).reverse());
    }
  }

  // The text nodes of each paragraph; a match never crosses from one to the next.
  function paragraphs() {
    /** @type {Map<Element, Text[]>} */
    const found = new Map();
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      const parent = node.parentElement;
      if (!parent || parent.closest(APART)) continue;
      const block = blockOf(parent);
      const before = found.get(block);
      if (before) before.push(node);
      else found.set(block, [node]);
    }
    return found.values();
  }

  /**
   * @param {Element} element
   * @returns {Element}
   */
  function blockOf(element) {
    const parent = element.parentElement;
    return parent && INLINE.has(element.tagName) && getComputedStyle(element).display !== "block" ? blockOf(parent) : element;
  }

  /**
   * Nodes are split only behind the part that was marked, so the list of a paragraph stays as it was up to there.
   * @param {Text[]} nodes
   * @param {Press.Span} span
   */
  function wrap(nodes, [start, end]) {
    /** @type {[node: Text, from: number, to: number][]} */
    const made = [];
    let offset = 0;
    for (const node of nodes) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, node.data.length);
      offset += node.data.length;
      if (from < to) made.push([node, from, to]);
    }
    return made.map(([node, from, to]) => {
      if (to < node.data.length) node.splitText(to);
      const marked = document.createElement("mark");
      const inside = from ? node.splitText(from) : node;
      inside.replaceWith(marked);
      marked.append(inside);
      return marked;
    });
  }

  // Going about ------------------------------------------------------------------------------------------------------

  // An item of an issue begins at its anchor.
  function firstPlace() {
    const anchor = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!anchor) return 0;
    const follows = (/** @type {HTMLElement[]} */ place) => anchor.compareDocumentPosition(place[0]) & Node.DOCUMENT_POSITION_FOLLOWING;
    return Math.max(0, places.findIndex(follows));
  }

  /** @param {number} to */
  function go(to) {
    if (at >= 0) places[at].forEach((marked) => marked.classList.remove("current"));
    at = (to + places.length) % places.length;
    places[at].forEach((marked) => marked.classList.add("current"));
    places[at][0].scrollIntoView({ block: "center" });
    current.textContent = `第${at + 1}/${places.length}处`;
  }

  function showBar() {
    const button = (/** @type {string} */ text, /** @type {() => void} */ click) => press.element("button", { type: "button", click }, text);
    const named = words.map((word) => `“${word}”`).join("");
    const steps = places.length ? [button("上一处", () => go(at - 1)), button("下一处", () => go(at + 1))] : [];
    const bar = press.element(
      "div",
      { class: "marks-bar", role: "region", "aria-label": "检索词的位置", keydown: (event) => event.key === "Escape" && close() },
      press.element("span", { class: "what-marked" }, places.length ? `正在标出${named}` : `本页没有可以标出的${named}`),
      current,
      ...steps,
      button("关闭", close)
    );
    content.after(bar);
    document.body.classList.add("has-marks");

    function close() {
      bar.remove();
      document.body.classList.remove("has-marks");
      places.flat().forEach((marked) => marked.replaceWith(...marked.childNodes));
      content.normalize();
      const address = new URL(location.href);
      address.searchParams.delete("mark");
      history.replaceState(history.state, "", address.href);
      content.focus({ preventScroll: true });
    }
  }

  start();
})();
