// How reads are judged and kept: learning, forgetting, keeping, and who has left. No DOM.
import type { CommandError, TrailSettingsDto } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** The numbers with their bounds, in days. */
export const BOUNDS = { learning_days: [1, 60], forget_days: [14, 400], detail_days: [7, 400] } as const;

export class TrailSettings {
  saved = $state.raw<TrailSettingsDto | null>(null);
  /** What is being changed. */
  draft = $state.raw<TrailSettingsDto | null>(null);
  error = $state.raw<CommandError | null>(null);
  saving = $state(false);

  readonly changed = $derived(this.saved !== null && JSON.stringify(this.saved) !== JSON.stringify(this.draft));

  async load(): Promise<void> {
    // What somebody is writing is not taken away.
    if (this.changed) return;
    try {
      this.#take(await call("trail_settings_show"));
    } catch (error) {
      this.error = asCommandError(error);
    }
  }

  set(change: Partial<TrailSettingsDto>): void {
    if (this.draft) this.draft = { ...this.draft, ...change };
  }

  /** Names somebody who has left; a name that is there already gets the new day. */
  add(person: string, leftOn: string): void {
    const name = person.trim();
    if (!this.draft || name === "" || leftOn === "") return;
    const others = this.draft.departed.filter((other) => other.person.toLowerCase() !== name.toLowerCase());
    this.set({ departed: [...others, { person: name, left_on: leftOn }] });
  }

  remove(person: string): void {
    if (this.draft) this.set({ departed: this.draft.departed.filter((other) => other.person !== person) });
  }

  discard(): void {
    this.draft = this.saved;
    this.error = null;
  }

  async save(): Promise<boolean> {
    if (!this.draft || this.saving) return false;
    this.saving = true;
    try {
      this.#take(await call("trail_settings_save", this.draft));
      return true;
    } catch (error) {
      this.error = asCommandError(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  #take(reply: TrailSettingsDto): void {
    this.saved = reply;
    this.draft = reply;
    this.error = null;
  }
}

/** Why a number of days cannot be taken; null where it can. */
export function daysWrong(code: keyof typeof BOUNDS, days: number): string | null {
  const [least, most] = BOUNDS[code];
  return Number.isInteger(days) && days >= least && days <= most ? null : `A whole number from ${least} to ${most}.`;
}
