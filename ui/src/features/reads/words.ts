// What the codes of the contract say in words, and the shape that each has.
import BellOff from "@lucide/svelte/icons/bell-off";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import Eye from "@lucide/svelte/icons/eye";
import History from "@lucide/svelte/icons/history";
import Info from "@lucide/svelte/icons/info";
import OctagonAlert from "@lucide/svelte/icons/octagon-alert";
import ShieldAlert from "@lucide/svelte/icons/shield-alert";
import Siren from "@lucide/svelte/icons/siren";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";

import type { FindingReply, FindingRow, SilenceDto } from "../../ipc/bindings";
import { accountWord, counted, exact, stretch, visible, type Zone } from "../../shared/format";
import type { IconComponent, Tone } from "../../shared/tones";
import { objectName, principalName } from "../../shared/usage";
import { patternTerm, quotedTerm } from "./queryWords";

/** A state by word, shape and colour. */
export interface Shown {
  word: string;
  tone: Tone;
  icon: IconComponent;
}

const SEVERITIES: Record<string, Shown> = {
  critical: { word: "critical", tone: "late", icon: Siren as IconComponent },
  high: { word: "high", tone: "late", icon: ShieldAlert as IconComponent },
  medium: { word: "medium", tone: "soon", icon: TriangleAlert as IconComponent },
  low: { word: "low", tone: "calm", icon: Info as IconComponent },
  info: { word: "for information", tone: "plain", icon: CircleCheck as IconComponent },
};

const STATES: Record<string, Shown & { heading: string }> = {
  open: { word: "open", heading: "Open", tone: "late", icon: OctagonAlert as IconComponent },
  watch: { word: "watched", heading: "Watched", tone: "calm", icon: Eye as IconComponent },
  incident: { word: "in an incident", heading: "In an incident", tone: "late", icon: Siren as IconComponent },
  explained: { word: "explained", heading: "Explained", tone: "ok", icon: CircleCheck as IconComponent },
  expected: { word: "expected", heading: "Expected", tone: "calm", icon: BellOff as IconComponent },
  stale: { word: "no longer found", heading: "No longer found", tone: "plain", icon: History as IconComponent },
};

/** How grave, by word, shape and colour. */
export function severity(code: string): Shown {
  return SEVERITIES[code] ?? { word: visible(code), tone: "unknown", icon: Info as IconComponent };
}

/** What became of a finding, by word, shape and colour. */
export function findingState(code: string): Shown & { heading: string } {
  return STATES[code] ?? { word: visible(code), heading: visible(code), tone: "unknown", icon: Info as IconComponent };
}

/** The shape of a finding in the list: how grave it is while it needs somebody, else what became of it. */
export function findingShape(row: Pick<FindingRow, "severity" | "state">): Shown {
  return row.state === "open" || row.state === "incident" ? severity(row.severity) : findingState(row.state);
}

const OUTCOMES: Record<string, { word: string; tone: Tone }> = {
  done: { word: "done", tone: "plain" },
  denied: { word: "denied", tone: "late" },
  failed: { word: "failed", tone: "soon" },
};

/** How a call ended. */
export function outcome(code: string): { word: string; tone: Tone } {
  return OUTCOMES[code] ?? { word: visible(code), tone: "unknown" };
}

const CLASSES: Record<string, string> = {
  read: "hands out a value, or decrypts one",
  list: "lists or describes, without a value",
  write: "creates a secret or changes it",
  delete: "deletes a secret, or disables a key",
  policy: "changes who may read",
  rotation: "the rotation service's own report",
  trail: "changes what CloudTrail records",
};

/** What a class of calls does. */
export function classWords(code: string): string {
  return CLASSES[code] ?? visible(code);
}

/** The deepest directory that holds at least half of the names; null where there is none. `/a/b/c` and
 * `a/b/c` are in one: only Parameter Store writes the first slash. */
export function commonPath(names: readonly string[]): string | null {
  const held: Record<string, number> = {};
  for (const name of names) {
    const parts = name.replace(/^\//u, "").split("/").slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const path = `${parts.slice(0, depth).join("/")}/`;
      held[path] = (held[path] ?? 0) + 1;
    }
  }
  const most = Object.entries(held).filter(([, n]) => n * 2 >= names.length);
  return most.reduce<string | null>((best, [path]) => (best === null || path.length > best.length ? path : best), null);
}

