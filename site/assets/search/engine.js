// Answers queries from all segments: puts their hits in one order, counts facets. The same answers as build/press/search/reader.py.
(function () {
  "use strict";
  const { press } = window;
  const { fold, learn, Files, openSegment, SCORE, ALL_STRETCHES } = press;
  const PLACES = 4194304; // more than there are documents

  class Engine {
    /**
     * @param {Press.Files} files
     * @param {Press.Now} now
     * @param {Press.Segment[]} segments
     */
    constructor(files, now, segments) {
      this.files = files;
      this.now = { ...now, suggestions: suggestions(now) };
      this.segments = segments;
      this.number(segments);
      /** @type {Map<string, string[]>} */
      this.also = new Map();
      for (const group of now.synonyms || []) {
        const folded = group.map(fold);
        folded.forEach((word, n) => this.also.set(word, folded.filter((_, k) => k !== n && folded[k] !== word)));
      }
    }

    /**
     * Number all documents, the newest first: those of the delta go before the documents of the base that they name.
     * @param {Press.Segment[]} segments
     */
    number([base, delta]) {
      const before = delta ? delta.before : [];
      let shift = 0;
      base.numbers = Array.from({ length: base.count }, (_, document) => {
        while (shift < before.length && before[shift] <= document) shift++;
        return document + shift;
      });
      if (delta) delta.numbers = before.map((at, own) => Math.min(at, base.count) + own);
    }

    /**
     * Return all documents in which every word stands and that pass the filters, sorted, with the counts of the facets.
     * @param {string[]} words
     * @param {Press.Options} options
     * @returns {Promise<Press.Answer>}
     */
    async search(words, options) {
      const { filters = {}, sort = "best", synonyms = true } = options;
      const { hits: found, wanted } = await this.simplified(words, synonyms);
      const counts = new Counts(filters);
      const hits = found.filter((hit) => counts.add(hit.segment, hit.document));
      return { total: hits.length, hits: sorted(hits, sort), words: wanted, facets: counts.facets };
    }

    /**
     * Ask, and where a word finds nothing ask again in simplified characters: their table is loaded only then.
     * @param {string[]} words
     * @param {boolean} synonyms
     */
    async simplified(words, synonyms) {
      const answer = await this.all(words, synonyms);
      if (!answer.missing.some((word) => /[^\0-\x7f]/.test(word))) return answer;
      await press.learnTraditional();
      const again = words.map(fold);
      return again.some((word, n) => word !== words[n]) ? this.all(again, synonyms) : answer;
    }

    /**
     * @param {string[]} words
     * @param {boolean} synonyms
     */
    async all(words, synonyms) {
      const wanted = words.map((word) => ({ word, also: synonyms ? this.also.get(word) || [] : [] }));
      const answers = await Promise.all(this.segments.map((segment) => this.inSegment(segment, wanted)));
      const missing = words.filter((_, n) => answers.every((answer) => answer.empty[n]));
      return { wanted, missing, hits: answers.flatMap((answer) => answer.hits) };
    }

    /**
     * @param {Press.Segment} segment
     * @param {Press.Wanted[]} wanted
     */
    async inSegment(segment, wanted) {
      const near = wanted.length > 1;
      const spellings = (/** @type {Press.Wanted} */ one) => Promise.all([one.word, ...one.also].map((word) => segment.answer(word, near)));
      const answers = (await Promise.all(wanted.map(spellings))).map(united);
      const ranks = answers.length ? answers.reduce(narrowed) : everything(segment);
      /** @type {Press.Hit[]} */
      const hits = [];
      ranks.forEach((own, document) => {
        if (!segment.gone.has(document)) hits.push({ segment, document, rank: rankOf(own), number: segment.numbers[document] });
      });
      return { hits, empty: answers.map((answer) => !answer.size) };
    }

    /** @param {Press.Hit[]} hits */
    texts(hits) {
      return Promise.all(hits.map((hit) => hit.segment.text(hit.document)));
    }

    /** @param {Press.Hit[]} hits */
    rows(hits) {
      return Promise.all(hits.map((hit) => hit.segment.row(hit.document)));
    }

    /**
     * Return for each word how many answers there would be without it.
     * @param {string[]} words
     * @param {Press.Options} options
     */
    without(words, options) {
      const rest = (/** @type {number} */ n) => words.filter((_, k) => k !== n);
      return Promise.all(words.map(async (dropped, n) => ({ dropped, total: (await this.search(rest(n), options)).total })));
    }
  }

  /** @typedef {{ kind: number, often: number, stretches: number[] }} Own: a document's hits for one word or several. */
  /** @typedef {Map<number, Own>} Ranks by document. */

  /**
   * Best class and frequency are added up, stretches are kept apart.
   * @param {Press.Found[]} answers
   */
  function united(answers) {
    /** @type {Ranks} */
    const found = new Map();
    for (const answer of answers) {
      answer.documents.forEach((document, n) => {
        const own = { kind: Math.floor(answer.scores[n] / SCORE), often: answer.scores[n] % SCORE, stretches: [answer.stretches[n]] };
        const before = found.get(document);
        found.set(document, before ? better(before, own) : own);
      });
    }
    return found;
  }

  /**
   * @param {Own} one
   * @param {Own} other
   * @returns {Own}
   */
  function better(one, other) {
    const stretches = [one.stretches[0] | other.stretches[0]];
    return { kind: Math.min(one.kind, other.kind), often: Math.max(one.often, other.often), stretches };
  }

  /**
   * @param {Ranks} ranks
   * @param {Ranks} answer
   */
  function narrowed(ranks, answer) {
    /** @type {Ranks} */
    const both = new Map();
    ranks.forEach((own, document) => {
      const more = answer.get(document);
      if (more) {
        const stretches = own.stretches.concat(more.stretches);
        both.set(document, { kind: own.kind + more.kind, often: own.often + more.often, stretches });
      }
    });
    return both;
  }

  /**
   * @param {Press.Segment} segment
   * @returns {Ranks}
   */
  function everything(segment) {
    /** @type {Own} */
    const nothing = { kind: 0, often: 0, stretches: [] };
    return new Map(Array.from({ length: segment.count }, (_, document) => [document, nothing]));
  }

  /**
   * Return a number that is smaller for the better answer: classes, then nearness, then frequency.
   * @param {Own} own
   */
  function rankOf(own) {
    let near = 0;
    if (own.stretches.length > 1) {
      for (let bit = 0; bit < ALL_STRETCHES; bit++) {
        let here = 0;
        for (const mask of own.stretches) here += (mask >> bit) & 1;
        near = Math.max(near, here);
      }
    }
    return (Math.min(own.kind, 255) * 64 + 63 - Math.min(near, 63)) * 1024 + 1023 - Math.min(own.often, 1023);
  }

  /**
   * @param {Press.Hit[]} hits
   * @param {string} sort
   */
  function sorted(hits, sort) {
    const places = new Map(sort === "place" ? placesOf(hits).map((code, n) => [code, n]) : []);
    const first = (/** @type {Press.Hit} */ hit) => {
      if (sort === "date") return 0;
      return sort === "place" ? Number(places.get(hit.segment.places[hit.document])) : hit.rank;
    };
    const keyed = hits.map((hit) => ({ hit, key: first(hit) * PLACES + hit.number }));
    return keyed.sort((a, b) => a.key - b.key).map(({ hit }) => hit);
  }

  /** @param {Press.Hit[]} hits */
  function placesOf(hits) {
    return Array.from(new Set(hits.map((hit) => hit.segment.places[hit.document]))).sort();
  }

  /** Counts the values of every facet among the documents that pass the filters of all other facets. */
  class Counts {
    /** @param {Press.Filters} filters */
    constructor(filters) {
      const used = Object.keys(filters).filter((name) => filters[name].length);
      this.filters = used.map((name) => ({ name, wanted: new Set(filters[name]) }));
      /** @type {Record<string, Map<string, number>>} */
      this.facets = {};
    }

    /**
     * Count a document; return whether it passes all filters.
     * @param {Press.Segment} segment
     * @param {number} document
     */
    add(segment, document) {
      const failed = this.filters.filter(({ name, wanted }) => !values(segment, name, document).some((value) => wanted.has(value)));
      if (failed.length > 1) return false;
      segment.facets.forEach((facet, name) => {
        if (failed.length && failed[0].name !== name) return;
        const counts = this.facets[name] || (this.facets[name] = new Map());
        for (const value of facet[document]) counts.set(value, (counts.get(value) || 0) + 1);
      });
      return !failed.length;
    }
  }

  /**
   * @param {Press.Segment} segment
   * @param {string} name
   * @param {number} document
   */
  function values(segment, name, document) {
    const facet = segment.facets.get(name);
    return facet ? facet[document] : [];
  }

  /**
   * Return [name, what it is, address] of all places, fields and kinds, and of what else now.js names.
   * @param {Press.Now} now
   */
  function suggestions(now) {
    /**
     * @param {string} facet
     * @param {string} kind
     * @param {string} folder
     * @returns {Press.Suggestion[]}
     */
    const all = (facet, kind, folder) => {
      const codes = Object.keys(now.names[facet]);
      return codes.map((code) => [fullName(now, facet, code), kind, `${folder}/${code}.html`]);
    };
    return [...all("place", "地区", "places"), ...all("field", "领域", "fields"), ...all("kind", "做法", "kinds"), ...now.suggestions];
  }

  /**
   * Return a county with its city before it, for several have the same name.
   * @param {Press.Now} now
   * @param {string} facet
   * @param {string} code
   */
  function fullName(now, facet, code) {
    const above = facet === "place" ? now.names.place[now.parents.place[code]] || "" : "";
    return above + now.names[facet][code];
  }

  // The public face ---------------------------------------------------------------------------------------------------

  /** @type {Promise<Press.Engine> | null} */
  let opened = null;
  /** @type {Promise<void> | null} */
  let learning = null;

  /**
   * Open the index; called again it gives the same engine, or tries again if that failed.
   * @param {string} base
   */
  function open(base) {
    if (opened) return opened;
    const opening = engineAt(base);
    opened = opening;
    opening.catch(() => (opened = null));
    press.learnTraditional = () => {
      const loading = learning || opening.then((engine) => engine.files.read(engine.now.traditional)).then(learn);
      learning = loading;
      loading.catch(() => (learning = null));
      return loading;
    };
    return opening;
  }

  /**
   * @param {string} base
   * @returns {Promise<Press.Engine>}
   */
  async function engineAt(base) {
    const files = new Files(base);
    /** @type {Press.Now} */
    const now = await files.read("now");
    return new Engine(files, now, await Promise.all(now.segments.map((entry) => openSegment(files, entry, now.parents))));
  }

  /**
   * Look whether the index that was opened has given way to a newer one, as after a publication; if so, the next `open` opens that.
   * @param {string} base
   */
  async function renewed(base) {
    const engine = opened && (await opened.catch(() => null));
    /** @type {Press.Now} */
    const now = await press.load(`${base}now.js?${Date.now()}`);
    const names = (/** @type {Press.Now} */ of) => of.segments.map(({ folder }) => folder).join();
    if (engine && names(engine.now) === names(now)) return false;
    opened = null;
    learning = null;
    return true;
  }

  Object.assign(press, { open, renewed });
})();
