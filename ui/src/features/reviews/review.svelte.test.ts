import { beforeEach, describe, expect, it, vi } from "vitest";

import { call, useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Campaigns } from "./campaigns.svelte";
import { nextWaiting } from "./actions";
import { Review } from "./review.svelte";

const NOW = Date.parse("2026-11-21T10:00:00Z");
let now = NOW;
beforeEach(() => {
  now = NOW;
  useHost(makeFake({ rows: 40, items: 98, now: () => now }));
});

/** The open review, its first item shown. */
async function opened(changed: () => void = () => undefined): Promise<Review> {
  const review = new Review(changed, () => now);
  const { campaigns } = await call("reviews_list");
  await review.show(campaigns.find((c) => c.state === "open")?.id ?? null);
  await vi.waitFor(() => expect(review.item?.item.id).toBe(review.current));
  return review;
}

/** Puts the cursor on the item of this name. */
async function on(review: Review, subject: string): Promise<void> {
  const at = Array.from({ length: review.rows.total }, (_, i) => review.rows.at(i)).find((row) => row?.subject === subject);
  await review.select(at?.id ?? null);
  expect(review.item?.item.subject).toBe(subject);
}

describe("an opened review", () => {
  it("begins at the first item that waits, with what would stay if it were reduced", async () => {
    const review = await opened();
    expect([review.item?.item.subject, review.rows.total, review.reply?.campaign.progress.decided, review.stays.size]).toEqual(["SSO/Developers", 37, 61, 1]);
  });

  it("counts as drawn: 43 kept, 11 reduced, 7 revoked of 98", async () => {
    const { progress } = (await opened()).reply?.campaign ?? {};
    expect(progress).toMatchObject({ items: 98, decided: 61, keep: 43, reduce: 11, revoke: 7, cannot_decide: 1, differs: 1 });
  });

  it("lists by tab, reviewer and text, and lets go of what was chosen", async () => {
    const review = await opened();
    const row = review.rows.at(0);
    if (row) review.choose(row);
    review.list({ tab: "all", text: "legacy" });
    await vi.waitFor(() => expect(review.rows.total).toBe(1));
    expect([review.rows.at(0)?.subject, review.chosen.size]).toEqual(["user/legacy-ci", 0]);
    review.list({ text: "", reviewer: "Platform owner" });
    await vi.waitFor(() => expect(review.rows.total).toBeGreaterThan(5));
    expect(review.rows.at(0)?.reviewer).toBe("Platform owner");
  });

  it("says when there is none such", async () => {
    const review = new Review();
    await review.show("0000000000000000");
    expect(review.error?.code).toBe("not_found");
  });
});

describe("what is missing before a decision", () => {
  it.each([
    ["SSO/Developers", "keep", "", null],
    ["SSO/Developers", "revoke", "", "note"],
    ["SSO/Developers", "revoke", "  ", "note"],
    ["SSO/Developers", "revoke", "left", null],
    ["SSO/Developers", "reduce", "why", null],
    ["SSO/Developers", "reduce", "", "note"],
    ["role/ci-deploy", "reduce", "why", "stays"],
    ["role/ci-deploy", "reassign", "why", "to"],
    ["role/ci-deploy", "cannot_decide", "", "note"],
  ] as const)("%s, %s with “%s”: %s", async (subject, verdict, note, missing) => {
    const review = await opened();
    await on(review, subject);
    review.setNote(note);
    expect(review.missing(verdict)).toBe(missing);
  });

  it("all that stays is no reduction", async () => {
    const review = await opened();
    for (const member of review.item?.members ?? []) review.stays.add(member.arn);
    review.setNote("why");
    expect(review.missing("reduce")).toBe("stays");
  });
});

