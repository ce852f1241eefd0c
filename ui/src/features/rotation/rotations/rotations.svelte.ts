// Rotations from plan to proof: the list, the opened one, and what is recorded. No DOM.
import type { CommandError, RotationReply, RotationStepDto, RotationSummary } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";

/** Which rotations are listed. */
export type Which = "open" | "closed" | "outside" | "all";

/** The steps of a rotation in their order. */
export const ORDER = ["planned", "value_made", "stored", "moved", "refused", "closed"] as const;

/** The step to take next: the first that can be taken, closing last; null where none can, or where one waits before closing. */
export function nextStep(reply: RotationReply): RotationStepDto | null {
  const open = ORDER.flatMap((code) => reply.steps.find((step) => step.step === code && step.open) ?? []);
  const first = open[0] ?? null;
  return first?.step === "closed" && waiting(reply) ? null : first;
}

/** The first step that was not taken, cannot be taken, and says why, though what follows it stays open; null where there is none. */
export function waiting(reply: RotationReply): RotationStepDto | null {
  return reply.steps.find((step) => step.at === null && !step.open && step.blocked !== null && (step.step === "moved" || step.step === "refused")) ?? null;
}

/** Whether it can be cancelled: nothing is stored yet, and nothing refused. */
export function cancellable(reply: RotationReply): boolean {
  return runs(reply.rotation) && reply.steps.every((step) => step.at === null || (step.step !== "stored" && step.step !== "refused"));
}

/** Whether a rotation still runs. */
export function runs(rotation: RotationSummary): boolean {
  return !["closed", "cancelled", "outside"].includes(rotation.state);
}

export class Rotations {
  which = $state<Which>("open");
  list = $state.raw<readonly RotationSummary[]>([]);
  /** Whether the list was read at least once. */
  loaded = $state(false);
  error = $state.raw<CommandError | null>(null);
  /** How many are open; null before it is known. */
  running = $state<number | null>(null);

  id = $state<string | null>(null);
  /** The opened one; the one before until the next is here. */
  reply = $state.raw<RotationReply | null>(null);
  detailError = $state.raw<CommandError | null>(null);
  saving = $state(false);

  #changed: () => void;
  #turn = 0;
  #asked = 0;

  /** `changed` is told when something was recorded. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  /** The opened one where it was found without a plan: there is nothing more of it than its line. */
  readonly outside = $derived(this.list.find((row) => row.id === this.id && row.state === "outside") ?? null);
  /** The step to take next in the opened one. */
  readonly next = $derived(this.reply && this.reply.rotation.id === this.id ? nextStep(this.reply) : null);

  async load(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const reply = await call("rotations_list", { which: this.which, arn: null });
      const open = this.which === "open" ? reply : await call("rotations_list", { which: "open", arn: null });
      if (asked !== this.#asked) return;
      this.list = reply.rotations;
      this.running = open.rotations.length;
      this.error = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.error = asCommandError(error);
    }
    this.loaded = true;
  }

  async show(which: Which): Promise<void> {
    this.which = which;
    await this.load();
  }

  /** Opens a rotation, or closes with null. */
  async open(id: string | null): Promise<void> {
    if (id === this.id) return;
    this.id = id;
    await this.reload();
  }

  async reload(): Promise<void> {
    const { id } = this;
    const turn = (this.#turn += 1);
    if (id === null || this.outside) {
      this.reply = null;
      this.detailError = null;
      return;
    }
    try {
      const reply = await call("rotation_show", { id });
      if (turn !== this.#turn) return;
      this.reply = reply;
      this.detailError = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.detailError = asCommandError(error);
      if (this.reply?.rotation.id !== id) this.reply = null;
    }
  }

  /** The rotation that lies so many places from another in the list; the first where the other is not in it. */
  step(from: string | null, by: number): string | null {
    const at = this.list.findIndex((row) => row.id === from);
    const to = at < 0 ? 0 : Math.max(0, Math.min(this.list.length - 1, at + by));
    return this.list[to]?.id ?? null;
  }

  /** Records a step; `at` null for now. Rejects with a `CommandError`. */
  async record(id: string, step: string, at: string | null, evidence: string): Promise<void> {
    await this.#store(() => call("rotation_record", { id, step, at, evidence }));
  }

  /** Moves it to another day. Rejects with a `CommandError`. */
  async move(id: string, on: string): Promise<void> {
    await this.#store(() => call("rotation_move", { id, on }));
  }

  async #store(ask: () => Promise<RotationReply>): Promise<void> {
    this.saving = true;
    try {
      const reply = await ask();
      if (this.id === reply.rotation.id) {
        this.#turn += 1;
        this.reply = reply;
      }
      this.#changed();
      // Nobody waits for the list: a dialog that did would take keys meant for the page.
      void this.load();
    } finally {
      this.saving = false;
    }
  }
}
