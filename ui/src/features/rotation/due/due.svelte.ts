// What is due: the list by date or by owner, its states with counts, and the filter. No DOM.
import type { CommandError, DueCounts, DueListReply, DueRow, SecretRef } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";
import { unitSpan, type Vocabulary } from "../../../shared/filter/filterText";
import { count } from "../../../shared/format";
import { ColumnLayout } from "../../../shared/table/layout.svelte";
import { PagedRows } from "../../../shared/table/paged.svelte";
import { DUE_COLUMNS } from "./columns";

/** What is asked. */
export interface DueQuery {
  filter: string;
  states: readonly string[];
  within: number | null;
  byOwner: boolean;
}

/** A line of the list: a secret, or the owner of those under it. */
export type DueLine = { is: "row"; row: DueRow } | { is: "owner"; owner: string | null; secrets: number; overdue: number };

/** What came beside the lines. */
export interface Beside {
  counts: DueCounts;
  policy: string;
  today: string;
  limits: string[];
  /** How many secrets; fewer than lines where owners stand between them. */
  secrets: number;
  /** Whether only the first of them are grouped. */
  cut: boolean;
}

/** By owner at most so many are shown: who has more narrows them by filter or state. */
export const MOST = 1000;

/** Lines by owner: owners with the most overdue first, nobody's last. */
export function grouped(rows: readonly DueRow[]): DueLine[] {
  const owners = rows.map((row) => row.secret.owner).filter((owner, i, all) => all.indexOf(owner) === i);
  const groups = owners.map((owner) => {
    const of = rows.filter((row) => row.secret.owner === owner);
    return { owner, of, overdue: of.filter((row) => row.state === "overdue").length };
  });
  groups.sort((a, b) => Number(a.owner === null) - Number(b.owner === null) || b.overdue - a.overdue || ((a.owner ?? "") < (b.owner ?? "") ? -1 : 1));
  return groups.flatMap(({ owner, of, overdue }) => [{ is: "owner", owner, secrets: of.length, overdue } as const, ...of.map((row) => ({ is: "row", row }) as const)]);
}

function beside(reply: DueListReply, cut: boolean): Beside {
  const { counts, policy, today, limits, total } = reply;
  return { counts, policy, today, limits, secrets: total, cut };
}

export class DueList {
  filter = $state("");
  /** The states that are shown; none for all. */
  states = $state.raw<readonly string[]>([]);
  within = $state<number | null>(null);
  byOwner = $state(false);
  cursor = $state(-1);
  top = $state(0);
  /** The line under the cursor. */
  under = $state.raw<DueLine | null>(null);
  /** What the filter offers: owners are those that have been seen here. */
  vocabulary = $state.raw<Vocabulary>({});
  readonly layout = new ColumnLayout(DUE_COLUMNS);

  readonly rows = new PagedRows<DueQuery, DueLine, Beside>(async ({ filter, states, within, byOwner }, offset, limit) => {
    const asked = { filter, states: [...states], within_days: within };
    if (!byOwner) {
      const reply = await call("due_list", { ...asked, offset, limit });
      return { rows: reply.rows.map((row) => ({ is: "row", row }) as const), total: reply.total, extra: beside(reply, false) };
    }
    const reply = await call("due_list", { ...asked, offset: 0, limit: MOST });
    const lines = grouped(reply.rows);
    return { rows: lines.slice(offset, offset + limit), total: lines.length, extra: beside(reply, reply.total > reply.rows.length) };
  }, (lines) => this.#meet(lines));

  readonly #query = $derived<DueQuery>({ filter: this.filter, states: this.states, within: this.within, byOwner: this.byOwner });
  readonly error = $derived<CommandError | null>(this.rows.error === null ? null : asCommandError(this.rows.error));
  readonly badFilter = $derived(this.error?.code === "bad_filter" && this.rows.refused?.filter === this.filter ? this.error : null);
  readonly wrong = $derived(this.badFilter?.span ? unitSpan(this.filter, this.badFilter.span) : null);
  readonly heading = $derived.by(() => {
    const extra = this.rows.extra;
    return extra ? `${count(extra.secrets)} by “${extra.policy}”` : undefined;
  });
  /** Whether anything narrows the list. */
  readonly narrowed = $derived(this.filter !== "" || this.states.length > 0 || this.within !== null);

  #meet(lines: readonly DueLine[]): void {
    const owners = lines.flatMap((line) => (line.is === "row" && line.row.secret.owner ? [[line.row.secret.owner, ""] as const] : []));
    this.vocabulary = { ...this.vocabulary, owner: { ...this.vocabulary["owner"], ...Object.fromEntries(owners) } };
  }

  /** Asks as things stand. */
  ask(): void {
    this.rows.ask(this.#query);
  }

  /** Asks for the first time, or again: something has changed. */
  refresh(): void {
    if (this.rows.answered === null) this.ask();
    else this.rows.refresh();
  }

  type(filter: string): void {
    this.filter = filter;
    this.ask();
  }

  /** Shows a state alone, or takes it out again. */
  toggle(state: string): void {
    this.states = this.states.includes(state) ? this.states.filter((other) => other !== state) : [...this.states, state];
    this.ask();
  }

  setWithin(days: number | null): void {
    this.within = days;
    this.ask();
  }

  group(byOwner: boolean): void {
    this.byOwner = byOwner;
    this.cursor = -1;
    this.under = null;
    this.ask();
  }

  /** Shows what a link asks for. */
  follow(filter: string, state: string | undefined): void {
    this.filter = filter;
    this.states = state === undefined ? [] : [state];
    this.within = null;
    this.ask();
  }

  clear(): void {
    this.follow("", undefined);
  }

  move(index: number, line: DueLine | undefined): void {
    this.cursor = index;
    this.under = line ?? null;
  }

  /** The secret under the cursor. */
  readonly secret = $derived<DueRow | null>(this.under?.is === "row" ? this.under.row : null);

  /** Words for the filter's suggestions. */
  async learn(): Promise<void> {
    const [kinds, coverage] = await Promise.all([call("kinds_list"), call("coverage_show")]);
    this.vocabulary = {
      ...this.vocabulary,
      kind: Object.fromEntries(kinds.map(({ code, label }) => [code, label])),
      account: Object.fromEntries(coverage.accounts.map(({ id, name }) => (name ? [name, id] : [id, ""]))),
      region: Object.fromEntries(coverage.regions.map((region) => [region, ""])),
    };
  }
}

/** Where a secret is, in short. */
export function placeOf(secret: SecretRef): string {
  return [secret.account_name ?? secret.account, secret.region].join(" · ");
}
