// One opened review: its items by tab, the one under the cursor with all that stands beside it, those chosen for a bulk, and
// what is decided. No DOM.
import { SvelteMap, SvelteSet } from "svelte/reactivity";

import type { CommandError, Commands, RefusedItem, ReviewItemReply, ReviewItemRow, ReviewReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { PagedRows, type Arrival } from "../../shared/table/paged.svelte";
import { waits, type Verdict } from "./words";

/** Which items are listed. */
export interface Query {
  id: string;
  tab: string;
  reviewer: string | null;
  account: string | null;
  text: string;
}

/** What came of a decision. */
export interface Decided {
  verdict: Verdict;
  rows: readonly ReviewItemRow[];
  decided: number;
  /** What was not decided, each by its name and with a sentence. */
  refused: readonly (RefusedItem & { subject: string })[];
  /** What undoes it. */
  undo: number | null;
  /** The item that comes next; null where nothing in sight waits. */
  next: ReviewItemRow | null;
}

/** Why a decision cannot be taken yet: what the person has to give first. */
export type Missing = "note" | "stays" | "to";

/** The most that is chosen at once. */
export const MOST_CHOSEN = 500;

export class Review {
  id = $state<string | null>(null);
  reply = $state.raw<ReviewReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** What is listed; narrowed by reviewer, account and text. */
  tab = $state("undecided");
  reviewer = $state<string | null>(null);
  account = $state<string | null>(null);
  text = $state("");
  readonly rows = new PagedRows<Query, ReviewItemRow, null>(async (query, offset, limit) => {
    const reply = await call("review_items", { ...query, offset, limit });
    return { rows: reply.items, total: reply.total, extra: null };
  }, (rows, how) => this.#arrived(rows, how));

  /** The item under the cursor. */
  current = $state<string | null>(null);
  item = $state.raw<ReviewItemReply | null>(null);
  itemError = $state.raw<CommandError | null>(null);
  /** Items chosen for a bulk. */
  readonly chosen = new SvelteMap<string, ReviewItemRow>();
  /** Notes as they are written, by item; that of a bulk under the empty name. Kept until the decision. */
  readonly notes = new SvelteMap<string, string>();
  /** The secrets that stay if the shown item is reduced. */
  stays = new SvelteSet<string>();
  /** What the last decision did, until the next. */
  last = $state.raw<Decided | null>(null);
  deciding = $state(false);
  /** When the shown item came on screen, in milliseconds since 1970. */
  shownAt = $state(0);

  #changed: () => void;
  #turn = 0;
  #itemTurn = 0;
  /** Whether the cursor waits for the first rows. */
  #seeking = true;
  /** Decided, while the rows that are here do not say so yet. */
  #settled: string[] = [];
  /** Whether the last decision left nothing that waits. */
  #ended = false;
  #clock: () => number;

  /** `changed` is told after each change; `clock` gives milliseconds since 1970. */
  constructor(changed: () => void = () => undefined, clock: () => number = Date.now) {
    this.#changed = changed;
    this.#clock = clock;
  }

  readonly open = $derived(this.reply?.campaign.state === "open");
  readonly bulk = $derived(this.chosen.size > 0);
  /** Where the cursor is among the rows; -1 while that row is not here. */
  readonly at = $derived.by(() => {
    const { current } = this;
    return current === null ? -1 : this.rows.find((row) => row.id === current);
  });
  /** The note for what would be decided now. */
  readonly note = $derived(this.notes.get(this.bulk ? "" : (this.current ?? "")) ?? "");
  /** Whether decisions can be taken on what is shown. */
  readonly ready = $derived(this.bulk || (this.item !== null && this.item.item.id === this.current));

  /** Opens a review, or reads it again; null closes it. */
  async show(id: string | null): Promise<void> {
    if (id !== this.id) {
      this.id = id;
      [this.reply, this.error, this.item, this.itemError, this.current, this.last] = [null, null, null, null, null, null];
      [this.tab, this.reviewer, this.account, this.text] = ["undecided", null, null, ""];
      this.chosen.clear();
      this.notes.clear();
      this.#seeking = true;
    }
    if (id === null) return;
    this.#ask();
    await this.reload();
  }

  /** Reads again how far the review is. */
  async reload(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const turn = (this.#turn += 1);
    try {
      const reply = await call("review_show", { id });
      if (turn === this.#turn && id === this.id) [this.reply, this.error] = [reply, null];
    } catch (error) {
      if (turn === this.#turn && id === this.id) this.error = asCommandError(error);
    }
  }

  /** Reads everything again: something has changed behind it. */
  async refresh(): Promise<void> {
    this.rows.refresh();
    await Promise.all([this.reload(), this.current === null ? null : this.#load(this.current, false)]);
  }

  /** Lists another tab, or the same narrowed. */
  list(query: Partial<Omit<Query, "id">>): void {
    const { tab = this.tab, reviewer = this.reviewer, account = this.account, text = this.text } = query;
    if (tab === this.tab && reviewer === this.reviewer && account === this.account && text === this.text && this.rows.answered?.id === this.id) return;
    [this.tab, this.reviewer, this.account, this.text] = [tab, reviewer, account, text];
    this.chosen.clear();
    this.#seeking = true;
    this.#ask();
  }

  #ask(): void {
    const { id, tab, reviewer, account, text } = this;
    if (id !== null) this.rows.ask({ id, tab, reviewer, account, text });
  }

  /** The first rows of a list put the cursor on the first that waits, unless it is among them already. */
  #arrived(rows: readonly ReviewItemRow[], how: Arrival): void {
    for (const row of rows) if (this.chosen.has(row.id)) this.chosen.set(row.id, row);
    if (how !== "page") this.#settled = [];
    if (this.#ended && this.rows.total === 0) void this.select(null);
    this.#ended = false;
    if (!this.#seeking) return;
    this.#seeking = false;
    if (this.current !== null && rows.some((row) => row.id === this.current)) return;
    const first = rows.find((row) => waits(row.state)) ?? rows[0];
    void this.select(first?.id ?? null);
  }

  /** Puts the cursor on an item. */
  async select(id: string | null): Promise<void> {
    if (id === this.current && (id === null || this.item?.item.id === id)) return;
    this.#seeking = false;
    this.current = id;
    this.itemError = null;
    this.stays = new SvelteSet();
    if (id === null) this.item = null;
    else await this.#load(id, true);
  }

  async #load(id: string, anew: boolean): Promise<void> {
    const turn = (this.#itemTurn += 1);
    if (this.id === null) return;
    try {
      const item = await call("review_item", { id: this.id, item: id });
      if (turn !== this.#itemTurn) return;
      [this.item, this.itemError] = [item, null];
      if (!anew) return;
      this.shownAt = this.#clock();
      this.stays = new SvelteSet(item.suggestion?.keep ?? []);
    } catch (error) {
      if (turn === this.#itemTurn) [this.item, this.itemError] = [null, asCommandError(error)];
    }
  }

  /** Moves the cursor by so many rows among those that are here. */
  async step(by: number): Promise<void> {
    const to = Math.min(this.rows.total - 1, Math.max(0, this.at + by));
    const row = this.rows.at(to);
    if (row) await this.select(row.id);
  }

  /** Chooses an item for a bulk, or no longer. */
  choose(row: ReviewItemRow, on = !this.chosen.has(row.id)): void {
    if (on && this.chosen.size < MOST_CHOSEN) this.chosen.set(row.id, row);
    else this.chosen.delete(row.id);
  }

  /** Chooses the rows from one place to another, as far as they are here. */
  chooseSpan(from: number, to: number): void {
    for (let i = Math.min(from, to); i <= Math.max(from, to); i += 1) {
      const row = this.rows.at(i);
      if (row) this.choose(row, true);
    }
  }

  /** Chooses everything that is listed, up to the most that is decided at once. */
  async chooseAll(): Promise<void> {
    const { id, tab, reviewer, account, text } = this;
    if (id === null) return;
    const reply = await call("review_items", { id, tab, reviewer, account, text, offset: 0, limit: MOST_CHOSEN });
    for (const row of reply.items) this.choose(row, true);
  }

  setNote(text: string): void {
    this.notes.set(this.bulk ? "" : (this.current ?? ""), text);
  }

  /** What has to be given before this can be decided; null where nothing is missing. */
  missing(verdict: Verdict, to: string | null = null): Missing | null {
    if (verdict === "reassign" && to === null) return "to";
    if (verdict === "reduce" && !this.bulk) {
      const members = this.item?.members.length ?? 0;
      if (this.stays.size === 0 || this.stays.size >= members) return "stays";
    }
    return verdict !== "keep" && this.note.trim() === "" ? "note" : null;
  }

  /** Decides what is shown or chosen, and goes to what waits next. Rejects with a `CommandError`. */
  async decide(verdict: Verdict, to: string | null = null): Promise<Decided> {
    const ids = this.bulk ? [...this.chosen.keys()] : this.current === null ? [] : [this.current];
    const { id } = this;
    if (id === null || ids.length === 0) throw asCommandError(new Error("Nothing is chosen."));
    this.deciding = true;
    try {
      const seconds = this.bulk || this.shownAt === 0 ? null : Math.max(0, Math.floor((this.#clock() - this.shownAt) / 1000));
      const next = this.#next(ids);
      const keep = verdict === "reduce" && !this.bulk ? [...this.stays] : [];
      const reply = await call("review_decide", { id, items: ids, decision: verdict, note: this.note.trim(), to, keep, seconds });
      const named = (item: string) => this.chosen.get(item)?.subject ?? (this.item?.item.id === item ? this.item.item.subject : "");
      const made: Decided = { verdict, rows: reply.items, decided: reply.decided, refused: reply.refused.map((r) => ({ ...r, subject: named(r.item) })), undo: reply.undo, next: reply.decided > 0 ? next : null };
      this.last = made;
      // Where nothing was decided, what was chosen and written stays.
      if (reply.decided === 0) return made;
      this.#settled.push(...reply.items.map((row) => row.id));
      this.notes.delete(this.bulk ? "" : (ids[0] ?? ""));
      this.chosen.clear();
      await this.#after(next);
      return made;
    } finally {
      this.deciding = false;
    }
  }

  async #after(next: ReviewItemRow | null): Promise<void> {
    this.#ended = next === null;
    this.rows.refresh();
    // The counts of a large review take longer than an item: nobody waits for them to decide the next.
    void this.reload();
    if (next) await this.select(next.id);
    else if (this.current !== null) await this.#load(this.current, false);
    this.#changed();
  }

  /** The next row that waits after the cursor, then before it; not one of these. */
  #next(ids: readonly string[]): ReviewItemRow | null {
    const fits = (row: ReviewItemRow | undefined): row is ReviewItemRow => row !== undefined && ["undecided", "differs"].includes(row.state) && !ids.includes(row.id) && !this.#settled.includes(row.id);
    const { total } = this.rows;
    const from = Math.max(0, this.at);
    for (let i = 0; i < total; i += 1) {
      const row = this.rows.at((from + i) % total);
      if (fits(row)) return row;
    }
    return null;
  }

  /** Takes back a decision: this one, or the last. Its first item comes back under the cursor. */
  async undo(undo: number | null = null): Promise<readonly ReviewItemRow[]> {
    const { id } = this;
    if (id === null) return [];
    const reply = await call("review_undo", { id, undo });
    this.last = null;
    this.#settled = [];
    const [first] = reply.items;
    this.rows.refresh();
    this.current = null;
    await Promise.all([this.reload(), first ? this.select(first.id) : null]);
    this.#changed();
    return reply.items;
  }

  /** After something was done that may give the review as it is now. Nobody waits for its items: a dialog that did would take
   *  keys meant for the page. */
  changed(reply: ReviewReply | null = null): void {
    if (reply && reply.campaign.id === this.id) this.reply = reply;
    // What was shown is decided: whatever waits now comes in its place.
    if (this.at < 0) this.#seeking = true;
    void this.refresh();
    this.#changed();
  }

  async delegate(delegation: Commands["review_delegate"]["request"]["delegation"]): Promise<void> {
    if (this.id !== null) this.changed(await call("review_delegate", { id: this.id, delegation }));
  }

  async close(request: Omit<Commands["review_close"]["request"], "id">): Promise<void> {
    if (this.id !== null) this.changed(await call("review_close", { id: this.id, ...request }));
  }
}
