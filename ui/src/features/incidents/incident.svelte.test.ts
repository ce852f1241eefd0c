import { beforeEach, describe, expect, it, vi } from "vitest";

import { call, useHost } from "../../ipc/client";
import { asking } from "../../shared/incident.svelte";
import { makeFake } from "../../ipc/fake";
import { askedFields, asks, firstAnswers } from "./ask";
import { Incident } from "./incident.svelte";
import { IncidentList } from "./list.svelte";
import { markFinding, Start } from "./start.svelte";
import { exposureSaid, nextMark, phaseSaid } from "./words";

const NOW = Date.parse("2026-11-21T14:11:30Z");
const RUNNING = "INC-2026-0011";
let now = NOW;
beforeEach(() => {
  now = NOW;
  useHost(makeFake({ rows: 60, now: () => now, stepMs: 1 }));
});

async function opened(id = RUNNING, changed: () => void = () => undefined): Promise<Incident> {
  const incident = new Incident(changed);
  await incident.show(id);
  expect(incident.error).toBeNull();
  return incident;
}

/** Gives what a step asks for. */
function give(incident: Incident, records: Record<string, string>): void {
  for (const [id, value] of Object.entries(records)) incident.setRecord(incident.current ?? "", id, value);
}

describe("an opened incident", () => {
  it("begins at the step that is to be done now, with its clock by Keyturn’s own count", async () => {
    const incident = await opened();
    expect([incident.step?.id, incident.phase?.id, incident.closed, incident.drill]).toEqual(["revoke", "contain", false, false]);
    expect(Math.abs(incident.clock.now - NOW)).toBeLessThan(5_000);
    expect(incident.reply?.marks.at(-1)).toMatchObject({ of: "step", id: "revoke", late: false });
  });

  it("says when there is none such", async () => {
    const incident = new Incident();
    await incident.show("INC-1999-0001");
    expect(incident.error?.code).toBe("not_found");
  });

  it("walks its steps over all phases, and stops at the ends", async () => {
    const incident = await opened();
    incident.move(-100);
    expect(incident.current).toBe("open");
    incident.move(100);
    expect(incident.current).toBe("review");
    incident.select("no-such-step");
    expect(incident.current).toBe("review");
  });

  it("hides no step whose condition nobody can decide", async () => {
    const incident = await opened();
    expect(incident.steps.find((s) => s.id === "rewrite")).toMatchObject({ state: "asks", unknown: ["git.rewrite"] });
    expect(incident.steps.find((s) => s.id === "local-undo")?.state).toBe("dimmed");
    await incident.say({ act: "step_answer", step: "rewrite", applies: false, why: "No personal data in it." }, "It does not apply");
    expect(incident.steps.find((s) => s.id === "rewrite")?.state).toBe("dimmed");
  });
});

