// One opened incident: its steps, the one that is looked at, what is written before it is recorded, facts and timeline. No DOM.
import { SvelteMap, SvelteSet } from "svelte/reactivity";

import type { CommandError, FactDto, IncidentAct, IncidentActed, IncidentFactsReply, IncidentProgress, IncidentReply, IncidentTimelineReply, PhaseDto, StepDto, ValueDto } from "../../ipc/bindings";
import { asCommandError, call, onIncidentChanged, onIncidentProgress } from "../../ipc/client";
import { RunClock } from "./clock.svelte";
import { parseMoment } from "./times";

/** What is written of a step before it is recorded. */
export interface Draft {
  choice: string | null;
  second: string;
  records: Record<string, string>;
}

/** What the person has to give before a step is done: `choice`, `second`, or `record:` with its id. */
export type Missing = "choice" | "second" | `record:${string}`;

/** What was done last, and what to know about it. */
export interface Done {
  words: string;
  warnings: readonly string[];
}

const EMPTY: Draft = { choice: null, second: "", records: {} };
/** How often an open screen asks what others wrote, where no event tells, in milliseconds. */
const AGAIN = 30_000;

export class Incident {
  id = $state<string | null>(null);
  reply = $state.raw<IncidentReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  readonly clock = new RunClock();
  /** The step that is looked at. */
  current = $state<string | null>(null);
  /** Whether something is being written. */
  acting = $state(false);
  last = $state.raw<Done | null>(null);

  facts = $state.raw<IncidentFactsReply | null>(null);
  factsError = $state.raw<CommandError | null>(null);
  /** Facts that were attached here: shown so before they are read again. */
  readonly attachedHere = new SvelteSet<string>();
  /** Whether CloudTrail is being asked, and how far that is. */
  asking = $state(false);
  cancelling = $state(false);
  progress = $state.raw<IncidentProgress | null>(null);

  timeline = $state.raw<IncidentTimelineReply | null>(null);
  timelineError = $state.raw<CommandError | null>(null);
  order = $state<"happened" | "learnt">("happened");

  /** The note as it is written. */
  note = $state("");
  readonly #drafts = new SvelteMap<string, Draft>();
  #changed: () => void;
  #turn = 0;
  #factsTurn = 0;
  #timelineTurn = 0;

  /** `changed` is told after each change. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  readonly steps = $derived<readonly StepDto[]>(this.reply?.phases.flatMap((phase) => phase.steps) ?? []);
  readonly at = $derived(this.steps.findIndex((step) => step.id === this.current));
  readonly step = $derived<StepDto | null>(this.steps[this.at] ?? null);
  readonly phase = $derived<PhaseDto | null>(this.reply?.phases.find((phase) => phase.steps.some((step) => step.id === this.current)) ?? null);
  readonly closed = $derived(this.reply?.row.state === "closed");
  readonly drill = $derived(this.reply?.row.drill ?? false);

  /** Opens an incident, or reads it again. */
  async show(id: string): Promise<void> {
    if (id !== this.id) {
      this.id = id;
      [this.reply, this.error, this.current, this.last, this.facts, this.factsError, this.timeline, this.timelineError] = [null, null, null, null, null, null, null, null];
      this.note = "";
      this.#drafts.clear();
      this.attachedHere.clear();
    }
    await Promise.all([this.reload(), this.loadFacts()]);
  }

  /** Follows what others write. Gives the function that ends it. */
  follow(): () => void {
    const again = () => void this.reload();
    const ends = [
      onIncidentChanged((id) => (id === null || id === this.id) && !this.acting && again()),
      onIncidentProgress((progress) => {
        if (progress.id === this.id && this.asking) this.progress = progress;
      }),
    ];
    const timer = setInterval(again, AGAIN);
    return () => {
      clearInterval(timer);
      ends.forEach((end) => end());
    };
  }

