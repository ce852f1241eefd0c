// The calendar: which days are asked for, what is on them, and what is moved. It outlives the place. No DOM.
import type { CalendarEntry, CalendarReply, CommandError, DayCount, FreezeDto } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { unitSpan, type Vocabulary } from "../../shared/filter/filterText";
import { rotationChanged } from "../../shared/rotation/changes.svelte";
import { addDays, addMonths, daysBetween, mondayOf } from "../../shared/rotation/days";
import { learnZone, teamDay } from "../../shared/rotation/team.svelte";
import type { CalendarShape } from "../../shared/routes";

/** Days from one to another, both included. */
export interface Stretch {
  from: string;
  to: string;
}

/** Weeks of a month's sheet: always six, so that nothing jumps from month to month. */
const WEEKS = 6;
/** Days of an agenda. */
const AGENDA = 60;
/** Entries listed on one day; what is more is told by its count. */
const PER_DAY = 60;

/** The days that a shape shows around a day. */
export function stretchOf(shape: CalendarShape, on: string): Stretch {
  if (shape === "week") return { from: mondayOf(on), to: addDays(mondayOf(on), 6) };
  if (shape === "agenda") return { from: on, to: addDays(on, AGENDA - 1) };
  if (shape === "year") return { from: `${on.slice(0, 4)}-01-01`, to: `${on.slice(0, 4)}-12-31` };
  const from = mondayOf(`${on.slice(0, 7)}-01`);
  return { from, to: addDays(from, WEEKS * 7 - 1) };
}

/** The day that a key leads to; null where it leads nowhere. */
export function stepOf(key: string, shape: CalendarShape, on: string): string | null {
  const down = shape === "agenda" ? 1 : 7;
  switch (key) {
    case "ArrowLeft":
      return addDays(on, -1);
    case "ArrowRight":
      return addDays(on, 1);
    case "ArrowUp":
      return addDays(on, -down);
    case "ArrowDown":
      return addDays(on, down);
    case "PageUp":
      return pageOf(shape, on, -1);
    case "PageDown":
      return pageOf(shape, on, 1);
    case "Home":
      return mondayOf(on);
    case "End":
      return addDays(mondayOf(on), 6);
    default:
      return null;
  }
}

/** The same day a page further: a week or a month; in a year, a year. */
export function pageOf(shape: CalendarShape, on: string, by: 1 | -1): string {
  if (shape === "week") return addDays(on, by * 7);
  return addMonths(on, shape === "year" ? by * 12 : by);
}

/** Freezes that hold on a day. */
export function frozenOn(freezes: readonly FreezeDto[], on: string): FreezeDto[] {
  return freezes.filter((freeze) => freeze.from <= on && on <= freeze.to);
}

/** Entries of one owner. */
export interface Owned {
  owner: string | null;
  entries: CalendarEntry[];
}

/** Entries under their owners by name, nobody's last; each in the order in which they came. */
export function byOwners(entries: readonly CalendarEntry[]): Owned[] {
  const groups: Owned[] = [];
  for (const entry of entries) {
    const owner = entry.secret?.owner ?? null;
    const group = groups.find((one) => one.owner === owner);
    if (group) group.entries.push(entry);
    else groups.push({ owner, entries: [entry] });
  }
  return groups.sort((a, b) => Number(a.owner === null) - Number(b.owner === null) || (a.owner ?? "").localeCompare(b.owner ?? ""));
}

interface Asked {
  shape: CalendarShape;
  on: string;
}

export class Calendar {
  shape = $state<CalendarShape>("month");
  /** The chosen day; null for today. */
  chosen = $state<string | null>(null);
  filter = $state("");
  reply = $state.raw<CalendarReply | null>(null);
  /** The days that the reply covers. */
  covered = $state.raw<Stretch | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** Entries of the chosen day, where the stretch has counts alone. */
  #day = $state.raw<{ on: string; entries: CalendarEntry[] } | null>(null);
  #learned = $state.raw<Vocabulary>({});
  /** Whether what is on a day stands under its owners. */
  byOwner = $state(false);
  /** Whether the year is shown as a table. */
  table = $state(false);
  /** The feed as it was written last in this session. */
  feed = $state.raw<{ path: string; events: number; names: boolean; at: string } | null>(null);
  #turn = 0;
  #last: (Asked & { filter: string }) | null = null;

  readonly today = $derived(this.reply?.today ?? teamDay(Date.now()));
  readonly on = $derived(this.chosen ?? this.today);
  readonly badFilter = $derived(this.error?.code === "bad_filter" ? this.error : null);
  readonly wrong = $derived(this.badFilter?.span ? unitSpan(this.filter, this.badFilter.span) : null);
  readonly freezes = $derived(this.reply?.freezes ?? []);

