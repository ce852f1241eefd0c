import { beforeEach, describe, expect, it } from "vitest";

import type { ProblemDto } from "../../ipc/bindings";
import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Coverage, regionsOf, touches, worse } from "./coverage.svelte";
import { MOST_TILES, tilesOf } from "./tiles";

const cell = { account: "111111111111", region: "eu-west-1", store: "ssm" };
const problem = (at: Partial<ProblemDto>): ProblemDto => ({ account: null, account_name: null, profile: null, region: null, store: null, action: "x:Y", reason: "throttled", hides: "secrets", message: "", advice: "", ...at });

it("tells regions that no account has enabled from those that some has", () => {
  const of = (account: string, region: string, state: string, secrets = 0) => ({ account, region, store: "ssm", state, attempted_at: null, read_in_full_at: null, secrets });
  const cells = [of("a", "eu-west-1", "complete"), of("a", "af-south-1", "not_enabled"), of("b", "eu-west-1", "not_enabled"), of("b", "af-south-1", "not_enabled"), of("b", "me-central-1", "not_enabled", 3)];
  const reply = { accounts: [], regions: ["af-south-1", "eu-west-1", "me-central-1"], cells, problems: [], read: 1, secrets: 3 };
  expect(regionsOf(reply)).toEqual({ on: ["eu-west-1", "me-central-1"], off: ["af-south-1"] });
  expect(regionsOf(null)).toEqual({ on: [], off: [] });
});

describe("coverage", () => {
  beforeEach(() => useHost(makeFake({ rows: 100, now: () => Date.UTC(2026, 10, 21) })));

  it("knows its cells, the stalest reading, and what failed", async () => {
    const coverage = new Coverage();
    await coverage.load();
    expect(coverage.byKey.size).toBe(24);
    expect(coverage.stores).toEqual(["secretsmanager", "ssm"]);
    expect(coverage.readAt).toBe("2026-11-20T23:52:00.000Z");
    expect(coverage.problemsOf({ account: "222222222222", region: "eu-west-3", store: "ssm" }).map((p) => p.reason)).toEqual(["missing_action"]);
    expect(coverage.problemsOf(cell)).toEqual([]);
  });

  it("keeps what it showed when asking again fails", async () => {
    const coverage = new Coverage();
    await coverage.load();
    useHost(makeFake({ scenario: "failing" }));
    await coverage.load();
    expect(coverage.error?.code).toBe("internal");
    expect(coverage.byKey.size).toBe(24);
  });
});

describe("touches", () => {
  it.each([
    ["everything", problem({}), true],
    ["the account", problem({ account: cell.account }), true],
    ["another account", problem({ account: "222222222222" }), false],
    ["the region", problem({ account: cell.account, region: "eu-west-1" }), true],
    ["the other store", problem({ account: cell.account, region: "eu-west-1", store: "secretsmanager" }), false],
  ] as const)("%s", (_, given, expected) => expect(touches(given, cell)).toBe(expected));
});

describe("tiles", () => {
  const make = (accounts: number, regions: number, failed?: number) =>
    Array.from({ length: accounts * regions * 2 }, (_, i) => ({
      account: `a${Math.floor(i / (regions * 2))}`,
      region: `r${Math.floor(i / 2) % regions}`,
      store: i % 2 ? "ssm" : "secretsmanager",
      state: i === failed ? "failed" : "complete",
    }));
  it.each([
    ["a tile a cell", make(4, 3), 24],
    ["a tile an account and region", make(10, 6), 60],
    ["a tile an account", make(60, 10), 60],
  ] as const)("%s", (_, cells, expected) => {
    const tiles = tilesOf(cells, (a) => a, (s) => s);
    expect(tiles.length).toBe(expected);
    expect(new Set(tiles.map((t) => t.key)).size).toBe(expected);
  });
  it("shows the worst of what a tile stands for", () => {
    const tiles = tilesOf(make(60, 10, 25), (a) => a, (s) => s);
    expect(tiles.filter((t) => t.state === "failed").map((t) => t.title)).toEqual(["a1: failed"]);
    expect(tiles.length).toBeLessThanOrEqual(MOST_TILES);
  });
  it("orders states by gravity", () => expect([worse("complete", "partial"), worse("failed", "cancelled"), worse("never", "partial")]).toEqual(["partial", "failed", "never"]));
});
