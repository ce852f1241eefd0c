// Reminders: on, off, and days that are refused.
import { beforeEach, expect, it } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { daysWrong, Reminders } from "./reminders.svelte";

beforeEach(() => useHost(makeFake()));

it("are kept as saved, and as they were where the days are refused", async () => {
  const reminders = new Reminders();
  await reminders.load();
  expect(reminders.saved).toEqual({ on: true, within_days: 14 });
  expect(await reminders.save({ on: false, within_days: 30 })).toBe(true);
  expect(await reminders.save({ on: true, within_days: 91 })).toBe(false);
  expect(reminders.error?.code).toBe("bad_request");
  expect(reminders.saved).toEqual({ on: false, within_days: 30 });
});

it.each([[1, null], [90, null], [0, "A whole number from 1 to 90."], [91, "A whole number from 1 to 90."], [1.5, "A whole number from 1 to 90."], [Number.NaN, "A whole number from 1 to 90."]])("%d days: %s", (days, wrong) => expect(daysWrong(days)).toBe(wrong));
