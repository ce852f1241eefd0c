// A policy's text in the in-memory host: enough of its TOML to find rules, ages and the commoner faults with their lines.
import type { PolicyFaultDto } from "../../bindings";
import { KINDS } from "../seed";

/** How old a value may be: days, days by a new version, a share of a certificate's life, only on events, not at all. */
export interface Age {
  is: "days" | "versioned" | "share" | "events" | "none";
  days: number;
}

/** One rule as it is written. */
export interface Rule {
  id: string;
  line: number;
  paths: string[];
  tags: string[];
  kinds: string[];
  fallback: boolean;
  age: Age;
  reason: string;
  source: string;
}

/** A policy as it is written. */
export interface Policy {
  name: string;
  description: string;
  time_zone: string;
  rules: Rule[];
}

const TOP = ["schema", "name", "description", "time_zone"];
const RULE = ["id", "paths", "tags", "kinds", "levels", "automatic", "default", "age", "strict_days", "reason", "source"];
/** Keys that the real host reads and this one passes over. */
const PASSED = ["levels", "automatic", "strict_days"];
const LONGEST = 3650;

const words = (value: string) => [...value.matchAll(/"((?:[^"\\]|\\.)*)"/gu)].map((m) => (m[1] ?? "").replaceAll('\\"', '"'));

