import { describe, expect, it } from "vitest";

import type { AccessPlace, AccessPrincipal, ReaderDto, ReadersReply } from "../../ipc/bindings";
import { access, byState, graveFirst, mark, peopleWords, stateOf } from "../../shared/access";
import { lines } from "./collecting";
import { compare } from "./lines";
import { readersText } from "./text";
import { holds, keyBlocks, keyWord, says, severity } from "./words";

const principal = (name: string): AccessPrincipal => ({ arn: `arn:aws:iam::111122223333:${name}`, name, account: "111122223333", account_name: "prod", nature: "human", people: [] });
const reader = (name: string, of: Partial<ReaderDto> = {}): ReaderDto => ({ principal: principal(name), secret: null, access: "can", conditions: [], unknown: [], chain: [], marks: [], through: [], since: null, last_read_at: null, ...of });

describe("states", () => {
  it("are told apart: what is not known is never listed as cannot, nor as by roles", () => {
    const cases: [string, string[], string][] = [["can", [], "can"], ["conditional", [], "conditional"], ["cannot", [], "cannot"], ["unknown", [], "unknown"], ["can", ["role/a"], "chain"], ["conditional", ["role/a"], "chain"], ["cannot", ["role/a"], "chain"], ["unknown", ["role/a"], "unknown"], ["new_word", [], "unknown"]];
    for (const [of, chain, wanted] of cases) expect(stateOf({ access: of, chain }), `${of} ${chain.join()}`).toBe(wanted);
  });

  it("stand in their order, and nobody is lost", () => {
    const readers = [reader("d", { access: "cannot" }), reader("c", { access: "unknown" }), reader("e", { chain: ["role/x"] }), reader("b", { access: "conditional" }), reader("a")];
    expect(byState(readers).map((s) => [s.state, s.readers.length])).toEqual([["can", 1], ["conditional", 1], ["chain", 1], ["unknown", 1], ["cannot", 1]]);
  });

  it("codes that a newer back end knows are shown as they are, without what cannot be seen", () => {
    expect(access("later\u202e").word).toBe("later\ufffd");
    expect(mark("new\u200bmark").word).toBe("new\ufffdmark");
    expect([says("x\u0007").tone, holds("x").tone, severity("x").tone]).toEqual(["unknown", "unknown", "unknown"]);
  });

  it("grave marks come first", () => {
    expect(graveFirst(["unused", "other_account", "broad", "public"])).toEqual(["public", "broad", "other_account", "unused"]);
  });
});

describe("people", () => {
  it("are named up to a few", () => {
    expect(peopleWords([])).toBe("");
    expect(peopleWords(["ann", "bob\u202e", "carol"])).toBe("ann, bob\ufffd, carol");
    expect(peopleWords(["a", "b", "c", "d", "e"], 2)).toBe("a, b and 3 more");
  });
});

describe("a running collection", () => {
  const place = (what: string, state: string, of: Partial<AccessPlace> = {}): AccessPlace => ({ account: "111122223333", account_name: "prod", region: null, what, state, done: 1, of: 2, ...of });
  it("stands by account, its regions together, with the organisation first", () => {
    const places = [
      place("identities", "done"), place("keys", "done", { region: "a" }), place("keys", "waiting", { region: "b" }),
      place("policies", "failed", { region: "a" }), place("policies", "done", { region: "b", of: null }),
      place("identities", "cancelled", { account: "444455556666", account_name: null }), place("later", "done", { account: "444455556666" }),
      place("organisation", "running"), place("identity_center", "waiting"),
    ];
    expect(lines({ started_at: "", places }).map((line) => [line.name, ...line.parts.map((part) => `${part.label}: ${part.state} ${part.n}`)])).toEqual([
      ["Organisation", "Policies: running 1", "Identity Center: waiting 1"],
      ["prod", "Users and roles: done 1", "Secrets' policies: failed 2", "Keys: running 2"],
      ["444455556666", "later: done 1", "Users and roles: cancelled 1"],
    ]);
    expect(lines({ started_at: "", places })[1]?.parts[1]?.says).toBe("secrets' own policies: not read, or not all of it, 2 so far, not all in a");
  });
});

describe("keys", () => {
  it("are named in short, and those that keep everybody out are told", () => {
    expect(keyWord(null)).toBe("no key: plain text");
    expect(keyWord("aws/ssm")).toBe("aws/ssm");
    expect(keyWord("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")).toBe("key 1234abcd…");
    for (const [state, blocks] of [[null, false], ["Enabled", false], ["Disabled", true], ["PendingDeletion", true]] as const) expect(keyBlocks(state)).toBe(blocks);
  });
});

describe("two texts", () => {
  const marks = (lines: { text: string; same: boolean }[]) => lines.filter((line) => !line.same).map((line) => line.text);

  it("mark what goes and what comes, and keep the rest", () => {
    const { before, after } = compare("{\n  a,\n  b\n}", "{\n  a,\n  c,\n  d\n}");
    expect(marks(before)).toEqual(["  b"]);
    expect(marks(after)).toEqual(["  c,", "  d"]);
    expect([before.length, after.length]).toEqual([4, 5]);
  });

  it("do not take a comma or an indent for a change", () => {
    const { before, after } = compare('"x": 1', '  "x": 1,\n  "y": 2');
    expect(marks(before)).toEqual([]);
    expect(marks(after)).toEqual(['  "y": 2']);
  });

  it("of the same text, of none, and of too many lines have no marks that lie", () => {
    expect(marks(compare("a\nb", "a\nb").after)).toEqual([]);
    expect(marks(compare("", "a").after)).toEqual(["a"]);
    const long = Array.from({ length: 500 }, (_, i) => String(i)).join("\n");
    expect(compare(long, "a").before).toHaveLength(500);
  });
});

describe("as text", () => {
  it("readers are listed by state, with conditions, chains, outsiders and what is not known", () => {
    const reply: ReadersReply = {
      secret: { arn: "arn", name: "/prod/db\u0007", store: "ssm", account: "111122223333", account_name: "prod", region: "eu-west-1", key: null, key_state: null },
      readers: [reader("user/ann", { access: "conditional", conditions: ["only with MFA"], through: ["user/ann: inline policy p"] }), { ...reader("role/web", { marks: ["broad"] }), principal: { ...principal("role/web"), people: ["ann", "group ops"] } }, reader("role/support", { chain: ["role/a", "role/web"] }), reader("role/x", { access: "unknown", unknown: ["the key policy"] })],
      can: 1, conditional: 1, unknown: 1, cannot: 0, by_chain: 1, outside: [{ who: "*", marks: ["public"], through: "resource policy", conditions: [] }], limits: ["A key policy could not be read."],
    };
    expect(readersText(reply)).toMatchInlineSnapshot(`
      "Who can read /prod/db\ufffd (prod 111122223333, eu-west-1)
      Can read (1)
        role/web (prod, a person): assigned to ann, group ops, broad
      Under a condition (1)
        user/ann (prod, a person): only with MFA
            rests on user/ann: inline policy p
      By a chain of roles (1)
        role/support (prod, a person): through role/a, then role/web
      Not known (1)
        role/x (prod, a person): could not be read: the key policy
      Outside the known accounts
        *, public, resource policy
      Not known
        A key policy could not be read."
    `);
  });
});
