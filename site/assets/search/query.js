// How index files are read: numbers, grams, which file a gram stands in, which grams answer for a word.
// The same as build/press/search/digits.py and query.py; the format is described in build/press/search/FORMAT.md.
(function () {
  "use strict";
  const { press } = window;
  const BASE = 93;
  const VALUE = new Int32Array(128);
  let value = 0;
  for (let code = 0x20; code < 0x7f; code++) if (code !== 0x22 && code !== 0x5c) VALUE[code] = value++;

  /** A way to write numbers: how many of the 93 digits begin a number of one digit, of two …. */
  class Code {
    /** @param {number[]} firsts */
    constructor(...firsts) {
      this.start = [0];
      this.below = [0];
      firsts.forEach((count, n) => {
        this.start.push(this.start[n] + count);
        this.below.push(this.below[n] + count * Math.pow(BASE, n));
      });
      this.length = Array.from({ length: BASE }, (_, digit) => this.start.findIndex((start) => digit < start));
    }

    /**
     * Return the numbers of a text.
     * @param {string} text
     */
    read(text) {
      const numbers = [];
      for (let at = 0; at < text.length; ) {
        const first = VALUE[text.charCodeAt(at++)];
        const length = this.length[first];
        let number = first - this.start[length - 1];
        for (let n = 1; n < length; n++) number = number * BASE + VALUE[text.charCodeAt(at++)];
        numbers.push(number + this.below[length - 1]);
      }
      return numbers;
    }
  }

  const codes = {
    places: new Code(2, 20, 62, 7, 1, 1),
    lists: new Code(80, 9, 1, 1, 1, 1),
    stretches: new Code(91, 1, 1),
    sizes: new Code(28, 46, 12, 4, 2, 1),
  };

  /**
   * Return one value for each document, of one of the three ways in which columns are written.
   * @param {Press.Column} column
   * @param {number} documents
   */
  function columnValues([known, way, text], documents) {
    if (way === -1) return spread(codes.sizes.read(text)).map((n) => known[n]);
    if (way === 0) return codes.sizes.read(text).map((n) => known[n]);
    const base = Math.max(2, known.length);
    const values = [];
    for (let at = 0; at < text.length; at++) {
      let digit = VALUE[text.charCodeAt(at)];
      for (let k = 0; k < way && values.length < documents; k++) {
        values.push(known[digit % base]);
        digit = Math.floor(digit / base);
      }
    }
    return values;
  }

  /**
   * Return the values of runs: [value, how often …].
   * @template T
   * @param {(T | number)[]} runs
   */
  function spread(runs) {
    /** @type {T[]} */
    const values = [];
    for (let n = 0; n < runs.length; n += 2) {
      for (let k = 0; k < Number(runs[n + 1]); k++) values.push(/** @type {T} */ (runs[n]));
    }
    return values;
  }

  /**
   * Return the file in which a gram stands: FNV-1a over its UTF-16 units.
   * @param {string} gram
   * @param {number} files
   */
  function shard(gram, files) {
    let hash = 2166136261;
    for (let n = 0; n < gram.length; n++) hash = Math.imul(hash ^ gram.charCodeAt(n), 16777619) >>> 0;
    return ((hash ^ (hash >>> 15)) >>> 0) % files;
  }

  /**
   * Return a gram's share of the columns of its length, "" where the file does not know it.
   * @param {string} gram
   * @param {string} grams
   * @param {number[]} sizes
   * @param {string} text
   */
  function entry(gram, grams, sizes, text) {
    let at = 0;
    for (let n = 0; n < sizes.length; n++) {
      if (grams.startsWith(gram, n * gram.length)) return text.slice(at, at + sizes[n]);
      at += sizes[n];
    }
    return "";
  }

  /**
   * Return whether a word is one of the strings that the index knows (if it occurs at all).
   * @param {string} word
   * @param {Set<string>} heavy
   */
  function isGram(word, heavy) {
    return word.length <= 2 || heavy.has(word.slice(0, -1)) || heavy.has(word.slice(1));
  }

  /**
   * Return [offset, gram] of the fewest light grams that together hold every character of a word.
   * @param {string} word
   * @param {Set<string>} heavy
   * @param {number} longest
   */
  function cover(word, heavy, longest) {
    /** @type {[offset: number, gram: string][]} */
    const chosen = [];
    let reached = 0;
    while (reached < word.length) {
      /** @type {[start: number, end: number] | null} */
      let best = null;
      for (let start = 0; start <= Math.min(reached, word.length - 2); start++) {
        const end = lightEnd(word, start, heavy, longest);
        if (end && (!best || end > best[1] || (end === best[1] && start > best[0]))) best = [start, end];
      }
      if (!best) throw new Error(word);
      chosen.push([best[0], word.slice(best[0], best[1])]);
      reached = best[1];
    }
    return chosen;
  }

  /**
   * Return where the longest light gram that begins at `start` ends, or 0.
   * @param {string} word
   * @param {number} start
   * @param {Set<string>} heavy
   * @param {number} longest
   */
  function lightEnd(word, start, heavy, longest) {
    for (let end = Math.min(word.length, start + longest); end >= start + 2; end--) {
      const gram = word.slice(start, end);
      if (!heavy.has(gram) && isGram(gram, heavy)) return end;
    }
    return 0;
  }

  Object.assign(press, { codes, columnValues, spread, shard, entry, isGram, cover });
})();
