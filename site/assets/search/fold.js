// Folding, words of a query and marks: the same rules as build/records/folding.py and build/press/search/query.py.
// tests/press/folding.json holds the examples that both are run against.
(function () {
  "use strict";
  const { press } = window;
  const HAN = "\\u3005\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  // Spelled out, because \s is not the same in Python and JavaScript.
  const SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2028\\u2029\\ufeff";
  const SPACES = new RegExp(`[${SPACE}]+`, "gu");
  const IS_SPACE = new RegExp(`^[${SPACE}]+$`, "u");
  const IS_HAN = new RegExp(`[${HAN}]`, "u");
  const ENDS_IN_HAN = new RegExp(`[${HAN}]$`, "u"); // no lookbehind: a browser that does not know it would not run any of this
  const BEGINS_WITH_HAN = new RegExp(`^[${HAN}]`, "u");
  // A phrase in quotation marks stands apart from its neighbours; a mark inside a word is part of the text that is looked for.
  const WORD = new RegExp(`[“"]([^“”"]+)[”"](?=[${SPACE}\\u3000]|$)|([^${SPACE}\\u3000]+)`, "gu");
  // A character and what NFKC may join to it.
  const CLUSTER = /[\s\S][\p{M}\uff9e\uff9f\u1160-\u11ff]*/gu;
  /** @type {Map<string, string>} */
  const simpler = new Map();

  /**
   * Take in the table of traditional and simplified characters; it is loaded only when a query or a text needs it.
   * @param {[traditional: string, simplified: string]} table
   */
  function learn(table) {
    const simplified = Array.from(table[1]);
    Array.from(table[0]).forEach((char, n) => simpler.set(char, simplified[n]));
  }

  /** @param {string} text */
  function simplify(text) {
    return simpler.size ? Array.from(text, (char) => simpler.get(char) || char).join("") : text;
  }

  /**
   * Return a paragraph as the search compares it.
   * @param {string} text
   */
  function fold(text) {
    const folded = simplify(text.normalize("NFKC")).toLowerCase();
    return folded.replace(SPACES, (run, at) => {
      const before = folded.slice(Math.max(0, at - 2), at); // a character beyond the first plane takes two units
      const after = folded.slice(at + run.length, at + run.length + 2);
      return before && after && !ENDS_IN_HAN.test(before) && !BEGINS_WITH_HAN.test(after) ? " " : "";
    });
  }

  /**
   * Return the folded words of a query; “…” keeps a phrase with spaces whole.
   * @param {string} query
   */
  function parse(query) {
    const words = Array.from(query.matchAll(WORD), (found) => fold(found[1] || found[2]));
    return Array.from(new Set(words)).filter(Boolean);
  }

  /** @typedef {[unit: string, start: number, end: number]} Unit of folded text, and where in the original its character stands. */

  /** @param {string} text */
  function foldWithPlaces(text) {
    /** @type {Unit[]} */
    const units = [];
    let at = 0;
    for (const cluster of text.match(CLUSTER) || []) {
      const folded = simplify(cluster.normalize("NFKC")).toLowerCase();
      for (let n = 0; n < folded.length; n++) units.push([folded[n], at, at + cluster.length]);
      at += cluster.length;
    }
    const kept = withoutNeedlessSpaces(units);
    return { text: kept.map((unit) => unit[0]).join(""), units: kept };
  }

  /** @param {Unit[]} units */
  function withoutNeedlessSpaces(units) {
    /** @type {Unit[]} */
    const kept = [];
    let n = 0;
    while (n < units.length) {
      if (!IS_SPACE.test(units[n][0])) {
        kept.push(units[n++]);
        continue;
      }
      const start = n;
      while (n < units.length && IS_SPACE.test(units[n][0])) n++;
      const before = kept.length ? lastCharacter(kept) : "";
      const after = n < units.length ? firstCharacter(units, n) : "";
      if (before && after && !IS_HAN.test(before) && !IS_HAN.test(after)) kept.push([" ", units[start][1], units[n - 1][2]]);
    }
    return kept;
  }

  /**
   * Characters beyond the first plane take two units.
   * @param {Unit[]} units
   */
  function lastCharacter(units) {
    const last = units[units.length - 1][0];
    return last >= "\udc00" && last <= "\udfff" && units.length > 1 ? units[units.length - 2][0] + last : last;
  }

  /**
   * @param {Unit[]} units
   * @param {number} n
   */
  function firstCharacter(units, n) {
    const first = units[n][0];
    return first >= "\ud800" && first <= "\udbff" && n + 1 < units.length ? first + units[n + 1][0] : first;
  }

  /**
   * Return [start, end] of every occurrence of folded words in a text, as UTF-16 offsets, sorted and merged.
   * @param {string} text
   * @param {string[]} words
   */
  function marks(text, words) {
    const folded = foldWithPlaces(text);
    /** @type {Press.Span[]} */
    const spans = [];
    for (const word of words.filter(Boolean)) {
      for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + 1)) {
        spans.push([folded.units[at][1], folded.units[at + word.length - 1][2]]);
      }
    }
    return merged(spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
  }

  /** @param {Press.Span[]} spans */
  function merged(spans) {
    /** @type {Press.Span[]} */
    const found = [];
    for (const [start, end] of spans) {
      const last = found[found.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else found.push([start, end]);
    }
    return found;
  }

  Object.assign(press, { fold, parse, marks, learn });
})();
