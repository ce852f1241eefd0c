// The rows of a long list, of which only pages around the viewport are held.
//
// One query is asked at a time: while a reply is on its way, further keystrokes only replace what will be asked next, so
// the back end never works through a queue that nobody waits for. A reply to an older query is dropped. The rows of the
// last good query stay until the next ones are here: nothing blinks, and a filter with a mistake keeps what it showed.
/* eslint-disable svelte/prefer-svelte-reactivity -- sets and maps are replaced whole or not shown, never changed in place under a reader */

/** Rows in one page. */
export const PAGE = 100;
/** Pages that are kept; those farthest from the viewport go first. */
const KEPT = 16;
/** Pages asked for at the same time while scrolling. */
const AT_ONCE = 2;

/** A stretch of rows, with how many there are, and whatever else the reply carries. */
export interface Stretch<Row, Extra> {
  rows: Row[];
  total: number;
  extra: Extra;
}

export type Ask<Query, Row, Extra> = (query: Query, offset: number, limit: number) => Promise<Stretch<Row, Extra>>;

/** What rows come as: the first of a new list, those of a refresh, or a further page. */
export type Arrival = "list" | "refresh" | "page";

/** The rows in view, from `first` up to but without `end`. */
export interface Viewport {
  first: number;
  end: number;
}

export class PagedRows<Query, Row, Extra> {
  /** How many rows the answered query has. */
  total = $state(0);
  /** What came beside the rows of the answered query. */
  extra = $state.raw<Extra | null>(null);
  /** Why the last query could not be answered; the rows are still those of the one before. */
  error = $state.raw<unknown>(null);
  /** Whether a query is on its way. */
  busy = $state(false);
  /** The query whose rows are here; null before the first answer. */
  answered = $state.raw<Query | null>(null);
  /** The query that could not be answered. */
  refused = $state.raw<Query | null>(null);
  /** Counts answers to further queries; a refresh and a further page do not count. Who shows the rows goes to the top. */
  lists = $state(0);

  #pages = $state.raw<ReadonlyMap<number, Row[]>>(new Map());
  #ask: Ask<Query, Row, Extra>;
  #arrived: (rows: Row[], how: Arrival) => void;
  #newest: Query | null = null;
  #waiting: { query: Query; keepPlace: boolean } | null = null;
  #running = false;
  #generation = 0;
  #loading = new Set<number>();
  #failed = new Set<number>();
  #viewport: Viewport = { first: 0, end: 0 };

  /** `arrived` is told of rows as they come in. */
  constructor(ask: Ask<Query, Row, Extra>, arrived: (rows: Row[], how: Arrival) => void = () => undefined) {
    this.#ask = ask;
    this.#arrived = arrived;
  }

  /** The row at this place, or nothing while its page is not here. */
  at(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The place of a row among those that are here; -1 if it is not. */
  find(is: (row: Row) => boolean): number {
    for (const [page, rows] of this.#pages) {
      const place = rows.findIndex(is);
      if (place >= 0) return page * PAGE + place;
    }
    return -1;
  }

  /** How many rows are held. */
  get held(): number {
    let rows = 0;
    for (const page of this.#pages.values()) rows += page.length;
    return rows;
  }

  /** Asks another query. The newest wins. */
  ask(query: Query): void {
    this.#wait({ query, keepPlace: false });
  }

  /** Asks the newest query again, for the rows in view: something has changed behind it. */
  refresh(): void {
    const query = this.#newest;
    // A query that has not been answered yet still begins a new list.
    if (query !== null) this.#wait({ query, keepPlace: query === this.answered });
  }

  /** Tells which rows are in view; missing pages are fetched. */
  show(first: number, end: number): void {
    this.#viewport = { first, end };
    this.#fill();
  }

  #wait(next: { query: Query; keepPlace: boolean }): void {
    this.#waiting = next;
    this.#newest = next.query;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.busy = true;
    while (this.#waiting) {
      const { query, keepPlace } = this.#waiting;
      this.#waiting = null;
      const from = keepPlace ? Math.floor(this.#viewport.first / PAGE) : 0;
      const to = keepPlace ? Math.max(from, Math.floor((this.#viewport.end - 1) / PAGE)) : 0;
      try {
        const stretch = await this.#ask(query, from * PAGE, (to - from + 1) * PAGE);
        if (!this.#waiting) this.#answer(query, from, stretch, keepPlace);
      } catch (error) {
        if (!this.#waiting) this.#refuse(error, query);
      }
    }
    this.#running = false;
    this.busy = false;
    this.#fill();
  }

  #refuse(error: unknown, query: Query): void {
    this.error = error;
    this.refused = query;
  }

  #answer(query: Query, from: number, stretch: Stretch<Row, Extra>, keepPlace: boolean): void {
    this.#generation += 1;
    this.#loading.clear();
    this.#failed.clear();
    const pages = new Map<number, Row[]>();
    for (let start = 0; start < stretch.rows.length; start += PAGE) {
      pages.set(from + start / PAGE, stretch.rows.slice(start, start + PAGE));
    }
    this.#pages = pages;
    this.total = stretch.total;
    this.extra = stretch.extra;
    this.answered = query;
    this.error = null;
    this.refused = null;
    if (!keepPlace) this.lists += 1;
    this.#arrived(stretch.rows, keepPlace ? "refresh" : "list");
  }

  /** Fetches the pages of the viewport that are missing, and one page ahead on either side. */
  #fill(): void {
    const query = this.answered;
    if (query === null || this.#running || this.total === 0) return;
    const last = Math.floor((this.total - 1) / PAGE);
    const from = Math.floor(Math.max(0, this.#viewport.first) / PAGE);
    const to = Math.min(last, Math.floor(Math.max(0, this.#viewport.end - 1) / PAGE));
    const wanted = [];
    for (let page = from; page <= to; page += 1) wanted.push(page);
    if (to < last) wanted.push(to + 1);
    if (from > 0 && from <= last) wanted.push(from - 1);
    for (const page of wanted) {
      if (this.#loading.size >= AT_ONCE) return;
      const known = this.#pages.has(page) || this.#loading.has(page) || this.#failed.has(page);
      if (!known) void this.#load(query, page);
    }
  }

  async #load(query: Query, page: number): Promise<void> {
    const generation = this.#generation;
    this.#loading.add(page);
    try {
      const stretch = await this.#ask(query, page * PAGE, PAGE);
      if (generation !== this.#generation) return;
      this.#loading.delete(page);
      this.#keep(page, stretch.rows);
      this.#arrived(stretch.rows, "page");
      if (stretch.total !== this.total) this.refresh();
    } catch (error) {
      if (generation !== this.#generation) return;
      // Not asked for again at each step of the wheel; a refresh begins anew.
      this.#loading.delete(page);
      this.#failed.add(page);
      this.error = error;
    }
    this.#fill();
  }

  #keep(page: number, rows: Row[]): void {
    const pages = new Map(this.#pages).set(page, rows);
    const middle = (this.#viewport.first + this.#viewport.end) / 2 / PAGE;
    const far = [...pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const old of far.slice(0, Math.max(0, pages.size - KEPT))) pages.delete(old);
    this.#pages = pages;
  }
}
