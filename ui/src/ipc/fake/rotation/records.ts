// Rotations of the in-memory host: seeds, steps, what is open next and what blocks, and what is proved.
import type { HolderDto, HoldersDto, ManagedStepsDto, RotationReply, RotationStepDto, RotationSummary, SecretRow } from "../../bindings";
import { DAY, dayOf, refOf } from "./judge";

const HOUR = 3_600_000;
export const STEPS = ["planned", "value_made", "stored", "moved", "refused", "closed"] as const;
export type Step = (typeof STEPS)[number];

/** One step that was taken. */
export interface Taken {
  at: number;
  who: string;
  evidence: string;
  version: string | null;
  seen: boolean;
}

/** A rotation as it is kept. */
export interface Recorded {
  id: string;
  arn: string;
  trigger: string;
  strategy: string;
  planned_on: string | null;
  due_at: number | null;
  owner: string | null;
  note: string;
  outside: boolean;
  cancelled: Taken | null;
  taken: Partial<Record<Step, Taken>>;
  readonly open: boolean;
}

const WORDS: Record<Step, string> = {
  planned: "It is planned for a day.",
  value_made: "The new value is made, at the issuer or by the generator.",
  stored: "The new value is stored. A sync sees the new version by itself.",
  moved: "Every consumer has the new value.",
  refused: "A call with the old value fails: that proves the rotation.",
  closed: "Nothing is left to do; documents that name it are changed.",
};

export const STRATEGIES: Record<string, string> = {
  two_at_once: "Two values live at once: make the second, move everyone, take the first away.",
  dual_read: "The receiver takes both values until every sender has the new one.",
  rolling_restart: "Consumers read the value when they start: store it, then restart them one after the other.",
  versioned: "A version is added; the old one stays for what it signed.",
  managed_steps: "Secrets Manager does it in four steps by a function.",
  replace: "One value only: consumers fail between the change and their next read.",
};

/** The strategy that suits a kind. */
export function strategyOf(row: SecretRow): string {
  if (row.rotation === "function") return "managed_steps";
  if (row.kind === "jwt_signing_key") return "versioned";
  if (row.kind === "webhook_secret") return "dual_read";
  if (row.kind === "session_key" || row.kind === "connection_string") return "rolling_restart";
  return row.kind === "break_glass" || row.kind === "ssh_key" ? "replace" : "two_at_once";
}

/** A new record. */
export function recordOf(of: Omit<Partial<Recorded>, "open"> & Pick<Recorded, "id" | "arn">): Recorded {
  return {
    trigger: "scheduled", strategy: "two_at_once", planned_on: null, due_at: null, owner: null, note: "", outside: false, cancelled: null, taken: {}, ...of,
    get open(): boolean {
      return !this.outside && this.cancelled === null && this.taken.closed === undefined;
    },
  };
}

/** The last step that was taken. */
function last(record: Recorded): Step {
  return STEPS.findLast((step) => record.taken[step] !== undefined) ?? "planned";
}

/** `nothing_yet`, `write_only`, `proved` or `closed_without_proof`, with its sentence. */
export function proofOf({ taken, outside }: Recorded): { proof: string; words: string } {
  if (taken.stored && taken.refused) return { proof: "proved", words: "The new value is stored and the old one is refused." };
  if (taken.closed) return { proof: "closed_without_proof", words: "Closed for a stated reason, without proof that the old value is refused." };
  if (taken.stored || outside) return { proof: "write_only", words: "A new version was written. Nothing shows yet that the old value is refused." };
  return { proof: "nothing_yet", words: "No new value has been stored." };
}

/** A rotation in a line. */
export function summaryOf(record: Recorded, row: SecretRow): RotationSummary {
  const { id, trigger, strategy, planned_on, owner } = record;
  const times = [record.cancelled, ...Object.values(record.taken)].flatMap((t) => (t ? [t.at] : []));
  const { proof, words } = proofOf(record);
  return {
    id, secret: refOf(row), state: record.outside ? "outside" : record.cancelled ? "cancelled" : last(record), trigger, strategy, planned_on,
    due_at: record.due_at === null ? null : new Date(record.due_at).toISOString(), owner, proof, proof_words: words, changed_at: new Date(Math.max(...times)).toISOString(),
  };
}

