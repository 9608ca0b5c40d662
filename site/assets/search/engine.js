// Answers queries from all segments: puts their hits in one order, counts facets. The same answers as build/press/search/reader.py.
(function (root) {
  "use strict";
  const { fold, learn, Files, Segment, SCORE, ALL_STRETCHES } = root.pressSearch;
  const PLACES = 4194304; // more than there are documents

  class Engine {
    constructor(base) {
      this.files = new Files(base);
    }

    async open() {
      this.now = await this.files.read("now");
      this.now.suggestions = suggestions(this.now);
      this.segments = await Promise.all(this.now.segments.map((entry) => new Segment(this.files, entry, this.now.parents).open()));
      this.number();
      this.also = new Map();
      for (const group of this.now.synonyms || []) {
        const folded = group.map(fold);
        folded.forEach((word, n) => this.also.set(word, folded.filter((_, k) => k !== n && folded[k] !== word)));
      }
      return this;
    }

    /** Number all documents, the newest first: those of the delta go before the documents of the base that they name. */
    number() {
      const [base, delta] = this.segments;
      const before = delta ? delta.before : [];
      this.inDelta = new Map(before.map((at, own) => [Math.min(at, base.count) + own, own]));
      let shift = 0;
      base.numbers = Array.from({ length: base.count }, (_, document) => {
        while (shift < before.length && before[shift] <= document) shift++;
        return document + shift;
      });
      if (delta) delta.numbers = before.map((at, own) => Math.min(at, base.count) + own);
      this.owner = [];
      this.segments.forEach((segment) => segment.numbers.forEach((number, document) => (this.owner[number] = [segment, document])));
    }

    /** Return all documents in which every word stands and that pass the filters, sorted, with the counts of the facets. */
    async search(words, options) {
      const settings = Object.assign({ filters: {}, sort: "best", synonyms: true }, options);
      const { hits: found, wanted } = await this.simplified(words, settings.synonyms);
      const counts = new Counts(settings.filters);
      const hits = found.filter((hit) => counts.add(hit.segment, hit.document));
      return { total: hits.length, hits: sorted(hits, settings.sort), words: wanted, facets: counts.facets };
    }

    /** Ask, and where a word finds nothing ask again in simplified characters: their table is loaded only then. */
    async simplified(words, synonyms) {
      const answer = await this.all(words, synonyms);
      if (!answer.missing.some((word) => /[^\0-\x7f]/.test(word))) return answer;
      await root.pressSearch.learnTraditional();
      const again = words.map(fold);
      return again.some((word, n) => word !== words[n]) ? this.all(again, synonyms) : answer;
    }

    async all(words, synonyms) {
      const wanted = words.map((word) => ({ word, also: synonyms ? this.also.get(word) || [] : [] }));
      const answers = await Promise.all(this.segments.map((segment) => this.inSegment(segment, wanted)));
      const missing = words.filter((_, n) => answers.every((answer) => answer.empty[n]));
      return { wanted, missing, hits: [].concat(...answers.map((answer) => answer.hits)) };
    }

    async inSegment(segment, wanted) {
      const near = wanted.length > 1;
      const spellings = (one) => Promise.all([one.word, ...one.also].map((word) => segment.answer(word, near)));
      const answers = (await Promise.all(wanted.map(spellings))).map(united);
      let ranks = null;
      for (const answer of answers) ranks = narrowed(ranks, answer);
      const hits = [];
      (ranks || everything(segment)).forEach((own, document) => {
        if (!segment.gone.has(document)) hits.push({ segment, document, rank: rankOf(own), number: segment.numbers[document] });
      });
      return { hits, empty: answers.map((answer) => !answer.size) };
    }

    texts(hits) {
      return Promise.all(hits.map((hit) => hit.segment.text(hit.document)));
    }

    rows(hits) {
      return Promise.all(hits.map((hit) => hit.segment.row(hit.document)));
    }

    /** Return for each word how many answers there would be without it. */
    without(words, options) {
      const rest = (n) => words.filter((_, k) => k !== n);
      return Promise.all(words.map(async (dropped, n) => ({ dropped, total: (await this.search(rest(n), options)).total })));
    }
  }

  /** A document's hits for one word or several: best class and frequency are added up, stretches are kept apart. */
  function united(answers) {
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

  function better(one, other) {
    const stretches = [one.stretches[0] | other.stretches[0]];
    return { kind: Math.min(one.kind, other.kind), often: Math.max(one.often, other.often), stretches };
  }

  function narrowed(ranks, answer) {
    if (!ranks) return answer;
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

  function everything(segment) {
    const nothing = { kind: 0, often: 0, stretches: [] };
    return new Map(Array.from({ length: segment.count }, (_, document) => [document, nothing]));
  }

  /** Return a number that is smaller for the better answer: classes, then nearness, then frequency. */
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

  function sorted(hits, sort) {
    const places = sort === "place" ? new Map(placesOf(hits).map((code, n) => [code, n])) : null;
    const first = { best: (hit) => hit.rank, date: () => 0, place: (hit) => places.get(hit.segment.places[hit.document]) }[sort];
    const keyed = hits.map((hit) => [first(hit) * PLACES + hit.number, hit]);
    return keyed.sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
  }

  function placesOf(hits) {
    return Array.from(new Set(hits.map((hit) => hit.segment.places[hit.document]))).sort();
  }

  /** Counts the values of every facet among the documents that pass the filters of all other facets. */
  class Counts {
    constructor(filters) {
      this.filters = Object.keys(filters).filter((name) => filters[name].length).map((name) => [name, new Set(filters[name])]);
      this.facets = {};
    }

    /** Count a document; return whether it passes all filters. */
    add(segment, document) {
      const failed = this.filters.filter(([name, wanted]) => !values(segment, name, document).some((value) => wanted.has(value)));
      if (failed.length > 1) return false;
      segment.facets.forEach((facet, name) => {
        if (failed.length && failed[0][0] !== name) return;
        const counts = this.facets[name] || (this.facets[name] = new Map());
        for (const value of facet[document]) counts.set(value, (counts.get(value) || 0) + 1);
      });
      return !failed.length;
    }
  }

  function values(segment, name, document) {
    const facet = segment.facets.get(name);
    return facet ? facet[document] : [];
  }

  /** Return [name, what it is, address] of all places, fields and kinds, and of what else now.js names. */
  function suggestions(now) {
    const all = (facet, kind, folder) => Object.keys(now.names[facet]).map((code) => [fullName(now, facet, code), kind, `${folder}/${code}.html`]);
    return [...all("place", "地区", "places"), ...all("field", "领域", "fields"), ...all("kind", "做法", "kinds"), ...now.suggestions];
  }

  /** Return a county with its city before it, for several have the same name. */
  function fullName(now, facet, code) {
    const above = facet === "place" ? now.names.place[now.parents.place[code]] || "" : "";
    return above + now.names[facet][code];
  }

  // The public face ---------------------------------------------------------------------------------------------------

  let opened = null;
  let learning = null;

  /** Open the index; called again it gives the same engine, or tries again if that failed. */
  function open(base) {
    if (!opened) {
      opened = new Engine(base).open();
      opened.catch(() => (opened = null));
      root.pressSearch.learnTraditional = () => {
        learning = learning || opened.then((engine) => engine.files.read(engine.now.traditional)).then(learn);
        learning.catch(() => (learning = null));
        return learning;
      };
    }
    return opened;
  }

  Object.assign(root.pressSearch, { open });
})(typeof window === "undefined" ? globalThis : window);
