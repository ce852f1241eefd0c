import { beforeEach, describe, expect, it, vi } from "vitest";

import type { RotationReply } from "../../../ipc/bindings";
import { useHost } from "../../../ipc/client";
import { makeFake } from "../../../ipc/fake";
import { evidenceOf, instantOf } from "./record";
import { cancellable, nextStep, Rotations, runs, waiting } from "./rotations.svelte";

const NOW = Date.parse("2026-11-21T10:00:00Z");
beforeEach(() => useHost(makeFake({ rows: 300, now: () => NOW })));

async function opened(state: string, changed?: () => void): Promise<Rotations> {
  const rotations = new Rotations(changed);
  await rotations.show("all");
  await rotations.open(rotations.list.find((r) => r.state === state && r.strategy !== "managed_steps")?.id ?? null);
  return rotations;
}
const reply = (rotations: Rotations): RotationReply => {
  if (!rotations.reply) throw new Error("nothing is open");
  return rotations.reply;
};

describe("the next step", () => {
  it.each([
    ["planned", "value_made"],
    ["value_made", "stored"],
    ["stored", "moved"],
    ["moved", "refused"],
    ["closed", undefined],
    ["cancelled", undefined],
  ])("of one that is %s is %s", async (state, next) => {
    const rotations = await opened(state);
    expect(rotations.next?.step).toBe(next);
  });

  it("of one found without a plan is none: there is only its line", async () => {
    const rotations = await opened("outside");
    expect([rotations.reply, rotations.detailError, rotations.next]).toEqual([null, null, null]);
    expect(rotations.outside?.proof).toBe("write_only");
  });

  it("goes back for what was jumped over: the old value may be refused first", async () => {
    const rotations = await opened("planned");
    const { id } = reply(rotations).rotation;
    await rotations.record(id, "refused", null, "The key was revoked at once");
    expect(rotations.next?.step).toBe("value_made");
    expect(reply(rotations).rotation.proof).toBe("nothing_yet");
    expect(cancellable(reply(rotations))).toBe(false);
    await rotations.record(id, "stored", null, "version 9");
    expect([rotations.next?.step, reply(rotations).rotation.proof]).toEqual(["moved", "proved"]);
  });

  it("does not jump to closing over a step that waits", async () => {
    const of = reply(await opened("moved"));
    const steps = of.steps.map((step) => (step.step === "refused" ? { ...step, open: false, blocked: "both values are valid until 11:00" } : step));
    expect(nextStep({ ...of, steps })).toBeNull();
    expect(waiting({ ...of, steps })?.step).toBe("refused");
    expect(waiting(of)).toBeNull();
  });
});

describe("a rotation", () => {
  it("goes to proof step by step, and leaves the open ones", async () => {
    let told = 0;
    const rotations = await opened("moved", () => (told += 1));
    const { id } = reply(rotations).rotation;
    await rotations.show("open");
    expect(reply(rotations).rotation.proof).toBe("write_only");
    await expect(rotations.record(id, "refused", null, "")).rejects.toMatchObject({ code: "bad_request" });
    expect(rotations.saving).toBe(false);
    await rotations.record(id, "refused", null, "FATAL: password authentication failed");
    expect(reply(rotations).rotation.proof).toBe("proved");
    expect(rotations.next?.step).toBe("closed");
    await rotations.record(id, "closed", null, "");
    expect(runs(reply(rotations).rotation)).toBe(false);
    expect(told).toBe(2);
    await vi.waitFor(() => expect(rotations.list.some((r) => r.id === id)).toBe(false));
  });

  it("is recorded with its answer, however long the list takes to be read again", async () => {
    const rotations = await opened("moved");
    const { id } = reply(rotations).rotation;
    const fake = makeFake({ rows: 300, now: () => NOW });
    useHost({ ...fake, invoke: (name, args) => (name === "rotation_record" ? fake.invoke(name, args) : new Promise(() => undefined)) });
    await rotations.record(id, "refused", null, "FATAL: password authentication failed");
    expect([rotations.saving, reply(rotations).rotation.proof]).toEqual([false, "proved"]);
  });

  it("is moved while nothing is stored, and not after", async () => {
    const rotations = await opened("planned");
    await rotations.move(reply(rotations).rotation.id, "2026-12-24");
    expect(reply(rotations).rotation.planned_on).toBe("2026-12-24");
    expect(cancellable(reply(rotations))).toBe(true);
    const stored = await opened("stored");
    await expect(stored.move(reply(stored).rotation.id, "2026-12-24")).rejects.toMatchObject({ code: "bad_request" });
  });

  it("the newest opened one wins, and one that is gone says so", async () => {
    const rotations = await opened("planned");
    const [first, second] = rotations.list.map((r) => r.id);
    void rotations.open(second ?? "");
    await rotations.open(first ?? "");
    expect(reply(rotations).rotation.id).toBe(first);
    await rotations.open("gone");
    expect(rotations.detailError?.code).toBe("not_found");
    expect(rotations.reply).toBeNull();
    expect(rotations.step(first ?? "", 1)).toBe(second);
    expect(rotations.step(first ?? "", -1)).toBe(first);
  });
});

describe("evidence", () => {
  it("is needed for a refusal, a cancellation and an end without proof", async () => {
    const stored = reply(await opened("stored"));
    expect(["value_made", "stored", "moved", "refused", "closed", "cancelled"].filter((step) => evidenceOf(step, stored).needed)).toEqual(["stored", "refused", "closed", "cancelled"]);
    const proved: RotationReply = { ...stored, rotation: { ...stored.rotation, proof: "proved" } };
    expect(evidenceOf("closed", proved).needed).toBe(false);
  });

  it("warns of readers that have not come back", async () => {
    const stored = reply(await opened("stored"));
    const left = stored.holders.holders.filter((h) => h.state === "not_yet").length;
    expect(left).toBeGreaterThan(0);
    expect(evidenceOf("moved", stored).warn).toContain("not fetched");
  });

  it.each([
    ["2026-11-21T10:30", "utc", "2026-11-21T10:30:00.000Z"],
    [" 2026-11-21 10:30", "utc", "2026-11-21T10:30:00.000Z"],
    ["", "utc", null],
    ["nonsense", "utc", null],
  ] as const)("the time %j in %s is %j", (field, zone, instant) => expect(instantOf(field, zone)).toBe(instant));
});
