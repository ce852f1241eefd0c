// The team's day, around midnight and a change of clocks.
import { afterEach, describe, expect, it } from "vitest";

import { learnZone, teamDay } from "./team.svelte";

afterEach(() => learnZone("UTC"));

describe("the team's day", () => {
  it.each([
    ["UTC", "2026-03-28T23:30:00Z", "2026-03-28"],
    ["Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28"],
    ["Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29"],
    ["Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"],
    ["Pacific/Auckland", "2026-01-01T11:00:00Z", "2026-01-02"],
    ["America/Los_Angeles", "2026-01-01T07:59:00Z", "2025-12-31"],
  ])("in %s at %s is %s", (zone, at, day) => {
    learnZone(zone);
    expect(teamDay(Date.parse(at))).toBe(day);
  });

  it("stays as it was where a zone is not known", () => {
    learnZone("Pacific/Auckland");
    learnZone("Mars/Olympus");
    expect(teamDay(Date.parse("2026-01-01T11:00:00Z"))).toBe("2026-01-02");
  });
});
