import { describe, expect, it } from "vitest";

import { accept, pieces, quoted, suggest, unitSpan } from "../../shared/filter/filterText";
import { FILTER } from "../../shared/filter/secretWords";
import { escaped, middle, split, visible } from "./names";
import { ageTitle, ageWord, readersTitle, readersWord, readWord, rotationPhrase, schedulePhrase } from "./words";

describe("pieces of a filter", () => {
  it.each([
    ["", ""],
    ["db", "word(db)"],
    ["store:ssm db", "term(store=ssm) word(db)"],
    ["-is:gone  age:>90d", "term(is=gone) term(age=>90d)"],
    ['tag:team="a b" x', 'term(tag=team="a b") word(x)'],
    ['owner:"open ended', 'term(owner="open ended)'],
    ["accout:x arn:aws:ssm:::parameter/a rds!db:1", "word(accout:x) word(arn:aws:ssm:::parameter/a) word(rds!db:1)"],
    ["constructor:x toString:", "word(constructor:x) word(toString:)"],
    ["name:名前 \u202e", "term(name=名前) word(\u202e)"],
  ])("%j", (text, expected) => {
    const found = pieces(text, FILTER);
    expect(found.map((piece) => piece.text).join("")).toBe(text);
    const said = found.filter(({ kind }) => kind !== "space").map((p) => (p.kind === "term" ? `term(${p.field}=${p.value})` : `word(${p.text})`));
    expect(said.join(" ")).toBe(expected);
  });

  it("loses no character of any text", () => {
    const alphabet = ['"', " ", ":", "-", ",", "a", "is", "age", "\n", "😀", "\ud800", "\u202e"];
    for (let seed = 1; seed < 2000; seed += 1) {
      let text = "";
      for (let rest = seed * 7919; rest > 0; rest = Math.floor(rest / alphabet.length)) text += alphabet[rest % alphabet.length] ?? "";
      expect(pieces(text, FILTER).map((piece) => piece.text).join("")).toBe(text);
    }
  });
});

describe("suggestions", () => {
  const learned = { account: { "prod-us": "111122223333", "prod-eu": "444455556666" }, owner: { "Team A": "" } };
  it.each([
    ["a field that begins so", "acc", "account:"],
    ["several fields", "re", "region: read: readers:"],
    ["after a negation", "-own", "owner:"],
    ["values that were learned", "account:", "prod-us prod-eu"],
    ["values by what they are about", "account:4444", "prod-eu"],
    ["after a comma", "account:prod-us,eu", "prod-eu"],
    ["a value in quotes", "owner:te", '"Team A"'],
    ["values that begin so before those that hold it", "is:pl", "plain replicated"],
    ["none for a finished value", "is:plain", ""],
    ["none for a word in a name", "db-1", ""],
    ["none after a space", "acc ", ""],
    ["none for nothing", "", ""],
  ])("%s", (_name, text, expected) => {
    const { options } = suggest(text, text.length, FILTER, learned);
    expect(options.map((option) => option.text).join(" ")).toBe(expected);
  });

  it.each([
    ["acc", "account:"],
    ["db acc", "db account:"],
    ["account:prod-us,eu", "account:prod-us,prod-eu "],
    ["owner:te", 'owner:"Team A" '],
    ["-is:pl", "-is:plain "],
  ])("%j taken gives %j", (text, expected) => {
    const at = suggest(text, text.length, FILTER, learned);
    const first = at.options[0];
    expect(first && accept(text, at, first)).toEqual({ text: expected, caret: expected.length });
  });

  it("leaves what stands behind the caret", () => {
    const at = suggest("acc db", 3, FILTER, learned);
    const first = at.options[0];
    expect(first && accept("acc db", at, first)).toEqual({ text: "account: db", caret: 8 });
  });

  it("cannot be broken out of its quotes", () => {
    expect(quoted('a" is:gone "b')).toBe('"a is:gone b"');
  });
});

it.each([
  ["abc def", [4, 7], [4, 7]],
  ["😀 x", [2, 3], [3, 4]],
  ["x", [5, 9], [1, 1]],
  ["x", [-2, 1], [0, 1]],
] as const)("the span of %j in characters %j is %j in units", (text, span, expected) => {
  expect(unitSpan(text, span)).toEqual(expected);
});

