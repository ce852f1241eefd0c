import { describe, expect, it } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { accountIds, draftOf, isRegion, newDraft, objections, sourcesOf, Sources, sourceWords, tagsOf, type Draft } from "./sources.svelte";

const draft = (change: Partial<Draft>): Draft => ({ ...newDraft("audit", "eu-west-1"), ...change });

describe("objections", () => {
  it.each([
    [draft({}), {}],
    [draft({ regions: [] }), {}],
    [draft({ scope: "organization" }), { role: "Name the role that Keyturn assumes in each account." }],
    [draft({ scope: "organization", role: "ops/keyturn-read" }), {}],
    [draft({ scope: "organization", role: "keyturn read" }), { role: "A role's name has letters, digits and + = , . @ / _ - only." }],
    [draft({ scope: "list", role: "r" }), { accounts: "Name at least one account." }],
    [draft({ scope: "list", role: "r", accounts: "111111111111, 2222" }), { accounts: "An account has 12 digits; not so: 2222." }],
    [draft({ scope: "profiles" }), { profiles: "Choose at least one profile." }],
    [draft({ scope: "profiles", profiles: ["audit"] }), {}],
    [draft({ scope: "list", role: "r", accounts: "111111111111", externalId: "a b" }), { externalId: "An external id has 2 characters or more: letters, digits and + = , . @ : / _ - only." }],
    [draft({ scope: "organization", role: "r", externalId: "acme:42/x", tags: "team=security\n\ncost = 12" }), {}],
    [draft({ scope: "organization", role: "r", tags: "team" }), { tags: "A tag is key=value, a line each; a key has at most 128 characters, a value 256." }],
    [draft({ scope: "own", externalId: "!", tags: "!" }), {}],
    [draft({ regions: ["eu-west-1", "europe"] }), { regions: "Not a region's code: europe." }],
  ])("%#", (given, expected) => expect(objections(given)).toEqual(expected));
});

it.each([
  ["111111111111 222222222222", ["111111111111", "222222222222"]],
  ["1111-1111-1111,\n111111111111;", ["111111111111"]],
  ["  ", []],
])("account ids of %j", (text, ids) => expect(accountIds(text)).toEqual(ids));

it.each([["eu-west-1", true], ["us-gov-west-1", true], ["ap-southeast-12", true], ["EU-WEST-1", false], ["eu-west", false], ["eu-west-1; rm", false]])("region %s", (code, yes) => expect(isRegion(code)).toBe(yes));

it.each([
  draft({}),
  draft({ scope: "organization", role: "keyturn-read" }),
  draft({ scope: "list", role: "keyturn-read", accounts: "111111111111\n222222222222", regions: ["eu-west-1", "us-east-1"] }),
  draft({ scope: "organization", role: "keyturn-read", externalId: "acme-42", tags: "team=security\ncost=a=b" }),
  draft({ regions: [], enabled: true }),
])("a draft survives being a source: %#", (given) => expect(sourcesOf(given).map(draftOf)).toEqual([given]));

it("makes a source of each of several profiles", () =>
  expect(sourcesOf(draft({ scope: "profiles", profiles: ["a", "b"], regions: ["eu-west-1"] }))).toEqual([
    { profile: "a", accounts: { scope: "own" }, regions: ["eu-west-1"] },
    { profile: "b", accounts: { scope: "own" }, regions: ["eu-west-1"] },
  ]));

it.each([
  ["", []],
  ["team=security", [{ key: "team", value: "security" }]],
  [" a = b=c \n\n d=", [{ key: "a", value: "b=c" }, { key: "d", value: "" }]],
  ["=x", [null]],
  [`${"k".repeat(129)}=v`, [null]],
])("session tags of %j", (text, tags) => expect(tagsOf(text)).toEqual(tags));

it("asks for every enabled region in place of those chosen before", () => {
  const [source] = sourcesOf(draft({ enabled: true, regions: ["no region"] }));
  expect(source).toEqual({ profile: "audit", accounts: { scope: "own" }, regions: [], enabled_regions: true });
  expect(objections(draft({ enabled: true, regions: ["no region"] }))).toEqual({});
  expect(source && sourceWords(source).where).toBe("every enabled region");
});

it("says a source in words", () =>
  expect(sourceWords({ profile: null, accounts: { scope: "list", role: "r", accounts: ["111111111111"] }, regions: [] })).toEqual({ who: "the environment's credentials", what: "1 account, as r", where: "the profile's own region" }));

it("saves and shows what was saved", async () => {
  useHost(makeFake({ scenario: "first-run" }));
  const sources = new Sources();
  await sources.load();
  expect(sources.reply?.sources).toEqual([]);
  expect(await sources.save(sourcesOf(draft({})))).toBe(true);
  expect(sources.reply?.sources.length).toBe(1);
});
