import { describe, expect, it } from "vitest";

import type { Commands } from "../bindings";
import { makeFake } from "../fake";

const NOW = Date.parse("2026-11-21T10:00:00Z");
const ask = (host = makeFake({ rows: 300, now: () => NOW })) => async <K extends keyof Commands>(name: K, request: Commands[K]["request"]) => (await host.invoke(name, { request })) as Commands[K]["reply"];

describe("the in-memory host's rotation", () => {
  it("counts each secret once, and judges a text as it judges the policy in force", async () => {
    const call = ask();
    const policy = await call("policy_show", null);
    const { before, after, become_overdue } = await call("policy_what_if", { text: policy.text });
    expect(after).toEqual(before);
    expect(become_overdue).toBe(0);
    const { ok, due_soon, due, overdue, excepted, event_driven, not_applicable, unknown } = before;
    const all = (await call("secrets_list", { filter: "", sort: { column: "name", descending: false }, offset: 0, limit: 1 })).total;
    expect(ok + due_soon + due + overdue + excepted + event_driven + not_applicable + unknown).toBe(all);
    expect(policy.rules.reduce((sum, rule) => sum + rule.secrets, 0)).toBe(all);
  });

  it("a shorter age makes more overdue, and only a saved text counts", async () => {
    const call = ask();
    const { text } = await call("policy_show", null);
    const edited = await call("policy_edit", { text, rule: "sessions", days: 30 });
    expect(edited.text.split("\n").filter((line, at) => line !== text.split("\n")[at])).toEqual(["age = 30"]);
    const tried = await call("policy_what_if", edited);
    expect(tried.after.overdue).toBe(tried.before.overdue + tried.become_overdue);
    expect(tried.become_overdue).toBeGreaterThan(0);
    expect(tried.weeks).toHaveLength(26);
    expect((await call("policy_show", null)).preset).toBe("balanced");
    expect((await call("policy_save", edited)).preset).toBeNull();
  });

  it.each([
    ["unknown_key", (t: string) => t.replace("reason =", "raeson ="), 10],
    ["age", (t: string) => t.replace("age = 365", "age = -1"), 17],
    ["schema", (t: string) => t.replace("schema = 1", "schema = 2"), 1],
    ["time_zone", (t: string) => t.replace("UTC", "Mars/Olympus"), 4],
    ["unknown_kind", (t: string) => t.replace('"break_glass"', '"brake_glass"'), 16],
    ["matches_everything", (t: string) => t.replace('kinds = ["configuration"]', 'paths = ["**"]'), 8],
    ["overlap", (t: string) => t.replace('"registry_token"', '"ci_secret"'), 43],
    ["unreachable", (t: string) => `${t}\n[[rule]]\nid = "more"\ndefault = true\nage = 1\n`, 92],
  ])("finds %s in its line, and nothing is reckoned then", async (code, spoil, line) => {
    const call = ask();
    const { text } = await call("policy_show", null);
    const reply = await call("policy_what_if", { text: spoil(text) });
    expect(reply.faults.map((f) => [f.code, f.line])).toEqual([[code, line]]);
    expect(reply.rules).toEqual([]);
    await expect(call("policy_save", { text: spoil(text) })).rejects.toMatchObject({ code: "bad_request" });
  });

  it("an exception's limits hold: who, until when, for what", async () => {
    const call = ask();
    const rule = { scope: "rule", what: "break-glass", why: "w", control: "c", asked_by: "Mara", approved_by: "jonas", until: "2027-02-10" };
    for (const [change, says] of [
      [{ approved_by: "mara" }, /cannot approve/],
      [{ until: "2027-05-30" }, /90 days at most/],
      [{ until: "2026-11-20" }, /has passed/],
      [{ why: " " }, /Say why/],
      [{ scope: "path", what: "nothing/here" }, /no secret under/],
    ] as const) await expect(call("exception_add", { ...rule, ...change })).rejects.toMatchObject({ message: expect.stringMatching(says) });
    expect((await call("exception_add", rule)).exceptions.find((e) => e.why === "w")?.secrets).toBeGreaterThan(0);
  });

  it("a step follows what it needs, and nothing is closed silently without proof", async () => {
    const call = ask();
    const open = (await call("rotations_list", { which: "open", arn: null })).rotations;
    const stored = open.find((r) => r.state === "stored");
    const id = stored?.id ?? "";
    expect(stored?.proof).toBe("write_only");
    await expect(call("rotation_record", { id, step: "cancelled", at: null, evidence: "x" })).rejects.toMatchObject({ message: '"cancelled" cannot follow "new value stored"' });
    await expect(call("rotation_record", { id, step: "closed", at: null, evidence: "" })).rejects.toMatchObject({ code: "bad_request" });
    const closed = await call("rotation_record", { id, step: "closed", at: null, evidence: "no way to try" });
    expect(closed.rotation).toMatchObject({ state: "closed", proof: "closed_without_proof" });
  });

  it("a trigger opens one task for each secret, and no second", async () => {
    const call = ask();
    const request = { trigger: "departure", why: "bob left", confirmed: false, last_working_at: "2026-11-20T17:00:00Z", severity: null, principals: ["role/checkout-task"], secrets: [], filter: "" };
    const preview = await call("trigger_preview", request);
    expect(preview.due_at).toBe("2026-11-21T17:00:00.000Z");
    expect(preview.secrets.length).toBeGreaterThan(0);
    expect(preview.secrets.every((s) => s.because.includes("could_read"))).toBe(true);
    await call("trigger_open", request);
    expect(await call("trigger_preview", request)).toMatchObject({ secrets: [], already: preview.secrets.length + preview.already });
  });
});
