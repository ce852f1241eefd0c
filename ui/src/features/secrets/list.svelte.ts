// The list of secrets: what is asked, which rows came, where the cursor stands. No DOM.
/* eslint-disable svelte/prefer-svelte-reactivity -- sets and maps are replaced whole or not shown, never changed in place under a reader */
import type { CommandError, ProblemDto, SecretRow, SortDto } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { unitSpan, type Vocabulary } from "../../shared/filter/filterText";
import { ColumnLayout } from "../../shared/table/layout.svelte";
import { PagedRows, type Arrival } from "../../shared/table/paged.svelte";
import { COLUMNS, nextSort } from "./columns";

export interface ListQuery {
  filter: string;
  sort: SortDto;
}

/** What comes beside the rows. */
export interface ListExtra {
  all: number;
  problems: ProblemDto[];
}

/** While a sync writes, due dates are out of date again at once: they are not asked for more often than this. */
const EVALUATED_MS = 10_000;

/** At most so many learned values of a field: they are for suggestions, not a register. */
const LEARNED = 300;

export class SecretsList {
  filter = $state("");
  sort = $state.raw<SortDto>({ column: "name", descending: false });
  /** The cursor's place; -1 before there is one. */
  cursor = $state(-1);
  /** The secret under the cursor: it is found again after sorting and filtering. */
  under = $state.raw<SecretRow | null>(null);
  /** How far the list is scrolled, in CSS pixels. */
  top = $state(0);
  vocabulary = $state.raw<Vocabulary>({});

  readonly layout = new ColumnLayout(COLUMNS);
  readonly rows: PagedRows<ListQuery, SecretRow, ListExtra>;

  #opened: () => string | null;
  /** Until when due dates are not asked for again (of `performance.now()`). */
  #evaluatedUntil = 0;

  /** `opened` says which secret is open: the cursor returns to it whenever it is among the rows. */
  constructor(opened: () => string | null) {
    this.#opened = opened;
    this.rows = new PagedRows(
      async ({ filter, sort }, offset, limit) => {
        const { secrets, due_known, total, all, problems } = await call("secrets_list", { filter, sort, offset, limit });
        if (!due_known) void this.#evaluate();
        return { rows: secrets, total, extra: { all, problems } };
      },
      (rows, how) => this.#arrived(rows, how),
    );
  }

  /** How many secrets there are without a filter; null before the first answer. */
  all = $derived.by(() => this.rows.extra?.all ?? null);
  problems = $derived.by(() => this.rows.extra?.problems ?? []);
  /** Why the list is not what was asked for. A filter that has been mended in the meantime is not held against anyone. */
  error = $derived.by<CommandError | null>(() => {
    if (this.rows.error === null) return null;
    const error = asCommandError(this.rows.error);
    return error.code === "bad_filter" && this.rows.refused?.filter !== this.filter ? null : error;
  });
  /** Where the filter is wrong, in JavaScript's units. */
  wrong = $derived.by<[number, number] | null>(() =>
    this.error?.code === "bad_filter" && this.error.span ? unitSpan(this.filter, this.error.span) : null,
  );

  /** The first look, or another one after a while away. */
  open(): void {
    if (this.rows.answered === null) this.#ask();
    else this.rows.refresh();
  }

  setFilter(filter: string): void {
    if (filter === this.filter) return;
    this.filter = filter;
    this.#ask();
  }

  sortBy(column: string): void {
    this.show(this.filter, nextSort(this.sort, column));
  }

  /** Sets filter and order at once. */
  show(filter: string, sort: SortDto): void {
    this.filter = filter;
    this.sort = sort;
    this.#ask();
  }

  moveTo(index: number, row: SecretRow | undefined): void {
    this.cursor = index;
    this.under = row ?? null;
  }

  /** Adds values for suggestions. */
  learn(field: string, values: Iterable<readonly [string, string]>): void {
    const known = { ...this.vocabulary[field] };
    let more = false;
    for (const [value, about] of values) {
      if (Object.hasOwn(known, value) || Object.keys(known).length >= LEARNED) continue;
      known[value] = about;
      more = true;
    }
    if (more) this.vocabulary = { ...this.vocabulary, [field]: known };
  }

  /** Brings due dates up to date: rows do not wait for it, and take it in when it is there. */
  async #evaluate(): Promise<void> {
    if (performance.now() < this.#evaluatedUntil) return;
    this.#evaluatedUntil = Infinity;
    try {
      await call("due_list", { filter: "", states: [], within_days: null, offset: 0, limit: 0 });
      this.rows.refresh();
    } catch {
      // The dates stay the last known ones; the rotation view says what is wrong.
    } finally {
      this.#evaluatedUntil = performance.now() + EVALUATED_MS;
    }
  }

  #ask(): void {
    this.rows.ask({ filter: this.filter, sort: this.sort });
  }

  #arrived(rows: SecretRow[], how: Arrival): void {
    this.#follow(how);
    for (const field of ["owner", "environment", "service"] as const) {
      const values = new Set(rows.flatMap((row) => row[field] ?? []));
      this.learn(field === "environment" ? "env" : field, [...values].map((value) => [value, ""] as const));
    }
  }

  /** Keeps the cursor on its secret, wherever that is now. Where it is not among the rows, a new list starts at its top. */
  #follow(how: Arrival): void {
    if (this.cursor < 0) return;
    const place = (arn: string | null | undefined) => (arn ? this.rows.find((row) => row.arn === arn) : -1);
    const opened = how === "page" ? -1 : place(this.#opened());
    const found = opened >= 0 ? opened : place(this.under?.arn);
    if (found >= 0) this.moveTo(found, this.rows.at(found));
    else if (how === "list") this.moveTo(this.rows.total > 0 ? 0 : -1, this.rows.at(0));
    else this.under = this.rows.at(this.cursor) ?? this.under;
  }
}
