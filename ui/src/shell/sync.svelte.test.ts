import { beforeEach, describe, expect, it, vi } from "vitest";

import type { SyncReport } from "../ipc/bindings";
import { useHost } from "../ipc/client";
import { makeFake, type Scenario } from "../ipc/fake";
import { stand, summary, Sync, unread } from "./sync.svelte";

function report(change: Partial<SyncReport>): SyncReport {
  return { started_at: "2026-11-21T00:00:00Z", ended_at: "2026-11-21T00:00:09Z", cancelled: false, secrets: 10, added: 0, changed: 0, gone: 0, cells_read: 4, cells: 4, changes: [], problems: [], ...change };
}

describe("sync", () => {
  let scenario: Scenario = "demo";
  beforeEach(() => {
    useHost(makeFake({ scenario, rows: 60, stepMs: 12 }));
  });

  it("ends once, with a report and a new revision", async () => {
    const sync = new Sync();
    const end = sync.follow();
    const seen: number[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        if (sync.progress) seen.push(stand(sync.progress).done);
      });
    });
    await sync.start();
    stop();
    end();
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(sync.revision).toBe(1);
    expect(sync.running).toBe(false);
    expect(sync.report?.cells_read).toBe(23);
    expect(sync.docked).toBe(true);
  });

  it("keeps what is complete when stopped", async () => {
    const sync = new Sync();
    const end = sync.follow();
    const done = sync.start();
    await vi.waitFor(() => expect(stand(sync.progress ?? { cells: [], secrets: 0, started_at: "" }).done).toBeGreaterThan(0), { interval: 2 });
    await sync.cancel();
    expect(sync.cancelling).toBe(true);
    await done;
    end();
    expect(sync.report?.cancelled).toBe(true);
    expect(sync.report?.cells_read).toBeGreaterThan(0);
    expect(sync.report?.problems.some((p) => p.reason === "cancelled")).toBe(true);
    expect(sync.cancelling).toBe(false);
  });

  it("says why it did not start", async () => {
    scenario = "first-run";
    useHost(makeFake({ scenario }));
    const sync = new Sync();
    await sync.start();
    expect(sync.error?.code).toBe("no_sources");
    expect(sync.revision).toBe(0);
    expect(sync.running).toBe(false);
  });
});

describe("words of a report", () => {
  it.each([
    [report({ added: 1284 }), "Sync ended: 1,284 added, 0 changed, 0 gone.", "All 4 cells read in full."],
    [report({ cancelled: true, gone: 2, cells_read: 1 }), "Sync stopped: 0 added, 0 changed, 2 gone.", "3 cells of 4 not read in full."],
    [report({ cells_read: 3 }), "Sync ended: 0 added, 0 changed, 0 gone.", "1 cell of 4 not read in full."],
  ])("%#", (given, did, missed) => {
    expect([summary(given), unread(given)]).toEqual([did, missed]);
  });
});
