// The schedule: saved at each change, and as it was where it is refused.
import { expect, it } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Schedule } from "./schedule.svelte";

it("is kept as saved, and as it was where it is refused", async () => {
  useHost(makeFake({ now: () => Date.parse("2026-11-21T14:00:00Z") }));
  const schedule = new Schedule();
  await schedule.load();
  expect(schedule.reply?.last?.missed).toBe(3);
  expect(await schedule.save({ every_hours: 1, trail: false, on_metered: true })).toBe(true);
  expect(schedule.reply?.next_at).toBe("2026-11-21T15:00:00.000Z");
  expect(await schedule.save({ every_hours: 200, trail: false, on_metered: true })).toBe(false);
  expect(schedule.error?.code).toBe("bad_request");
  expect(schedule.reply?.schedule).toEqual({ every_hours: 1, trail: false, on_metered: true });
  expect(await schedule.save({ every_hours: null, trail: false, on_metered: true })).toBe(true);
  expect(schedule.reply?.next_at).toBeNull();
});
