// A plain reading of the query line for the in-memory host. The real language lives in Rust.
import type { CommandError } from "../../bindings";
import { DAY, HOUR, MINUTE, type FakeEvent } from "./events";

type Test = (event: FakeEvent) => boolean;

const TEXT: Record<string, (event: FakeEvent) => (string | null)[]> = {
  secret: (e) => e.objects.map((o) => o.name),
  principal: (e) => [e.principal.name],
  source: (e) => [e.source, e.vpc_endpoint],
  agent: (e) => [e.agent],
  account: (e) => [e.account, e.account_name],
  region: (e) => [e.region],
  class: (e) => [e.class],
  way: (e) => [e.class === "read" ? "named" : null],
  outcome: (e) => [e.outcome],
  person: (e) => [e.person],
  session: (e) => [e.session],
};

/** The test that a query stands for. Throws a `CommandError`. */
export function readQuery(text: string, now: number): Test {
  const tests: Test[] = [];
  for (const match of text.matchAll(/(?:"[^"]*"?|[^\s"])+/gu)) {
    const negated = match[0].startsWith("-") && match[0].length > 1;
    const test = term(match[0].slice(negated ? 1 : 0), match.index, match[0].length, now);
    tests.push(negated ? (event) => !test(event) : test);
  }
  return (event) => tests.every((test) => test(event));
}

function term(word: string, at: number, length: number, now: number): Test {
  const colon = word.indexOf(":");
  const bad = (message: string, hint: string): CommandError => ({ code: "bad_filter", message, hint, causes: [], span: [at, at + length] });
  const plain = word.replaceAll('"', "").toLowerCase();
  if (colon < 1 || !/^[a-z]+$/.test(word.slice(0, colon))) return (e) => [e.principal.name, e.session, e.person, e.source, e.agent, e.call, ...e.objects.map((o) => o.name)].some((t) => t?.toLowerCase().includes(plain));
  const field = word.slice(0, colon);
  const value = word.slice(colon + 1).replaceAll('"', "");
  if (value === "") throw bad(`${field}: has no value.`, `Write a value after the colon, such as ${field}:…`);
  const of = TEXT[field];
  if (of) return (e) => value.split(",").some((v) => of(e).some((t) => t !== null && matches(t, v)));
  if (field === "since" || field === "until") {
    const span = /^(\d+)([dhm])$/.exec(value);
    const limit = span ? now - Number(span[1]) * ({ d: DAY, h: HOUR, m: MINUTE }[span[2] ?? "d"] ?? DAY) : Date.parse(value.length === 10 ? `${value}T00:00:00Z` : value);
    if (Number.isNaN(limit)) throw bad(`${value} is no time.`, "Write it as since:7d, since:12h or since:2026-11-01.");
    // A day named as the end is asked for to its end.
    const end = value.length === 10 && !span ? limit + DAY : limit;
    return field === "since" ? (e) => e.ms >= limit : (e) => e.ms < end;
  }
  throw bad(`${field} is not a field.`, `Fields: ${[...Object.keys(TEXT), "since", "until"].join(", ")}.`);
}

function matches(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split("*").map((p) => p.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text.toLowerCase());
}
