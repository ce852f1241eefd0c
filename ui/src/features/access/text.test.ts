import { describe, expect, it } from "vitest";

import type { AccessPrincipal, ReaderDto, ReadersReply } from "../../ipc/bindings";
import { access, byState, graveFirst, mark, stateOf } from "../../shared/access";
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
      readers: [reader("user/ann", { access: "conditional", conditions: ["only with MFA"], through: ["user/ann: inline policy p"] }), reader("role/web", { marks: ["broad"] }), reader("role/support", { chain: ["role/a", "role/web"] }), reader("role/x", { access: "unknown", unknown: ["the key policy"] })],
      can: 1, conditional: 1, unknown: 1, cannot: 0, by_chain: 1, outside: [{ who: "*", marks: ["public"], through: "resource policy", conditions: [] }], limits: ["A key policy could not be read."],
    };
    expect(readersText(reply)).toMatchInlineSnapshot(`
      "Who can read /prod/db\ufffd (prod 111122223333, eu-west-1)
      Can read (1)
        role/web (prod, a person): broad
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
