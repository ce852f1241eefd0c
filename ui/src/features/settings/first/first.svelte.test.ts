import { beforeEach, describe, expect, it, vi } from "vitest";

import type { ProfileDto, ProfileTried, SignInDto } from "../../../ipc/bindings";
import { call, useHost } from "../../../ipc/client";
import { makeFake } from "../../../ipc/fake";
import { standing } from "../signIns.svelte";
import { inProduction, likelyBase, Profiles } from "./profiles.svelte";
import { triedWords, Trying } from "./trying.svelte";

const soon = { timeout: 4000, interval: 2 };
let profiles: ProfileDto[] = [];

beforeEach(async () => {
  useHost(makeFake({ scenario: "first-run", stepMs: 40 }));
  profiles = (await call("sources_show")).profiles;
});

const names = () => profiles.map((p) => p.name);

describe("profiles", () => {
  it("are tried one by one, results as they come", async () => {
    const trying = new Profiles();
    const done = trying.try(names());
    expect([trying.running, trying.pending.length]).toEqual([true, 9]);
    await vi.waitFor(() => expect(Object.keys(trying.tried).length).toBeGreaterThan(2), soon);
    expect(trying.running).toBe(true);
    await done;
    expect(trying.running).toBe(false);
    expect(Object.fromEntries(Object.values(trying.tried).map((one) => [one.name, one.state]))).toEqual({
      audit: "sign_in_first", ci: "fails", console: "works", default: "works", legacy: "sign_in_first", "old-deploy": "fails", pod: "fails", "prod-admin": "sign_in_first", "prod-readonly": "asks_for_code",
    });
    expect(likelyBase(profiles, trying.tried)).toBe("default");
  });

  it("keep what came before it was stopped", async () => {
    const trying = new Profiles();
    const done = trying.try(names());
    await vi.waitFor(() => expect(Object.keys(trying.tried).length).toBeGreaterThan(0), soon);
    await trying.cancel();
    await done;
    expect(Object.keys(trying.tried).length).toBeLessThan(9);
    expect([trying.running, trying.pending, trying.cancelling]).toEqual([false, [], false]);
  });

  it("say why none could be tried", async () => {
    useHost(makeFake({ scenario: "failing" }));
    const trying = new Profiles();
    await trying.try(["audit"]);
    expect([trying.error?.code, trying.running]).toEqual(["internal", false]);
  });

  it("are named where they are production, before they are used", () => {
    expect(inProduction(profiles, {})).toEqual(["prod-admin", "prod-readonly"]);
    expect(inProduction(profiles, { audit: { production: true } as ProfileTried })).toEqual(["audit", "prod-admin", "prod-readonly"]);
  });

  it.each([
    [{}, "default"],
    [{ default: "fails", audit: "works" }, "audit"],
    [{ default: "sign_in_first", "prod-admin": "works" }, "prod-admin"],
    [{ audit: "works", "prod-admin": "works", default: "fails" }, "audit"],
  ])("the base for %j is %s", (states, base) =>
    expect(likelyBase(profiles, Object.fromEntries(Object.entries(states).map(([name, state]) => [name, { state } as ProfileTried])))).toBe(base));

  it("none at all have no base", () => expect(likelyBase([], {})).toBeNull());
});

describe("sources", () => {
  const organization = { profile: "default", accounts: { scope: "organization" as const, role: "keyturn-reader" }, regions: [] };

  it("are tried account by account, and a refusal is one account's", async () => {
    const trying = new Trying();
    const done = trying.try([organization]);
    await vi.waitFor(() => expect(trying.accounts.length).toBeGreaterThan(0), soon);
    await done;
    expect(trying.accounts.map((a) => a.problem?.reason ?? "works")).toEqual(["works", "role_refused", "works", "works"]);
    expect(triedWords(trying.accounts, trying.problems)).toBe("3 of 4 accounts can be entered.");
    expect([trying.isOf([organization]), trying.isOf([{ ...organization, external_id: "x1" }])]).toEqual([true, false]);
  });

  it("are stopped, and say so", async () => {
    const trying = new Trying();
    const done = trying.try([organization]);
    await vi.waitFor(() => expect(trying.accounts.length).toBe(1), soon);
    await trying.cancel();
    await done;
    expect([trying.cancelled, trying.running]).toEqual([true, false]);
    expect(trying.accounts.length).toBeLessThan(4);
  });

  it("of a base that is not signed in find no account", async () => {
    const trying = new Trying();
    await trying.try([{ ...organization, profile: "audit" }]);
    expect(triedWords(trying.accounts, trying.problems)).toBe("No account was found.");
    expect(trying.problems[0]?.reason).toBe("expired_sign_in");
  });
});

describe("a sign-in stands", () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const one = (change: Partial<SignInDto>): SignInDto => ({ of: "sso a", kind: "sso", label: "a", start_url: null, profiles: [], sources: 0, state: "valid", until: at(60), renews: false, expires_during_sync: false, running: null, ...change });
  it.each([
    [one({}), "signed in"],
    [one({ until: at(-1) }), "ended"],
    [one({ state: "expired", until: at(-60) }), "ended"],
    [one({ state: "never", until: null }), "not signed in"],
    [one({ state: "never", until: null, kind: "mfa" }), "no code given yet"],
    [one({ expires_during_sync: true }), "ends during a sync"],
    [one({ expires_during_sync: true, renews: true }), "renews itself"],
    [one({ state: "expired", running: { stage: "waiting" } }), "signing in"],
    [one({ running: { stage: "failed", reason: "denied", message: "", advice: "" } }), "signed in"],
  ])("%#", (given, word) => expect(standing(given, now).word).toBe(word));
});
