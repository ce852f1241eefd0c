import { describe, expect, it } from "vitest";

import { Draft, nameFor, proposed, quarterAfter, quarterOf, words } from "./draft.svelte";

const TODAY = "2026-11-21";

describe("words", () => {
  it.each([
    ["", []],
    ["a, b;c\nd", ["a", "b", "c", "d"]],
    [" a ,, a , A", ["a", "A"]],
    ["/prod/**, team=pay roll", ["/prod/**", "team=pay roll"]],
  ])("%j are %j", (text, expected) => expect(words(text)).toEqual(expected));
});

describe("periods", () => {
  it.each([
    ["2026-01-01", "2026-Q1"],
    ["2026-03-31", "2026-Q1"],
    ["2026-04-01", "2026-Q2"],
    ["2026-12-31", "2026-Q4"],
  ])("%s lies in %s", (day, quarter) => expect(quarterOf(day)).toBe(quarter));
  it.each([
    ["2026-Q3", "2026-Q4"],
    ["2026-Q4", "2027-Q1"],
    ["autumn", "autumn"],
  ])("after %s comes %s", (quarter, next) => expect(quarterAfter(quarter)).toBe(next));
  it.each<[string[], string]>([
    [[], "2026-Q4"],
    [["2026-Q3"], "2026-Q4"],
    [["2026-Q4", "2026-Q3"], "2027-Q1"],
    [["2027-Q1", "2026-Q4"], "2027-Q2"],
  ])("beside %j is proposed %s", (periods, period) => expect(proposed(TODAY, periods)).toBe(period));
  it.each([
    ["2026-Q4", "Access review · Q4 2026"],
    [" autumn ", "Access review · autumn"],
  ])("%s names %s", (period, name) => expect(nameFor(period)).toBe(name));
});

describe("a draft", () => {
  it("follows the period with its name until that is typed", () => {
    const draft = new Draft(TODAY, []);
    expect([draft.period, draft.name, draft.due]).toEqual(["2026-Q4", "Access review · Q4 2026", "2026-12-12"]);
    draft.setPeriod("2027-Q1");
    expect(draft.name).toBe("Access review · Q1 2027");
    [draft.named, draft.name] = [true, "Ours"];
    draft.setPeriod("2027-Q2");
    expect(draft.request).toMatchObject({ name: "Ours", period: "2027-Q2", open_anyway: null });
  });

  it("says what is missing", () => {
    const draft = new Draft(TODAY, []);
    expect(Object.keys(draft.wrong(TODAY)).sort()).toEqual(["lead", "source"]);
    [draft.name, draft.due, draft.months, draft.source, draft.lead.name] = [" ", TODAY, 0, "Policy", "Ana"];
    expect(Object.keys(draft.wrong(TODAY)).sort()).toEqual(["due", "months", "name"]);
  });

  it("sends lists as lists, and nothing where nothing was written", () => {
    const draft = new Draft(TODAY, []);
    [draft.accounts, draft.paths, draft.anyway] = ["111122223333, 444455556666", "/prod/**", "  "];
    draft.lead = { ...draft.lead, name: " Ana ", identities: "ana, SSO/Admin" };
    draft.addReviewer();
    draft.reviewers[0] = { row: 2, name: "Ben", identities: "", owners: "payments; ledger", paths: "", tags: "" };
    expect(draft.request).toMatchObject({
      scope: { accounts: ["111122223333", "444455556666"], regions: [], paths: ["/prod/**"], tags: [], kinds: [] }, open_anyway: null, lead: { name: "Ana", identities: ["ana", "SSO/Admin"] },
      reviewers: [{ name: "Ben", identities: [], owners: ["payments", "ledger"], paths: [], tags: [] }],
    });
  });
});