describe("finishing a step", () => {
  it("tells what is missing, keeps what is written, and goes to the next", async () => {
    const changed = vi.fn();
    const incident = await opened(RUNNING, changed);
    const step = incident.step;
    if (!step) throw new Error("no step");
    expect(incident.missing(step)).toEqual(["record:revoked_at", "record:revoked_by"]);
    give(incident, { revoked_at: "25:00", revoked_by: "on-call" });
    expect(incident.missing(step)).toEqual(["record:revoked_at"]);
    incident.move(1);
    incident.move(-1);
    give(incident, { revoked_at: "14:11" });
    await incident.finish(step);
    expect(incident.current).toBe("preserve");
    expect(incident.steps.find((s) => s.id === "revoke")?.ended).toMatchObject({ by: "you", records: [{ name: "revoked_at", value: "2026-11-21T14:11:00.000Z" }, { name: "revoked_by", value: "on-call" }] });
    expect(changed).toHaveBeenCalledOnce();
    expect(incident.lastEnded?.id).toBe("revoke");
  });

  it("warns where something should have come before, and does it all the same", async () => {
    const incident = await opened();
    incident.select("verify-dead");
    const step = incident.step;
    if (!step) throw new Error("no step");
    give(incident, { dead_at: "now", dead_proof: "401 from the test call" });
    const { warnings } = await incident.finish(step);
    expect(warnings[0]).toContain("Revoke at the issuer");
    expect(incident.last?.warnings).toEqual(warnings);
  });

  it("wants a second person where two are needed: not the same, and what comes before first", async () => {
    const incident = await opened();
    incident.select("legal");
    const step = incident.step;
    if (!step) throw new Error("no step");
    give(incident, { personal: "no", regimes: "GDPR: no personal data" });
    expect(incident.missing(step)).toEqual(["second"]);
    incident.setDraft("legal", { second: "You " });
    await expect(incident.finish(step)).rejects.toMatchObject({ code: "bad_request" });
    expect(incident.draft("legal").records["regimes"]).toContain("GDPR");
    incident.setDraft("legal", { second: "Counsel" });
    await incident.finish(step);
    expect(incident.steps.find((s) => s.id === "legal")?.ended?.second).toBe("Counsel");
    incident.select("rewrite");
    const rewrite = incident.step;
    if (!rewrite) throw new Error("no step");
    give(incident, { refs: "all" });
    incident.setDraft("rewrite", { second: "Counsel" });
    await expect(incident.finish(rewrite)).rejects.toMatchObject({ message: expect.stringContaining("Prove the old value is dead") });
  });

  it("branches by what was chosen, and is taken back", async () => {
    const incident = await opened();
    await incident.say({ act: "step_reopen", step: "reach", why: "Wrong branch" }, "Taken back");
    expect(incident.steps.find((s) => s.id === "revoke")?.state).toBe("asks");
    incident.select("reach");
    const step = incident.step;
    if (!step) throw new Error("no step");
    expect(incident.missing(step)[0]).toBe("choice");
    incident.setDraft("reach", { choice: "not_pushed" });
    give(incident, { commit: "https://git.example/c/1", first_push: "13:00" });
    await incident.finish(step);
    expect(["revoke", "local-undo"].map((id) => incident.steps.find((s) => s.id === id)?.state)).toEqual(["dimmed", "open"]);
  });
});

describe("texts to copy", () => {
  it("wait for their gaps, which are filled on the spot", async () => {
    const incident = await opened();
    const step = () => incident.steps.find((s) => s.id === "revoke");
    expect(step()?.snippets[0]?.gaps.map((g) => g.name)).toEqual(["ecs.service"]);
    const before = step();
    if (!before) throw new Error("no step");
    await expect(incident.copy(before, 0, false)).rejects.toMatchObject({ code: "bad_request" });
    await incident.act({ act: "value", name: "ecs.service", value: "x; rm -rf ~" });
    expect(step()?.snippets[0]?.text).toContain("'x; rm -rf ~'");
    const { number } = await incident.copy(before, 0, false);
    await incident.loadTimeline("learnt");
    expect(incident.timeline?.lines.find((l) => l.number === number)?.text).toContain("Copied");
  });

  it("are refused unconfirmed where they are dangerous", async () => {
    const incident = await opened();
    const step = incident.steps.find((s) => s.id === "rewrite");
    if (!step) throw new Error("no step");
    await expect(incident.copy(step, 0, false)).rejects.toMatchObject({ code: "bad_request" });
    await incident.copy(step, 0, true);
  });
});