/** Whether a step may follow: the value is made before it is stored, consumers move after; the old value can be refused at any time. */
export function follows({ taken, open }: Recorded, step: Step | "cancelled"): boolean {
  if (!open || (step !== "cancelled" && taken[step])) return false;
  if (step === "value_made") return !taken.stored;
  if (step === "stored" || step === "refused") return true;
  if (step === "moved") return taken.stored !== undefined;
  if (step === "closed") return (taken.stored ?? taken.refused) !== undefined;
  return step === "cancelled" && !taken.stored && !taken.refused;
}

/** What a step must say; null where it needs no word. */
export function wantedOf({ taken }: Recorded, step: Step | "cancelled"): string | null {
  if (step === "stored") return "say which version was stored, or what shows it";
  if (step === "refused") return "say what shows that the old value is refused: the call that failed, and where";
  if (step === "closed" && !(taken.stored && taken.refused)) return "say why it is closed without proof that the old value is refused";
  return step === "cancelled" ? "say why it is cancelled" : null;
}

const NAMES: Record<string, string> = { planned: "planned", value_made: "new value made", stored: "new value stored", moved: "consumers moved", refused: "old value refused", closed: "closed", cancelled: "cancelled" };

/** Why a step cannot follow. */
export function notNext(record: Recorded, step: Step | "cancelled"): string {
  if (step !== "cancelled" && record.taken[step]) return `${NAMES[step]} was recorded already`;
  return `"${NAMES[step]}" cannot follow "${NAMES[last(record)]}"`;
}

/** The six steps, taken or not. */
export function stepsOf(record: Recorded): RotationStepDto[] {
  const steps = STEPS.map((step): RotationStepDto => {
    const was = record.taken[step];
    const open = follows(record, step);
    return {
      step, words: WORDS[step], at: was ? new Date(was.at).toISOString() : null, who: was?.who ?? null, evidence: was?.evidence ?? "", version: was?.version ?? null,
      seen: was?.seen ?? false, open, blocked: was || !record.open || step === "planned" ? null : open ? wantedOf(record, step) : notNext(record, step),
    };
  });
  if (!record.cancelled) return steps;
  const { at, who, evidence } = record.cancelled;
  return [...steps, { step: "cancelled", words: "It was given up.", at: new Date(at).toISOString(), who, evidence, version: null, seen: false, open: false, blocked: null }];
}

/** Who still holds the old value: the made-up readers of a secret, of whom some have come back. */
export function holdersOf(record: Recorded, row: SecretRow, now: number): HoldersDto {
  const stored = record.taken.stored ?? (record.outside ? record.taken.planned : undefined);
  const names = ["web-task", "checkout-task", "worker", "etl", "ci-deploy", "cron", "support", "reporting", "<b>legacy</b>"].slice(0, 3 + (row.name.length % 7));
  const limits = ["Reads of the last 15 minutes may not be in CloudTrail yet."];
  if (!stored) return { words: `${names.length} consumers fetched the present value in the last 90 days.`, since: row.value_made_at, holders: names.map((name, i) => holder(name, row, now - (i + 1) * 7 * HOUR, null, "fetched")), limits };
  const left = record.taken.moved ? 0 : Math.min(2, names.length - 1);
  const holders = names.map((name, i) => {
    const since = i < left ? null : stored.at + (i + 1) * 11 * 60_000;
    const fetched = since !== null && since <= now;
    return holder(name, row, stored.at - (i + 1) * 5 * HOUR, fetched ? since : null, fetched ? "fetched" : "not_yet");
  });
  const missing = holders.filter((h) => h.state === "not_yet").length;
  const words = missing === 0 ? `All ${names.length} consumers have fetched the new version.` : `${names.length - missing} of ${names.length} consumers have fetched the new version; ${missing === 1 ? "this one has" : `these ${missing} have`} not.`;
  return { words, since: new Date(stored.at).toISOString(), holders: holders.sort((a, b) => (a.state < b.state ? 1 : a.state > b.state ? -1 : 0)), limits };
}

function holder(name: string, row: SecretRow, before: number, since: number | null, state: string): HolderDto {
  return { principal: `arn:aws:iam::${row.account}:role/${name}`, last_read_before: new Date(before).toISOString(), first_read_since: since === null ? null : new Date(since).toISOString(), state };
}

/** Secrets Manager's four steps. */
export function managedOf(row: SecretRow, now: number): ManagedStepsDto | null {
  if (row.rotation !== "function") return null;
  const names = ["createSecret", "setSecret", "testSecret", "finishSecret"];
  if (!row.pending) return { state: "succeeded", words: row.rotated_at ? `The last one ended on ${dayOf(Date.parse(row.rotated_at))}.` : "It has not rotated yet.", steps: names.map((step) => ({ step, state: row.rotated_at ? "done" : "not_known" })) };
  return {
    state: "failed", words: `Stopped at testSecret: a pending version exists since ${dayOf(now - 7 * DAY)}, and RotationFailed was recorded. The old value still holds.`,
    steps: names.map((step, i) => ({ step, state: i < 2 ? "done" : i === 2 ? "failed" : "waiting" })),
  };
}

