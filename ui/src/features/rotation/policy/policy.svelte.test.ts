import { beforeEach, describe, expect, it, vi } from "vitest";

import { useHost } from "../../../ipc/client";
import { makeFake } from "../../../ipc/fake";
import { Policy } from "./policy.svelte";

const NOW = Date.parse("2026-11-21T10:00:00Z");
beforeEach(() => useHost(makeFake({ rows: 300, now: () => NOW })));

async function loaded(changed?: () => void): Promise<Policy> {
  const policy = new Policy(changed);
  await policy.load();
  return policy;
}

describe("the policy", () => {
  it("is saved only after what it changes was seen, for the very text", async () => {
    const changed = vi.fn();
    const policy = await loaded(changed);
    expect(policy.ready).toBe(false);
    await policy.edit("sessions", 60);
    expect(policy.outcome?.become_overdue).toBeGreaterThan(0);
    expect(policy.ready).toBe(true);
    policy.type(`${policy.text}\n# one more line`);
    expect(policy.outcome).toBeNull();
    expect(policy.ready).toBe(false);
    await policy.save();
    expect(policy.reply?.preset).toBe("balanced");
    await policy.tryOut();
    await policy.save();
    expect(policy.reply?.preset).toBeNull();
    expect(policy.changed).toBe(false);
    expect(changed).toHaveBeenCalledOnce();
  });

  it("an age edited in the table moves nothing else in the text", async () => {
    const policy = await loaded();
    const before = policy.text.split("\n");
    await policy.edit("databases", 30);
    const after = policy.text.split("\n");
    expect(after.filter((line, at) => line !== before[at])).toEqual(["age = 30"]);
    expect(after).toContain("# The guides say 7 to 90 days. 90 is what rotation by hand can hold.");
    expect(policy.rules.find((rule) => rule.id === "databases")?.days).toBe(30);
    expect(policy.inForce("databases")).toBe(90);
    await policy.edit("databases", 90);
    expect(policy.changed).toBe(false);
  });

  it("an age that is none is refused beside its rule, and the text stays", async () => {
    const policy = await loaded();
    const { text } = policy;
    await policy.edit("sessions", 0);
    expect(policy.refused).toMatchObject({ rule: "sessions", message: expect.stringContaining("0 days") });
    expect(policy.text).toBe(text);
    await policy.edit("sessions", 180);
    expect(policy.refused).toBeNull();
  });

  it("with faults nothing is reckoned, and the rules are those of the text before", async () => {
    const policy = await loaded();
    await policy.edit("sessions", 60);
    await policy.take(policy.text.replace("age = 60", "age = -60"));
    expect(policy.faults.map((fault) => fault.code)).toEqual(["age"]);
    expect(policy.ready).toBe(false);
    expect(policy.behind).toBe(true);
    await policy.take(policy.text.replace("age = -60", "age = 61"));
    expect(policy.faults).toEqual([]);
    expect(policy.behind).toBe(false);
    expect(policy.rules.find((rule) => rule.id === "sessions")?.days).toBe(61);
  });

  it("typing is tried once it rests, and what was typed outlives a sync", async () => {
    const policy = await loaded();
    policy.type(policy.text.replace("age = 180", "age = 17"));
    policy.type(policy.text.replace("age = 17", "age = 170"));
    expect(policy.tried).toBeNull();
    await vi.waitFor(() => expect(policy.tried?.text).toContain("age = 170"), { timeout: 3000 });
    await policy.load();
    expect(policy.text).toContain("age = 170");
    expect(policy.changed).toBe(true);
    policy.discard();
    expect(policy.changed).toBe(false);
  });

  it("a preset is looked at without being taken; a file is taken without being in force", async () => {
    const policy = await loaded();
    const strict = await policy.preset("strict");
    expect((await policy.look(strict)).become_overdue).toBeGreaterThan(0);
    expect(policy.changed).toBe(false);
    await expect(policy.preset("none such")).rejects.toMatchObject({ code: "not_found" });
    expect(await policy.open()).toBe(true);
    expect(policy.changed).toBe(true);
    expect(policy.reply?.name).toBe("balanced");
    expect(await policy.export()).toMatch(/\.toml$/);
  });
});
