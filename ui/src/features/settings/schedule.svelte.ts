// The schedule of syncs: read, and saved at each change. No DOM.
import type { CommandError, ScheduleDto, ScheduleReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** What is offered, in hours. Any other number of hours is the command line's or an older version's. */
export const EVERY = [1, 2, 4, 8, 12, 24] as const;

export class Schedule {
  reply = $state.raw<ScheduleReply | null>(null);
  error = $state.raw<CommandError | null>(null);

  load = async (): Promise<void> => {
    await this.#ask(() => call("schedule_show"));
  };

  /** Saves; gives whether it was. What was saved before stays where it was refused. */
  save = (next: ScheduleDto): Promise<boolean> => this.#ask(() => call("schedule_save", next));

  async #ask(ask: () => Promise<ScheduleReply>): Promise<boolean> {
    try {
      this.reply = await ask();
      this.error = null;
      return true;
    } catch (error) {
      this.error = asCommandError(error);
      return false;
    }
  }
}
