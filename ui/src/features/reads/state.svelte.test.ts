import { beforeEach, describe, expect, it, vi } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake, type Scenario } from "../../ipc/fake";
import { heldRows } from "./held";
import { Query } from "./query.svelte";
import { daysWrong, TrailSettings } from "./settings.svelte";
import { Reads } from "./state.svelte";
import { left, stage, summary, Trail } from "./trail.svelte";
import { Usage } from "./usage.svelte";

const NOW = Date.parse("2026-11-20T14:00:00Z");
const host = (scenario: Scenario = "demo") => useHost(makeFake({ scenario, rows: 200, stepMs: 3, now: () => NOW }));
beforeEach(() => host());

async function opened(scenario: Scenario = "demo"): Promise<Reads> {
  host(scenario);
  const reads = new Reads(new Trail());
  await reads.trail.load();
  await reads.findings.load();
  return reads;
}

describe("findings", () => {
  it("are listed by what became of them; explained ones only when asked for", async () => {
    const { findings } = await opened();
    expect(findings.sections.map((s) => [s.state, s.total])).toEqual([["open", 2], ["watch", 1]]);
    await findings.showQuiet(true);
    expect(findings.sections.map((s) => s.state)).toEqual(["open", "watch", "explained", "expected"]);
  });

  it("about rotation are a list of their own, with decisions that can be taken back", async () => {
    const { findings } = await opened();
    const { elsewhere } = findings;
    expect(elsewhere).toBeGreaterThan(1);
    await findings.look("rotation");
    expect([findings.open, findings.elsewhere]).toEqual([elsewhere, 2]);
    expect(findings.rows.every((row) => row.about === "rotation" && row.principal === null)).toBe(true);
    const [first] = findings.rows;
    if (!first) throw new Error("no finding");
    await findings.show(first.key);
    expect(findings.reply?.next).toBe("rotate");
    await expect(findings.decide(first.key, "expected", " ")).rejects.toMatchObject({ code: "bad_request" });
    await findings.decide(first.key, "expected", "The supplier ends it in May");
    expect(findings.reply?.triage?.decision).toBe("expected");
    await vi.waitFor(() => expect(findings.open).toBe(elsewhere - 1));
    await findings.decide(first.key, "open");
    await vi.waitFor(() => expect(findings.open).toBe(elsewhere));
  });

  it("step through the list and stop at its ends", async () => {
    const { findings } = await opened();
    const [first, second] = findings.rows.map((row) => row.key);
    expect(findings.step(null, 1)).toBe(first);
    expect(findings.step(first ?? "", 1)).toBe(second);
    expect(findings.step(first ?? "", -1)).toBe(first);
    expect(findings.step(findings.rows.at(-1)?.key ?? "", 1)).toBe(findings.rows.at(-1)?.key);
    expect(findings.after(first ?? "")).toBe(second);
    expect(findings.after(second ?? "")).toBe(first);
  });

  it("move when they are decided, tell the rail, and come back", async () => {
    const reads = await opened();
    const { findings, trail } = reads;
    await findings.show("burst-ci-deploy");
    const before = trail.revision;
    await findings.decide("burst-ci-deploy", "watch");
    expect(findings.reply?.triage?.decision).toBe("watch");
    await vi.waitFor(() => expect(findings.open).toBe(1));
    expect(trail.revision).toBe(before + 1);
    await vi.waitFor(() => expect(trail.reply?.open_findings).toBe(1));
    await findings.decide("burst-ci-deploy", "open");
    expect(findings.reply?.triage).toBeNull();
    await vi.waitFor(() => expect(findings.open).toBe(2));
  });

  it("are decided one after the other, however long the list takes to be read again", async () => {
    const { findings } = await opened();
    const [first, second] = findings.rows.map((row) => row.key);
    const fake = makeFake({ rows: 420, now: () => NOW });
    useHost({ ...fake, invoke: (name, args) => (name === "finding_triage" ? fake.invoke(name, args) : new Promise(() => undefined)) });
    for (const key of [first, second]) {
      await findings.decide(key ?? "", "watch");
      expect(findings.deciding).toBe(false);
    }
  });

  it("are not decided without a reason, and nothing changes then", async () => {
    const { findings } = await opened();
    await expect(findings.decide("burst-ci-deploy", "expected", " ")).rejects.toMatchObject({ code: "bad_request" });
    expect(findings.open).toBe(2);
    expect(findings.deciding).toBe(false);
  });

  it("expected ones silence what is like them, until an end; that can be ended now", async () => {
    const { findings, silences } = await opened();
    await findings.decide("burst-ci-deploy", "expected", "The new pipeline", { rule: "burst", same_principal: true, secrets: "prod/*", source: null, ends_on: "2026-12-01" });
    await silences.load();
    const made = silences.reply?.silences[0];
    expect(made).toMatchObject({ rule: "burst", secrets: "prod/*", note: "The new pipeline", ends_on: "2026-12-01", in_force: true });
    await silences.end(made?.id ?? 0);
    expect(silences.reply?.silences.find((s) => s.id === made?.id)?.in_force).toBe(false);
  });

  it("the newest opened one wins, and one that is gone says so", async () => {
    const { findings } = await opened();
    void findings.show("burst-ci-deploy");
    await findings.show("break-glass-admin-2");
    expect(findings.reply?.finding.key).toBe("break-glass-admin-2");
    await findings.show("gone");
    expect(findings.detailError?.code).toBe("not_found");
    expect(findings.reply).toBeNull();
  });

  it("an error keeps what was there", async () => {
    const { findings } = await opened();
    host("failing");
    await findings.load();
    expect(findings.error?.code).toBe("internal");
    expect(findings.rows).toHaveLength(3);
  });
});

