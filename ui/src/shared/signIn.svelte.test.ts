import { beforeEach, expect, it } from "vitest";

import { useHost } from "../ipc/client";
import { makeFake } from "../ipc/fake";
import { askSignInFor, signInAsk } from "./signIn.svelte";
import { toasts } from "./toasts.svelte";

beforeEach(() => {
  signInAsk.wanted = null;
  toasts.list = [];
});

it.each([
  ["audit", "sso acme"],
  ["prod-readonly", "mfa arn:aws:iam::444444444444:mfa/ana"],
  ["default", undefined],
])("the profile %s needs %s", async (profile, of) => {
  useHost(makeFake({ scenario: "first-run" }));
  await askSignInFor(profile);
  expect(signInAsk.wanted?.of).toBe(of);
  expect(toasts.list.map((t) => t.text)).toEqual(of ? [] : ["The profile default signs in by other means: renew it where it comes from, then sync again."]);
});

it("says why it cannot be known", async () => {
  useHost(makeFake({ scenario: "failing" }));
  await askSignInFor("audit");
  expect([signInAsk.wanted, toasts.list.length]).toEqual([null, 1]);
});