describe("facts", () => {
  it("are attached with when they happened and from where they are known, once", async () => {
    const incident = await opened();
    const fact = incident.facts?.groups.find((g) => g.id === "did_read")?.facts[0];
    if (!fact) throw new Error("no fact");
    const lines = incident.reply?.lines ?? 0;
    await incident.attach(fact);
    await incident.attach(fact);
    await incident.loadTimeline();
    expect([incident.isAttached(fact), incident.reply?.lines]).toEqual([true, lines + 1]);
    expect(incident.timeline?.lines.find((l) => l.text.startsWith(fact.text))).toMatchObject({ happened_at: fact.at, source: "cloudtrail", reference: fact.source });
    await incident.loadFacts();
    expect(incident.facts?.groups.find((g) => g.id === "did_read")?.facts[0]?.attached).toBe(true);
  });

  it("come fresh with progress, and a stop keeps what is stored", async () => {
    useHost(makeFake({ rows: 60, now: () => now, stepMs: 40 }));
    const incident = await opened();
    const end = incident.follow();
    const asked = incident.refreshFacts();
    await vi.waitFor(() => expect(incident.progress?.of).toBe(6), { interval: 5 });
    await asked;
    expect([incident.asking, incident.facts?.groups.find((g) => g.id === "did_read")?.total]).toEqual([false, 14_612]);
    useHost(makeFake({ rows: 60, now: () => now, stepMs: 20 }));
    const again = incident.refreshFacts();
    await vi.waitFor(() => expect(incident.asking).toBe(true));
    await incident.cancelFacts();
    await again;
    expect(incident.facts?.groups.find((g) => g.id === "did_read")?.total).toBe(14_611);
    end();
  });
});

describe("closing", () => {
  it("is refused with open ends; a proof comes after the revocation; then it is closed, and can be opened again", async () => {
    const incident = await opened();
    await expect(incident.act({ act: "close", statement: "Done." })).rejects.toMatchObject({ hint: expect.stringContaining("prove that the old value is refused") });
    await expect(incident.act({ act: "mark", number: 1, mark: "proved", at: null, statement: "401" })).rejects.toMatchObject({ message: expect.stringContaining("revoked") });
    for (const mark of ["revoked", "proved"]) await incident.act({ act: "mark", number: 1, mark, at: null, statement: "401" });
    expect([incident.reply?.ledger[0]?.state, incident.reply?.row.settled]).toEqual(["proved", 1]);
    await incident.act({ act: "path", path: "commit", basis: "The gist" });
    expect(incident.reply?.open_ends).toEqual([]);
    await incident.act({ act: "close", statement: "Proved and watched." });
    expect(incident.closed).toBe(true);
    await expect(incident.act({ act: "severity", severity: "SEV-1", why: "x" })).rejects.toMatchObject({ code: "bad_request" });
    await incident.act({ act: "reopen", why: "Seen again" });
    expect(incident.closed).toBe(false);
  });

  it("refuses text that looks like a secret, and the note stays", async () => {
    const incident = await opened();
    incident.note = "It was AKIAIOSFODNN7EXAMPLE";
    await expect(incident.writeNote(null, true)).rejects.toMatchObject({ code: "looks_like_secret" });
    expect(incident.note).toBe("It was AKIAIOSFODNN7EXAMPLE");
  });
});

describe("two windows", () => {
  it("see each other’s notes", async () => {
    const here = await opened();
    const there = await opened();
    const end = here.follow();
    await here.loadTimeline();
    await there.act({ act: "note", text: "From the other window", happened_at: null, source: null, in_report: true });
    await vi.waitFor(() => expect(here.timeline?.lines.some((l) => l.text === "From the other window")).toBe(true));
    end();
  });
});

