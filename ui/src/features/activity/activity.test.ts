import { beforeEach, describe, expect, it, vi } from "vitest";

import { call, useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Activity, facts, PAGE } from "./activity.svelte";

describe("activity", () => {
  beforeEach(() => useHost(makeFake({ rows: 10 })));

  it("fetches the pages that are looked at, each once", async () => {
    const activity = new Activity();
    await activity.reload();
    expect([activity.total, activity.at(0)?.sequence, activity.at(PAGE)]).toEqual([640, 640, undefined]);
    activity.want(PAGE - 5, PAGE + 20);
    activity.want(PAGE, PAGE + 25);
    await vi.waitFor(() => expect(activity.at(PAGE)?.sequence).toBe(540));
    expect(activity.at(2 * PAGE)).toBeUndefined();
  });

  it("starts again when an entry came meanwhile", async () => {
    const activity = new Activity();
    await activity.reload();
    await call("sources_save", { sources: [] });
    activity.want(PAGE, PAGE);
    await vi.waitFor(() => expect(activity.total).toBe(641));
    expect(activity.at(0)?.action).toBe("sources.saved");
  });

  it("verifies the chain", async () => {
    const activity = new Activity();
    await activity.verify();
    expect([activity.verified?.holds, activity.verified?.entries, activity.verifying]).toEqual([true, 640, false]);
  });
});

it.each([
  ['{"cells_read":23,"what":"x"}', [["cells read", "23"], ["what", "x"]]],
  ['{"from":{"a":1}}', [["from", '{"a":1}']]],
  ["", []],
  ["not json", [["", "not json"]]],
  ["[1]", [["", "[1]"]]],
])("facts of %s", (detail, expected) => expect(facts(detail)).toEqual(expected));
