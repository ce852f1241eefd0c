// The policy in force, a text that is being worked on, and what that text would change. No DOM.
import type { CommandError, PolicyReply, RuleDto, WhatIfReply } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";
import { learnZone } from "../../../shared/rotation/team.svelte";

/** How long typing must rest before a text is tried, in milliseconds. */
const REST = 350;

export class Policy {
  reply = $state.raw<PolicyReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** The text as it stands in the window. */
  text = $state("");
  /** What the last text that was tried would change, with that text. */
  tried = $state.raw<{ text: string; reply: WhatIfReply } | null>(null);
  /** Why the last text could not be tried at all. */
  tryError = $state.raw<CommandError | null>(null);
  trying = $state(false);
  saving = $state(false);
  /** The age that was refused: by rule, with the reason. */
  refused = $state.raw<{ rule: string; message: string } | null>(null);

  #changed: () => void;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is told when a policy was saved. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  /** Whether the text differs from what is in force. */
  readonly changed = $derived(this.reply !== null && this.text !== this.reply.text);
  /** What the text as it stands would change; null until it was tried. */
  readonly outcome = $derived(this.tried !== null && this.tried.text === this.text ? this.tried.reply : null);
  readonly faults = $derived(this.outcome?.faults ?? (this.changed ? (this.tried?.reply.faults ?? []) : []));
  /** Whether it may be saved: changed, without fault, and what it changes is in sight. */
  readonly ready = $derived(this.changed && this.outcome !== null && this.outcome.faults.length === 0);
  /** The rules of the last text that could be read. */
  readonly rules = $derived.by((): readonly RuleDto[] => {
    const tried = this.tried;
    return this.changed && tried && tried.reply.faults.length === 0 ? tried.reply.rules : (this.reply?.rules ?? []);
  });
  /** Whether the rules shown are those of an earlier text. */
  readonly behind = $derived(this.changed && (this.outcome === null ? this.tried?.reply.faults.length !== 0 : this.outcome.faults.length > 0));

  /** The days that a rule has in force; null where it has none, or is new. */
  inForce(rule: string): number | null {
    return this.reply?.rules.find((r) => r.id === rule)?.days ?? null;
  }

  async load(): Promise<void> {
    try {
      const reply = await call("policy_show");
      const kept = this.changed;
      this.reply = reply;
      learnZone(reply.time_zone);
      // What somebody works on is not lost to a sync.
      if (!kept) this.text = reply.text;
      this.error = null;
      if (kept) await this.tryOut();
    } catch (error) {
      this.error = asCommandError(error);
    }
  }

  /** Takes a text as typed; it is tried when typing rests. */
  type(text: string): void {
    this.text = text;
    this.refused = null;
    clearTimeout(this.#timer);
    if (this.changed) this.#timer = setTimeout(() => void this.tryOut(), REST);
  }

  /** Takes a text whole and tries it at once. */
  async take(text: string): Promise<void> {
    clearTimeout(this.#timer);
    this.text = text;
    this.refused = null;
    if (this.changed) await this.tryOut();
  }

  /** Goes back to what is in force. */
  discard(): void {
    void this.take(this.reply?.text ?? "");
  }

  /** Asks what the text would change. The newest wins. */
  async tryOut(): Promise<void> {
    const { text } = this;
    const turn = (this.#turn += 1);
    this.trying = true;
    try {
      const reply = await call("policy_what_if", { text });
      if (turn !== this.#turn) return;
      this.tried = { text, reply };
      this.tryError = null;
    } catch (error) {
      if (turn === this.#turn) this.tryError = asCommandError(error);
    } finally {
      if (turn === this.#turn) this.trying = false;
    }
  }

  /** Changes one rule's age in the text; everything else in it stays. */
  async edit(rule: string, days: number): Promise<void> {
    if (this.rules.find((r) => r.id === rule)?.days === days) {
      if (this.refused?.rule === rule) this.refused = null;
      return;
    }
    try {
      const { text } = await call("policy_edit", { text: this.text, rule, days });
      await this.take(text);
    } catch (error) {
      const { message, hint } = asCommandError(error);
      this.refused = { rule, message: hint ? `${message} ${hint}` : message };
    }
  }

  /** A preset's text. Rejects with a `CommandError`. */
  async preset(name: string): Promise<string> {
    return (await call("policy_preset", { name })).text;
  }

  /** What a text would change, without taking it. Rejects with a `CommandError`. */
  async look(text: string): Promise<WhatIfReply> {
    return call("policy_what_if", { text });
  }

  /** Takes a text from a file. Whether one was chosen; rejects with a `CommandError`. */
  async open(): Promise<boolean> {
    const file = await call("policy_open");
    if (file) await this.take(file.text);
    return file !== null;
  }

  /** Writes the text to a file; null where none was chosen. Rejects with a `CommandError`. */
  async export(): Promise<string | null> {
    return (await call("policy_export", { text: this.text }))?.path ?? null;
  }

  /** Puts the text in force. Rejects with a `CommandError`. */
  async save(): Promise<void> {
    if (!this.ready) return;
    this.saving = true;
    try {
      this.reply = await call("policy_save", { text: this.text });
      this.text = this.reply.text;
      this.tried = null;
      this.#changed();
    } finally {
      this.saving = false;
    }
  }
}