describe("the query", () => {
  it("answers with rows, lanes and groups, and learns words", async () => {
    const query = new Query();
    query.set("principal:role/ci-* outcome:denied");
    await vi.waitFor(() => expect(query.rows.total).toBeGreaterThan(2));
    query.group("secret");
    await vi.waitFor(() => expect(query.grouped).toBe("secret:principal:role/ci-* outcome:denied"));
    await vi.waitFor(() => expect(query.timeline.reply?.lanes).toHaveLength(1));
    expect(query.vocabulary["principal"]).toHaveProperty("role/ci-deploy");
    expect(query.timeline.reply?.total).toBe(query.rows.total);
  });

  it("keeps its rows when it cannot be read, and says where", async () => {
    const query = new Query();
    query.open();
    await vi.waitFor(() => expect(query.rows.total).toBeGreaterThan(100));
    const before = query.rows.total;
    query.set("db prinzipal:x");
    await vi.waitFor(() => expect(query.error?.code).toBe("bad_filter"));
    expect(query.wrong).toEqual([3, 14]);
    expect(query.rows.total).toBe(before);
    query.text = "db";
    expect(query.error).toBeNull();
  });

  it("zooms, moves and comes home", async () => {
    const { timeline } = new Query();
    timeline.ask("principal:role/etl", { from: NOW - 86_400_000, to: NOW });
    await vi.waitFor(() => expect(timeline.reply).not.toBeNull());
    expect(timeline.zoomed).toBe(false);
    timeline.zoom(0.5);
    await vi.waitFor(() => expect(timeline.shown).toEqual({ from: NOW - 64_800_000, to: NOW - 21_600_000 }));
    expect(timeline.zoomed).toBe(true);
    timeline.cut(0, 0.5);
    await vi.waitFor(() => expect(timeline.shown?.to).toBe(NOW - 43_200_000));
    timeline.reset();
    await vi.waitFor(() => expect(timeline.shown).toEqual({ from: NOW - 86_400_000, to: NOW }));
    expect(timeline.zoomed).toBe(false);
  });
});

describe("uses", () => {
  it("of a principal are what it reads, day by day; who stopped is told", async () => {
    const usage = new Usage("principal");
    await usage.load("");
    const line = usage.groups.find((group) => group.what === "role/legacy-batch");
    await usage.open(line?.query ?? "");
    const uses = usage.opened?.usage?.uses ?? [];
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.every((use) => use.principal.name === "role/legacy-batch" && use.by_day.length === 90 && use.stopped_on !== null)).toBe(true);
  });

  it("of a secret are who reads it", async () => {
    const usage = new Usage("secret");
    await usage.load("principal:role/web-task");
    await usage.open(usage.sorted[0]?.query ?? "");
    expect(usage.opened?.object?.name).toBe(usage.sorted[0]?.what);
    expect(usage.opened?.usage?.uses.some((use) => use.principal.name === "role/web-task")).toBe(true);
  });
});