describe("starting", () => {
  it("takes what nobody chose from the proposal, also before that has come", async () => {
    const [row] = (await call("secrets_list", { filter: "postgres", sort: { column: "name", descending: false }, offset: 0, limit: 1 })).secrets;
    const start = new Start(asking({ text: row?.arn ?? "", finding: null }));
    const reply = await start.start();
    expect(reply?.row).toMatchObject({ severity: "SEV-2", state: "open", drill: false, exposed: 1 });
    expect(reply?.runbook.id).toBe("secret-in-git");
    expect(reply?.current).toBe("open");
  });

  it("names the incident that has it already, refuses values, and leads drafts only as exercises", async () => {
    const incident = await opened();
    const start = new Start(asking({ text: incident.reply?.subject_text ?? "", finding: null }));
    await start.propose();
    expect([start.proposal?.already_in, start.runbook, start.severity]).toEqual([RUNNING, "secret-in-git", "SEV-4"]);
    start.chooseRunbook("supplier-breach");
    expect(start.draft).toBe(true);
    expect(await start.start()).toBeNull();
    start.drill = true;
    expect(start.draft).toBe(false);
    expect((await start.start())?.row).toMatchObject({ drill: true, id: "DRILL-2026-0002" });
    const value = new Start(asking({ text: "ghp_example", finding: null }));
    await value.propose();
    expect(value.error?.code).toBe("looks_like_secret");
    expect(new Start(asking({ text: " ", finding: null })).ready).toBe(false);
  });

  it("from a finding marks it as part of the incident", async () => {
    const [row] = (await call("findings_list", { about: "reads", state: "open", arn: null, offset: 0, limit: 1 })).findings;
    const start = new Start(asking({ text: "", finding: row?.key ?? "" }));
    const reply = await start.start();
    await markFinding(row?.key ?? "", reply?.row.id ?? "");
    expect((await call("finding_show", { key: row?.key ?? "" })).finding.state).toBe("incident");
  });
});

describe("every incident", () => {
  it("has the running ones first, the drill marked, and counts no drill", async () => {
    const list = new IncidentList();
    await list.load();
    expect([list.running.map((r) => r.id), list.open, list.closed.map((r) => r.id)]).toEqual([[RUNNING, "DRILL-2026-0001"], 1, ["INC-2026-0009"]]);
    expect(list.reply?.numbers).toMatchObject({ incidents: 2, drills: 1 });
    useHost(makeFake({ scenario: "quiet" }));
    await list.load();
    expect(list.reply?.incidents).toEqual([]);
    useHost(makeFake({ scenario: "failing" }));
    await list.load();
    expect(list.error?.code).toBe("internal");
  });
});

describe("questions", () => {
  it("ask only what the others call for", async () => {
    const incident = await opened();
    const row = incident.reply?.notices[0];
    if (!row) throw new Error("no notice");
    const ask = asks.notice(row);
    const first = firstAnswers(ask);
    expect([first["answer"], askedFields(ask, first).map((f) => f.id)]).toEqual(["notify", ["answer", "reason"]]);
    expect(askedFields(ask, { ...first, answer: "no" }).map((f) => f.id)).toEqual(["answer", "reason", "second"]);
    expect(askedFields(ask, { ...first, answer: "filed" }).map((f) => f.id)).toEqual(["answer", "reason", "filed", "reference"]);
    expect(ask.act({ answer: "no", reason: "No personal data", second: "Counsel" })).toMatchObject({ act: "notice", row: row.id, answer: "no", second: "Counsel", filed_at: null, reference: null });
  });

  it.each([["exposed", "revoked"], ["revoked", "proved"], ["replaced", "proved"], ["proved", undefined], ["not_exposed", undefined]])("after %s comes %s", (state, mark) => expect(nextMark(state)?.mark).toBe(mark));
  it("an unknown state is shown as such", () => expect(exposureSaid("odd\u202estate")).toMatchObject({ word: "odd\ufffdstate", tone: "unknown" }));
  it.each([
    ["running", "2026-11-21T14:21:30Z", "10:00 left", "soon"], ["running", "2026-11-21T16:11:30Z", "2 h 00 min left", "plain"], ["over", "2026-11-21T14:10:30Z", "1:00 late", "late"], ["waiting", null, "waits", "plain"], ["ended", null, "done", "ok"], ["stopped", null, "stopped", "plain"],
  ])("a phase that is %s says %s", (standing, due_at, word, tone) => expect(phaseSaid({ standing, due_at, steps: [] }, NOW)).toEqual({ word, tone }));
});