  /** Reads the screen again. */
  async reload(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const turn = (this.#turn += 1);
    try {
      const reply = await call("incident_show", { id });
      if (turn === this.#turn && id === this.id) this.#take(reply);
    } catch (error) {
      if (turn === this.#turn && id === this.id) this.error = asCommandError(error);
    }
  }

  #take(reply: IncidentReply): void {
    const before = this.reply;
    [this.reply, this.error] = [reply, null];
    this.clock.take(reply.now);
    if (this.current === null || !this.steps.some((step) => step.id === this.current)) this.current = reply.current ?? this.steps[0]?.id ?? null;
    if (before && before.lines !== reply.lines && this.timeline) void this.loadTimeline();
  }

  /** Looks at a step. */
  select(id: string | null): void {
    if (id !== null && this.steps.some((step) => step.id === id)) this.current = id;
  }

  /** Looks at the step so many places on. */
  move(by: number): void {
    const to = this.steps[Math.min(this.steps.length - 1, Math.max(0, this.at + by))];
    if (to) this.current = to.id;
  }

  /** What is written of a step. */
  draft(step: string): Draft {
    return this.#drafts.get(step) ?? EMPTY;
  }

  setDraft(step: string, change: Partial<Draft>): void {
    this.#drafts.set(step, { ...this.draft(step), ...change });
  }

  setRecord(step: string, id: string, value: string): void {
    this.setDraft(step, { records: { ...this.draft(step).records, [id]: value } });
  }

  /** What is missing before a step is done, in the order in which it stands on screen. */
  missing(step: StepDto): Missing[] {
    const draft = this.draft(step.id);
    return [
      ...(step.choices.length > 0 && draft.choice === null ? (["choice"] as const) : []),
      ...step.records.filter((r) => this.#value(r.kind, draft.records[r.id] ?? "") === null).map((r): Missing => `record:${r.id}`),
      ...(step.two_person && draft.second.trim() === "" ? (["second"] as const) : []),
    ];
  }

  #value(kind: string, typed: string): string | null {
    if (kind === "time") return parseMoment(typed, this.clock.now);
    if (kind === "number") return /^-?\d+(\.\d+)?$/u.test(typed.trim()) ? typed.trim() : null;
    return typed.trim() === "" ? null : typed.trim();
  }

  /** Writes one thing. Rejects with a `CommandError`; what was written before stays. */
  async act(act: IncidentAct): Promise<IncidentActed> {
    const { id } = this;
    if (id === null) throw asCommandError(new Error("No incident is open."));
    return await this.#written(() => call("incident_act", { id, by: null, act }));
  }

  async #written(write: () => Promise<IncidentActed>): Promise<IncidentActed> {
    const { id } = this;
    this.acting = true;
    try {
      const acted = await write();
      this.#turn += 1;
      if (id === this.id) this.#take(acted.incident);
      this.#changed();
      return acted;
    } finally {
      this.acting = false;
    }
  }

  /** Records a step as done, and goes to the one that is to be done now. */
  async finish(step: StepDto): Promise<IncidentActed> {
    const draft = this.draft(step.id);
    const records = step.records.map((r): ValueDto => ({ name: r.id, value: this.#value(r.kind, draft.records[r.id] ?? "") ?? "" }));
    const second = draft.second.trim();
    const acted = await this.act({ act: "step_done", step: step.id, choice: draft.choice, second: second === "" ? null : second, records });
    this.#drafts.delete(step.id);
    this.last = { words: `Done: ${step.title}`, warnings: acted.warnings };
    this.#onward(step.id);
    return acted;
  }

  /** After a step ended: the step that is to be done now comes in its place. */
  #onward(from: string): void {
    const next = this.reply?.current ?? null;
    if (this.current === from && next !== null) this.current = next;
  }

  /** Sets a step aside, hands it over, answers whether it applies, or takes back what was said. */
  async say(act: Extract<IncidentAct, { step: string }>, words: string): Promise<void> {
    const acted = await this.act(act);
    this.last = { words, warnings: acted.warnings };
    if (act.act === "step_not_applicable" || (act.act === "step_answer" && !act.applies)) this.#onward(act.step);
  }

  /** Copies a snippet; the back end writes it to the clipboard, and that it did. */
  async copy(step: StepDto, snippet: number, confirmed: boolean): Promise<IncidentActed> {
    const { id } = this;
    if (id === null) throw asCommandError(new Error("No incident is open."));
    return await this.#written(() => call("incident_copy", { id, step: step.id, snippet, confirmed }));
  }

  /** The step that was ended last, for taking it back. */
  readonly lastEnded = $derived<StepDto | null>([...this.steps].filter((step) => step.ended !== null).sort((a, b) => ((a.ended?.at ?? "") < (b.ended?.at ?? "") ? 1 : -1))[0] ?? null);

  /** Reads the facts, from what is stored. */
  async loadFacts(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const turn = (this.#factsTurn += 1);
    try {
      const facts = await call("incident_facts", { id });
      if (turn === this.#factsTurn && id === this.id) [this.facts, this.factsError] = [facts, null];
    } catch (error) {
      if (turn === this.#factsTurn && id === this.id) this.factsError = asCommandError(error);
    }
  }

  /** Asks CloudTrail, then reads the facts again. Silent where it runs already. */
  async refreshFacts(): Promise<void> {
    const { id } = this;
    if (id === null || this.asking) return;
    [this.asking, this.cancelling, this.progress] = [true, false, null];
    const turn = (this.#factsTurn += 1);
    try {
      const facts = await call("incident_facts_fresh", { id });
      if (turn === this.#factsTurn && id === this.id) [this.facts, this.factsError] = [facts, null];
    } catch (error) {
      if (id === this.id) this.factsError = asCommandError(error);
    } finally {
      [this.asking, this.cancelling, this.progress] = [false, false, null];
    }
  }

  /** Stops asking; what has come stays. */
  async cancelFacts(): Promise<void> {
    if (!this.asking || this.cancelling) return;
    this.cancelling = true;
    await call("incident_facts_cancel");
  }

  /** Whether a fact is in the timeline. */
  isAttached(fact: FactDto): boolean {
    return fact.attached || this.attachedHere.has(fact.key);
  }

  /** Puts a fact into the timeline, with when it happened and from where it is known. */
  async attach(fact: FactDto): Promise<void> {
    if (this.isAttached(fact)) return;
    await this.act({ act: "note", text: fact.detail === "" ? fact.text : `${fact.text}: ${fact.detail}`, happened_at: fact.at, source: fact.source, in_report: true });
    this.attachedHere.add(fact.key);
    this.last = { words: `In the timeline: ${fact.text}`, warnings: [] };
  }

  /** Asks CloudTrail for what the watches watch. */
  async askWatches(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const reply = await call("incident_watch_ask", { id });
    this.#turn += 1;
    if (id === this.id) this.#take(reply);
  }

  /** Writes the note that is written. */
  async writeNote(happened: string | null, inReport: boolean): Promise<void> {
    const text = this.note.trim();
    if (text === "") return;
    await this.act({ act: "note", text, happened_at: happened, source: null, in_report: inReport });
    this.note = "";
    this.last = { words: "Noted", warnings: [] };
  }

  /** Reads the timeline, in this order. */
  async loadTimeline(order: "happened" | "learnt" = this.order): Promise<void> {
    const { id } = this;
    if (id === null) return;
    this.order = order;
    const turn = (this.#timelineTurn += 1);
    try {
      const timeline = await call("incident_timeline", { id, order });
      if (turn === this.#timelineTurn && id === this.id) [this.timeline, this.timelineError] = [timeline, null];
    } catch (error) {
      if (turn === this.#timelineTurn && id === this.id) this.timelineError = asCommandError(error);
    }
  }

  /** Takes in evidence: what gives it as `IncidentActed`, or null where the person turned away. Whether there is some. */
  async collect(ask: () => Promise<IncidentActed | null>): Promise<boolean> {
    const acted = await ask();
    if (acted === null) return false;
    this.#turn += 1;
    this.#take(acted.incident);
    this.#changed();
    return true;
  }
}