/** The pattern of names below a directory, as these names are written. */
export function pathPattern(names: readonly string[]): string | null {
  const path = commonPath(names);
  if (path === null) return null;
  const slashed = names.filter((name) => name.startsWith("/")).length;
  return `${slashed === 0 ? "" : slashed === names.length ? "/" : "*"}${path}*`;
}

/** What to draw around a finding: every read of the same secrets, else everything that the principal did. */
export function aroundQuery(reply: FindingReply): { query: string; words: string } {
  const names = reply.objects.filter((o) => o.kind === "secret").map((o) => o.name);
  const [only] = names;
  if (only !== undefined && names.length === 1) return { query: quotedTerm("secret", only), words: `Reads of ${visible(only)}` };
  const pattern = pathPattern(names);
  const by = reply.finding.principal;
  if (pattern === null && by) return { query: quotedTerm("principal", by.name), words: `What ${principalName(by)} did` };
  if (pattern === null) return { query: reply.query, words: "Reads" };
  return { query: patternTerm("secret", pattern), words: `Reads of ${visible(pattern)}` };
}

const HOUR = 3_600_000;

/** The stretch that is drawn around a finding: a day before it, and what came after, two hours at most. */
export function aroundWindow(row: FindingRow, nowMs: number): { from: number; to: number } {
  const last = Date.parse(row.last_at);
  return { from: Date.parse(row.first_at) - 22 * HOUR, to: Math.max(last + 60_000, Math.min(nowMs, last + 2 * HOUR)) };
}

/** A finding as text, to ask somebody about it or to put it into a ticket. */
export function findingText(reply: FindingReply, zone: Zone): string {
  const { finding } = reply;
  if (!finding.principal) {
    return [
      `${visible(finding.title)} (${severity(finding.severity).word})`, `Since: ${exact(finding.first_at, zone)}`, `Account: ${accountWord(finding)} ${visible(finding.account)}`,
      `Why: ${visible(reply.reason)}`, `Next: ${visible(reply.next_words)}`,
    ].join("\n");
  }
  return [
    `${visible(finding.title)} (${severity(finding.severity).word})`,
    `When: ${stretch(finding.first_at, finding.last_at, zone)}`,
    `Who: ${principalName(finding.principal)}${reply.session ? `, session ${visible(reply.session)}` : ""}, account ${accountWord(finding)} ${visible(finding.account)}`,
    `From: ${reply.sources.map(visible).join(", ") || "not known"}; with ${reply.agents.map(visible).join(", ") || "not known"}`,
    `Why: ${visible(reply.reason)}`,
    `Secrets: ${reply.objects.map((o) => objectName(o)).join(", ") || "not known"}`,
    `Query: ${reply.query}`,
  ].join("\n");
}

/** What a suppression covers, part by part. */
export function silenceScope(silence: SilenceDto): string[] {
  return [
    silence.principal ? `by ${principalName(silence.principal)}` : "by anybody",
    silence.secrets ? `of ${visible(silence.secrets)}` : "of any secret",
    silence.source ? `from ${visible(silence.source)}` : "from anywhere",
  ];
}

/** What somebody decided about a finding, in a sentence. */
export function decisionWords(triage: NonNullable<FindingReply["triage"]>, zone: Zone): string {
  return `${findingState(triage.decision).heading} since ${exact(triage.at, zone)}, by ${visible(triage.by)}`;
}

/** `15 secrets, 18 events`. */
export function extent(row: Pick<FindingRow, "secrets" | "events">): string {
  return `${counted(row.secrets, "secret")}, ${counted(row.events, "event")}`;
}

/** How many marks a line of the list names; the detail has them all. */
const MARKS = 3;

/** What speaks in a finding, for a line of the list: the heaviest few by name, the rest as a number. */
export function markWords(marks: readonly string[]): string[] {
  const named = marks.slice(0, MARKS).map(visible);
  return marks.length > MARKS ? [...named, `${marks.length - MARKS} more`] : named;
}
