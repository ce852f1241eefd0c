import { expect, it } from "vitest";

import type { ScheduledRunDto, ScheduleReply } from "../ipc/bindings";
import { everyWords, lastWords, nextWords } from "./schedule";

const now = Date.parse("2026-11-21T14:00:00Z");
const schedule = (change: Partial<ScheduleReply>, every: number | null = 1): ScheduleReply => ({ schedule: { every_hours: every, trail: false, on_metered: false }, next_at: "2026-11-21T14:22:00Z", held: null, last: null, ...change });
const run = (change: Partial<ScheduledRunDto>): ScheduledRunDto => ({ at: "2026-11-21T13:52:00Z", failed: null, missed: 0, because: null, ...change });

it.each([
  [schedule({}, null), ""],
  [schedule({}), "Next in 22 min."],
  [schedule({ next_at: null }), "Nothing is set up to sync from."],
  [schedule({ next_at: "2026-11-21T13:59:50Z" }), "Due now."],
  [schedule({ next_at: "2026-11-21T13:30:00Z", held: "metered" }), "Due 30 min ago, held: the network is metered."],
])("says when the next is: %#", (reply, words) => expect(nextWords(reply, now)).toBe(words));

it.each([
  [null, "It has not run yet."],
  [run({}), "Last ran 8 min ago (21 Nov 2026, 13:52 UTC)."],
  [run({ missed: 3, because: "asleep" }), "Last ran 8 min ago (21 Nov 2026, 13:52 UTC); 3 were missed while the machine slept."],
  [run({ missed: 1, because: "closed" }), "Last ran 8 min ago (21 Nov 2026, 13:52 UTC); 1 was missed while Keyturn was closed or locked."],
  [run({ failed: "no disk\u202e" }), "It could not run 8 min ago: no disk\ufffd."],
])("says what the last did: %#", (last, words) => expect(lastWords(last, now, "utc")).toBe(words));

it.each([[null, "off"], [1, "every hour"], [4, "every 4 hours"], [24, "every day"], [168, "every 7 days"]])("%s hours: %s", (hours, words) => expect(everyWords(hours)).toBe(words));
