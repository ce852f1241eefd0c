import { describe, expect, it } from "vitest";

import type { FindingReply } from "../../ipc/bindings";
import { principalName } from "../../shared/usage";
import { patternTerm, quotedTerm, withTerm } from "./queryWords";
import { aroundQuery, aroundWindow, commonPath, findingShape, pathPattern, severity, markWords } from "./words";

describe("the directory of names", () => {
  it.each([
    [["/prod/web/A", "/prod/web/B"], "prod/web/", "/prod/web/*"],
    [["prod/web/A", "/prod/web/B"], "prod/web/", "*prod/web/*"],
    [["prod/web/A", "prod/db/B"], "prod/web/", "prod/web/*"],
    [["prod/web/A", "prod/db/B", "prod/etl/C"], "prod/", "prod/*"],
    [["a/b", "c/d", "e/f"], null, null],
    [["one", "two"], null, null],
    [[], null, null],
  ])("of %j is %j", (names, path, pattern) => {
    expect(commonPath(names)).toBe(path);
    expect(pathPattern(names)).toBe(pattern);
  });
});

describe("terms of a query", () => {
  it.each([
    ["a plain value", quotedTerm("principal", "role/ci"), "principal:role/ci"],
    ["white space is held together", quotedTerm("session", "a b"), 'session:"a b"'],
    ["quotes cannot leave the term", quotedTerm("session", 'x" principal:root'), 'session:"x\\" principal:root"'],
    ["a star of a name is a star", quotedTerm("session", "a*"), 'session:"a*"'],
    ["a star of a pattern is any run", patternTerm("secret", "*prod/a b/*"), 'secret:*"prod/a b/"*'],
    ["nothing is still a value", quotedTerm("session", ""), 'session:""'],
    ["one is added", withTerm("since:7d", "principal", "role/ci"), "since:7d principal:role/ci"],
    ["one takes the place of its own", withTerm('principal:"a b" since:7d', "principal", "root"), "since:7d principal:root"],
    ["what is left out stays left out", withTerm("-principal:root db", "principal", "role/ci"), "-principal:root db principal:role/ci"],
  ])("%s", (_name, got, expected) => expect(got).toBe(expected));
});

it.each([
  ["role/AWSReservedSSO_Developers_0a1b2c3d4e5f6789", "SSO/Developers"],
  ["role/AWSReservedSSO_x", "role/AWSReservedSSO_x"],
  ["user/\u202eann", "user/\ufffdann"],
])("%j is shown as %j", (name, shown) => expect(principalName({ name })).toBe(shown));

const finding = (names: string[], first: string, last: string): FindingReply => ({
  finding: { about: "reads", key: "k", rule: "burst", marks: [], severity: "high", state: "open", title: "", explained: null, principal: { account: null, account_name: null, name: "role/ci", nature: "workload" }, account: "111122223333", account_name: null, first_at: first, last_at: last, secrets: names.length, events: 1 },
  session: null, regions: [], sources: [], agents: [], reason: "", compared: [], excluded: [], events: [], next: "ask_owner", next_words: "", detections: [], query: "", triage: null,
  objects: names.map((name) => ({ kind: "secret", name, store: "ssm", account: null, region: null, arn: null })),
});

it.each([
  [["/prod/web/A"], "secret:/prod/web/A"],
  [["/prod/web/A", "/prod/web/B"], "secret:/prod/web/*"],
  [["a", "b"], "principal:role/ci"],
  [[], "principal:role/ci"],
])("around a finding about %j is asked %j", (names, query) => {
  expect(aroundQuery(finding(names, "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z")).query).toBe(query);
});

it("the stretch around a finding holds it, and no more than two hours after it", () => {
  const { finding: row } = finding([], "2026-11-20T10:00:00Z", "2026-11-20T10:00:04Z");
  const at = (iso: string) => Date.parse(iso);
  expect(aroundWindow(row, at("2026-11-20T10:00:03Z"))).toEqual({ from: at("2026-11-19T12:00:00Z"), to: at("2026-11-20T10:01:04Z") });
  expect(aroundWindow(row, at("2026-11-25T00:00:00Z")).to).toBe(at("2026-11-20T12:00:04Z"));
});

it("what needs somebody shows its weight, the rest what became of it, the unknown as unknown", () => {
  expect(findingShape({ severity: "high", state: "open" }).word).toBe("high");
  expect(findingShape({ severity: "high", state: "watch" }).word).toBe("watched");
  expect(findingShape({ severity: "info", state: "explained" }).word).toBe("explained");
  expect(severity("enormous")).toMatchObject({ word: "enormous", tone: "unknown" });
});

it("a line of the list names the heaviest few marks", () => {
  expect(markWords(["a", "b", "c"])).toEqual(["a", "b", "c"]);
  expect(markWords(["a", "b", "c", "d\u202e", "e"])).toEqual(["a", "b", "c", "2 more"]);
});
