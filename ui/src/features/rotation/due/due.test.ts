// What is due: order, groups, states, links, and what a refused filter leaves.
import { beforeEach, describe, expect, it } from "vitest";

import type { DueRow } from "../../../ipc/bindings";
import { useHost } from "../../../ipc/client";
import { makeFake } from "../../../ipc/fake";
import { DueList, grouped, type DueLine } from "./due.svelte";

beforeEach(() => useHost(makeFake()));

async function settled(due: DueList): Promise<void> {
  do await new Promise((next) => setTimeout(next, 1));
  while (due.rows.busy);
}
const rowsOf = (due: DueList): DueRow[] => Array.from({ length: Math.min(100, due.rows.total) }, (_, i) => due.rows.at(i)).flatMap((line) => (line?.is === "row" ? [line.row] : []));

describe("the list", () => {
  it("comes by date, the most overdue first, and adds up to its states", async () => {
    const due = new DueList();
    due.refresh();
    await settled(due);
    const rows = rowsOf(due);
    const dates = rows.flatMap((row) => (row.due_on === null ? [] : [row.due_on]));
    expect(dates).toEqual([...dates].sort());
    expect(Object.keys(due.vocabulary["owner"] ?? {})).toContain("payments");
    const counts = due.rows.extra?.counts;
    if (!counts) throw new Error("no counts");
    const { older_than_a_year: _old, failed: _failed, ...states } = counts;
    expect(Object.values(states).reduce((a, b) => a + b, 0)).toBe(due.rows.extra?.secrets);
  });

  it("lists the states asked for alone, while the counts stay", async () => {
    const due = new DueList();
    due.toggle("overdue");
    await settled(due);
    const { counts } = due.rows.extra ?? {};
    expect(due.rows.total).toBe(counts?.overdue);
    expect(rowsOf(due).every((row) => row.state === "overdue")).toBe(true);
    due.toggle("overdue");
    await settled(due);
    expect(due.rows.extra?.counts).toEqual(counts);
    expect(due.rows.total).toBeGreaterThan(counts?.overdue ?? 0);
  });

  it("follows a link, keeps what was shown where a filter has a mistake, and is cleared", async () => {
    const due = new DueList();
    due.follow("env:prod", "overdue");
    await settled(due);
    const shown = due.rows.total;
    expect(rowsOf(due).every((row) => row.secret.environment === "prod")).toBe(true);
    due.type("env:prod colour:red");
    await settled(due);
    expect(due.badFilter?.message).toContain("colour");
    expect(due.wrong).toEqual([9, 19]);
    expect(due.rows.total).toBe(shown);
    due.clear();
    await settled(due);
    expect(due.narrowed).toBe(false);
    expect(due.rows.total).toBeGreaterThan(shown);
  });

  it("lists what goes across the states, and the days of the filter", async () => {
    const due = new DueList();
    due.toggle("older_than_a_year");
    await settled(due);
    expect(due.rows.total).toBe(due.rows.extra?.counts.older_than_a_year);
    expect(rowsOf(due).every((row) => row.older_than_a_year)).toBe(true);
    due.follow("due:<30d", undefined);
    await settled(due);
    expect(due.rows.total).toBeGreaterThan(0);
    expect(rowsOf(due).every((row) => row.days !== null && row.days < 30)).toBe(true);
  });

  it("groups by owner: each secret once, under its owner; nobody's last", async () => {
    const due = new DueList();
    due.group(true);
    await settled(due);
    const lines = Array.from({ length: due.rows.total }, (_, i) => i);
    due.rows.show(0, due.rows.total);
    while (lines.some((i) => due.rows.at(i) === undefined)) await new Promise((next) => setTimeout(next, 1));
    let owner: string | null | undefined;
    const seen: (string | null)[] = [];
    let secrets = 0;
    for (const i of lines) {
      const line = due.rows.at(i);
      if (line?.is === "owner") seen.push((owner = line.owner));
      else if (line) {
        expect(line.row.secret.owner).toBe(owner);
        secrets += 1;
      }
    }
    expect(secrets).toBe(due.rows.extra?.secrets);
    expect(seen.indexOf(null)).toBe(seen.length - 1);
    expect(seen.filter((of, i) => seen.indexOf(of) !== i)).toEqual([]);
  });

  it("puts the owner with most overdue first", () => {
    const row = (owner: string | null, state: string) => ({ secret: { owner }, state }) as DueRow;
    const owners = grouped([row("a", "ok"), row(null, "overdue"), row(null, "overdue"), row("b", "overdue")]).flatMap((line: DueLine) => (line.is === "owner" ? [line.owner] : []));
    expect(owners).toEqual(["b", "a", null]);
  });
});
