import { beforeEach, describe, expect, it } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Runbooks } from "./state.svelte";

describe("the library", () => {
  beforeEach(() => useHost(makeFake()));

  it("has a team's runbook in the place of the shipped one until its folder goes", async () => {
    const runbooks = new Runbooks();
    await runbooks.load();
    const drill = () => runbooks.reply?.runbooks.find((row) => row.id === "drill");
    expect(drill()?.replaces).toBe("1.0.0");
    expect(runbooks.partial).toHaveLength(1);
    await runbooks.removeFolder(runbooks.partial[0]?.path ?? "");
    expect(drill()?.replaces).toBeNull();
    expect(await runbooks.addFolder()).toBe(true);
    expect(drill()?.approved).toBe(false);
  });

  it("approves what was shown, and shows it again", async () => {
    const runbooks = new Runbooks();
    await runbooks.load();
    await runbooks.page.open("drill");
    expect(runbooks.page.reply?.row.approved).toBe(false);
    await runbooks.approve();
    expect(runbooks.page.reply?.row.approved).toBe(true);
    expect(runbooks.reply?.runbooks.find((row) => row.id === "drill")?.approved).toBe(true);
  });

  it("shows the page that was asked for last", async () => {
    const runbooks = new Runbooks();
    const first = runbooks.page.open("drill");
    await Promise.all([first, runbooks.page.open("secret-in-git")]);
    expect(runbooks.page.reply?.row.id).toBe("secret-in-git");
    await runbooks.page.open("none");
    expect([runbooks.page.reply, runbooks.page.error?.code]).toEqual([null, "not_found"]);
    await runbooks.page.open(null);
    expect(runbooks.page.error).toBeNull();
  });

  it("says why it could not be read, and keeps what it had", async () => {
    const runbooks = new Runbooks();
    await runbooks.load();
    useHost(makeFake({ scenario: "failing" }));
    await runbooks.load();
    expect(runbooks.error?.code).toBe("internal");
    expect(runbooks.reply).not.toBeNull();
  });
});