  /** What the filter offers: owners are those that have been seen here. */
  readonly vocabulary = $derived.by<Vocabulary>(() => {
    const secrets = [...(this.reply?.entries ?? []).map((entry) => entry.secret), ...(this.reply?.overdue_rows ?? []).map((row) => row.secret)];
    return { ...this.#learned, owner: Object.fromEntries(secrets.flatMap((secret) => (secret?.owner ? [[secret.owner, ""]] : []))) };
  });

  /** What is on each day. */
  readonly byDay = $derived.by(() => {
    const days: Record<string, CalendarEntry[]> = {};
    for (const entry of this.reply?.entries ?? []) (days[entry.on] ??= []).push(entry);
    return days;
  });
  /** How much is on each day. */
  readonly counts = $derived(Object.fromEntries((this.reply?.days ?? []).map((day) => [day.on, day])) as Record<string, DayCount | undefined>);

  /** What is on the chosen day, as far as it is listed. */
  readonly entries = $derived.by(() => (this.shape === "year" ? (this.#day?.on === this.on ? this.#day.entries : []) : (this.byDay[this.on] ?? [])));
  /** How many are on the chosen day. */
  readonly total = $derived.by(() => {
    const day = this.counts[this.on];
    return day ? day.due + day.planned + day.other : 0;
  });

  /** Shows a shape around a day; asks only where the days are others. */
  show(shape: CalendarShape, chosen: string | null): void {
    this.shape = shape;
    this.chosen = chosen;
    const stretch = stretchOf(shape, this.on);
    const same = this.#last?.shape === shape && this.#last.filter === this.filter && this.covered !== null && stretch.from === this.covered.from && stretch.to === this.covered.to;
    // An agenda begins where it was begun: walking its days does not move its beginning.
    const within = shape === "agenda" && this.#last?.shape === "agenda" && this.covered !== null && this.on >= this.covered.from && daysBetween(this.on, this.covered.to) >= 0;
    if (!same && !within) void this.load();
    else if (shape === "year") void this.#loadDay();
  }

  type(filter: string): void {
    this.filter = filter;
    void this.load();
  }

  /** Asks for the days as things stand. The newest question wins; a refused filter keeps what it showed. */
  async load(): Promise<void> {
    const turn = (this.#turn += 1);
    const { shape, filter } = this;
    const within = shape === "agenda" && this.#last?.shape === "agenda" && this.covered !== null && this.on >= this.covered.from && this.on <= this.covered.to;
    const stretch = within && this.covered ? this.covered : stretchOf(shape, this.on);
    this.#last = { shape, on: this.on, filter };
    try {
      const reply = await call("calendar_show", { ...stretch, filter, per_day: shape === "year" ? 0 : PER_DAY });
      if (turn !== this.#turn) return;
      this.reply = reply;
      learnZone(reply.time_zone);
      this.covered = stretch;
      this.error = null;
      // The machine's day may be another than the policy's.
      const meant = stretchOf(shape, this.on);
      if (this.chosen === null && (this.on < meant.from || this.on > stretch.to || this.on < stretch.from)) return await this.load();
    } catch (error) {
      if (turn === this.#turn) this.error = asCommandError(error);
      return;
    }
    if (shape === "year") await this.#loadDay();
  }

  async #loadDay(): Promise<void> {
    const { on, filter } = this;
    if (!this.counts[on]) {
      this.#day = { on, entries: [] };
      return;
    }
    try {
      const { entries } = await call("calendar_show", { from: on, to: on, filter, per_day: PER_DAY });
      if (this.on === on && this.filter === filter) this.#day = { on, entries };
    } catch (error) {
      if (this.on === on) this.error = asCommandError(error);
    }
  }

  /** Moves a planned rotation. Rejects with a `CommandError`. */
  async move(rotation: string, on: string): Promise<void> {
    await call("rotation_move", { id: rotation, on });
    rotationChanged();
  }

  /** Takes note of the feed that was written. */
  written(path: string, events: number, names: boolean, at: string): void {
    this.feed = { path, events, names, at };
  }

  /** Words for the filter's suggestions. */
  async learn(): Promise<void> {
    const [kinds, coverage] = await Promise.all([call("kinds_list"), call("coverage_show")]);
    this.#learned = {
      kind: Object.fromEntries(kinds.map(({ code, label }) => [code, label])),
      account: Object.fromEntries(coverage.accounts.map(({ id, name }) => (name ? [name, id] : [id, ""]))),
      region: Object.fromEntries(coverage.regions.map((region) => [region, ""])),
    };
  }
}
