// The schedule in the in-memory host. It never runs by itself: tests that want a run start one.
import type { Commands, ScheduleReply } from "../bindings";

type Names = "schedule_show" | "schedule_save";
type Handlers = { [K in Names]: (request: Commands[K]["request"]) => ScheduleReply };

interface Given {
  clock: () => number;
  /** Whether anything is set up to sync from. */
  sources: () => boolean;
  /** When the last sync ended, in milliseconds; null where none did. */
  synced: () => number | null;
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: "bad_request", message: string) => never;
}

const HOUR = 3_600_000;

/** The handlers of the schedule's commands. */
export function scheduleHandlers({ clock, sources, synced, log, fail }: Given): Handlers {
  let schedule: ScheduleReply["schedule"] = { every_hours: 4, trail: true, on_metered: false };
  let from = clock() - 8 * 60_000;
  const last: ScheduleReply["last"] = { at: new Date(from).toISOString(), failed: null, missed: 3, because: "asleep" };
  const show = (): ScheduleReply => {
    const counted = Math.max(from, synced() ?? 0);
    return { schedule, next_at: schedule.every_hours === null || !sources() ? null : new Date(counted + schedule.every_hours * HOUR).toISOString(), held: null, last };
  };
  return {
    schedule_show: show,
    schedule_save: (next) => {
      if (next.every_hours !== null && !(next.every_hours >= 1 && next.every_hours <= 168)) fail("bad_request", "A schedule has 1 to 168 hours between two syncs.");
      schedule = next;
      from = clock();
      log("schedule.saved", "", next);
      return show();
    },
  };
}
