// Reads one segment of the index from files that are loaded as they are needed: as plain scripts, because fetch and modules do not
// work from file://. Each script calls `press.part` once. The same answers as build/press/search/reader.py.
(function () {
  "use strict";
  const { press } = window;
  const { codes, columnValues, spread, shard, entry, isGram, cover, fold, learn } = press;
  const SLOT = 512;
  const STARTS = [0, 64, 256, 768];
  const BUCKETS = [2, 3, 4, 5, 7, 9, 13, 17, 25, 33];
  const SCORE = BUCKETS.length + 1;
  const SCORES = 4 * SCORE;
  const STRETCH = 256;
  const BODY_STRETCHES = 10;
  const ALL_STRETCHES = 3 + BODY_STRETCHES;
  const LONGEST = 12;
  const ROWS = 256;
  const TEXTS = 1000;
  const PRIVATE_USE = 0xe000;
  const AT_ONCE = 2; // grams of a long word that are loaded before the next ones
  const FEW = 10; // documents whose texts cost less than more grams do, as they will be shown anyway
  const KEPT = 400; // files kept in memory

  // Loading -----------------------------------------------------------------------------------------------------------

  /** @type {WeakMap<object, unknown>} */
  const given = new WeakMap();

  /**
   * Load a script; its data are what it gives to `press.part`.
   * @param {string} address
   */
  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => {
        script.remove();
        resolve(given.get(script));
      };
      script.onerror = () => {
        script.remove();
        reject(new Error(address.replace(/^.*\/search\//, "")));
      };
      document.head.append(script);
    });
  }
  press.part = (data) => {
    if (document.currentScript) given.set(document.currentScript, data);
  };

  /** Load each file once and keep the last ones; one that failed is tried again. */
  class Files {
    /** @param {string} base */
    constructor(base) {
      this.base = base;
      /** @type {Map<string, Promise<any>>} */
      this.kept = new Map();
    }

    /** @param {string} name */
    read(name) {
      const before = this.kept.get(name);
      if (before) return before;
      const loading = press.load(`${this.base}${name}.js`);
      this.kept.set(name, loading);
      loading.catch(() => this.kept.delete(name));
      if (this.kept.size > KEPT) this.kept.delete(Array.from(this.kept.keys())[0]);
      return loading;
    }
  }

  // One segment -------------------------------------------------------------------------------------------------------

  /** What a word finds in a segment: documents ascending, and of each its score and the stretches that the word stands in. */
  class Found {
    constructor() {
      /** @type {number[]} */
      this.documents = [];
      /** @type {number[]} */
      this.scores = [];
      /** @type {number[]} */
      this.stretches = [];
    }

    /**
     * @param {number} document
     * @param {number} score
     * @param {number} stretches
     */
    add(document, score, stretches) {
      this.documents.push(document);
      this.scores.push(score);
      this.stretches.push(stretches);
    }
  }

  class Segment {
    /**
     * @param {Press.Files} files
     * @param {Press.Entry} entry
     * @param {any} table
     * @param {Press.Parents} parents
     */
    constructor(files, entry, table, parents) {
      this.files = files;
      /** @type {number[]} */
      this.numbers = [];
      this.folder = entry.folder;
      this.before = entry.before;
      this.gone = new Set(codes.sizes.read(entry.gone));
      /** @type {number} */
      this.count = table.documents;
      this.first = new Uint32Array(this.count + 1);
      columnValues(table.slots, this.count).forEach((slots, n) => (this.first[n + 1] = this.first[n] + Number(slots)));
      const starts = codes.sizes.read(table.starts);
      /** @type {Map<number, number[]>} */
      this.starts = new Map();
      for (let n = 0; n < starts.length; n += 4) this.starts.set(starts[n], [0].concat(starts.slice(n + 1, n + 4)));
      /** @type {string[]} */
      const special = Array.from(table.special);
      this.special = new Map(special.map((char, n) => [char, String.fromCharCode(PRIVATE_USE + n)]));
      /** @type {[light: number, heavy: number]} */
      this.fileCounts = table.files;
      /** @type {Set<string>} */
      this.heavy = new Set();
      table.heavy.forEach((/** @type {string} */ text, /** @type {number} */ n) => pieces(text, n + 2).forEach((gram) => this.heavy.add(gram)));
      /** @type {string[]} */
      this.places = spread(table.places);
      const columns = new Map(Object.keys(table.facets).map((name) => [name, columnValues(table.facets[name], this.count)]));
      columns.set("place", this.places);
      this.facets = new Map(Array.from(columns, ([name, values]) => [name, facet(values, parents[name])]));
    }

    /**
     * Return what a folded word finds; stretches only where they are asked for.
     * @param {string} word
     * @param {boolean} near
     */
    async answer(word, near) {
      const marked = Array.from(word, (char) => this.special.get(char) || plain(char)).join("");
      if (marked.length === 1 || this.heavy.has(marked)) return this.listed(marked, near && marked.length > 1);
      if (isGram(marked, this.heavy)) return this.hits(await this.gramPlaces(marked));
      return this.covered(marked, word);
    }

    /**
     * @param {string} gram
     * @param {boolean} near
     */
    async listed(gram, near) {
      const file = shard(gram, this.fileCounts[1]);
      const [columns, stretches] = await Promise.all([this.part(`l/${file}`), near ? this.part(`m/${file}`) : null]);
      const found = new Found();
      if (gram.length > columns.length) return found;
      const [grams, sizes, text] = columns[gram.length - 1];
      const sets = near ? this.sets(gram, grams, stretches[gram.length - 2]) : [];
      let document = -1;
      codes.lists.read(entry(gram, grams, codes.sizes.read(sizes), text)).forEach((number, n) => {
        document += Math.floor(number / SCORES) + 1;
        found.add(document, number % SCORES, near ? sets[n] : 0);
      });
      return found;
    }

    /**
     * @param {string} gram
     * @param {string} grams
     * @param {[sizes: string, text: string]} column
     */
    sets(gram, grams, [sizes, text]) {
      return codes.stretches.read(entry(gram, grams, codes.sizes.read(sizes), text)).map((rank) => bySize()[rank]);
    }

    /**
     * @param {string} gram
     * @returns {Promise<number[]>}
     */
    async gramPlaces(gram) {
      const columns = await this.part(`g/${shard(gram, this.fileCounts[0])}`);
      if (gram.length - 2 >= columns.length) return [];
      const [grams, sizes, text] = columns[gram.length - 2];
      let place = 0;
      return codes.places.read(entry(gram, grams, codes.sizes.read(sizes), text)).map((gap) => (place += gap));
    }

    /**
     * Join the places of several grams at their offsets; once few documents are left, their texts decide.
     * @param {string} marked
     * @param {string} word
     */
    async covered(marked, word) {
      const grams = cover(marked, this.heavy, LONGEST);
      /** @type {number[]} */
      let places = [];
      for (let n = 0; n < grams.length; n += AT_ONCE) {
        const some = grams.slice(n, n + AT_ONCE);
        const lists = await Promise.all(some.map((gram) => this.gramPlaces(gram[1])));
        lists.forEach((list, k) => (places = n + k ? joined(places, list, some[k][0]) : list.map((place) => place - some[k][0])));
        if (!places.length) break;
        const left = this.documentsOf(places);
        if (n + AT_ONCE < grams.length && left.length <= FEW) return this.hits(await this.placesInTexts(left, word));
      }
      return this.hits(places);
    }

    /** @param {number[]} places */
    documentsOf(places) {
      /** @type {number[]} */
      const found = [];
      let document = -1;
      for (const place of places) {
        if (document >= 0 && place < this.first[document + 1] * SLOT) continue;
        document = this.documentAt(place);
        found.push(document);
      }
      return found;
    }

    /** @param {number} place */
    documentAt(place) {
      const slot = Math.floor(place / SLOT);
      let low = 0;
      let high = this.count;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.first[middle] <= slot) low = middle;
        else high = middle;
      }
      return low;
    }

    /**
     * @param {number[]} documents
     * @param {string} word
     */
    async placesInTexts(documents, word) {
      const texts = await Promise.all(documents.map((document) => this.text(document)));
      /** @type {number[]} */
      const places = [];
      texts.forEach((text, n) => {
        const laid = layout(text.texts);
        const characters = Array.from(laid);
        const target = Array.from(word);
        // Places count characters, string offsets count units; they differ only beyond the first plane.
        const plainText = characters.length === laid.length && target.length === word.length;
        const found = plainText ? unitPlaces(laid, word) : characterPlaces(characters, target);
        found.forEach((at) => places.push(this.first[documents[n]] * SLOT + at));
      });
      return places;
    }

    /** @param {number[]} places */
    hits(places) {
      const found = new Found();
      for (let n = 0; n < places.length; ) {
        const document = this.documentAt(places[n]);
        const begin = this.first[document] * SLOT;
        const end = this.first[document + 1] * SLOT;
        const starts = this.starts.get(document) || STARTS;
        const from = n;
        let best = 3;
        let stretches = 0;
        for (; n < places.length && places[n] < end; n++) {
          const within = places[n] - begin;
          let kind = 3;
          while (within < starts[kind]) kind--;
          best = Math.min(best, kind);
          stretches |= 1 << (kind < 3 ? kind : 3 + Math.min(Math.floor((within - starts[3]) / STRETCH), BODY_STRETCHES - 1));
        }
        found.add(document, best * SCORE + bucket(n - from), stretches);
      }
      return found;
    }

    /** @param {string} name */
    part(name) {
      return this.files.read(`${this.folder}/${name}`);
    }

    /**
     * @param {number} document
     * @returns {Promise<Press.Text>}
     */
    async text(document) {
      const data = await this.part(`t/${Math.floor(document / TEXTS)}/${document}`);
      const [record, address, where, when, figures, traditional] = data;
      if (traditional) learn(traditional);
      return { record, address, where, when, figures, traditional, texts: data.slice(6) };
    }

    /**
     * @param {number} document
     * @returns {Promise<Press.Row>}
     */
    async row(document) {
      const rows = await this.part(`r/${Math.floor(document / ROWS)}`);
      const [record, address, where, when, figures, title] = rows[document % ROWS];
      return { record, address, where, when, figures, title };
    }
  }

  /**
   * Return the values of each document as lists, with the places and classes above them; equal ones share a list.
   * @param {string[]} values
   * @param {Record<string, string>} [parents]
   */
  function facet(values, parents = {}) {
    /** @type {Map<string, string[]>} */
    const lists = new Map();
    return values.map((value) => {
      const own = value.split(" ").filter(Boolean);
      const list = lists.get(value) || Array.from(new Set(own.concat(own.map((v) => parents[v]).filter(Boolean))));
      lists.set(value, list);
      return list;
    });
  }

  // Sets of stretches as bits, those of one first, then those of two …, as they are numbered in the files.
  /** @type {number[] | null} */
  let setsBySize = null;
  function bySize() {
    const bits = (/** @type {number} */ set) => set.toString(2).replace(/0/g, "").length;
    const make = () => Array.from({ length: 1 << ALL_STRETCHES }, (_, set) => set).sort((a, b) => bits(a) - bits(b) || a - b);
    return setsBySize || (setsBySize = make());
  }

  const bucket = (/** @type {number} */ count) => BUCKETS.filter((least) => count >= least).length;
  const plain = (/** @type {string} */ char) => (char.length > 1 || (char >= "\ue000" && char <= "\uf8ff") ? "\0" : char);

  /**
   * @param {string} text
   * @param {number} length
   */
  function pieces(text, length) {
    /** @type {string[]} */
    const found = [];
    for (let n = 0; n < text.length; n += length) found.push(text.slice(n, n + length));
    return found;
  }

  /**
   * @param {number[]} places
   * @param {number[]} list
   * @param {number} offset
   */
  function joined(places, list, offset) {
    const known = new Set(list);
    return places.filter((place) => known.has(place + offset));
  }

  /**
   * Lay out the paragraphs of a document as build/press/search/document.py does.
   * @param {string[][]} texts
   */
  function layout(texts) {
    let text = "";
    texts.forEach((paragraphs, kind) => {
      const start = Math.max(STARTS[kind], text ? count(text) + 1 : 0);
      const folded = paragraphs.map((p) => fold(p).replace(/\0/g, "")).filter(Boolean).join("\0");
      if (folded) text += "\0".repeat(start - count(text)) + folded;
    });
    return text;
  }

  /** @param {string} text */
  function count(text) {
    return /[\ud800-\udbff]/.test(text) ? Array.from(text).length : text.length;
  }

  /**
   * @param {string} text
   * @param {string} word
   */
  function unitPlaces(text, word) {
    /** @type {number[]} */
    const found = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at);
    return found;
  }

  /**
   * @param {string[]} text
   * @param {string[]} word
   */
  function characterPlaces(text, word) {
    /** @type {number[]} */
    const found = [];
    for (let at = 0; at + word.length <= text.length; at++) if (word.every((char, n) => text[at + n] === char)) found.push(at);
    return found;
  }

  press.openSegment = async (files, entry, parents = {}) => {
    const table = await files.read(`${entry.folder}/table`);
    return new Segment(files, entry, table, parents);
  };
  Object.assign(press, { load: loadScript, Files, SCORE, ALL_STRETCHES });
})();
