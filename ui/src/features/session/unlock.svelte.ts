// Giving or choosing a passphrase.
import type { CommandError, SessionReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** The fewest characters of a chosen passphrase; the core checks it too. */
export const SHORTEST = 12;

export class Unlock {
  passphrase = $state("");
  again = $state("");
  shown = $state(false);
  busy = $state(false);
  error = $state.raw<CommandError | null>(null);
  readonly choosing: boolean;

  constructor(choosing: boolean) {
    this.choosing = choosing;
  }

  /** What stops the passphrase from being used, in words; null when nothing does. */
  get objection(): string | null {
    if (this.passphrase === "") return this.choosing ? "Choose a passphrase." : "Type the passphrase.";
    if (!this.choosing) return null;
    const length = [...this.passphrase].length;
    if (length < SHORTEST) return `At least ${SHORTEST} characters; this has ${length}.`;
    // A passphrase in plain sight need not be typed twice.
    if (!this.shown && this.again !== this.passphrase) return "The two are not the same.";
    return null;
  }

  /** Opens the database. The passphrase is forgotten here either way, unless it was wrong and may be mended. */
  submit = async (): Promise<SessionReply | null> => {
    if (this.objection !== null || this.busy) return null;
    this.busy = true;
    this.error = null;
    try {
      const reply = await call("session_unlock", { passphrase: this.passphrase });
      this.passphrase = "";
      this.again = "";
      return reply;
    } catch (error) {
      this.error = asCommandError(error);
      return null;
    } finally {
      this.busy = false;
    }
  };
}
