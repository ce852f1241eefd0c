// What is kept on this machine, and what can be done with all of it. No DOM.
import type { CommandError, DataReply, DataWritten, RestoreFile, RestorePlan } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** The least number of characters of a passphrase. */
export const SHORTEST = 12;
/** What has to be typed before everything is deleted. */
export const DELETE_WORD = "delete everything";

export class Kept {
  reply = $state.raw<DataReply | null>(null);
  /** Why it could not be read. */
  error = $state.raw<CommandError | null>(null);
  /** Why the last deed was not done. */
  refused = $state.raw<CommandError | null>(null);
  working = $state(false);
  /** The backup that is to be restored. */
  chosen = $state.raw<RestoreFile | null>(null);
  /** What restoring it would do, once it was looked into. */
  plan = $state.raw<RestorePlan | null>(null);

  readonly bytes = $derived((this.reply?.files ?? []).reduce((sum, file) => sum + file.bytes, 0));

  load = async (): Promise<void> => {
    try {
      this.reply = await call("data_show");
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  };

  /** Writes a backup where the person says; null where they closed the dialog, or it was refused. */
  backup = (passphrase: string): Promise<DataWritten | null> => this.#do(() => call("data_backup", { passphrase }));

  /** Exports everything into a folder that the person names. */
  export = (): Promise<DataWritten | null> => this.#do(() => call("data_export"));

  /** Encrypts the database anew; whether it was done. */
  change = async (current: string, next: string): Promise<boolean> => (await this.#do(() => call("data_passphrase", { current, new: next }))) !== null;

  /** Asks for a backup to restore; whether one was chosen. */
  choose = async (): Promise<boolean> => {
    this.plan = null;
    this.chosen = await this.#do(() => call("data_restore_choose"));
    return this.chosen !== null;
  };

  /** Looks into the chosen backup. */
  look = async (passphrase: string): Promise<void> => {
    this.plan = await this.#do(() => call("data_restore_plan", { passphrase }));
  };

  /** Restores what was looked into; the application starts anew. */
  restore = async (passphrase: string): Promise<void> => {
    await this.#do(() => call("data_restore", { passphrase }));
    if (this.refused) this.plan = null;
  };

  /** Deletes everything; the application starts anew. */
  delete = async (typed: string): Promise<void> => {
    await this.#do(() => call("data_delete", { typed }));
  };

  async #do<T>(ask: () => Promise<T | null>): Promise<T | null> {
    this.working = true;
    this.refused = null;
    try {
      const done = await ask();
      // Sizes and dates follow; the dialog that asked does not wait for them.
      void this.load();
      return done;
    } catch (error) {
      this.refused = asCommandError(error);
      return null;
    } finally {
      this.working = false;
    }
  }
}

/** What stops a new passphrase from being taken; null where nothing does. */
export function objection(next: string, again: string): string | null {
  if ([...next].length < SHORTEST) return `At least ${SHORTEST} characters.`;
  return next === again ? null : "The two are not the same.";
}

/** A size: `471 KB`, `1.2 GB`. */
export function sizeWords(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ["GB", 1e9] : bytes >= 1e6 ? ["MB", 1e6] : ["KB", 1e3];
  const value = bytes / size;
  return `${value < 10 && unit !== "KB" ? value.toFixed(1) : Math.max(bytes > 0 ? 1 : 0, Math.round(value))} ${unit}`;
}
