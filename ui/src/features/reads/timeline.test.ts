import { describe, expect, it } from "vitest";

import type { ReadsTimelineReply } from "../../ipc/bindings";
import { cut, marks, pan, ticks, twin, zoom } from "./timeline";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.parse("2026-11-20T00:00:00Z");
const day = { from: start, to: start + DAY };

describe("the window", () => {
  it.each([
    ["halved about its middle", zoom(day, 0.5), { from: start + 6 * HOUR, to: start + 18 * HOUR }],
    ["halved about its start", zoom(day, 0.5, 0), { from: start, to: start + 12 * HOUR }],
    ["doubled about its end", zoom(day, 2, 1), { from: start - DAY, to: start + DAY }],
    ["never narrower than ten seconds", zoom({ from: start, to: start + 12_000 }, 0.01, 0), { from: start, to: start + 10_000 }],
    ["never wider than 400 days", zoom({ from: start, to: start + 399 * DAY }, 10, 0), { from: start, to: start + 400 * DAY }],
    ["moved by a quarter", pan(day, 0.25), { from: start + 6 * HOUR, to: start + 30 * HOUR }],
    ["cut from left to right", cut(day, 0.25, 0.5), { from: start + 6 * HOUR, to: start + 12 * HOUR }],
    ["cut from right to left, beyond its edge", cut(day, 1.4, 0.5), { from: start + 12 * HOUR, to: start + 24 * HOUR }],
    ["cut to nothing is ten seconds", cut(day, 0.5, 0.5), { from: start + 12 * HOUR, to: start + 12 * HOUR + 10_000 }],
  ])("%s", (_name, got, expected) => expect(got).toEqual(expected));
});

describe("the axis", () => {
  it.each([
    ["a day", day, 5, ["20 Nov", "06:00", "12:00", "18:00"]],
    ["a minute", { from: start, to: start + MINUTE }, 3, ["20 Nov", "00:00:30"]],
    ["a quarter of a year", { from: start, to: start + 90 * DAY }, 4, ["3 Dec", "2 Jan", "1 Feb"]],
  ])("has round labels for %s", (_name, window, most, expected) => {
    const got = ticks(window, most, "utc");
    expect(got.map((tick) => tick.words)).toEqual(expected);
    expect(got.every(({ place }) => place >= 0 && place < 1)).toBe(true);
  });
});

const reply = (counts: number[][], found: number[][]): ReadsTimelineReply => ({
  from: new Date(start).toISOString(), to: new Date(start + DAY).toISOString(), total: 0 as unknown as ReadsTimelineReply["total"],
  lanes: counts.map((list, i) => ({ principal: null, principals: 1, counts: list, found: found[i] ?? [] })),
});

describe("the table twin", () => {
  it("loses no event, whatever its rows hold", () => {
    const counts = [[1, 0, 0, 4, 0, 0, 0], [0, 0, 0, 2, 0, 0, 9]];
    for (const most of [1, 2, 3, 7, 100]) {
      const rows = twin(reply(counts, [[0, 0, 0, 4, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0]]), most);
      expect(rows.length).toBeLessThanOrEqual(most);
      expect(rows.map((row) => row.counts[0]?.events ?? 0).reduce((a, b) => a + b, 0)).toBe(5);
      expect(rows.map((row) => row.counts[1]?.events ?? 0).reduce((a, b) => a + b, 0)).toBe(11);
      expect(rows.map((row) => row.counts[0]?.found ?? 0).reduce((a, b) => a + b, 0)).toBe(4);
      expect(rows.at(-1)?.to).toBe(start + DAY);
    }
  });

  it("leaves out stretches without an event, and is empty without lanes", () => {
    expect(twin(reply([[0, 3, 0, 0]], [[0, 0, 0, 0]]), 4)).toEqual([{ from: start + 6 * HOUR, to: start + 12 * HOUR, counts: [{ events: 3, found: 0 }] }]);
    expect(twin(reply([], []), 4)).toEqual([]);
  });
});

it("marks of findings have a head and stay within the lane", () => {
  const { usual, odd } = marks([0, 5, 1], [0, 0, 1], 30, 26);
  expect(usual.match(/M/g)).toHaveLength(1);
  expect(odd).toMatch(/l-4 -5h8z/);
  expect(marks([0, 0], [0, 0], 30, 26)).toEqual({ usual: "", odd: "" });
});
