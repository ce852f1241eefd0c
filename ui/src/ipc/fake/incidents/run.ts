// One incident in the in-memory host: its log of acts, and the screen that follows from it.
import type { EvidenceDto, ExposedDto, FollowUpDto, IncidentReply, IncidentRow, LedgerMark, LedRequest, MarkDto, MomentDto, NoticeDecisionDto, PhaseDto, ReachedDto, SnippetDto, StepDto, StepEnd, TimelineLine, UpdateDto, WatchDto } from "../../bindings";
import { noticesOf } from "./notices";
import type { Plan, PlanSnippet, PlanStep } from "./plan";

const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();
export const MOMENTS = ["detected", "aware", "suspected", "classified", "material", "determined", "discovered", "assessed", "fix_available", "paid"];
export const PATHS = ["commit", "log", "crash_dump", "pipeline", "insider", "policy", "backup", "dependency", "memory", "child_process", "other"];
const UPDATE_EVERY: Record<string, number> = { "SEV-1": 30, "SEV-2": 120 };

/** What was said of a step last. */
type Said = { what: "done" | "not_applicable"; end: StepEnd } | { what: "answered"; applies: boolean };

/** What an incident is opened with. */
export interface Opening {
  id: string;
  codename: string;
  title: string;
  severity: string;
  drill: boolean;
  subject: string;
  subject_text: string;
  name: string;
  trigger: string;
  reasons: string[];
  plan: Plan;
  detected: number;
  opened: number;
  values: Record<string, string>;
  known: Record<string, string>;
  /** What it leads, and how that stands; null for incidents. */
  leads: Led | null;
}

/** What a run leads. */
export interface Led extends LedRequest {
  name: string;
  arn: string;
  open: () => boolean;
  reached: (what: string) => ReachedDto | null;
  /** Brings it about; throws what the rotation or the review refuses. */
  bring: (what: string, at: string | null, evidence: string) => void;
}

export class Run {
  readonly of: Opening;
  plan: Plan;
  state = "open";
  severity: string;
  closed: number | null = null;
  readonly lines: TimelineLine[] = [];
  readonly said = new Map<string, Said>();
  readonly holders = new Map<string, string>();
  readonly roles = new Map<string, string>();
  readonly ledger: ExposedDto[] = [];
  readonly watches: WatchDto[] = [];
  readonly moments = new Map<string, string>();
  readonly decisions = new Map<string, NoticeDecisionDto[]>();
  readonly updates: UpdateDto[] = [];
  readonly evidence: EvidenceDto[] = [];
  readonly followUps: FollowUpDto[] = [];
  readonly values: Map<string, string>;
  path: string | null = null;
  fresh: number | null = null;
  newer: string | null = null;
  #now: () => number;

  constructor(of: Opening, now: () => number) {
    this.of = of;
    this.plan = structuredClone(of.plan);
    this.severity = of.severity;
    this.values = new Map(Object.entries(of.values));
    this.#now = now;
    this.moments.set("detected", iso(of.detected));
    this.write("keyturn", "keyturn", `Opened as ${of.severity}: ${of.title}`, { at: of.opened });
    if (of.leads) return;
    this.expose(of.subject, of.subject_text, of.name, of.detected - 14 * MINUTE, "It started with this.");
  }

  get steps(): PlanStep[] {
    return this.plan.phases.flatMap((phase) => phase.steps);
  }

  get now(): number {
    return this.#now();
  }

  write(by: string, source: string, text: string, more: { at?: number; happened?: string | null; reference?: string | null; in_report?: boolean } = {}): number {
    const learnt_at = iso(more.at ?? this.now);
    this.lines.push({ number: this.lines.length + 1, happened_at: more.happened ?? learnt_at, learnt_at, source, reference: more.reference ?? null, by, text, in_report: more.in_report ?? true });
    return this.lines.length;
  }

  expose(subject: string, text: string, name: string, from: number | null, because: string): void {
    this.ledger.push({ number: this.ledger.length + 1, subject, text, name, level: this.ledger.length === 0 ? "critical" : null, state: "exposed", exposed_from: from === null ? null : iso(from), exposed_until: null, because, marks: [], rotation: null });
  }

