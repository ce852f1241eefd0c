// Words and shapes of reviews.
import ArrowRightLeft from "@lucide/svelte/icons/arrow-right-left";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import GitCompare from "@lucide/svelte/icons/git-compare";
import Scissors from "@lucide/svelte/icons/scissors";

import type { RemovalDto, ReviewerStanding, ReviewProgress } from "../../ipc/bindings";
import { count, counted, day, visible } from "../../shared/format";
import type { IconComponent, Tone } from "../../shared/tones";

/** A word with its tone, and a shape where the tone's own would mislead. */
export interface Said {
  word: string;
  tone: Tone;
  icon?: IconComponent;
}

/** What can be decided. */
export type Verdict = "keep" | "reduce" | "revoke" | "reassign" | "cannot_decide";

/** Decisions in their order, with their keys. */
export const VERDICTS: readonly { code: Verdict; label: string; done: string; key: string; variant: "plain" | "danger" | "quiet" }[] = [
  { code: "keep", label: "Keep", done: "Kept", key: "k", variant: "plain" },
  { code: "reduce", label: "Reduce", done: "Reduced", key: "d", variant: "plain" },
  { code: "revoke", label: "Revoke", done: "Revoked", key: "r", variant: "danger" },
  { code: "reassign", label: "Reassign", done: "Reassigned", key: "a", variant: "plain" },
  { code: "cannot_decide", label: "Can’t decide", done: "Left undecided", key: "u", variant: "quiet" },
];

/** A decision that was taken, in words: `Kept`. */
export function doneWord(code: string): string {
  return VERDICTS.find((v) => v.code === code)?.done ?? visible(code);
}

/** A decision as it is offered: `Keep`. */
export function verdictWord(code: string): string {
  return VERDICTS.find((v) => v.code === code)?.label ?? visible(code);
}

const STATES: Record<string, Said> = {
  undecided: { word: "undecided", tone: "plain" },
  keep: { word: "keep", tone: "ok" },
  reduce: { word: "reduce", tone: "soon", icon: Scissors as IconComponent },
  revoke: { word: "revoke", tone: "late", icon: CircleX as IconComponent },
  reassign: { word: "reassigned", tone: "calm", icon: ArrowRightLeft as IconComponent },
  cannot_decide: { word: "can’t decide", tone: "unknown", icon: CircleHelp as IconComponent },
  differs: { word: "two answers", tone: "late", icon: GitCompare as IconComponent },
};

/** The state of an item in words. */
export function stateSaid(code: string): Said {
  return STATES[code] ?? { word: visible(code), tone: "unknown" };
}

/** Whether somebody still has to decide. */
export function waits(state: string): boolean {
  return !["keep", "reduce", "revoke"].includes(state);
}

const CAMPAIGN: Record<string, Said> = {
  open: { word: "Open", tone: "accent" },
  closed: { word: "Closed", tone: "ok" },
  reopened: { word: "Drifted since", tone: "soon" },
};

/** The state of a review in words. */
export function campaignSaid(code: string): Said {
  return CAMPAIGN[code] ?? { word: visible(code), tone: "unknown" };
}

const TABS: Record<string, string> = {
  undecided: "Undecided", differs: "Two answers", departed: "Departed", service: "Services", broad: "Too broad", never_used: "Never used", not_rotated: "Not rotated", odd_use: "Odd use", decided: "Decided", reopened: "Reopened", all: "All",
};

/** A tab in words. */
export function tabWord(code: string): string {
  return TABS[code] ?? visible(code);
}

const KINDS: Record<string, string> = { access: "Access", owner: "Owner still right", needed: "Still needed", exception: "Exception still right", rotation: "Rotation as planned" };

/** A kind of item in words. */
export function itemKindWord(code: string): string {
  return KINDS[code] ?? visible(code);
}

/** Frameworks that ask for reviews, in the order in which they are offered. */
export const FRAMEWORKS: readonly { code: string; word: string }[] = [
  { code: "pci_dss", word: "PCI DSS" },
  { code: "soc2", word: "SOC 2" },
  { code: "iso27001", word: "ISO 27001" },
  { code: "hipaa", word: "HIPAA" },
  { code: "nist_800_53", word: "NIST 800-53" },
  { code: "gdpr", word: "GDPR" },
  { code: "cis", word: "CIS" },
];

/** A framework in words. */
export function frameworkWord(code: string): string {
  return FRAMEWORKS.find((f) => f.code === code)?.word ?? visible(code);
}

/** How much is decided, in whole percent; all only where nothing is left. */
export function percentOf({ items, decided }: Pick<ReviewProgress, "items" | "decided">): number {
  return items === 0 ? 100 : Math.floor((decided / items) * 100);
}

/** How long there is, in words. */
export function leftWord(days: number): string {
  if (days === 0) return "due today";
  return days > 0 ? counted(days, "day") : `${counted(-days, "day")} late`;
}

const REMOVALS: Record<string, Said> = {
  next_sync: { word: "next sync", tone: "plain" },
  removed: { word: "removed", tone: "ok" },
  still_there: { word: "still there", tone: "soon" },
  changed: { word: "changed", tone: "unknown" },
};

/** Whether something is gone, with the day on which that was seen. */
export function removalSaid(removal: Pick<RemovalDto, "state" | "seen_at">): Said {
  const said = REMOVALS[removal.state] ?? { word: visible(removal.state), tone: "unknown" };
  return removal.seen_at && removal.state === "removed" ? { ...said, word: `removed ${day(removal.seen_at, "utc").replace(/ \d{4}$/u, "")}` } : said;
}

/** How far a reviewer is, in words, and whether that is late. */
export function reviewerWord(of: ReviewerStanding, daysLeft: number, open = true): { words: string; late: boolean } {
  const left = of.progress.items - of.progress.decided;
  const taken = of.taken_in_at ? `, packet taken in ${day(of.taken_in_at, "utc").replace(/ \d{4}$/u, "")}` : "";
  if (of.progress.items === 0) return { words: "nothing to decide", late: false };
  if (left === 0) return { words: `done${taken}`, late: false };
  if (!open) return { words: `${count(left)} left`, late: false };
  const late = of.late && daysLeft < 0 ? `, ${counted(-daysLeft, "day")} late` : of.late ? ", late" : "";
  return { words: `${count(left)} left${late}${of.handed_out_at && !of.taken_in_at ? ", handed out" : taken}`, late: of.late };
}

/** Seconds on one item, short. */
export function secondsWord(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}
