// Who reads the opened secret, as CloudTrail has it; and its mark as a decoy. The newest request wins. No DOM.
import type { CommandError, UsageReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

export class Readers {
  reply = $state.raw<UsageReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  marking = $state(false);
  /** The secret that the reply is about. */
  arn = $state<string | null>(null);
  #turn = 0;

  async show(arn: string): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const reply = await call("secret_usage", { arn });
      if (turn !== this.#turn) return;
      this.reply = reply;
      this.arn = arn;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = asCommandError(error);
      this.reply = null;
      this.arn = arn;
    }
  }

  /** Marks it as a decoy that nobody should ever read, or takes the mark away. Rejects with a `CommandError`. */
  async mark(arn: string, decoy: boolean): Promise<void> {
    this.marking = true;
    try {
      const reply = await call("secret_decoy_save", { arn, decoy });
      if (this.arn === arn) this.reply = reply;
    } finally {
      this.marking = false;
    }
  }
}
