// The trails' checks and the suppressions. No DOM.
import type { CommandError, SilencesReply, TrailChecksReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** The checks of each account's trail. */
export class Checks {
  reply = $state.raw<TrailChecksReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  asking = $state(false);

  async load(): Promise<void> {
    await this.#take(() => call("trail_checks"));
  }

  /** Asks AWS now. */
  async ask(): Promise<void> {
    this.asking = true;
    await this.#take(() => call("trail_checks_ask"));
    this.asking = false;
  }

  async #take(ask: () => Promise<TrailChecksReply>): Promise<void> {
    try {
      this.reply = await ask();
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  }
}

/** Suppressions: what they hide, and until when. */
export class Silences {
  reply = $state.raw<SilencesReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  ending = $state<number | null>(null);
  #ended: () => void;

  constructor(ended: () => void = () => undefined) {
    this.#ended = ended;
  }

  async load(): Promise<void> {
    try {
      this.reply = await call("silences_list");
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  }

  /** Ends one now. Rejects with a `CommandError`. */
  async end(id: number): Promise<void> {
    this.ending = id;
    try {
      this.reply = await call("silence_end", { id });
      this.#ended();
    } finally {
      this.ending = null;
    }
  }
}
