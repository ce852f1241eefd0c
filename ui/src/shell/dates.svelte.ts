// How many dates need somebody, for the rail.
import { call } from "../ipc/client";
import { utcToday } from "../shared/rotation/days";

export class Dates {
  /** Due within 14 days, overdue ones not counted. */
  soon = $state(0);
  overdue = $state(0);
  #turn = 0;

  /** Asks for the counts. Where they cannot be read the places say so; the rail shows none. */
  load = async (): Promise<void> => {
    const turn = (this.#turn += 1);
    const today = utcToday();
    const counts = await call("calendar_show", { from: today, to: today, filter: "", per_day: 0 }).catch(() => null);
    if (turn !== this.#turn) return;
    this.soon = counts?.due_in_14_days ?? 0;
    this.overdue = counts?.overdue ?? 0;
  };
}