describe("deciding", () => {
  it("goes to the next that waits, keeps the seconds, and tells who lists reviews", async () => {
    const changed = vi.fn();
    const review = await opened(changed);
    now += 38_400;
    const made = await review.decide("keep");
    expect([made.decided, made.next?.subject, review.item?.item.subject]).toEqual([1, "user/old-deploy", "user/old-deploy"]);
    await vi.waitFor(() => expect(review.reply?.campaign.progress.decided).toBe(62));
    expect(changed).toHaveBeenCalledOnce();
    review.list({ tab: "decided", text: "SSO/Developers" });
    await vi.waitFor(() => expect(review.rows.total).toBe(1));
    await on(review, "SSO/Developers");
    expect(review.item?.decisions[0]).toMatchObject({ decision: "keep", by: "Security lead", seconds: 38, bulk: 1, stands: true });
  });

  it("goes through the list in its order, also where its rows are not read again yet", async () => {
    const review = await opened();
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < 4; i += 1) {
      seen.push(review.item?.item.subject);
      if (review.item?.blocked) review.setNote("mine");
      await review.decide("keep");
    }
    expect(seen).toEqual(["SSO/Developers", "user/old-deploy", "role/ci-deploy", "account 222222222222"]);
    await vi.waitFor(() => expect([review.rows.total, review.reply?.campaign.progress.decided]).toEqual([33, 65]));
  });

  it("is taken back, with the item under the cursor", async () => {
    const review = await opened();
    const made = await review.decide("keep");
    const rows = await review.undo(made.undo);
    expect([rows[0]?.state, review.item?.item.subject, review.reply?.campaign.progress.decided]).toEqual(["undecided", "SSO/Developers", 61]);
    await vi.waitFor(() => expect(review.rows.total).toBe(37));
  });

  it("is refused on one's own access, and the note stays", async () => {
    const review = await opened();
    await on(review, "SSO/SecurityAudit");
    expect(review.item?.blocked).toContain("own access");
    review.setNote("mine");
    await expect(review.decide("revoke")).rejects.toMatchObject({ code: "own_access" });
    expect([review.note, review.deciding]).toEqual(["mine", false]);
    const made = await review.decide("reassign", "Platform owner");
    expect(made.rows[0]).toMatchObject({ state: "reassign", reviewer: "Platform owner" });
  });

  it("refuses a note that looks like a secret", async () => {
    const review = await opened();
    review.setNote("AKIAIOSFODNN7EXAMPLE");
    await expect(review.decide("revoke")).rejects.toMatchObject({ code: "looks_like_secret" });
  });

  it("of two who differ stands that of the lead, once they decide after both", async () => {
    const review = await opened();
    await on(review, "role/reporting");
    expect([review.item?.item.state, review.item?.decisions.filter((d) => d.stands).length]).toEqual(["differs", 2]);
    review.setNote("The finance report is gone.");
    expect((await review.decide("revoke")).rows[0]?.state).toBe("revoke");
  });

  it("keeps a note as it is written for its item, while others are looked at", async () => {
    const review = await opened();
    review.setNote("half a sent");
    await review.step(1);
    expect(review.note).toBe("");
    await review.step(-1);
    expect(review.note).toBe("half a sent");
  });
});

describe("a bulk", () => {
  it("decides what it may, names what it may not, and is undone whole", async () => {
    const review = await opened();
    review.list({ text: "SSO/" });
    await vi.waitFor(() => expect(review.rows.at(0)?.subject.startsWith("SSO/") && review.rows.total < 20).toBe(true));
    await review.chooseAll();
    const n = review.chosen.size;
    const made = await review.decide("keep");
    expect([made.decided, made.refused.length, review.chosen.size]).toEqual([n - 1, 1, 0]);
    expect(made.refused[0]).toMatchObject({ subject: "SSO/SecurityAudit" });
    expect(made.refused[0]?.why).toContain("own access");
    await vi.waitFor(() => expect(review.reply?.pace).toMatchObject({ in_bulk: n - 1, largest_bulk: n - 1 }));
    expect(await review.undo()).toHaveLength(n - 1);
    expect(review.reply?.campaign.progress.decided).toBe(61);
  });

  it("of which nothing could be decided stays chosen, with its note", async () => {
    const review = await opened();
    for (const row of Array.from({ length: review.rows.total }, (_, i) => review.rows.at(i))) if (row && ["role/ci-deploy", "role/reporting"].includes(row.subject)) review.choose(row);
    review.setNote("Not needed");
    const made = await review.decide("reduce");
    expect([made.decided, made.refused.length, review.chosen.size, review.note]).toEqual([0, 2, 2, "Not needed"]);
  });

  it("reduces by each one's suggestion, and refuses where there is none", async () => {
    const review = await opened();
    for (const subject of ["SSO/Developers", "role/ci-deploy"]) {
      const row = Array.from({ length: review.rows.total }, (_, i) => review.rows.at(i)).find((r) => r?.subject === subject);
      if (row) review.choose(row);
    }
    review.setNote("Not needed");
    const made = await review.decide("reduce");
    expect([made.decided, made.refused.length]).toEqual([1, 1]);
    expect(made.refused[0]?.why).toContain("which secrets stay");
  });

  it("is chosen from one place to another", async () => {
    const review = await opened();
    review.chooseSpan(4, 2);
    expect([...review.chosen.values()].map((row) => row.number)).toEqual([2, 3, 4].map((i) => review.rows.at(i)?.number));
  });
});

