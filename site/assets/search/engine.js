// Answers queries from index files that are loaded as they are needed: as plain scripts, because fetch and modules do not work
// from file://. Each script calls pressPart once. The same answers as build/press/search/reader.py.
(function (root) {
  "use strict";
  const { codes, columnValues, spread, shard, entry, isGram, cover, fold, learn } = root.pressSearch;
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
  const PLACES = 4194304; // more than there are documents

  // Loading -----------------------------------------------------------------------------------------------------------

  /** Load a script; its data are what it gives to pressPart. */
  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => {
        script.remove();
        resolve(script.pressData);
      };
      script.onerror = () => {
        script.remove();
        reject(new Error(address.replace(/^.*\/search\//, "")));
      };
      document.head.append(script);
    });
  }
  root.pressPart = (data) => {
    document.currentScript.pressData = data;
  };

  /** Load each file once and keep the last ones; one that failed is tried again. */
  class Files {
    constructor(base) {
      this.base = base;
      this.kept = new Map();
    }

    read(name) {
      if (!this.kept.has(name)) {
        const loading = root.pressSearch.load(`${this.base}${name}.js`);
        this.kept.set(name, loading);
        loading.catch(() => this.kept.delete(name));
        if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
      }
      return this.kept.get(name);
    }
  }

  // One segment -------------------------------------------------------------------------------------------------------

  /** What a word finds in a segment: documents ascending, and of each its score and the stretches that the word stands in. */
  class Found {
    constructor() {
      this.documents = [];
      this.scores = [];
      this.stretches = [];
    }

    add(document, score, stretches) {
      this.documents.push(document);
      this.scores.push(score);
      this.stretches.push(stretches);
    }
  }

  class Segment {
    constructor(files, entry, parents) {
      this.files = files;
      this.parents = parents || {};
      this.folder = entry.folder;
      this.before = entry.before;
      this.gone = new Set(codes.sizes.read(entry.gone));
    }

    async open() {
      const table = await this.files.read(`${this.folder}/table`);
      this.count = table.documents;
      this.first = new Uint32Array(this.count + 1);
      columnValues(table.slots, this.count).forEach((slots, n) => (this.first[n + 1] = this.first[n] + Number(slots)));
      const starts = codes.sizes.read(table.starts);
      this.starts = new Map();
      for (let n = 0; n < starts.length; n += 4) this.starts.set(starts[n], [0].concat(starts.slice(n + 1, n + 4)));
      this.special = new Map(Array.from(table.special, (char, n) => [char, String.fromCharCode(PRIVATE_USE + n)]));
      this.fileCounts = table.files;
      this.heavy = new Set();
      table.heavy.forEach((text, n) => pieces(text, n + 2).forEach((gram) => this.heavy.add(gram)));
      this.places = spread(table.places);
      const columns = Object.keys(table.facets).map((name) => [name, columnValues(table.facets[name], this.count)]);
      this.facets = new Map([...columns, ["place", this.places]].map(([name, values]) => [name, facet(values, this.parents[name])]));
      return this;
    }

    /** Return what a folded word finds; stretches only where they are asked for. */
    async answer(word, near) {
      const marked = Array.from(word, (char) => this.special.get(char) || plain(char)).join("");
      if (marked.length === 1 || this.heavy.has(marked)) return this.listed(marked, near && marked.length > 1);
      if (isGram(marked, this.heavy)) return this.hits(await this.gramPlaces(marked));
      return this.covered(marked, word);
    }

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

    sets(gram, grams, [sizes, text]) {
      return codes.stretches.read(entry(gram, grams, codes.sizes.read(sizes), text)).map((rank) => bySize()[rank]);
    }

    async gramPlaces(gram) {
      const columns = await this.part(`g/${shard(gram, this.fileCounts[0])}`);
      if (gram.length - 2 >= columns.length) return [];
      const [grams, sizes, text] = columns[gram.length - 2];
      let place = 0;
      return codes.places.read(entry(gram, grams, codes.sizes.read(sizes), text)).map((gap) => (place += gap));
    }

    /** Join the places of several grams at their offsets; once few documents are left, their texts decide. */
    async covered(marked, word) {
      const grams = cover(marked, this.heavy, LONGEST);
      let places = null;
      for (let n = 0; n < grams.length; n += AT_ONCE) {
        const some = grams.slice(n, n + AT_ONCE);
        const lists = await Promise.all(some.map((gram) => this.gramPlaces(gram[1])));
        lists.forEach((list, k) => (places = joined(places, list, some[k][0])));
        if (!places.length) break;
        const left = this.documentsOf(places);
        if (n + AT_ONCE < grams.length && left.length <= FEW) return this.hits(await this.placesInTexts(left, word));
      }
      return this.hits(places);
    }

    documentsOf(places) {
      const found = [];
      let document = -1;
      for (const place of places) {
        if (document >= 0 && place < this.first[document + 1] * SLOT) continue;
        document = this.documentAt(place);
        found.push(document);
      }
      return found;
    }

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

    async placesInTexts(documents, word) {
      const texts = await Promise.all(documents.map((document) => this.text(document)));
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

    part(name) {
      return this.files.read(`${this.folder}/${name}`);
    }

    async text(document) {
      const data = await this.part(`t/${Math.floor(document / TEXTS)}/${document}`);
      const [record, address, where, when, figures, traditional] = data;
      if (traditional) learn(traditional);
      return { record, address, where, when, figures, traditional, texts: data.slice(6) };
    }

    async row(document) {
      const rows = await this.part(`r/${Math.floor(document / ROWS)}`);
      const [record, address, where, when, figures, title] = rows[document % ROWS];
      return { record, address, where, when, figures, title };
    }
  }

  /** Return the values of each document as lists, with the places and classes above them; equal ones share a list. */
  function facet(values, parents) {
    const lists = new Map();
    return values.map((value) => {
      if (!lists.has(value)) {
        const own = value.split(" ").filter(Boolean);
        lists.set(value, Array.from(new Set(own.concat(own.map((v) => (parents || {})[v]).filter(Boolean)))));
      }
      return lists.get(value);
    });
  }

  // Sets of stretches as bits, those of one first, then those of two …, as they are numbered in the files.
  let setsBySize = null;
  function bySize() {
    const bits = (set) => set.toString(2).replace(/0/g, "").length;
    const make = () => Array.from({ length: 1 << ALL_STRETCHES }, (_, set) => set).sort((a, b) => bits(a) - bits(b) || a - b);
    return setsBySize || (setsBySize = make());
  }

  const bucket = (count) => BUCKETS.filter((least) => count >= least).length;
  const plain = (char) => (char.length > 1 || (char >= "\ue000" && char <= "\uf8ff") ? "\0" : char);

  function pieces(text, length) {
    const found = [];
    for (let n = 0; n < text.length; n += length) found.push(text.slice(n, n + length));
    return found;
  }

  function joined(places, list, offset) {
    if (!places) return list.map((place) => place - offset);
    const known = new Set(list);
    return places.filter((place) => known.has(place + offset));
  }

  /** Lay out the paragraphs of a document as build/press/search/document.py does. */
  function layout(texts) {
    let text = "";
    texts.forEach((paragraphs, kind) => {
      const start = Math.max(STARTS[kind], text ? count(text) + 1 : 0);
      const folded = paragraphs.map((p) => fold(p).replace(/\0/g, "")).filter(Boolean).join("\0");
      if (folded) text += "\0".repeat(start - count(text)) + folded;
    });
    return text;
  }

  function count(text) {
    return /[\ud800-\udbff]/.test(text) ? Array.from(text).length : text.length;
  }

  function unitPlaces(text, word) {
    const found = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at);
    return found;
  }

  function characterPlaces(text, word) {
    const found = [];
    for (let at = 0; at + word.length <= text.length; at++) if (word.every((char, n) => text[at + n] === char)) found.push(at);
    return found;
  }

  // All segments ------------------------------------------------------------------------------------------------------

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

  Object.assign(root.pressSearch, { open, load: loadScript });
})(typeof window === "undefined" ? globalThis : window);
