// Words of the library of runbooks: kinds, marks, issuers, and what a search finds. No DOM.
import type { IssuerRow, RunbookFindingDto, RunbookRow } from "../../ipc/bindings";
import { counted, day } from "../../shared/format";
import type { Tone } from "../../shared/tones";

/** Kinds of runbooks, in the order in which they are offered. */
export const KINDS = ["incident", "rotation", "review", "drill", "companion"] as const;

const KIND_WORDS: Record<string, string> = { incident: "Incident", rotation: "Rotation", review: "Review", drill: "Exercise", companion: "Companion" };

/** A kind in a word. */
export function kindWord(kind: string): string {
  return KIND_WORDS[kind] ?? kind;
}

/** A mark on a runbook: its tone, a word, and why. */
export interface Mark {
  tone: Tone;
  word: string;
  title: string;
}

/** What a person should know before following a runbook, the gravest first. */
export function marks(row: RunbookRow): Mark[] {
  const found: Mark[] = [];
  if (row.findings > 0) found.push({ tone: "late", word: counted(row.findings, "finding"), title: "The lint has findings in its file" });
  if (!row.approved) found.push({ tone: "soon", word: "Not approved", title: "It can be read and followed; its buttons work once somebody approved what it says" });
  if (row.status === "draft") found.push({ tone: "calm", word: "Draft", title: "Drafts start only as exercises" });
  if (row.status === "deprecated") found.push({ tone: "calm", word: "Deprecated", title: "Another one is better" });
  if (row.replaces !== null) found.push({ tone: "accent", word: `Replaces ${row.replaces}`, title: `A team’s runbook in place of the shipped version ${row.replaces}` });
  else if (row.folder !== null) found.push({ tone: "accent", word: "Team", title: "From a team’s folder" });
  return found;
}

/** When it was reviewed, and how that stands. */
export function reviewed(row: RunbookRow): Mark {
  if (row.reviewed_on === null) return { tone: "soon", word: "Never", title: "Nobody has reviewed it" };
  const on = day(row.reviewed_on, "utc");
  return row.overdue ? { tone: "late", word: `${on}, overdue`, title: "Its next review is overdue" } : { tone: "plain", word: on, title: `Reviewed on ${on}` };
}

/** What kinds of secrets it is for, in words. */
export function applies(codes: readonly string[], label: (code: string) => string): string {
  if (codes.includes("*")) return "Every kind";
  return codes.map(label).join(", ");
}

/** Whether two values can live at once. */
export function twoAtOnce(code: string): Mark {
  if (code === "yes") return { tone: "ok", word: "Yes", title: "The new value can be rolled out before the old one is revoked" };
  if (code === "no") return { tone: "late", word: "No", title: "A new value ends the old one at once" };
  return { tone: "unknown", word: "Depends", title: "As the card’s text says" };
}

/** When somebody compared a card with its sources. */
export function checked(row: IssuerRow): Mark {
  if (row.checked_on === null) return { tone: "unknown", word: "Nobody checked this card", title: "Nobody has compared this card with the issuer’s own pages: look there before you rely on it" };
  const on = day(row.checked_on, "utc");
  return { tone: "plain", word: on, title: `Compared with its sources on ${on}` };
}

const folded = (text: string): string => text.toLowerCase().normalize("NFKD").replaceAll(/\p{Mark}/gu, "");

/** Whether each word of a search is somewhere in these texts. */
function holds(search: string, texts: readonly string[]): boolean {
  const all = folded(texts.join("\n"));
  return folded(search).split(/\s+/u).every((word) => all.includes(word));
}

/** Runbooks that a search and a kind leave. */
export function found(rows: readonly RunbookRow[], search: string, kind: string): RunbookRow[] {
  return rows.filter((row) => (kind === "all" || row.kind === kind) && holds(search, [row.title, row.id, kindWord(row.kind), row.owner, row.severity ?? "", ...row.tags, ...row.triggers, ...row.applies_to]));
}

/** Issuer cards that a search leaves. */
export function foundIssuers(rows: readonly IssuerRow[], search: string): IssuerRow[] {
  return rows.filter((row) => holds(search, [row.name, row.id, row.takes_effect, ...row.kinds]));
}

/** Findings by their files, in the order of the files. */
export function byFile(findings: readonly RunbookFindingDto[]): [string, RunbookFindingDto[]][] {
  const files: [string, RunbookFindingDto[]][] = [];
  for (const finding of findings) {
    const last = files.at(-1);
    if (last?.[0] === finding.file) last[1].push(finding);
    else files.push([finding.file, [finding]]);
  }
  return files;
}
