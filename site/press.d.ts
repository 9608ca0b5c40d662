// What the site's scripts share: one object, with which each bundle begins (build/press/web/bundles.py). Which file brings what
// stands over each part; what a file does not bring for others, it keeps to itself.

interface Window {
  press: Press;
}

interface Press {
  // The bundle's own first line, in site.js: the names of those that scripts ask for.
  files: Record<string, string>;

  // element.js
  /** Make an element. Attributes that are false are left out, functions listen to the event of their name. */
  element<K extends string>(name: K, attributes: Press.Attributes, ...children: (Node | string | null)[]): Press.Named<K>;
  /** Return the element of a page that its template always has. */
  one<E extends Element = HTMLElement>(selector: string, within?: ParentNode): E;

  // find.js
  /** Where the site begins; ends in /. */
  root: string;
  /** Where the files of the search index are; ends in /. */
  index: string;
  /** Load bundles of scripts, each once, in this order. */
  need(bundles: string[]): Promise<unknown>;

  // compare/choose.js
  choice: {
    MOST: number;
    chosen(): Press.Choice[];
    keep(cases: Press.Choice[]): void;
  };

  // compare/page.js
  /** Called by the file of a case. */
  case(data: Press.ComparedCase): void;

  // search/fold.js
  fold(text: string): string;
  parse(query: string): string[];
  marks(text: string, words: string[]): Press.Span[];
  learn(table: [traditional: string, simplified: string]): void;

  // search/parts.js
  number(n: number): string;
  query(words: string[]): string;
  spellings(words: Press.Wanted[]): string[][];
  marked(text: string, spellings: string[][]): DocumentFragment;
  link(address: string, spellings: string[][]): string;
  row(hit: Press.Text, words: Press.Wanted[]): HTMLElement;

  // search/query.js
  codes: Record<"places" | "lists" | "stretches" | "sizes", { read(text: string): number[] }>;
  columnValues(column: Press.Column, documents: number): string[];
  spread<T>(runs: (T | number)[]): T[];
  shard(gram: string, files: number): number;
  entry(gram: string, grams: string, sizes: number[], text: string): string;
  isGram(word: string, heavy: Set<string>): boolean;
  cover(word: string, heavy: Set<string>, longest: number): [offset: number, gram: string][];

  // search/segment.js
  /** Called by each file of the index. */
  part(data: unknown): void;
  load(address: string): Promise<any>;
  Files: new (base: string) => Press.Files;
  openSegment(files: Press.Files, entry: Press.Entry, parents: Press.Parents | undefined): Promise<Press.Segment>;
  SCORE: number;
  ALL_STRETCHES: number;

  // search/engine.js
  open(base: string): Promise<Press.Engine>;
  renewed(base: string): Promise<boolean>;
  learnTraditional(): Promise<void>;

  // search/suggest.js
  suggest(input: HTMLInputElement): void;
  named(now: Press.Now, text: string): { name: string; kind: string; address: string }[];

  // search/facets.js
  FACETS: string[];
  facetName(now: Press.Now, facet: string, value: string): string;
  toggled(now: Press.Now, filters: Press.Filters, facet: string, value: string): Press.Filters;
  chosen(filters: Press.Filters): [facet: string, value: string][];
  chips(now: Press.Now, filters: Press.Filters, change: (filters: Press.Filters) => void): HTMLElement[];
  facets(now: Press.Now, answer: Press.Answer, filters: Press.Filters, change: (filters: Press.Filters) => void): HTMLElement[];

  // search/question.js
  SORTS: Record<string, string>;
  TEN: number;
  MOST_TENS: number;
  read(address: string): Press.Question;
  written(question: Press.Question): string;

  // search/advice.js
  introduction(engine: Press.Engine, total: number): HTMLElement[];
  nothingFound(engine: Press.Engine, words: string[], options: Required<Press.Options>): Promise<HTMLElement[]>;

  // search/csv.js
  saveTable(engine: Press.Engine, hits: Press.Hit[], name: string, progress: (done: number) => void): Promise<void>;
  table(lines: (string | number)[][]): string;
}

declare namespace Press {
  type Attributes = Record<string, string | number | boolean | ((event: any) => void)>;
  type Named<K extends string> = K extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[K] : HTMLElement;

  // Comparing: a case's number and title, and what build/press/web/compare.py writes of it.
  type Choice = [number: string, title: string];
  interface Link {
    name: string;
    address: string;
  }
  interface Figure {
    label: string;
    before: string;
    value: string;
    after: string;
    when: string;
    address: string;
    indicator?: string;
    name?: string;
  }
  interface ComparedCase {
    number: string;
    title: string;
    address: string;
    place: string;
    years?: string;
    fields?: Link[];
    kinds?: Link[];
    served?: string;
    lead?: string;
    summary?: string[];
    points?: Link[];
    figures?: Figure[];
    mechanism?: string;
    conditions?: string[];
    source?: Link;
    contact?: string;
  }

  // Searching: a question and its answer.
  type Filters = Record<string, string[]>;
  interface Options {
    filters?: Filters;
    sort?: string;
    synonyms?: boolean;
  }
  interface Question extends Required<Options> {
    q: string;
    page: number;
  }
  /** A word, and what counts as the same. */
  interface Wanted {
    word: string;
    also: string[];
  }
  interface Hit {
    segment: Segment;
    document: number;
    rank: number;
    number: number;
  }
  interface Answer {
    total: number;
    hits: Hit[];
    words: Wanted[];
    facets: Record<string, Map<string, number>>;
  }
  /** Begin and end in UTF-16 units. */
  type Span = [start: number, end: number];

  // The index, as build/press/search/FORMAT.md describes it.
  type Parents = Record<string, Record<string, string>>;
  type Column = [known: string[], way: number, text: string];
  type Suggestion = [name: string, kind: string, address: string];
  interface Now {
    segments: Entry[];
    names: Record<string, Record<string, string>>;
    parents: Parents;
    synonyms?: string[][];
    suggestions: Suggestion[];
    examples: string[];
    traditional: string;
  }
  interface Entry {
    folder: string;
    before: number[];
    gone: string;
  }
  interface Row {
    record: string;
    address: string;
    where: string;
    when: string;
    figures: number;
    title: string;
  }
  interface Text extends Omit<Row, "title"> {
    traditional: [string, string] | 0;
    /** Of each class, best first, the paragraphs. */
    texts: string[][];
  }
  /** What a word finds: documents ascending, and of each its score and the stretches that the word stands in. */
  interface Found {
    documents: number[];
    scores: number[];
    stretches: number[];
  }
  interface Files {
    read(name: string): Promise<any>;
  }
  interface Segment {
    count: number;
    before: number[];
    /** By document, its place among all documents. */
    numbers: number[];
    gone: Set<number>;
    places: string[];
    facets: Map<string, string[][]>;
    answer(word: string, near: boolean): Promise<Found>;
    text(document: number): Promise<Text>;
    row(document: number): Promise<Row>;
  }
  interface Engine {
    now: Now;
    files: Files;
    search(words: string[], options: Options): Promise<Answer>;
    texts(hits: Hit[]): Promise<Text[]>;
    rows(hits: Hit[]): Promise<Row[]>;
    without(words: string[], options: Options): Promise<{ dropped: string; total: number }[]>;
  }
}
