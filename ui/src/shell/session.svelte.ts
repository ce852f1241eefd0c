// Whether the database is open, and what opens it.
import type { CommandError, SessionReply } from "../ipc/bindings";
import { asCommandError, call } from "../ipc/client";

export class Session {
  reply = $state.raw<SessionReply | null>(null);
  error = $state.raw<CommandError | null>(null);

  get open(): boolean {
    return this.reply?.lock.state === "open";
  }

  /** Asks again where things stand, for instance after a keyring was unlocked. */
  load = async (): Promise<void> => {
    this.error = null;
    try {
      this.reply = await call("session_show");
    } catch (error) {
      this.error = asCommandError(error);
    }
  };

  /** Takes over a reply that came from elsewhere: unlocking gives one. */
  take = (reply: SessionReply): void => {
    this.reply = reply;
  };
}
