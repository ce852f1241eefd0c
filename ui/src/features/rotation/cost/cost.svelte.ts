// What secrets cost. No DOM.
import type { CommandError, CostReply } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";

export class Cost {
  filter = $state("");
  /** The newest answer; the one before until the next is here. */
  reply = $state.raw<CostReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  #turn = 0;

  /** Where the filter is wrong, and why; the answer is still that of the one before. */
  readonly wrong = $derived(this.error?.code === "bad_filter" ? (this.error.span as [number, number] | null) : null);
  readonly message = $derived(this.error?.code === "bad_filter" ? this.error.message : null);
  /** What moving would save, by where to. */
  readonly savings = $derived((this.reply?.moves ?? []).filter((m) => m.saves_microdollars > 0).reduce((sum, m) => sum + m.saves_microdollars, 0));

  async load(filter = this.filter): Promise<void> {
    this.filter = filter;
    const turn = (this.#turn += 1);
    this.busy = true;
    try {
      const reply = await call("cost_show", { filter });
      if (turn !== this.#turn) return;
      [this.reply, this.error] = [reply, null];
    } catch (error) {
      if (turn === this.#turn) this.error = asCommandError(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