/** One rotation, whole. */
export function wholeRotation(record: Recorded, row: SecretRow, now: number): RotationReply {
  return {
    rotation: summaryOf(record, row), steps: stepsOf(record), strategy_words: STRATEGIES[record.strategy] ?? record.strategy,
    overlap: record.strategy === "replace" || record.strategy === "versioned" ? null : "Both values must be valid for at least 1 h: the longest cache (5 min) and the slowest rollout (20 min) fit into it.",
    holders: holdersOf(record, row, now), managed: managedOf(row, now), note: record.note,
  };
}

/** A made-up history: one rotation in each state. */
export function seedRecords(rows: readonly SecretRow[], now: number, quiet: boolean): Recorded[] {
  const dated = rows.filter((row) => row.kind !== "configuration" && row.age_days !== null && !/[<>'=\u200b\u202e]/u.test(row.name) && row.name.length < 80);
  const prod = dated.filter((row) => row.environment === "prod");
  const failed = dated.find((row) => row.rotation === "function" && row.pending);
  const plain = prod.filter((row) => row.rotation === "none");
  const pick = (at: number) => plain[(at * 7 + 3) % plain.length];
  const by = (hours: number, who = "you", more: Partial<Taken> = {}): Taken => ({ at: now - hours * HOUR, who, evidence: "", version: null, seen: false, ...more });
  const seen = (hours: number, row: SecretRow | undefined): Taken => by(hours, `arn:aws:iam::${row?.account ?? ""}:role/ci-deploy`, { evidence: "PutParameter", version: "8", seen: true });
  const made: Recorded[] = [];
  const add = (row: SecretRow | undefined, of: Partial<Omit<Recorded, "open">>) => {
    if (row && !made.some((r) => r.arn === row.arn)) made.push(recordOf({ id: of.outside ? `seen-8-${row.arn}` : `R-${made.length + 1}`, arn: row.arn, owner: row.owner, strategy: strategyOf(row), planned_on: dayOf(now), ...of }));
  };
  if (!quiet) {
    add(pick(0), { planned_on: dayOf(now + 2 * DAY), taken: { planned: by(72) }, note: "With the release of Tuesday." });
    add(pick(1), { planned_on: dayOf(now), taken: { planned: by(96), value_made: by(1) } });
    add(pick(2), { planned_on: dayOf(now - DAY), taken: { planned: by(160), value_made: by(27), stored: seen(26, pick(2)) } });
    add(pick(3), { planned_on: dayOf(now - 2 * DAY), taken: { planned: by(200), value_made: by(50), stored: seen(49, pick(3)), moved: by(5, "you", { evidence: "Rollout 4411 ended, 12 of 12 tasks restarted." }) } });
    add(pick(4), { planned_on: dayOf(now + 9 * DAY), strategy: "rolling_restart", taken: { planned: by(30) } });
    add(pick(5), { planned_on: dayOf(now + 5 * HOUR), trigger: "compromise", due_at: now + HOUR / 2, taken: { planned: by(0.5) }, note: "Seen in a log of the CI." });
    add(failed, { planned_on: dayOf(now - 7 * DAY), strategy: "managed_steps", taken: { planned: by(24 * 20) } });
  }
  add(pick(6), { planned_on: dayOf(now - 12 * DAY), taken: { planned: by(500), value_made: by(292), stored: seen(290, pick(6)), moved: by(270, "you", { evidence: "All pods restarted." }), refused: by(268, "you", { evidence: "Login with the old password: FATAL, password authentication failed." }), closed: by(268) } });
  add(pick(7), { planned_on: dayOf(now - 30 * DAY), taken: { planned: by(900), stored: seen(720, pick(7)), closed: by(700, "you", { evidence: "The supplier gives no way to try the old key" }) } });
  add(pick(8), { planned_on: dayOf(now - 20 * DAY), taken: { planned: by(700) }, cancelled: by(480, "you", { evidence: "The service was switched off." }) });
  add(pick(9), { planned_on: null, owner: null, outside: true, taken: { planned: by(60, "Keyturn", { evidence: "A new version without a plan.", version: "8", seen: true }) } });
  return made;
}
