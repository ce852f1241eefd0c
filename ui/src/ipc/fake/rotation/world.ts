// What rotation knows in the in-memory host: the policy in force, exceptions, rotations and tasks, over the made-up secrets.
import type { CommandError, Commands, DueRow, ExceptionDto, RotationSettingsDto, RotationSummary, SecretRow, TriageDto } from "../../bindings";
import { readFilter } from "../filter";
import { dueFindings } from "./findings";
import { judge } from "./judge";
import { PRESETS } from "./presets";
import { seedRecords, summaryOf, type Recorded } from "./records";
import { readPolicy, type Policy } from "./text";

/** What the host gives. */
export interface Host {
  rows: () => SecretRow[];
  clock: () => number;
  /** Whether there is nothing yet. */
  bare: boolean;
  /** Whether nothing is open. */
  quiet: boolean;
  /** Open reviews with the day on which each is to be done. */
  reviews: () => { id: string; name: string; on: string }[];
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

/** Handlers of some of the contract's commands. */
export type Of<K extends keyof Commands> = { [N in K]: (request: Commands[N]["request"]) => Commands[N]["reply"] | Promise<Commands[N]["reply"]> };

/** A task as it is kept. */
export interface Task {
  id: string;
  trigger: string;
  words: string;
  /** Why this secret is among them. */
  because: string;
  arn: string;
  opened_at: number;
  due_at: number | null;
  rotation: string | null;
  dropped: string | null;
}

export class World {
  readonly host: Host;
  text = PRESETS[0]?.text ?? "";
  saved: { at: string; by: string } | null = null;
  exceptions: Omit<ExceptionDto, "state" | "secrets" | "title">[] = [];
  ended = new Set<string>();
  records: Recorded[];
  tasks: Task[] = [];
  settings = new Map<string, RotationSettingsDto>();
  /** What was decided about findings, by key. */
  triage = new Map<string, TriageDto>();
  #next = 100;
  #read: { text: string; policy: Policy } | null = null;

  constructor(host: Host) {
    this.host = host;
    this.records = host.bare ? [] : seedRecords(this.live(), this.now, host.quiet);
  }

  get now(): number {
    return this.host.clock();
  }

  /** A new id. */
  id(prefix: string): string {
    this.#next += 1;
    return `${prefix}-${this.#next}`;
  }

  /** The secrets that are there. */
  live(): SecretRow[] {
    return this.host.rows().filter((row) => row.gone_at === null);
  }

  /** The secrets that pass a filter. Throws a `CommandError`. */
  matching(filter: string): SecretRow[] {
    return this.host.rows().filter(readFilter(filter, (row) => this.due(row)));
  }

  /** The secret of this ARN. */
  row(arn: string): SecretRow {
    return this.host.rows().find((row) => row.arn === arn) ?? this.host.fail("not_found", "There is no such secret.", "It may be gone since the last sync.");
  }

  /** The policy in force. */
  policy(): Policy {
    if (this.#read?.text !== this.text) this.#read = { text: this.text, policy: readPolicy(this.text).policy };
    return this.#read.policy;
  }

  /** The open rotation of a secret. */
  open(arn: string): RotationSummary | null {
    const record = this.records.find((r) => r.arn === arn && r.open);
    return record ? summaryOf(record, this.row(arn)) : null;
  }

  /** How a secret is rotated, as a person set it. */
  settingsOf(arn: string): RotationSettingsDto {
    return this.settings.get(arn) ?? { strategy: null, strategy_words: "", cache_seconds: null, rollout_seconds: null, overlap_seconds: null, documents: "", level: null, level_reason: "", privileged: false, expires_on: null };
  }

  /** When a secret is due by the policy in force. */
  due(row: SecretRow): DueRow {
    const due = judge(row, this.policy(), this.listed(), this.open(row.arn), this.now, this.settings.get(row.arn));
    return { ...due, findings: dueFindings(this, row, due) };
  }

  /** The exceptions with their states. */
  listed(): ExceptionDto[] {
    return this.#listed(this.exceptions);
  }

  #listed(of: World["exceptions"]): ExceptionDto[] {
    const today = new Date(this.now).toISOString().slice(0, 10);
    const soon = new Date(this.now + 14 * 86_400_000).toISOString().slice(0, 10);
    return of.map((e) => ({
      ...e,
      title: e.scope === "secret" ? (this.host.rows().find((row) => row.arn === e.what)?.name ?? e.what) : e.what,
      state: this.ended.has(e.id) ? "ended_early" : e.until < today ? "ended" : e.until <= soon ? "ending" : "active",
      secrets: 0,
    }));
  }
}
