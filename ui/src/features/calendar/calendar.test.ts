// The calendar: what is asked for, where keys lead, moving, and what a refused filter leaves.
import { beforeEach, describe, expect, it } from "vitest";

import type { CalendarEntry } from "../../ipc/bindings";
import { call, useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { byOwners, Calendar, frozenOn, pageOf, stepOf, stretchOf } from "./state.svelte";
import { countWords, entryWord, kindWord } from "./words";

const NOW = Date.UTC(2026, 10, 21, 12);
const LATER = Date.UTC(2027, 0, 31, 12);

beforeEach(() => useHost(makeFake({ now: () => NOW })));

describe("owners", () => {
  it("stand by name, nobody last, each with its entries in their order", () => {
    const entry = (id: string, owner: string | null) => ({ id, secret: owner === null ? null : { owner } }) as CalendarEntry;
    const groups = byOwners([entry("1", "web"), entry("2", null), entry("3", "pay"), entry("4", "web")]);
    expect(groups.map(({ owner, entries }) => [owner, ...entries.map(({ id }) => id)])).toEqual([["pay", "3"], ["web", "1", "4"], [null, "2"]]);
  });
});

describe("stretches and keys", () => {
  it.each([
    ["month", "2026-11-21", "2026-10-26", "2026-12-06"],
    ["month", "2027-02-10", "2027-02-01", "2027-03-14"],
    ["week", "2026-11-22", "2026-11-16", "2026-11-22"],
    ["year", "2028-02-29", "2028-01-01", "2028-12-31"],
    ["agenda", "2026-11-21", "2026-11-21", "2027-01-19"],
  ] as const)("a %s around %s goes from %s to %s", (shape, on, from, to) => expect(stretchOf(shape, on)).toEqual({ from, to }));

  it.each([
    ["ArrowLeft", "month", "2026-11-20"], ["ArrowDown", "month", "2026-11-28"], ["ArrowDown", "agenda", "2026-11-22"],
    ["Home", "week", "2026-11-16"], ["End", "month", "2026-11-22"], ["PageDown", "month", "2026-12-21"], ["PageUp", "week", "2026-11-14"], ["PageDown", "year", "2027-11-21"], ["x", "month", null],
  ] as const)("%s in a %s leads to %s", (key, shape, to) => expect(stepOf(key, shape, "2026-11-21")).toBe(to));

  it("keeps to the last day of a shorter month", () => expect(pageOf("month", "2026-12-31", 1)).toBe("2027-01-31"));
});

describe("the state", () => {
  it("asks for the sheet of the chosen day once, and for another month again", async () => {
    const calendar = new Calendar();
    calendar.show("month", null);
    await calendar.load();
    expect(calendar.today).toBe("2026-11-21");
    const first = calendar.reply;
    calendar.show("month", "2026-11-22");
    expect(calendar.reply).toBe(first);
    calendar.show("month", "2027-01-22");
    await calendar.load();
    expect(calendar.covered).toEqual({ from: "2026-12-28", to: "2027-02-07" });
  });

  it("takes the back end's day where the machine has another", async () => {
    useHost(makeFake({ now: () => LATER }));
    const calendar = new Calendar();
    calendar.show("month", null);
    await calendar.load();
    expect(calendar.on).toBe("2027-01-31");
    expect(calendar.covered).toEqual(stretchOf("month", "2027-01-31"));
  });

  it("moves a planned rotation, and refuses a day that has passed", async () => {
    const calendar = new Calendar();
    calendar.show("agenda", null);
    await calendar.load();
    const entry = calendar.reply?.entries.find((of) => of.movable);
    if (!entry?.rotation) throw new Error("nothing can be moved");
    await calendar.move(entry.rotation, "2026-12-02");
    await calendar.load();
    expect(calendar.byDay["2026-12-02"]?.some((of) => of.rotation === entry.rotation)).toBe(true);
    await expect(calendar.move(entry.rotation, "2026-11-20")).rejects.toMatchObject({ code: "bad_request" });
  });

  it("keeps the days of a filter before one with a mistake, and says where it is wrong", async () => {
    const calendar = new Calendar();
    calendar.show("month", null);
    await calendar.load();
    const { reply } = calendar;
    calendar.filter = "env:prod colour:red";
    await calendar.load();
    expect(calendar.reply).toBe(reply);
    expect(calendar.wrong).toEqual([9, 19]);
    calendar.filter = "env:prod";
    await calendar.load();
    expect(calendar.badFilter).toBeNull();
  });

  it("lists the chosen day of a year, of which only counts are asked", async () => {
    const calendar = new Calendar();
    calendar.show("year", null);
    await calendar.load();
    expect(calendar.reply?.entries).toEqual([]);
    const day = calendar.reply?.days.find((of) => of.planned > 0);
    if (!day) throw new Error("nothing is planned");
    calendar.show("year", day.on);
    while (calendar.entries.length === 0) await new Promise((next) => setTimeout(next, 1));
    expect(calendar.entries).toHaveLength(calendar.total);
  });
});

describe("what the host proposes and freezes", () => {
  it("spreads over working days outside freezes, within the days, and no more than it must on one", async () => {
    const { proposals } = await call("calendar_spread", { filter: "", from: "2026-11-23", to: "2026-12-04" });
    expect(proposals.length).toBeGreaterThan(20);
    for (const { on } of proposals) {
      expect(on >= "2026-11-23" && on <= "2026-12-04").toBe(true);
      expect([0, 6]).not.toContain(new Date(`${on}T00:00:00Z`).getUTCDay());
      // The made-up freeze of the demo.
      expect(on < "2026-11-27" || on > "2026-11-29").toBe(true);
    }
  });

  it.each([
    [{ from: "2026-12-10", to: "2026-12-09" }, "It ends before it begins."],
    [{ from: "2026-12-01", to: "2027-01-01" }, "32 days are too long: at most 31."],
    [{ why: " " }, "The reason is missing."],
    [{ scope: "account", what: "prod" }, "An account has 12 digits."],
    [{ scope: "owner", what: "" }, "What it is for is missing."],
  ])("refuses a freeze with %o", async (wrong, message) => {
    const freeze = { id: "", from: "2026-12-01", to: "2026-12-02", why: "closing", scope: "all", what: "", ...wrong };
    await expect(call("freeze_save", freeze)).rejects.toMatchObject({ message });
  });

  it("tells the freezes of a day", () => {
    const freeze = { id: "1", from: "2026-12-01", to: "2026-12-02", why: "closing", scope: "all", what: "" };
    expect([frozenOn([freeze], "2026-11-30"), frozenOn([freeze], "2026-12-01"), frozenOn([freeze], "2026-12-02"), frozenOn([freeze], "2026-12-03")].map((of) => of.length)).toEqual([0, 1, 1, 0]);
  });
});

describe("words", () => {
  it("counts a day, and names what is late", () => {
    expect(countWords(undefined)).toBe("nothing");
    expect(countWords({ on: "", due: 2, late: 1, planned: 1, other: 3 })).toBe("2 due, 1 of them late, 1 planned, 3 other");
    expect(kindWord({ kind: "due", tone: "late" })).toBe("overdue");
    expect(kindWord({ kind: "due", tone: "soon" })).toBe("due");
    expect(entryWord({ id: "", on: "", at: null, kind: "review", tone: "calm", title: "<b>Q4</b>\u202e", detail: "", secret: null, rotation: null, review: null, movable: false })).toBe("<b>Q4</b>\ufffd");
  });
});
