// Who can read the opened secret, as its policies say. The newest request wins. No DOM.
import type { CommandError, ReadersReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

export class Can {
  reply = $state.raw<ReadersReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** The secret that the reply or the error is about. */
  arn = $state<string | null>(null);
  #turn = 0;

  async show(arn: string): Promise<void> {
    const turn = (this.#turn += 1);
    let reply: ReadersReply | null = null;
    let error: CommandError | null = null;
    try {
      reply = await call("access_readers", { arn, all: false });
    } catch (failed) {
      error = asCommandError(failed);
    }
    if (turn !== this.#turn) return;
    this.reply = reply;
    this.error = error;
    this.arn = arn;
  }
}
