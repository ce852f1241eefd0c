// The words of the query line over reads (keyturn-trail's query).
import { pieces, type Language } from "../../shared/filter/filterText";

/** The query line. */
export const QUERY: Language = {
  fields: {
    secret: "secret's name, * for any run of characters",
    principal: "role, user or service, such as role/ci-*",
    outcome: "whether it worked",
    since: "from then on: 24h, 7d, or a day",
    until: "up to then: 2h, or a day",
    source: "address, network or endpoint",
    agent: "program, such as aws-cli*",
    account: "account's id, all of its 12 digits",
    region: "region's code",
    way: "by which way the value was asked for",
    class: "what the call does",
    person: "person behind the call",
    session: "session's name",
  },
  values: {
    outcome: { done: "it worked", denied: "refused for want of permission", failed: "failed for another reason" },
    since: { "24h": "the last day", "7d": "the last week", "30d": "the last month", "90d": "all that LookupEvents has" },
    way: { named: "by its own name", batch: "within BatchGetSecretValue", path: "below a path", history: "with its old values", decrypt: "known by its decryption alone", password: "an instance's Windows password" },
    class: { read: "hands out or decrypts a value", list: "lists or describes", write: "creates or changes", delete: "deletes or disables", policy: "changes who may read", rotation: "the rotation service's report", trail: "changes what is recorded" },
  },
};

/** Text as the language takes it literally: in quotes where a character of it would mean something. */
function literal(text: string): string {
  return /[\s,"*\\]/u.test(text) || text === "" ? `"${text.replaceAll(/["\\]/gu, "\\$&")}"` : text;
}

/** A condition on a value as it stands. */
export function quotedTerm(field: string, value: string): string {
  return `${field}:${literal(value)}`;
}

/** A condition on a pattern: each `*` stands for any run of characters, all else for itself. */
export function patternTerm(field: string, pattern: string): string {
  return `${field}:${pattern.split("*").map((part) => (part === "" ? "" : literal(part))).join("*")}`;
}

/** The query with one more condition, which replaces another of its field. */
export function withTerm(query: string, field: string, value: string): string {
  const rest = pieces(query, QUERY).filter((piece) => piece.kind !== "space" && (piece.field !== field || piece.text.startsWith("-")));
  return [...rest.map((piece) => piece.text), quotedTerm(field, value)].join(" ");
}
