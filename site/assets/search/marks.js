// A page that was opened from the results goes on marking the words, and leads from one place to the next.
(function () {
  "use strict";
  const search = (window.pressSearch = window.pressSearch || {});
  const INLINE = new Set(["A", "ABBR", "B", "CODE", "EM", "I", "SMALL", "SPAN", "STRONG", "SUB", "SUP"]);
  // Marks of notes and figures interrupt a sentence without being part of it; the others repeat text that stands elsewhere.
  const APART = ".ref, .note-mark, .copy, .cite, .trail, details:not([open]), script, .marks-bar";
  const content = document.getElementById("content");
  const words = search.parse(new URLSearchParams(location.search).get("mark") || "");
  const places = []; // for each occurrence the elements that mark it; more than one where it crosses a link, for example
  let at = -1;

  async function start() {
    if (!content || !words.length) return;
    mark(words);
    if (!places.length) await markTraditional();
    showBar();
    if (places.length) go(firstPlace());
  }

  // A page or a query in traditional characters needs the table of characters.
  async function markTraditional() {
    try {
      await search.need(["query", "segment", "engine"]);
      await search.open(search.base);
      await search.learnTraditional();
      mark(words.map(search.fold));
    } catch (error) {
      // Without the table the bar says that nothing is marked, and the page is as readable as before.
    }
  }

  // Marking ----------------------------------------------------------------------------------------------------------

  function mark(folded) {
    for (const nodes of paragraphs()) {
      const text = nodes.map((node) => node.data).join("");
      // From the end, so that the offsets of what comes before stay true.
      const spans = search.marks(text, folded).reverse();
      places.push(...spans.map((span) => wrap(nodes, span)).reverse());
    }
  }

  // The text nodes of each paragraph; a match never crosses from one to the next.
  function paragraphs() {
    const found = new Map();
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest(APART)) continue;
      const block = blockOf(node);
      if (!found.has(block)) found.set(block, []);
      found.get(block).push(node);
    }
    return found.values();
  }

  function blockOf(node) {
    let block = node.parentElement;
    while (INLINE.has(block.tagName) && getComputedStyle(block).display !== "block") block = block.parentElement;
    return block;
  }

  // Nodes are split only behind the part that was marked, so the list of a paragraph stays as it was up to there.
  function wrap(nodes, [start, end]) {
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
    const follows = (place) => anchor.compareDocumentPosition(place[0]) & Node.DOCUMENT_POSITION_FOLLOWING;
    return Math.max(0, places.findIndex(follows));
  }

  function go(to) {
    if (at >= 0) places[at].forEach((marked) => marked.classList.remove("current"));
    at = (to + places.length) % places.length;
    places[at].forEach((marked) => marked.classList.add("current"));
    places[at][0].scrollIntoView({ block: "center" });
    document.querySelector(".marks-bar .at").textContent = `第${at + 1}/${places.length}处`;
  }

  function showBar() {
    const button = (text, click) => search.element("button", { type: "button", click }, text);
    const named = words.map((word) => `“${word}”`).join("");
    const steps = places.length ? [button("上一处", () => go(at - 1)), button("下一处", () => go(at + 1))] : [];
    const bar = search.element(
      "div",
      { class: "marks-bar", role: "region", "aria-label": "检索词的位置", keydown: (event) => event.key === "Escape" && close() },
      search.element("span", { class: "what-marked" }, places.length ? `正在标出${named}` : `本页没有可以标出的${named}`),
      search.element("span", { class: "at", role: "status" }),
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
