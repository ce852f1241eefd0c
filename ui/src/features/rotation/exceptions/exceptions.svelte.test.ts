import { beforeEach, describe, expect, it } from "vitest";

import { useHost } from "../../../ipc/client";
import { makeFake } from "../../../ipc/fake";
import { Exceptions, objections, type Draft } from "./exceptions.svelte";

const NOW = Date.parse("2026-11-21T10:00:00Z");
beforeEach(() => useHost(makeFake({ rows: 300, now: () => NOW })));
const draft = (of: Partial<Draft> = {}): Draft => ({ scope: "rule", what: "break-glass", why: "w", control: "c", asked_by: "mara", approved_by: "jonas", until: "2027-01-10", ...of });

describe("what stands against an exception", () => {
  it.each<[string, Partial<Draft>, boolean | null, (keyof Draft)[]]>([
    ["nothing", {}, null, []],
    ["nothing named", { what: " " }, null, ["what"]],
    ["no reason, no control", { why: "", control: " " }, null, ["why", "control"]],
    ["the same person, however written", { asked_by: "Mara  Roth ", approved_by: "mara roth" }, null, ["approved_by"]],
    ["nobody", { asked_by: "", approved_by: "" }, null, ["asked_by", "approved_by"]],
    ["a day that has passed", { until: "2026-11-20" }, null, ["until"]],
    ["today", { until: "2026-11-21" }, null, []],
    ["90 days for a critical secret", { until: "2027-02-18" }, true, []],
    ["91 days for a critical secret", { until: "2027-02-19" }, true, ["until"]],
    ["91 days for another", { until: "2027-02-19" }, false, []],
    ["180 days for another", { until: "2027-05-19" }, false, []],
    ["181 days for another", { until: "2027-05-20" }, false, ["until"]],
  ])("%s", (_name, of, critical, fields) => expect(Object.keys(objections(draft(of), NOW, critical))).toEqual(fields));
});

describe("exceptions", () => {
  it("are grouped: in force, findings again, ended early", async () => {
    const exceptions = new Exceptions();
    await exceptions.load();
    expect(exceptions.sections.map((s) => [s.code, s.list.length])).toEqual([["hold", 3], ["ended", 1], ["past", 1]]);
    expect(exceptions.ended).toBe(1);
  });

  it("are added and ended, and tell of it; what is refused changes nothing", async () => {
    let told = 0;
    const exceptions = new Exceptions(() => (told += 1));
    await exceptions.load();
    await exceptions.add(draft());
    const made = exceptions.reply?.exceptions.find((e) => e.what === "break-glass");
    expect(made?.state).toBe("active");
    await expect(exceptions.add(draft({ until: "2027-05-01" }))).rejects.toMatchObject({ code: "bad_request" });
    await expect(exceptions.end(made?.id ?? "", " ")).rejects.toMatchObject({ code: "bad_request" });
    expect(told).toBe(1);
    await exceptions.end(made?.id ?? "", "Not needed");
    expect(exceptions.reply?.exceptions.find((e) => e.id === made?.id)?.state).toBe("ended_early");
    expect(told).toBe(2);
  });
});
