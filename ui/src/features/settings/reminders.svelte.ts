// Reminders on the desktop: whether, and how far ahead. No DOM.
import type { CommandError, RemindersDto } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** Days ahead, at least and at most. */
export const BOUNDS = [1, 90] as const;

export class Reminders {
  saved = $state.raw<RemindersDto | null>(null);
  error = $state.raw<CommandError | null>(null);
  saving = $state(false);

  async load(): Promise<void> {
    try {
      this.saved = await call("reminders_show");
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  }

  /** Saves; gives whether it was. What was saved before stays where it was refused. */
  async save(next: RemindersDto): Promise<boolean> {
    this.saving = true;
    try {
      this.saved = await call("reminders_save", next);
      this.error = null;
      return true;
    } catch (error) {
      this.error = asCommandError(error);
      return false;
    } finally {
      this.saving = false;
    }
  }
}

/** Why a number of days cannot be taken; null where it can. */
export function daysWrong(days: number): string | null {
  return Number.isInteger(days) && days >= BOUNDS[0] && days <= BOUNDS[1] ? null : `A whole number from ${BOUNDS[0]} to ${BOUNDS[1]}.`;
}
