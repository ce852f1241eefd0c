import { describe, expect, it } from "vitest";

import type { IssuerRow, RunbookFindingDto, RunbookRow } from "../../ipc/bindings";
import { applies, byFile, checked, found, foundIssuers, marks, reviewed } from "./words";

const row = (more: Partial<RunbookRow>): RunbookRow => ({
  id: "secret-in-git", title: "A secret was committed to git", version: "1.0.0", kind: "incident", severity: "SEV-2", owner: "security", status: "active",
  reviewed_on: "2026-11-21", overdue: false, tested_on: null, folder: null, replaces: null, approved: true, applies_to: ["*"],
  triggers: ["Secret scanning alert"], tags: ["github"], steps: 12, findings: 0, sha256: "0".repeat(64), ...more,
});

describe("marks", () => {
  const check = (more: Partial<RunbookRow>, words: string[]) => expect(marks(row(more)).map((mark) => mark.word)).toEqual(words);
  it("says nothing of a shipped one, and the gravest first of others", () => {
    check({}, []);
    check({ folder: "/team", approved: false }, ["Not approved", "Team"]);
    check({ folder: "/team", replaces: "1.0.0", approved: true }, ["Replaces 1.0.0"]);
    check({ status: "draft", findings: 2, approved: false }, ["2 findings", "Not approved", "Draft"]);
    check({ status: "deprecated" }, ["Deprecated"]);
  });
  it("says when it was reviewed", () => {
    expect(reviewed(row({})).tone).toBe("plain");
    expect(reviewed(row({ overdue: true })).word).toContain("overdue");
    expect(reviewed(row({ reviewed_on: null })).word).toBe("Never");
  });
});

describe("search", () => {
  const rows = [row({}), row({ id: "drill", title: "An exercise", kind: "drill", severity: null, triggers: [], tags: [] })];
  const check = (search: string, kind: string, ids: string[]) => expect(found(rows, search, kind).map((of) => of.id)).toEqual(ids);
  it("finds each word in the title, the triggers, the tags and the rest", () => {
    check("", "all", ["secret-in-git", "drill"]);
    check("GIT scanning", "all", ["secret-in-git"]);
    check("sev-2", "all", ["secret-in-git"]);
    check("github exercise", "all", []);
    check("éxercise", "all", ["drill"]);
    check("", "drill", ["drill"]);
    check("git", "drill", []);
  });
  it("finds issuers by name and kind", () => {
    const issuer: IssuerRow = { id: "stripe", name: "Stripe", kinds: ["api_key"], two_at_once: "yes", takes_effect: "At once.", checked_on: null };
    expect(foundIssuers([issuer], "api stripe")).toEqual([issuer]);
    expect(foundIssuers([issuer], "github")).toEqual([]);
    expect(checked(issuer).word).toBe("Nobody checked this card");
    expect(checked({ ...issuer, checked_on: "2026-11-21" }).tone).toBe("plain");
  });
});

it("names kinds of secrets, and every kind where it is for all", () => {
  expect(applies(["api_key", "certificate"], (code) => code.toUpperCase())).toBe("API_KEY, CERTIFICATE");
  expect(applies(["*", "api_key"], (code) => code)).toBe("Every kind");
});

it("keeps findings together by file", () => {
  const finding = (file: string, line: number): RunbookFindingDto => ({ file, line, rule: "L01", level: "error", message: "no" });
  expect(byFile([finding("a", 1), finding("a", 2), finding("b", 1)]).map(([file, of]) => [file, of.length])).toEqual([["a", 2], ["b", 1]]);
  expect(byFile([])).toEqual([]);
});
