// Small parts that the search page and the suggestions are made of: marked text, a result with its excerpt.
(function () {
  "use strict";
  const { press } = window;
  const { element } = press;
  const BEFORE = 16;
  const LENGTH = 100;
  const [TITLE, SUMMARY, DATA, BODY] = [0, 1, 2, 3];

  press.number = (n) => n.toLocaleString("zh-CN");

  // A query that `parse` reads as exactly these words.
  press.query = (words) => words.map((word) => (word.includes(" ") ? `“${word}”` : word)).join(" ");

  // For each word of an answer, all spellings that stand for it. Folded again, because the table of traditional characters
  // may have come with the answer.
  press.spellings = (words) => words.map(({ word, also }) => [word, ...also].map(press.fold));

  press.marked = function (text, spellings) {
    const shown = document.createDocumentFragment();
    let at = 0;
    for (const [start, end] of press.marks(text, spellings.flat())) {
      shown.append(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    shown.append(text.slice(at));
    return shown;
  };

  // The page that opens goes on marking the words (marks.js).
  press.link = function (address, spellings) {
    const [page, anchor] = address.split("#");
    const mark = spellings.length ? `?mark=${encodeURIComponent(press.query(spellings.flat()))}` : "";
    return page + mark + (anchor ? `#${anchor}` : "");
  };

  press.row = function (hit, words) {
    const spellings = press.spellings(words);
    const isItem = hit.record.includes("/");
    const href = press.link(hit.address, spellings);
    const title = element("a", { href }, press.marked(hit.texts[TITLE].join(""), spellings));
    return element(
      "li",
      { class: isItem ? "row article" : "row", "data-record": hit.record },
      element("span", { class: "place" }, hit.where),
      element("div", { class: "what" }, title, element("p", {}, ...excerpts(hit.texts, spellings))),
      element("span", { class: "year" }, hit.when),
      element("span", { class: "count" }, hit.figures ? `${hit.figures}项数据` : isItem ? "" : "无数据")
    );
  };

  /** @typedef {{ text: string, held: string[][] }} Held: a paragraph, and which words (with all their spellings) stand in it. */

  /**
   * One paragraph where most words stand, and one for the others; the beginning where all stand in the title only.
   * @param {string[][]} texts
   * @param {string[][]} spellings
   */
  function excerpts(texts, spellings) {
    const paragraphs = [...texts[SUMMARY], ...texts[BODY], ...texts[DATA]];
    const places = paragraphs.map((text) => ({ text, held: held(text, spellings) }));
    const first = richest(places, () => true);
    if (!first) return [places.length ? places[0].text.slice(0, LENGTH) : ""];
    const known = new Set([...first.held, ...held(texts[TITLE].join(""), spellings)]);
    const second = known.size < spellings.length ? richest(places, (own) => !known.has(own)) : null;
    const length = second ? LENGTH / 2 : LENGTH;
    const { before, shown, after } = piece(first.text, spellings, length);
    if (!second) return [before, shown, after];
    const next = piece(second.text, spellings, length);
    return [before, shown, "……", next.shown, next.after];
  }

  /**
   * @param {string} text
   * @param {string[][]} spellings
   */
  function held(text, spellings) {
    const folded = press.fold(text);
    return spellings.filter((own) => own.some((spelling) => folded.includes(spelling)));
  }

  /**
   * The first of those places that hold the most words.
   * @param {Held[]} places
   * @param {(own: string[]) => boolean} counts
   */
  function richest(places, counts) {
    /** @type {Held | null} */
    let best = null;
    let most = 0;
    for (const place of places) {
      const count = place.held.filter(counts).length;
      if (count > most) [best, most] = [place, count];
    }
    return best;
  }

  /**
   * @param {string} text
   * @param {string[][]} spellings
   * @param {number} length
   */
  function piece(text, spellings, length) {
    let best = 0;
    let most = 0;
    for (const [start] of press.marks(text, spellings.flat()).slice(0, 40)) {
      const from = beginning(text, start, length);
      const count = held(text.slice(from, from + length), spellings).length;
      if (count > most) [best, most] = [from, count];
    }
    const end = whole(text, best + length);
    const shown = press.marked(text.slice(best, end), spellings);
    return { before: best ? "……" : "", shown, after: end < text.length ? "……" : "" };
  }

  /**
   * A little before a hit, more before one near the end, after a punctuation mark if one is near; the beginning of the text if
   * it is not far.
   * @param {string} text
   * @param {number} hit
   * @param {number} length
   */
  function beginning(text, hit, length) {
    if (hit < length / 2) return 0;
    const from = Math.floor(Math.max(hit - length * 0.45, Math.min(hit - BEFORE, text.length - length * 0.7)));
    const stop = text.slice(from, hit).search(/[，。；：！？、]/);
    return stop < 0 ? whole(text, from) : from + stop + 1;
  }

  // Not between the halves of a character beyond the first plane.
  const whole = (/** @type {string} */ text, /** @type {number} */ at) => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at);
})();
