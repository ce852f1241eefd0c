import { describe, expect, it } from "vitest";

import type { ReviewerStanding } from "../../ipc/bindings";
import { leftWord, percentOf, removalSaid, reviewerWord, secondsWord, waits } from "./words";

describe("how much is decided", () => {
  it.each([
    [0, 0, 100],
    [98, 61, 62],
    [98, 97, 98],
    [20_000, 19_999, 99],
    [3, 3, 100],
    [200, 1, 0],
  ])("of %d, %d: %d %%", (items, decided, percent) => expect(percentOf({ items, decided })).toBe(percent));
});

describe("what waits", () => {
  it.each([
    ["undecided", true],
    ["differs", true],
    ["cannot_decide", true],
    ["reassign", true],
    ["something new", true],
    ["keep", false],
    ["reduce", false],
    ["revoke", false],
  ])("%s: %s", (state, expected) => expect(waits(state)).toBe(expected));
});

describe("days and seconds", () => {
  it.each([
    [9, "9 days"],
    [1, "1 day"],
    [0, "due today"],
    [-1, "1 day late"],
    [-3, "3 days late"],
  ])("%d is %s", (days, words) => expect(leftWord(days)).toBe(words));
  it.each([
    [0, "0 s"],
    [99, "99 s"],
    [150, "2 min"],
  ])("%d s is %s", (seconds, words) => expect(secondsWord(seconds)).toBe(words));
});

describe("removals", () => {
  it.each([
    ["removed", "2026-11-19T08:00:00Z", "removed 19 Nov", "ok"],
    ["removed", null, "removed", "ok"],
    ["still_there", "2026-11-19T08:00:00Z", "still there", "soon"],
    ["next_sync", null, "next sync", "plain"],
    ["new\u202eword", null, "new\ufffdword", "unknown"],
  ])("%s", (state, seen_at, word, tone) => expect(removalSaid({ state, seen_at })).toEqual({ word, tone }));
});

describe("reviewers", () => {
  const of = (items: number, decided: number, more: Partial<ReviewerStanding> = {}): ReviewerStanding => ({
    reviewer: { name: "Ana", identities: [], owners: [], paths: [], tags: [] }, lead: false, progress: { items, decided, keep: 0, reduce: 0, revoke: 0, cannot_decide: 0, differs: 0, principals: 0, secrets: 0 },
    handed_out_at: null, taken_in_at: null, delegation: null, late: false, ...more,
  });
  it.each<[string, ReviewerStanding, number, boolean, string, boolean]>([
    ["nothing", of(0, 0), 9, true, "nothing to decide", false],
    ["done", of(5, 5, { taken_in_at: "2026-11-20T08:00:00Z" }), 9, true, "done, packet taken in 20 Nov", false],
    ["under way", of(31, 0), 9, true, "31 left", false],
    ["handed out", of(6, 0, { handed_out_at: "2026-11-12T08:00:00Z" }), 9, true, "6 left, handed out", false],
    ["late", of(6, 0, { late: true }), -3, true, "6 left, 3 days late", true],
    ["late before the end", of(6, 0, { late: true }), 9, true, "6 left, late", true],
    ["reopened after the close", of(6, 5, { late: true }), -90, false, "1 left", false],
  ])("%s", (_name, standing, days, open, words, late) => expect(reviewerWord(standing, days, open)).toEqual({ words, late }));
});
