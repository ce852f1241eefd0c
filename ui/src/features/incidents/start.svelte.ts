// What an incident would start from, as the dialog is filled in. No DOM.
import type { CommandError, IncidentProposal, IncidentReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import type { IncidentAsk } from "../../shared/incident.svelte";

export class Start {
  text = $state("");
  finding = $state<string | null>(null);
  trigger = $state("");
  drill = $state(false);
  proposal = $state.raw<IncidentProposal | null>(null);
  error = $state.raw<CommandError | null>(null);
  starting = $state(false);
  #severity = $state<string | null>(null);
  #runbook = $state<string | null>(null);
  #turn = 0;

  constructor(ask: IncidentAsk) {
    this.text = ask.text;
    this.finding = ask.finding;
    this.trigger = ask.trigger;
    this.drill = ask.drill;
  }

  /** Whether there is something to start from. */
  readonly ready = $derived(this.text.trim() !== "" || this.finding !== null);
  /** The severity: the chosen one, else the proposed. */
  readonly severity = $derived(this.#severity ?? this.proposal?.severity ?? "");
  /** The runbook: the chosen one, else the best that may lead. */
  readonly runbook = $derived(this.proposal?.runbooks.find((r) => r.id === this.#runbook)?.id ?? this.proposal?.runbooks.find((r) => !r.draft || this.drill)?.id ?? null);
  /** Whether the chosen runbook is a draft, and this no exercise. */
  readonly draft = $derived(!this.drill && (this.proposal?.runbooks.find((r) => r.id === this.runbook)?.draft ?? false));

  chooseSeverity(code: string): void {
    this.#severity = code;
  }

  chooseRunbook(id: string): void {
    this.#runbook = id;
  }

  /** Asks what is proposed for what is written now. The newest question wins. */
  async propose(): Promise<void> {
    const turn = (this.#turn += 1);
    if (!this.ready) {
      [this.proposal, this.error] = [null, null];
      return;
    }
    try {
      const proposal = await call("incident_propose", { text: this.text.trim(), finding: this.finding, trigger: this.trigger.trim() });
      if (turn === this.#turn) [this.proposal, this.error] = [proposal, null];
    } catch (error) {
      if (turn === this.#turn) [this.proposal, this.error] = [null, asCommandError(error)];
    }
  }

  /** Starts it. What nobody chose is taken from the proposal, also where that has not come yet. Null where it was refused. */
  async start(): Promise<IncidentReply | null> {
    if (this.starting) return null;
    this.starting = true;
    try {
      return await call("incident_start", { text: this.text.trim(), finding: this.finding, trigger: this.trigger.trim(), title: null, runbook: this.#runbook, severity: this.#severity, detected_at: null, drill: this.drill, by: null });
    } catch (error) {
      this.error = asCommandError(error);
      return null;
    } finally {
      this.starting = false;
    }
  }
}

/** Marks the finding that an incident started from, unless somebody has. */
export async function markFinding(key: string, incident: string): Promise<void> {
  const { finding } = await call("finding_show", { key });
  if (finding.state !== "incident") await call("finding_triage", { key, decision: "incident", note: incident, silence: null });
}