describe("collecting", () => {
  it("shows how far it is, ends once, and brings everything in", async () => {
    const reads = await opened("uncollected");
    const { trail } = reads;
    expect(trail.collected).toBe(false);
    const end = trail.follow();
    const seen: number[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        if (trail.progress) seen.push(trail.progress.parts_done);
      });
    });
    await trail.collect(90, ["Decrypt"]);
    stop();
    end();
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(trail.running).toBe(false);
    expect(trail.collected).toBe(true);
    expect(trail.report?.by).toBe("lookup");
    expect(trail.docked).toBe(true);
  });

  it("stops when asked, and keeps what was read", async () => {
    const { trail } = await opened("uncollected");
    const end = trail.follow();
    const done = trail.import(true);
    await vi.waitFor(() => expect(trail.progress?.parts_done ?? 0).toBeGreaterThan(1), { interval: 1 });
    await trail.cancel();
    await done;
    end();
    expect(trail.report?.cancelled).toBe(true);
    expect(trail.cancelling).toBe(false);
    expect(summary(trail.report as NonNullable<typeof trail.report>)).toMatch(/^Stopped: /);
    expect(left(trail.report as NonNullable<typeof trail.report>)).toBe("2 files not read in full, 3 records not understood.");
  });

  it("a dialog that is closed without a choice is no failure", async () => {
    const { trail } = await opened();
    const inner = makeFake({ rows: 20 });
    useHost({ ...inner, invoke: (name, args) => (name === "trail_import" ? Promise.reject({ code: "dismissed", message: "", hint: null, causes: [], span: null }) : inner.invoke(name, args)) });
    await trail.import(false);
    expect(trail.refused).toBeNull();
    expect(trail.docked).toBe(false);
    expect(trail.running).toBe(false);
  });

  it("counts files and accounts in words", () => {
    const progress = { by: "files", started_at: "", stage: "collecting", parts: 1, parts_done: 0, events: 0, new_events: 0, current: null };
    expect(stage(progress as unknown as Parameters<typeof stage>[0])).toBe("0 of 1 file");
    expect(stage({ ...progress, by: "lookup", parts: 12 } as unknown as Parameters<typeof stage>[0])).toBe("0 of 12 accounts and regions");
    expect(stage({ ...progress, stage: "judging" } as unknown as Parameters<typeof stage>[0])).toBe("judging what was read");
  });
});

it("events that are all here answer like a long list", async () => {
  const { findings } = await opened();
  await findings.show("burst-ci-deploy");
  const rows = heldRows(findings.reply?.events ?? []);
  await vi.waitFor(() => expect(rows.total).toBe(18));
  expect(rows.at(0)?.outcome).toBe("denied");
});

describe("how reads are judged", () => {
  it("names people once, keeps what is being written, and gives it up", async () => {
    const settings = new TrailSettings();
    await settings.load();
    settings.add(" Bob@example.test ", "2026-11-01");
    settings.add("", "2026-11-01");
    expect(settings.draft?.departed).toEqual([{ person: "Bob@example.test", left_on: "2026-11-01" }]);
    await settings.load();
    expect(settings.changed).toBe(true);
    settings.discard();
    expect(settings.changed).toBe(false);
    settings.remove("bob@example.test");
    expect(await settings.save()).toBe(true);
    expect(settings.saved?.departed).toEqual([]);
  });

  it.each([
    ["learning_days", 7, null],
    ["learning_days", 0, "A whole number from 1 to 60."],
    ["forget_days", 90.5, "A whole number from 14 to 400."],
    ["detail_days", Number.NaN, "A whole number from 7 to 400."],
  ] as const)("%s of %s", (code, days, expected) => expect(daysWrong(code, days)).toBe(expected));
});