describe("closing", () => {
  it("is refused while something waits, and after that asks for a second person", async () => {
    useHost(makeFake({ rows: 40, items: 2, now: () => now }));
    const review = await opened();
    const both = { lead_statement: "Looked at.", second_statement: "Checked." };
    await expect(review.close({ second: "CISO", ...both })).rejects.toMatchObject({ code: "bad_request" });
    await review.decide("keep");
    await vi.waitFor(() => expect(review.current).toBeNull());
    expect(nextWaiting(review)).toBeNull();
    await expect(review.close({ second: "security LEAD", ...both })).rejects.toMatchObject({ code: "bad_request" });
    await review.close({ second: "CISO", ...both });
    expect([review.open, review.reply?.signatures.map((s) => s.role)]).toEqual([false, ["lead", "second"]]);
    await expect(review.undo()).rejects.toMatchObject({ code: "review_closed" });
  });

  it("is over with its answer, however long the items take to be read again", async () => {
    const fake = makeFake({ rows: 40, items: 2, now: () => now });
    useHost(fake);
    const review = await opened();
    await review.decide("keep");
    await vi.waitFor(() => expect(review.current).toBeNull());
    useHost({ ...fake, invoke: (name, args) => (name === "review_close" ? fake.invoke(name, args) : new Promise(() => undefined)) });
    await review.close({ second: "CISO", lead_statement: "Looked at.", second_statement: "Checked." });
    expect([review.open, review.reply?.signatures.length]).toEqual([false, 2]);
  });

  it("leaves what drifted since to be decided", async () => {
    const { campaigns } = await call("reviews_list");
    const review = new Review(() => undefined, () => now);
    await review.show(campaigns.find((c) => c.state === "reopened")?.id ?? null);
    await vi.waitFor(() => expect(review.item?.item.reopened).toBe(true));
    now += 60_000;
    await review.decide("keep");
    await vi.waitFor(() => expect(review.reply?.campaign.progress).toMatchObject({ items: 40, decided: 40 }));
  });
});

describe("packets", () => {
  it("bring decisions once, and show where somebody else decided otherwise", async () => {
    const review = await opened();
    const file = await call("review_packet_open");
    const request = { packet: file?.text ?? "", passphrase: "correct horse battery", identity: null };
    await expect(call("review_take_in", { ...request, passphrase: "wrong", preview: true })).rejects.toMatchObject({ code: "packet_unreadable" });
    const preview = await call("review_take_in", { ...request, preview: true });
    expect([preview.review, preview.differs]).toEqual([null, 1]);
    const taken = await call("review_take_in", { ...request, preview: false });
    review.changed(taken.review);
    expect(review.reply?.campaign.progress.differs).toBe(2);
    await expect(call("review_take_in", { ...request, preview: false })).rejects.toMatchObject({ code: "packet_taken" });
  });
});

describe("every review", () => {
  it("tells how far the open one is", async () => {
    const campaigns = new Campaigns();
    await campaigns.load();
    expect([campaigns.percent, campaigns.words]).toEqual([62, "Access review · Q4 2026: 61 of 98 items decided"]);
    useHost(makeFake({ scenario: "quiet" }));
    await campaigns.load();
    expect([campaigns.percent, campaigns.reply?.next_on]).toEqual([null, null]);
    useHost(makeFake({ scenario: "failing" }));
    await campaigns.load();
    expect(campaigns.error?.code).toBe("internal");
  });
});
