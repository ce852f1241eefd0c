// What needs somebody: its order, its words, and nothing where there is nothing.
import { describe, expect, it } from "vitest";

import type { TodayReply } from "../../ipc/bindings";
import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { linesOf } from "./lines";
import { Today } from "./state.svelte";

const at = { now: Date.parse("2026-11-21T14:11:00Z"), zone: "utc" as const };

const nothing: TodayReply = {
  at: "2026-11-21T14:11:00Z", today: "2026-11-21", incidents: [], runs: [], follow_ups: [], reads: [], rotation: [], overdue: [], week: [], reviews: [], next_review_on: null, problems: [], sign_ins: [], last_sync: null, schedule: { schedule: { every_hours: 1, trail: false, on_metered: false }, next_at: "2026-11-21T15:00:00Z", held: null, last: null },
  counts: { secrets: 9, incidents: 0, follow_ups: 0, reads: 0, rotation: 0, overdue: 0, week: 0, due_in_14_days: 3, failed: 0, within_policy: 9, under_policy: 9, unread: 0, cells: 4, problems: 0 },
};
const progress = { items: 98, decided: 61, keep: 61, reduce: 0, revoke: 0, cannot_decide: 0, differs: 0, principals: 1, secrets: 1 };
const review = { id: "0123456789abcdef", name: "Access review · Q4 2026", state: "open", due_on: "2026-11-30", days_left: 9, progress, late: [], unproved: 0 };
const run = { id: "RUN-2026-003", title: "Rotate a key: web/stripe", runbook: "Rotate a key", running: true, current: null, ended: 2, steps: 9 };
const followUp = { incident: "INC-2026-001", number: 1, action: "Refuse pushes\u202e", effect: "prevents", owner: "platform", due_on: "2026-11-19", link: "", done: false };
const problem = { account: "111122223333", account_name: "prod-eu", profile: null, region: "eu-west-3", store: "ssm", action: "ssm:DescribeParameters", reason: "missing_action", hides: "secrets", message: "no", advice: "Allow it." };

it("says nothing where nothing needs anybody", () => expect(linesOf(nothing, at)).toEqual([]));

describe("a line", () => {
  it.each<[string, Partial<TodayReply>, Partial<TodayReply["counts"]>, string, string]>([
    ["of a run", { runs: [{ ...run, current: "Write the new value" }] }, {}, "RUN-2026-003: Rotate a key: web/stripe", "2 of 9 steps · now: Write the new value"],
    ["of a run at its end", { runs: [{ ...run, ended: 9, current: null }] }, {}, "RUN-2026-003: Rotate a key: web/stripe", "9 of 9 steps · every step has ended"],
    ["of a follow-up that is late", { follow_ups: [followUp] }, { follow_ups: 3 }, "Follow-up due since 19 Nov: Refuse pushes\ufffd", "platform, INC-2026-001 · 2 more late or due within seven days"],
    ["of a follow-up that is due", { follow_ups: [{ ...followUp, due_on: "2026-11-21" }] }, { follow_ups: 1 }, "Follow-up due today: Refuse pushes\ufffd", "platform, INC-2026-001"],
    ["of what is overdue", {}, { overdue: 17 }, "17 secrets are overdue", ""],
    ["of one that AWS failed to rotate", {}, { failed: 1 }, "AWS failed to rotate 1 secret", "its schedule is past, and the value is the old one"],
    ["of findings beyond those named", {}, { reads: 3 }, "3 more findings about reads", "nobody has looked at them"],
    ["of a review with days left", { reviews: [review] }, {}, "Access review · Q4 2026: 37 of 98 items left, 9 days left", ""],
    ["of a late review", { reviews: [{ ...review, days_left: -3, late: [{ name: "platform owner", left: 1 }], unproved: 2 }] }, {}, "Access review · Q4 2026: 37 of 98 items left, 3 days late", "platform owner has 1 to decide · 2 removals not proved"],
    ["of a review that is decided", { reviews: [{ ...review, days_left: 0, progress: { ...progress, decided: 98 } }] }, {}, "Access review · Q4 2026: all decided, not closed, due today", ""],
    ["of what drifted", { reviews: [{ ...review, state: "reopened" }] }, {}, "Access review · Q4 2026: something drifted since it was closed", ""],
    ["of the next review", { next_review_on: "2026-12-01" }, {}, "The next access review is due on 1 Dec", "nobody has opened it"],
    ["of a cell", { problems: [problem] }, { unread: 1, problems: 1 }, "prod-eu / eu-west-3 / Parameter Store: its secrets not read", "denied · ssm:DescribeParameters · Allow it."],
    ["of cells without a reason", {}, { unread: 2 }, "2 cells of 4 not read in full", ""],
    ["of a scheduled sync that is held", { schedule: { ...nothing.schedule, next_at: "2026-11-21T13:11:00Z", held: "offline" } }, {}, "A scheduled sync waits", "Due 1 h ago, held: there is no network."],
    ["of a sign-in that has ended", { sign_ins: [{ profile: "acme\u202e", state: "expired", until: null, problems: 36 }] }, {}, "The sign-in “acme\ufffd” has ended", "36 things not read for want of it"],
    ["of one that ends", { sign_ins: [{ profile: null, state: "expires", until: "2026-11-21T14:52:00Z", problems: 0 }] }, {}, "The sign-in of the environment ends in 41 min", "21 Nov 2026, 14:52 UTC"],
  ])("%s", (_, change, counts, title, note) => {
    const lines = linesOf({ ...nothing, ...change, counts: { ...nothing.counts, ...counts } }, at);
    expect(lines.map((line) => [line.title, line.note])).toEqual([[title, note]]);
  });
});

it("has the order of what is most pressing, and each line leads somewhere", async () => {
  useHost(makeFake());
  const today = new Today();
  await today.load();
  if (!today.reply) throw new Error("there is a reply");
  const lines = linesOf(today.reply, at);
  const order = ["incident", "run", "follow-up", "reads", "rotation", "overdue", "failed", "week", "review", "unread", "schedule", "sign-in"];
  const places = lines.map((line) => order.indexOf(line.sort));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
  expect(new Set(lines.map((line) => line.sort)).size).toBeGreaterThan(5);
});

it("keeps what is shown where it cannot be read again, and reads once more for all who ask meanwhile", async () => {
  const asked: string[] = [];
  const fake = makeFake();
  let broken = false;
  useHost({
    ...fake,
    invoke: (name, request) => {
      asked.push(name);
      return broken ? Promise.reject(new Error("gone")) : fake.invoke(name, request);
    },
  });
  const today = new Today();
  await Promise.all([today.load(), today.load(), today.load()]);
  expect(asked).toEqual(["today_show", "today_show"]);
  broken = true;
  await today.load();
  expect(today.error?.code).toBe("internal");
  expect(today.reply).not.toBeNull();
});
