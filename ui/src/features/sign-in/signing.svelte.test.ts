import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { call, useHost } from "../../ipc/client";
import { makeFake, type Scenario } from "../../ipc/fake";
import { askSignIn, signInAsk } from "../../shared/signIn.svelte";
import { toasts } from "../../shared/toasts.svelte";
import { BeforeSync } from "./before.svelte";
import { SigningIn } from "./signing.svelte";

const ACME = "sso acme";
const MFA = "mfa arn:aws:iam::444444444444:mfa/ana";
const soon = { timeout: 4000, interval: 2 };

let signing: SigningIn;
let end: () => void;

/** A window on a host of its own. */
function begin(scenario: Scenario, busy = () => false): void {
  useHost(makeFake({ scenario, rows: 40, stepMs: 4 }));
  signing = new SigningIn(busy);
  end = signing.follow();
}

const stage = (of: string) => signing.stages[of]?.stage;
const list = async () => (await call("sign_ins_show")).sign_ins;
const state = async (of: string) => (await list()).find((one) => one.of === of)?.state;

beforeEach(() => {
  signInAsk.wanted = null;
  toasts.list = [];
});
afterEach(() => {
  end?.();
  vi.useRealTimers();
});

describe("by device code", () => {
  it("shows the code, waits, and is done once it is confirmed", async () => {
    begin("first-run");
    const then = vi.fn();
    askSignIn({ of: ACME, kind: "sso", label: "acme", then });
    expect(signing.shown).toEqual({ of: ACME, kind: "sso", label: "acme", question: null });
    const started = signing.start(ACME);
    expect(stage(ACME)).toBe("waiting");
    await vi.waitFor(() => expect(signing.stages[ACME]).toMatchObject({ stage: "code_shown", user_code: "WDJB-MJHT" }), soon);
    expect(then).not.toHaveBeenCalled();
    await signing.browse(ACME);
    await started;
    expect(then).toHaveBeenCalledOnce();
    expect([signing.shown, signing.stages]).toEqual([null, {}]);
    expect(toasts.list.map((t) => t.text)).toEqual(["Signed in to acme; it ends in 8 h."]);
    expect(await state(ACME)).toBe("valid");
  });

  it.each([
    ["denied", "denied"],
    ["code-expired", "code_expired"],
  ] as const)("says why it ended where it is %s, and begins again", async (scenario, reason) => {
    vi.useFakeTimers();
    begin(scenario);
    askSignIn({ of: ACME, kind: "sso", label: "acme" });
    const started = signing.start(ACME);
    await vi.waitFor(() => expect(stage(ACME)).toBe("code_shown"), soon);
    const browsed = scenario === "denied" ? signing.browse(ACME) : null;
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    await Promise.all([browsed, started]);
    vi.useRealTimers();
    expect(signing.stages[ACME]).toMatchObject({ stage: "failed", reason });
    expect(signing.shown?.of).toBe(ACME);
    void signing.start(ACME);
    await vi.waitFor(() => expect(stage(ACME)).toBe("code_shown"), soon);
    await signing.decline(ACME);
  });

  it("is cancelled by closing", async () => {
    begin("first-run");
    askSignIn({ of: ACME, kind: "sso", label: "acme" });
    const started = signing.start(ACME);
    await vi.waitFor(() => expect(stage(ACME)).toBe("code_shown"), soon);
    signing.close();
    await started;
    expect([signing.shown, signing.stages, toasts.list]).toEqual([null, {}, []]);
    expect((await list()).map((one) => one.running)).toEqual([null, null, null]);
    expect(await state(ACME)).toBe("never");
  });

  it("says what cannot be begun", async () => {
    begin("first-run");
    askSignIn({ of: "sso gone", kind: "sso", label: "gone" });
    await signing.start("sso gone");
    expect(signing.error?.code).toBe("not_found");
    expect(stage("sso gone")).toBeUndefined();
  });
});

describe("by code", () => {
  it("a wrong one is said and mended, the right one goes on", async () => {
    begin("first-run");
    askSignIn({ of: MFA, kind: "mfa", label: "ana" });
    const started = signing.start(MFA);
    await vi.waitFor(() => expect(signing.shown?.question?.why).toBe("first"), soon);
    const wrong = signing.answer(MFA, "000000");
    expect(signing.checking).toBe(MFA);
    await vi.waitFor(() => expect(signing.shown?.question).toBeNull(), soon);
    await wrong;
    await vi.waitFor(() => expect(signing.shown?.question?.why).toBe("wrong_code"), soon);
    expect(signing.checking).toBeNull();
    await signing.answer(MFA, "123456");
    await started;
    expect([signing.shown, signing.questions, signing.checking]).toEqual([null, [], null]);
  });
});

