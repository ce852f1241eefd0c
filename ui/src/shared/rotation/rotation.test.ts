// Days, words of what is due, and one secret's rotation against the in-memory host.
import { beforeEach, describe, expect, it } from "vitest";

import { call, useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { addDays, addMonths, awayShort, awayWord, daysBetween, daysIn, dayWord, mondayOf, monthWord, shortDay, weekday } from "./days";
import { ageShares, dueState, dueWord, leafOf, term } from "./due";
import { leastOverlap, minutesOf, secondsOf, SecretRotation } from "./secret.svelte";

describe("days", () => {
  it.each([
    ["2026-03-28", 2, "2026-03-30"],
    ["2026-10-24", 2, "2026-10-26"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2027-02-28", 1, "2027-03-01"],
    ["2026-12-31", 1, "2027-01-01"],
    ["2026-01-01", -1, "2025-12-31"],
  ])("%s and %i days is %s, also over the changes of clocks and leap days", (day, n, then) => {
    expect(addDays(day, n)).toBe(then);
    expect(daysBetween(day, then)).toBe(n);
  });

  it.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2026-03-31", -1, "2026-02-28"],
    ["2026-12-15", 1, "2027-01-15"],
    ["2026-01-15", -13, "2024-12-15"],
    ["2028-02-29", 12, "2029-02-28"],
  ])("%s and %i months is %s", (day, n, then) => expect(addMonths(day, n)).toBe(then));

  it("knows weeks, months and their words", () => {
    expect(weekday("2026-11-21")).toBe(5);
    expect(mondayOf("2026-11-22")).toBe("2026-11-16");
    expect(mondayOf("2026-11-16")).toBe("2026-11-16");
    expect([daysIn("2026-02-01"), daysIn("2028-02-01"), daysIn("2026-12-31")]).toEqual([28, 29, 31]);
    expect(monthWord("2026-11-01")).toBe("November 2026");
    expect(dayWord("2026-11-25", "2026-11-21")).toBe("Wednesday 25 November");
    expect(dayWord("2027-01-01", "2026-11-21")).toBe("Friday 1 January 2027");
    expect(shortDay("2027-01-01", "2026-11-21")).toBe("1 Jan 2027");
  });

  it.each([[0, "today", "today"], [1, "tomorrow", "tomorrow"], [9, "in 9 days", "in 9 d"], [-1, "1 day over", "1 d over"], [-1267, "1,267 days over", "1,267 d over"]])("%i days lie %s", (days, whole, short) => {
    expect(awayWord(days)).toBe(whole);
    expect(awayShort(days)).toBe(short);
  });
});

describe("what is due, in words", () => {
  it("says the date where it has one, else the state; what it does not know is shown as text", () => {
    expect(dueWord({ state: "overdue", days: -53 })).toBe("53 days over");
    expect(dueWord({ state: "excepted", days: -53 })).toBe("excepted");
    expect(dueWord({ state: "event_driven", days: null })).toBe("on events");
    expect(dueState("\u202enew")).toMatchObject({ tone: "unknown", word: "\ufffdnew" });
  });

  it("draws an age against its limit: the mark never leaves the bar, and what is over reaches past it", () => {
    for (const [age, limit] of [[0, 90], [89, 90], [90, 90], [91, 90], [1267, 45]] as const) {
      const { reach, mark } = ageShares(age, limit);
      expect(reach).toBeGreaterThanOrEqual(0);
      expect(reach).toBeLessThanOrEqual(1);
      expect(mark).toBeLessThanOrEqual(1);
      expect(reach > (mark ?? 1)).toBe(age > limit);
    }
    expect(ageShares(null, 90).reach).toBe(0);
    expect(ageShares(90, null)).toEqual({ reach: 0, mark: null });
  });

  it("cuts names and quotes terms", () => {
    expect(leafOf("/prod/web/KEY")).toEqual({ path: "/prod/web/", leaf: "KEY" });
    expect(leafOf("prod/web/")).toEqual({ path: "prod/", leaf: "web/" });
    expect([term("owner", "payments"), term("owner", 'a "b" c')]).toEqual(["owner:payments", 'owner:"a b c"']);
  });
});

describe("one secret's rotation", () => {
  beforeEach(() => useHost(makeFake()));
  const some = async () => (await call("due_list", { filter: "store:sm kind:database_admin", states: ["overdue"], within_days: null, offset: 0, limit: 2 })).rows.map((row) => row.secret.arn);

  it("shows the newest asked for, and keeps what was saved", async () => {
    const rotation = new SecretRotation();
    const [first, second] = await some();
    if (!first || !second) throw new Error("the host has no two");
    await Promise.all([rotation.show(first), rotation.show(second)]);
    expect(rotation.reply?.due.secret.arn).toBe(second);
    const settings = rotation.reply?.settings;
    if (!settings) throw new Error("no settings");
    await rotation.save({ ...settings, level: "low", level_reason: "a copy without data" });
    expect(rotation.reply?.due).toMatchObject({ level: "low", level_reason: "a copy without data" });
    await expect(rotation.save({ ...settings, level: "low", level_reason: " " })).rejects.toMatchObject({ code: "bad_request" });
    expect(rotation.saving).toBe(false);
    await rotation.show(null);
    expect(rotation.reply).toBeNull();
  });

  it("reads minutes, and knows the shortest overlap", () => {
    expect([secondsOf(""), secondsOf(" 90 "), secondsOf("0.5"), secondsOf("-1"), secondsOf("an hour")]).toEqual([null, 5400, 30, undefined, undefined]);
    expect([minutesOf(null), minutesOf(5400), minutesOf(30)]).toEqual(["", "90", "0.5"]);
    expect([leastOverlap(null, null), leastOverlap(2700, 1800)]).toEqual([3600, 4500]);
  });
});
