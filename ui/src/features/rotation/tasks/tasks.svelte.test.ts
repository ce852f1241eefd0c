import { beforeEach, describe, expect, it } from "vitest";

import { call, useHost } from "../../../ipc/client";
import { makeFake } from "../../../ipc/fake";
import { concerns, emptyDraft, requestOf, Tasks } from "./tasks.svelte";

const NOW = Date.parse("2026-11-21T10:00:00Z");
beforeEach(() => useHost(makeFake({ rows: 300, now: () => NOW })));

describe("a trigger's request", () => {
  it("holds only what its trigger asks for", () => {
    const full = { ...emptyDraft(), why: " w ", confirmed: true, last_working_at: "x", severity: "low", principals: " user/bob \n\n role/a", filter: " owner:data " };
    const at = "2026-11-20T17:00:00Z";
    expect(requestOf({ ...full, trigger: "compromise" }, at)).toEqual({ trigger: "compromise", why: "", confirmed: true, last_working_at: null, severity: null, principals: [], secrets: [], filter: "owner:data" });
    expect(requestOf({ ...full, trigger: "departure" }, at)).toMatchObject({ why: "w", confirmed: false, last_working_at: at, severity: null, principals: ["user/bob", "role/a"] });
    expect(requestOf({ ...full, trigger: "audit_finding" }, at)).toMatchObject({ severity: "low", last_working_at: null, principals: [] });
    expect(concerns(requestOf(full, null))).toBe(true);
    expect(concerns(requestOf(emptyDraft(), null))).toBe(false);
  });
});

describe("tasks", () => {
  it("are told late by the clock that goes on, not only by the list", async () => {
    const tasks = new Tasks();
    await tasks.load();
    expect(tasks.late(NOW).map((task) => task.state)).toEqual(["late", "late"]);
    expect(tasks.late(NOW + 3_600_000)).toHaveLength(3);
  });

  it("open after a preview, get a rotation, and can be dropped with a reason", async () => {
    let told = 0;
    const tasks = new Tasks(() => (told += 1));
    await tasks.load();
    const before = tasks.open.length;
    const request = requestOf({ ...emptyDraft("supplier_breach"), why: "Example CI", filter: "kind:ci_secret account:prod-us" }, null);
    const preview = await tasks.preview(request);
    expect(preview.secrets.length).toBeGreaterThan(0);
    await tasks.trigger(request);
    expect(tasks.open).toHaveLength(before + preview.secrets.length);
    const task = tasks.open.find((t) => t.trigger === "supplier_breach" && t.rotation === null);
    if (!task) throw new Error("no task to plan");
    const { rotations } = await call("rotation_plan", { items: [{ arn: task.secret.arn, on: "2026-11-22" }], strategy: null, owner: null, note: "" });
    const id = rotations.find((rotation) => rotation.secret.arn === task.secret.arn)?.id;
    await tasks.load();
    expect(tasks.open.find((t) => t.id === task.id)?.rotation).toBe(id);
    await expect(tasks.drop(task.id, "")).rejects.toMatchObject({ code: "bad_request" });
    await tasks.drop(task.id, "Not ours");
    expect(tasks.ended.find((t) => t.id === task.id)?.dropped_because).toBe("Not ours");
    expect(told).toBe(2);
  });
});