describe("names", () => {
  it.each([
    ["/prod/web/STRIPE_API_KEY", "/prod/web/", "STRIPE_API_KEY"],
    ["plain", "", "plain"],
    ["/", "", "/"],
    ["/a/b/", "/a/", "b/"],
    ["", "", ""],
    ["<b>x</b>", "<b>x</", "b>"],
    ["a\u202egpj.exe", "", "a\ufffdgpj.exe"],
  ])("%j splits", (name, path, leaf) => {
    const parts = split(name);
    expect([parts.path, parts.leaf + parts.tail]).toEqual([path, leaf]);
  });

  it("keeps rows small and the end in sight", () => {
    const { leaf, tail } = split(`/${"x".repeat(2046)}-prod1`);
    expect(leaf.length + tail.length).toBe(72);
    expect(tail).toBe("-prod1");
  });

  it("cuts nothing apart that is one character", () => {
    expect([...middle("😀".repeat(100), 11)]).toHaveLength(11);
    expect(split("שם ארוך מאוד של סוד").tail).toBe("");
  });

  it("shows what cannot be seen", () => {
    expect(visible("a\u0000\u200b\u3164b")).toBe("a\ufffd\ufffd\ufffdb");
    expect(escaped("a\u202eb\n")).toBe("a\\u{202e}b\\u{a}");
    expect(escaped("名前 é 😀")).toBe("名前 é 😀");
  });
});

describe("words", () => {
  const noon = Date.parse("2026-03-10T12:00:00Z");
  it.each([
    ["2026-03-10", "today"],
    ["2026-03-11", "today"],
    ["2026-03-09", "1 d"],
    ["2023-03-10", "1,096 d"],
    ["soon", "soon"],
  ])("a read on %s is %j", (on, expected) => {
    expect(readWord(on, noon)).toBe(expected);
  });

  it.each([
    [143, "current_version", "143 d"],
    [0, "creation", "0 d"],
    [1402, "parameter_version", "1,402 d"],
    [null, "no_value", "no value"],
    [null, "unknown", "?"],
  ])("an age of %j (%s) is %j", (age_days, age_basis, expected) => {
    expect(ageWord({ age_days, age_basis })).toBe(expected);
    expect(ageTitle({ age_days, age_basis, due: null }).length).toBeGreaterThan(20);
  });

  const rotation = { detail: null, after_days: null, schedule: null, window: null, next_at: null, last_at: null };
  it.each([
    [{ ...rotation, by: "none" }, "By hand: no rotation is set up in AWS", null],
    [{ ...rotation, by: "service", detail: "rds", after_days: 7 }, "Managed by rds", "every 7 days"],
    [{ ...rotation, by: "function", detail: "arn:aws:lambda:eu-west-1:111122223333:function:rotate-db", schedule: "rate(30 days)", window: "3h" }, "By the function rotate-db", "rate(30 days), within 3h"],
    [{ ...rotation, by: "external", detail: "SalesforceClientSecret" }, "Managed external: SalesforceClientSecret", null],
  ])("%j", (given, phrase, schedule) => {
    expect([rotationPhrase(given), schedulePhrase(given)]).toEqual([phrase, schedule]);
  });
});

describe("who can read", () => {
  it.each([
    [null, "", "Not known: its policies were not evaluated. Access collects them."],
    [[0, 0, 0], "0", "Nobody of the known accounts can read it"],
    [[0, 0, 2], "0+", "Nobody of the known accounts can read it; of 2 it is not known"],
    [[1, 0, 0], "1", "1 user or role can read it"],
    [[1200, 3, 0], "1,203", "1,200 users and roles can read it; 3 more under a condition"],
    [[0, 3, 1], "3+", "0 users and roles can read it; 3 under a condition; of 1 it is not known"],
  ] as [[number, number, number] | null, string, string][])("%j", (of, word, title) => {
    const readers = of && { can: of[0], conditional: of[1], unknown: of[2] };
    expect([readersWord({ readers }), readersTitle({ readers })]).toEqual([word, title]);
  });
});