/** The policy that a text stands for, or everything that is wrong with it. */
export function readPolicy(text: string): { policy: Policy; faults: PolicyFaultDto[] } {
  const faults: PolicyFaultDto[] = [];
  const policy: Policy = { name: "", description: "", time_zone: "UTC", rules: [] };
  const fault = (code: string, line: number, column: number, message: string, hint: string) => faults.push({ code, line, column, message, hint });
  let rule: Rule | null = null;
  let schema: string | null = null;
  text.split("\n").forEach((raw, at) => {
    const line = at + 1;
    const body = raw.replace(/^((?:[^"#]|"(?:[^"\\]|\\.)*")*)#.*$/u, "$1").trimEnd();
    if (body.trim() === "") return;
    if (/^\s*\[\[rule\]\]$/u.test(body)) {
      rule = { id: "", line, paths: [], tags: [], kinds: [], fallback: false, age: { is: "days", days: 0 }, reason: "", source: "" };
      policy.rules.push(rule);
      return;
    }
    const pair = /^(\s*)([A-Za-z_-]+)\s*=\s*(.+)$/u.exec(body);
    if (!pair) return void fault("syntax", line, 1, `This line is not TOML: ${body.trim().slice(0, 40)}`, "Lines are key = value, or [[rule]] to begin a rule.");
    const [, indent = "", key = "", value = ""] = pair;
    const column = indent.length + 1;
    const within = body.indexOf("=") + 2 + (value.length - value.trimStart().length);
    const allowed = rule ? RULE : TOP;
    if (!allowed.includes(key)) return void fault("unknown_key", line, column, `${key} is not a key ${rule ? "of a rule" : "of a policy"}.`, `Keys: ${allowed.join(", ")}.`);
    if (!rule) {
      if (key === "schema") schema = value.trim();
      else policy[key as "name" | "description" | "time_zone"] = words(value)[0] ?? "";
      if (key === "schema" && value.trim() !== "1") fault("schema", line, within, `Schema ${value.trim()} is not known.`, "This version knows schema 1.");
      if (key === "time_zone" && !zoneKnown(policy.time_zone)) fault("time_zone", line, within, `${policy.time_zone} is not a time zone.`, "Write it as Europe/Berlin or UTC.");
      return;
    }
    if (PASSED.includes(key)) return;
    if (key === "paths" || key === "tags" || key === "kinds") {
      rule[key] = key === "tags" ? [...value.matchAll(/"?([\w:-]+)"?\s*=\s*"([^"]*)"/gu)].map((m) => `${m[1]}=${m[2]}`) : words(value);
      for (const word of rule[key]) {
        const where = body.indexOf(`"${word}"`) + 1;
        if (key === "kinds" && !KINDS.some((k) => k.code === word)) fault("unknown_kind", line, where, `${word} is not a kind.`, `Kinds: ${KINDS.map((k) => k.code).join(", ")}.`);
        if (key === "paths" && /^[*/]+$/u.test(word)) fault("matches_everything", line, where, `The path ${word} matches every secret.`, "Write default = true for the rule that takes the rest.");
      }
    } else if (key === "default") rule.fallback = value.trim() === "true";
    else if (key === "age") rule.age = readAge(value, (message, hint) => fault("age", line, within, message, hint));
    else rule[key as "id" | "reason" | "source"] = words(value)[0] ?? "";
  });
  if (schema === null) fault("schema", 1, 1, "The policy names no schema.", "Begin it with schema = 1.");
  if (policy.name === "") fault("missing", 1, 1, "The policy has no name.", 'Write name = "ours".');
  judgeRules(policy, fault);
  faults.sort((a, b) => a.line - b.line || a.column - b.column);
  return { policy, faults };
}

function readAge(value: string, wrong: (message: string, hint: string) => void): Age {
  const text = value.trim();
  if (text === '"event"') return { is: "events", days: 0 };
  if (text === '"none"') return { is: "none", days: 0 };
  if (/^\{\s*share_of_life\s*=/u.test(text)) return { is: "share", days: 0 };
  const versioned = /^\{\s*versioned\s*=\s*(-?\d+)\s*\}$/u.exec(text);
  const number = versioned?.[1] ?? /^-?\d+$/u.exec(text)?.[0];
  if (number === undefined) {
    wrong(`${text} is not an age.`, 'Write age = 90, { versioned = 365 }, { share_of_life = … }, "event" or "none".');
    return { is: "none", days: 0 };
  }
  const days = Number(number);
  const is = versioned ? "versioned" : "days";
  if (!(days >= 1 && days <= LONGEST)) wrong(days < 1 ? `${days} days is no age.` : `${days} days is longer than ten years.`, `Write 1 to ${LONGEST} days.`);
  return { is, days };
}

function judgeRules({ rules }: Policy, fault: (code: string, line: number, column: number, message: string, hint: string) => void): void {
  const seen = new Map<string, Rule>();
  for (const rule of rules) {
    if (rule.id === "") fault("missing", rule.line, 1, "This rule has no id.", 'Write id = "api-keys".');
    const twin = rules.find((other) => other !== rule && other.line < rule.line && other.id === rule.id);
    if (twin && rule.id !== "") fault("duplicate_id", rule.line, 1, `${rule.id} is the id of the rule in line ${twin.line} too.`, "Give each rule an id of its own.");
    if (!rule.fallback && rule.paths.length + rule.tags.length + rule.kinds.length === 0) fault("no_condition", rule.line, 1, `${rule.id || "This rule"} matches nothing.`, "Write paths, tags, kinds, or default = true.");
    for (const kind of rule.paths.length + rule.tags.length > 0 ? [] : rule.kinds) {
      const before = seen.get(kind);
      if (before) fault("overlap", rule.line, 1, `${rule.id} and ${before.id} (line ${before.line}) both take ${kind}.`, `Take ${kind} out of one of them.`);
      else seen.set(kind, rule);
    }
  }
  const ends = rules.filter((rule) => rule.fallback);
  if (ends.length === 0) fault("no_default", 1, 1, "No rule takes what no other matches.", "Add a rule with default = true.");
  for (const rule of ends.slice(1)) fault("unreachable", rule.line, 1, `${rule.id} is never asked: ${ends[0]?.id} takes the rest already.`, "Keep one rule with default = true.");
}

function zoneKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone }).format();
    return true;
  } catch {
    return false;
  }
}

/** The text with one rule's days changed; nothing else moves. Null where the rule has no such number. */
export function withDays(text: string, id: string, days: number): string | null {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => new RegExp(`^\\s*id\\s*=\\s*"${id.replace(/[.+?^${}()|[\]\\*]/g, "\\$&")}"`, "u").test(line));
  if (start < 0) return null;
  const first = lines.slice(0, start).findLastIndex((line) => line.includes("[[rule]]"));
  const next = lines.findIndex((line, at) => at > start && line.includes("[[rule]]"));
  for (let at = first + 1; at < (next < 0 ? lines.length : next); at += 1) {
    const line = lines[at] ?? "";
    if (!/^\s*age\s*=\s*(-?\d|\{\s*versioned)/u.test(line)) continue;
    lines[at] = line.replace(/-?\d+/u, String(days));
    return lines.join("\n");
  }
  return null;
}
