import { describe, expect, it } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Unlock } from "./unlock.svelte";

describe("objections", () => {
  it.each([
    [false, "", "", false, "Type the passphrase."],
    [false, "x", "", false, null],
    [true, "", "", false, "Choose a passphrase."],
    [true, "eleven char", "", false, "At least 12 characters; this has 11."],
    [true, "🔑🔑🔑", "", false, "At least 12 characters; this has 3."],
    [true, "correct horse battery", "correct horse", false, "The two are not the same."],
    [true, "correct horse battery", "", true, null],
    [true, "correct horse battery", "correct horse battery", false, null],
  ])("choosing %s: %j %j", (choosing, passphrase, again, shown, objection) => {
    const unlock = new Unlock(choosing);
    Object.assign(unlock, { passphrase, again, shown });
    expect(unlock.objection).toBe(objection);
  });
});

it("opens with the right passphrase and forgets it", async () => {
  useHost(makeFake({ scenario: "locked" }));
  const unlock = new Unlock(false);
  unlock.passphrase = "wrong passphrase";
  expect(await unlock.submit()).toBeNull();
  expect([unlock.error?.code, unlock.passphrase]).toEqual(["wrong_key", "wrong passphrase"]);
  unlock.passphrase = "the right one";
  expect((await unlock.submit())?.lock.state).toBe("open");
  expect([unlock.error, unlock.passphrase]).toEqual([null, ""]);
});
