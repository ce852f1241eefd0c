import { describe, expect, it } from "vitest";

import { awayWord, clockWord, dollars, written } from "./words";

const NOW = Date.parse("2026-11-21T10:00:00Z");

describe("dollars", () => {
  it.each([
    [0, "$0.00"],
    [400_000, "$0.40"],
    [1_204_000_000, "$1,204.00"],
    [443_200, "$0.44"],
    [5, "$0.000005"],
    [1_500, "$0.0015"],
    [-443_200, "−$0.44"],
  ])("%d millionths are %s", (micro, words) => expect(dollars(micro)).toBe(words));
});

describe("clocks and days", () => {
  it.each([
    ["2026-11-21T10:40:00Z", "in 40 min", false],
    ["2026-11-21T09:59:40Z", "1 min late", true],
    ["2026-11-21T14:00:00Z", "in 4 h", false],
    ["2026-11-20T07:00:00Z", "27 h late", true],
    ["2026-11-28T10:00:00Z", "in 7 d", false],
  ])("%s is %s", (at, words, late) => expect(clockWord(at, NOW)).toEqual({ words, late }));
  it.each([
    ["2026-11-21", "today"],
    ["2026-11-22", "in 1 day"],
    ["2026-11-18", "3 days ago"],
  ])("%s is %s", (day, words) => expect(awayWord(day, "2026-11-21")).toBe(words));
});

describe("what a person wrote", () => {
  it("is one line, with nothing unseen in it", () => expect(written("refused \r\n by ledger-db\u202e")).toBe("refused by ledger-db\ufffd"));
});