  mark(entry: ExposedDto, mark: LedgerMark): void {
    entry.marks.push(mark);
    const has = (code: string) => entry.marks.some((m) => m.mark === code);
    entry.state = ["not_exposed", "not_verifiable", "proved", "replaced", "revoked"].find(has) ?? "exposed";
    if (mark.mark === "proved") entry.exposed_until = mark.at;
  }

  /** The facts that are known: built-in ones, then those that steps set. */
  #facts(): Map<string, string> {
    const facts = new Map(Object.entries(this.of.known));
    for (const step of this.steps) {
      const said = this.said.get(step.id);
      if (!step.sets || said?.what !== "done") continue;
      const value = step.sets.record ? said.end.records.find((r) => r.name === step.sets?.record)?.value : step.choices?.find((c) => c.label === said.end.words)?.value;
      if (value) facts.set(step.sets.fact, value);
    }
    return facts;
  }

  stateOf(step: PlanStep): StepDto["state"] {
    const said = this.said.get(step.id);
    if (said && said.what !== "answered") return said.what;
    if (said) return said.applies ? "open" : "dimmed";
    if (!step.when) return "open";
    const known = this.#facts().get(step.when.fact);
    if (known === undefined || known === "unknown") return "asks";
    return (known === step.when.is) !== (step.when.not ?? false) ? "open" : "dimmed";
  }

  #filled({ text, ...rest }: PlanSnippet, index: number): SnippetDto {
    const gaps = new Set<string>();
    const filled = text.replaceAll(/\{\{([^}]+)\}\}/gu, (_, name: string) => {
      const value = this.values.get(name);
      if (value !== undefined) return /^[\w@%+=:,./-]+$/u.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
      gaps.add(name);
      return `‹${name}: not known›`;
    });
    return { ...rest, index, text: filled, gaps: [...gaps].map((name) => ({ name, why: "Nobody has said what it is." })) };
  }

  step(step: PlanStep): StepDto {
    const said = this.said.get(step.id);
    const open = (id: string) => ["open", "asks"].includes(this.stateOf(this.steps.find((s) => s.id === id) ?? step));
    return {
      id: step.id, title: step.title, state: this.stateOf(step), role: step.role, act: step.act ?? "manual",
      when: step.when ? `${step.when.fact} ${step.when.not ? "!=" : "=="} "${step.when.is}"` : null, unknown: this.stateOf(step) === "asks" && step.when ? [step.when.fact] : [],
      holder: this.holders.get(step.id) ?? null, ended: said && said.what !== "answered" ? said.end : null,
      needs: (step.needs ?? []).filter(open).map((id) => this.steps.find((s) => s.id === id)?.title ?? id),
      due_at: step.due ? iso(this.of.detected + step.due * MINUTE) : null, two_person: step.two_person ?? false, choices: step.choices ?? [], records: step.records ?? [],
      prefill: (step.prefill ?? []).map((name) => ({ name, value: this.values.get(name) ?? null })), html: step.html, snippets: (step.snippets ?? []).map((s, i) => this.#filled(s, i)), verify: step.verify,
      wait_until: step.wait_days ? iso(this.of.opened + step.wait_days * 1440 * MINUTE) : null, action: step.action ?? null, added: step.added ?? false, reached: step.reaches ? (this.of.leads?.reached(step.reaches) ?? null) : null,
    };
  }

  #phases(): PhaseDto[] {
    return this.plan.phases.map((phase): PhaseDto => {
      const steps = phase.steps.map((s) => this.step(s));
      const due = phase.budget === null ? null : this.of.detected + phase.budget * MINUTE;
      const open = steps.some((s) => ["open", "asks"].includes(s.state));
      const last = Math.max(0, ...steps.map((s) => (s.ended ? Date.parse(s.ended.at) : 0)));
      const standing = this.closed !== null && open ? "stopped" : due === null ? (open ? "waiting" : "ended") : !open ? (last > due ? "ended_late" : "ended") : this.now > due ? "over" : "running";
      return { id: phase.id, title: phase.title, goal: phase.goal, budget_minutes: phase.budget, due_at: due === null ? null : iso(due), standing, steps };
    });
  }

  #marks(phases: PhaseDto[]): MarkDto[] {
    if (this.closed !== null) return [];
    const all: MarkDto[] = [];
    const add = (of: string, id: string, words: string, at: string | null) => at && all.push({ of, id, words, at, late: Date.parse(at) < this.now });
    for (const phase of phases) {
      for (const step of phase.steps) if (["open", "asks"].includes(step.state)) add("step", step.id, step.title, step.due_at);
      if (phase.standing === "running" || phase.standing === "over") add("phase", phase.id, phase.title, phase.due_at);
    }
    const every = this.of.leads ? undefined : UPDATE_EVERY[this.severity];
    if (every) add("update", "", "Next update", iso((this.updates[0] ? Date.parse(this.updates[0].at) : this.of.opened) + every * MINUTE));
    for (const notice of this.#notices()) if (["undecided", "to_file", "late"].includes(notice.state)) add("notice", notice.id, notice.name, notice.due_at);
    all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const next = all.find((m) => !m.late);
    return [...all.filter((m) => m.late), ...(next ? [next] : [])];
  }

  #notices() {
    return noticesOf(this.#moments(), this.decisions, this.now);
  }

  #moments(): MomentDto[] {
    return MOMENTS.map((moment) => ({ moment, at: this.moments.get(moment) ?? null }));
  }

  /** What keeps it from being closed. */
  openEnds(): string[] {
    const settled = (state: string) => ["proved", "not_verifiable", "not_exposed"].includes(state);
    if (this.of.leads) return [];
    return [
      ...this.ledger.filter((e) => !settled(e.state)).map((e) => `${e.name} is ${e.state}: prove that the old value is refused, or write why that cannot be shown.`),
      ...(this.path === null ? ["Say how the value got out."] : []),
    ];
  }

  row(): IncidentRow {
    const { id, codename, title, drill } = this.of;
    const settled = this.ledger.filter((e) => ["proved", "not_verifiable", "not_exposed"].includes(e.state)).length;
    return { id, codename, title, severity: this.severity, state: this.state, drill, detected_at: iso(this.of.detected), opened_at: iso(this.of.opened), closed_at: this.closed === null ? null : iso(this.closed), lead: this.roles.get("lead") ?? null, mark: this.#marks(this.#phases())[0] ?? null, exposed: this.ledger.length, settled };
  }

  reply(): IncidentReply {
    const phases = this.#phases();
    const steps = phases.flatMap((p) => p.steps);
    const from = this.ledger[0]?.exposed_from;
    return {
      row: this.row(), subject: this.of.subject, subject_text: this.of.subject_text, leads: this.of.leads && { of: this.of.leads.of, id: this.of.leads.id }, trigger: this.of.trigger, reasons: this.of.reasons, now: iso(this.now), clock_doubt: null,
      runbook: { id: this.plan.id, title: this.plan.title, version: this.plan.version, sha256: "9f2b".repeat(16), folder: null, approved: true, newer: this.newer },
      phases, current: steps.find((s) => s.state === "open" || s.state === "asks")?.id ?? null, marks: this.#marks(phases),
      roles: [...new Set(steps.map((s) => s.role))].map((role) => ({ role, who: this.roles.get(role) ?? null })), ledger: this.ledger,
      window: from ? `${from.slice(0, 16).replace("T", " ")} UTC to now: not refused yet` : "Nobody knows yet since when.", watches: this.watches, moments: this.#moments(), notices: this.#notices(),
      not_advice: "Not legal advice: these rows say what was read and when. Ask counsel before you rely on one.", notice_calendar: "Business days are Monday to Friday in Europe/Berlin, without 3 holidays.", updates: this.updates, evidence: this.evidence, path: this.path, paths: PATHS, follow_ups: this.followUps, open_ends: this.openEnds(),
      values: [...this.values].map(([name, value]) => ({ name, value })), lines: this.lines.length,
    };
  }
}
