import { describe, expect, it } from "vitest";

import { RunClock } from "./clock.svelte";
import { momentText, parseMoment, running, shortTime, span, spoken, took, until } from "./times";

const NOW = Date.parse("2026-11-21T14:11:30Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("spans", () => {
  it.each([
    [0, "00:00:00", "0:00"], [498_000, "00:08:18", "8:18"], [3_599_999, "00:59:59", "59:59"], [HOUR + 5 * MINUTE, "01:05:00", "1 h 05 min"],
    [47 * HOUR, "1 d 23:00:00", "47 h 00 min"], [49 * HOUR, "2 d 01:00:00", "2 d"], [-1, "00:00:00", "0:00"],
  ])("%d ms: %s, %s", (ms, large, short) => expect([running(ms), span(ms)]).toEqual([large, short]));

  it.each([[MINUTE, "1 minute"], [6 * MINUTE, "6 minutes"], [3 * HOUR, "3 hours"], [72 * HOUR, "3 days"]])("%d ms is spoken %s", (ms, words) => expect(spoken(ms)).toBe(words));
  it.each([[40, "40 s"], [660, "11 min"], [7_200, "2 h 00 min"], [2_950_000, "34 d"]])("%d s took %s", (seconds, words) => expect(took(seconds)).toBe(words));

  it("says what is left, and what is late", () => {
    expect(until("2026-11-21T14:18:12Z", NOW)).toEqual({ late: false, words: "6:42 left" });
    expect(until("2026-11-21T14:09:19Z", NOW)).toEqual({ late: true, words: "2:11 late" });
  });
});

describe("a moment as it is typed", () => {
  it.each([
    ["now", "2026-11-21T14:11:30.000Z"],
    ["14:11", "2026-11-21T14:11:00.000Z"],
    ["9:05", "2026-11-21T09:05:00.000Z"],
    ["14:11:07", "2026-11-21T14:11:07.000Z"],
    // A time of day that has not been yet was yesterday's.
    ["23:50", "2026-11-20T23:50:00.000Z"],
    ["2026-11-19 22:40", "2026-11-19T22:40:00.000Z"],
    ["2026-11-19T22:40:10Z", "2026-11-19T22:40:10.000Z"],
    [" 2026-11-19 22:40 UTC ", "2026-11-19T22:40:00.000Z"],
    ["25:00", null], ["14:60", null], ["2026-02-30 10:00", null], ["yesterday", null], ["", null], ["14", null], ["2026-11-21", null],
  ])("“%s” is %s", (typed, at) => expect(parseMoment(typed, NOW)).toBe(at));

  it("is written as it is read", () => expect(parseMoment(momentText(NOW), NOW)).toBe(new Date(NOW).toISOString()));
  it.each([["2026-11-21T09:05:00Z", "09:05"], ["2026-11-20T09:05:00Z", "11-20 09:05"], ["nonsense", "nonsense"]])("%s is short %s", (at, words) => expect(shortTime(at, NOW)).toBe(words));
});

describe("the running clock", () => {
  it("counts on from what it was told, by its counter alone", () => {
    let counter = 1_000;
    const clock = new RunClock(() => counter);
    clock.take("2026-11-21T14:11:30Z");
    counter += 8_000;
    expect(clock.now).toBe(NOW + 8_000);
    // A counter that goes back moves nothing back; another reply sets it right.
    counter = 0;
    expect(clock.now).toBe(NOW);
    clock.take("2026-11-21T15:00:00Z");
    expect(clock.now).toBe(Date.parse("2026-11-21T15:00:00Z"));
    clock.take("nonsense");
    expect(clock.now).toBe(Date.parse("2026-11-21T15:00:00Z"));
  });
});