describe("questions of a sync", () => {
  it("one dialog after the other, and the sync goes on", async () => {
    begin("questions");
    const sync = call("sync_start");
    await vi.waitFor(() => expect(signing.questions.length).toBe(2), soon);
    expect(signing.shown?.of).toBe(ACME);
    expect(signing.shown?.question?.waiting).toBe(12);
    void signing.start(ACME);
    await vi.waitFor(() => expect(stage(ACME)).toBe("code_shown"), soon);
    await signing.browse(ACME);
    await vi.waitFor(() => expect(signing.shown?.of).toBe(MFA), soon);
    const wrong = signing.answer(MFA, "000000");
    expect([signing.shown?.of, signing.checking]).toEqual([MFA, MFA]);
    await wrong;
    expect([signing.shown?.question?.why, signing.checking]).toEqual(["wrong_code", null]);
    await vi.waitFor(() => expect(signing.questions.map((q) => q.why)).toEqual(["wrong_code"]), soon);
    await signing.answer(MFA, "123456");
    expect(toasts.list.map((t) => t.text)).toEqual(["Signed in to acme; it ends in 8 h.", "The code of arn:aws:iam::444444444444:mfa/ana was right; it ends in 45 min."]);
    const report = await sync;
    expect(report.cells_read).toBe(23);
    expect(report.problems.some((p) => p.reason === "expired_sign_in")).toBe(false);
    expect(signing.shown).toBeNull();
  });

  it("a code that nobody asks for any more is told", async () => {
    begin("mfa");
    const sync = call("sync_start");
    await vi.waitFor(() => expect(signing.shown?.of).toBe(MFA), soon);
    await call("sign_in_cancel", { of: MFA });
    await signing.answer(MFA, "123456");
    await sync;
    expect([signing.shown, signing.checking]).toEqual([null, null]);
    expect(toasts.list.map((t) => [t.tone, t.text])).toEqual([["late", "Nobody asks for this code any more."]]);
  });

  it("put off they wait in the line, and declined they become problems", async () => {
    begin("expired");
    const sync = call("sync_start");
    await vi.waitFor(() => expect(signing.shown?.of).toBe(ACME), soon);
    signing.close();
    expect([signing.shown, signing.putOff.length]).toEqual([null, 1]);
    signing.resume();
    expect(signing.shown?.of).toBe(ACME);
    await signing.decline(ACME);
    const report = await sync;
    expect(report.problems.filter((p) => p.reason === "expired_sign_in").length).toBe(12);
    expect([signing.shown, signing.questions]).toEqual([null, []]);
  });

  it("never come over what the person does", async () => {
    begin("expired", () => true);
    const sync = call("sync_start");
    await vi.waitFor(() => expect(signing.putOff.length).toBe(1), soon);
    expect(signing.shown).toBeNull();
    await signing.decline(ACME);
    await sync;
  });
});

describe("before a sync", () => {
  it("nothing is asked where nothing ends", async () => {
    begin("demo");
    const before = new BeforeSync(() => undefined);
    expect(await before.check()).toBe(true);
    expect(before.ending).toBeNull();
  });

  it.each([[true], [false]])("the person may go on: %s", async (may) => {
    begin("expiring");
    const before = new BeforeSync(() => undefined);
    const asked = before.check();
    await vi.waitFor(() => expect(before.ending?.signIns.map((s) => s.of)).toEqual([ACME]), soon);
    before.answer(may);
    expect(await asked).toBe(may);
    expect(before.ending).toBeNull();
  });

  it("renews first, then begins", async () => {
    begin("expiring");
    const start = vi.fn();
    const before = new BeforeSync(start);
    const asked = before.check();
    await vi.waitFor(() => expect(before.ending).not.toBeNull(), soon);
    before.renew();
    expect(await asked).toBe(false);
    expect(signing.shown?.of).toBe(ACME);
    const started = signing.start(ACME);
    await vi.waitFor(() => expect(stage(ACME)).toBe("code_shown"), soon);
    await signing.browse(ACME);
    await started;
    expect(start).toHaveBeenCalledOnce();
    expect((await list()).filter((one) => one.expires_during_sync)).toEqual([]);
  });
});
