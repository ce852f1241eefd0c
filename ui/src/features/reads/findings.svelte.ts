// Findings: the list by state, the opened one, and what a person decides. No DOM.
import type { CommandError, FindingReply, FindingRow, FindingTriageRequest, SilenceScope } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** At most so many of a state: who has more open findings than this needs a query, not a list. */
export const MOST = 200;

/** States that are shown at once, and those that are shown when asked for. */
const NEEDED = ["open", "watch", "incident"] as const;
const QUIET = ["explained", "expected", "stale"] as const;

/** What findings are about. */
export type About = "reads" | "rotation";

/** The findings of one state. */
export interface Section {
  state: string;
  rows: FindingRow[];
  total: number;
}

export class Findings {
  sections = $state.raw<readonly Section[]>([]);
  /** Whether the list was read at least once. */
  loaded = $state(false);
  error = $state.raw<CommandError | null>(null);
  /** Whether explained, expected and stale ones are shown. */
  quiet = $state(false);
  about = $state<About>("reads");
  /** How many are open that are about the other. */
  elsewhere = $state(0);

  key = $state<string | null>(null);
  /** The opened one; the one before until the next is here. */
  reply = $state.raw<FindingReply | null>(null);
  detailError = $state.raw<CommandError | null>(null);
  /** Whether a decision is being stored. */
  deciding = $state(false);

  #judged: () => void;
  #turn = 0;
  #asked = 0;

  /** `judged` is told when something was decided. */
  constructor(judged: () => void = () => undefined) {
    this.#judged = judged;
  }

  /** The rows as they are shown, one after the other. */
  readonly rows = $derived(this.sections.flatMap(({ rows }) => rows));
  readonly open = $derived(this.sections.find(({ state }) => state === "open")?.total ?? 0);

  async load(): Promise<void> {
    const asked = (this.#asked += 1);
    const states = this.quiet ? [...NEEDED, ...QUIET] : NEEDED;
    const { about } = this;
    try {
      const [other, ...replies] = await Promise.all([
        call("findings_list", { state: "open", about: about === "reads" ? "rotation" : "reads", arn: null, offset: 0, limit: 0 }),
        ...states.map((state) => call("findings_list", { state, about, arn: null, offset: 0, limit: MOST })),
      ]);
      if (asked !== this.#asked) return;
      this.elsewhere = other.total;
      this.sections = states.flatMap((state, i) => {
        const reply = replies[i];
        return reply && reply.total > 0 ? [{ state, rows: reply.findings, total: reply.total }] : [];
      });
      this.error = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.error = asCommandError(error);
    }
    this.loaded = true;
  }

  /** Lists what is about the one or the other. */
  async look(about: About): Promise<void> {
    this.about = about;
    this.key = null;
    this.reply = null;
    await this.load();
  }

  async showQuiet(quiet: boolean): Promise<void> {
    this.quiet = quiet;
    await this.load();
  }

  /** Opens a finding, or closes with null. */
  async show(key: string | null): Promise<void> {
    if (key === this.key) return;
    this.key = key;
    await this.reload();
  }

  async reload(): Promise<void> {
    const { key } = this;
    const turn = (this.#turn += 1);
    if (key === null) {
      this.reply = null;
      this.detailError = null;
      return;
    }
    try {
      const reply = await call("finding_show", { key });
      if (turn !== this.#turn) return;
      this.reply = reply;
      this.detailError = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.detailError = asCommandError(error);
      if (this.reply?.finding.key !== key) this.reply = null;
    }
  }

  /** The key that lies so many places from another in the list; the first where the other is not in it. */
  step(from: string | null, by: number): string | null {
    const at = this.rows.findIndex((row) => row.key === from);
    const to = at < 0 ? 0 : Math.max(0, Math.min(this.rows.length - 1, at + by));
    return this.rows[to]?.key ?? null;
  }

  /** The one to look at after this one was dealt with: the next that is open, else the one before. */
  after(key: string): string | null {
    const open = this.rows.filter((row) => row.state === "open");
    const at = open.findIndex((row) => row.key === key);
    return (open[at + 1] ?? open[at - 1])?.key ?? null;
  }

  /** Decides about a finding. Rejects with a `CommandError` when it is refused; nothing has changed then. */
  async decide(key: string, decision: FindingTriageRequest["decision"], note = "", silence: SilenceScope | null = null): Promise<void> {
    this.deciding = true;
    try {
      const reply = await call("finding_triage", { key, decision, note, silence });
      if (this.key === key) {
        this.#turn += 1;
        this.reply = reply;
      }
      this.#judged();
      // Nobody waits for the list: a decision on the next finding would be lost meanwhile.
      void this.load();
    } finally {
      this.deciding = false;
    }
  }
}
