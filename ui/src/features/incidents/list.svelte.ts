// Every incident, and the numbers over all. No DOM.
import type { CommandError, IncidentsReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

export class IncidentList {
  reply = $state.raw<IncidentsReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  #turn = 0;

  /** Those that run, exercises too. */
  readonly running = $derived((this.reply?.incidents ?? []).filter((row) => row.state !== "closed"));
  /** How many run that are no exercises. */
  readonly open = $derived(this.running.filter((row) => !row.drill).length);
  /** Those that were closed. */
  readonly closed = $derived((this.reply?.incidents ?? []).filter((row) => row.state === "closed"));

  load = async (): Promise<void> => {
    const turn = (this.#turn += 1);
    try {
      const reply = await call("incidents_list");
      if (turn === this.#turn) [this.reply, this.error] = [reply, null];
    } catch (error) {
      if (turn === this.#turn) this.error = asCommandError(error);
    }
  };
}
