// The query line over reads: its events, its groups, its timeline. No DOM.
import type { CommandError, EventRow, GroupDto } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { unitSpan, type Vocabulary } from "../../shared/filter/filterText";
import { ColumnLayout } from "../../shared/table/layout.svelte";
import { PagedRows } from "../../shared/table/paged.svelte";
import { EVENT_COLUMNS } from "./columns";
import { Timeline } from "./timeline.svelte";

/** How the answer is shown: single events, or counted by something. */
export type Grouping = "events" | "principal" | "secret" | "source" | "agent" | "day";

const GROUPS = 200;
const LEARNED = 300;
/** A person types on: the groups and the timeline wait for this long, in milliseconds. The list does not. */
const PAUSE = 120;

export class Query {
  text = $state("");
  by = $state<Grouping>("events");
  cursor = $state(-1);
  /** How far the list is scrolled, in CSS pixels. */
  top = $state(0);
  groups = $state.raw<readonly GroupDto[]>([]);
  groupsTotal = $state(0);
  /** The grouping and query that the groups belong to. */
  grouped = $state<string | null>(null);
  vocabulary = $state.raw<Vocabulary>({});
  readonly layout = new ColumnLayout(EVENT_COLUMNS);
  readonly timeline = new Timeline();
  readonly rows: PagedRows<string, EventRow, string[]>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #fresh = true;

  constructor() {
    this.rows = new PagedRows(
      async (query, offset, limit) => {
        const { events, total, limits } = await call("reads_list", { query, offset, limit });
        return { rows: events, total: total, extra: limits };
      },
      (rows) => this.#learn(rows),
    );
  }

  readonly limits = $derived.by(() => this.rows.extra ?? []);
  /** Why the answer is not to what is typed. A mistake that has been mended is not held against anyone. */
  readonly error = $derived.by<CommandError | null>(() => {
    if (this.rows.error === null) return null;
    const error = asCommandError(this.rows.error);
    return error.code === "bad_filter" && this.rows.refused !== this.text ? null : error;
  });
  /** Where the query is wrong, in JavaScript's units. */
  readonly wrong = $derived.by<[number, number] | null>(() => (this.error?.code === "bad_filter" && this.error.span ? unitSpan(this.text, this.error.span) : null));

  open(): void {
    if (this.rows.answered === null) this.#ask();
    else this.refresh();
  }

  refresh(): void {
    this.rows.refresh();
    this.#soon();
  }

  set(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.cursor = -1;
    this.#ask();
  }

  group(by: Grouping): void {
    this.by = by;
    void this.#group();
  }

  moveTo(index: number): void {
    this.cursor = index;
  }

  #ask(): void {
    this.rows.ask(this.text);
    this.#fresh = true;
    this.#soon();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A refresh keeps what is looked at; another query begins with all that matches.
      if (this.#fresh || this.timeline.reply === null) this.timeline.ask(this.text);
      else void this.timeline.load();
      this.#fresh = false;
      void this.#group();
    }, PAUSE);
  }

  async #group(): Promise<void> {
    if (this.by === "events") return;
    const asked = (this.#asked += 1);
    const { by, text } = this;
    try {
      const reply = await call("reads_groups", { query: text, by, limit: GROUPS });
      if (asked !== this.#asked) return;
      this.groups = reply.groups;
      this.groupsTotal = reply.total;
      this.grouped = `${by}:${text}`;
    } catch {
      // The list, which is asked the same, says why.
    }
  }

  #learn(rows: EventRow[]): void {
    const next: Record<string, Record<string, string>> = {};
    const take = (field: string, value: string | null | undefined, about = "") => {
      if (!value) return;
      const known = (next[field] ??= { ...this.vocabulary[field] });
      if (!Object.hasOwn(known, value) && Object.keys(known).length < LEARNED) known[value] = about;
    };
    for (const row of rows) {
      take("principal", row.principal.name, row.principal.account_name ?? "");
      take("source", row.source);
      take("agent", row.agent);
      take("account", row.account, row.account_name ?? "");
      take("region", row.region);
      take("person", row.person);
      row.objects.forEach((object) => object.kind === "secret" && take("secret", object.name));
    }
    this.vocabulary = { ...this.vocabulary, ...next };
  }
}
