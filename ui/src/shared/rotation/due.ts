// Words and shapes of what is due.
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import Zap from "@lucide/svelte/icons/zap";

import type { DueCounts, DueRow } from "../../ipc/bindings";
import { visible } from "../format";
import type { IconComponent, Tone } from "../tones";
import { awayShort, awayWord } from "./days";

/** A state in a word, with its tone, and a shape where the tone's own would mislead. */
export interface DueState {
  code: Exclude<keyof DueCounts, "older_than_a_year" | "failed">;
  word: string;
  tone: Tone;
  icon?: IconComponent;
  /** What it means. */
  about: string;
}

/** The states in the order of what needs somebody. */
export const DUE_STATES: readonly DueState[] = [
  { code: "overdue", word: "Overdue", tone: "late", about: "Past its date" },
  { code: "due", word: "Due today", tone: "soon", about: "Today is its date" },
  { code: "due_soon", word: "Due soon", tone: "soon", about: "In the last 15 % of its age, at least 7 days" },
  { code: "unknown", word: "Age not known", tone: "unknown", about: "No date can be said: the age of the value is not known" },
  { code: "excepted", word: "Excepted", tone: "calm", about: "Under an exception that has not ended" },
  { code: "ok", word: "Not due", tone: "ok", about: "Not due for a while" },
  { code: "event_driven", word: "On events", tone: "plain", icon: Zap as IconComponent, about: "Rotated when something happens, not by date" },
  { code: "not_applicable", word: "Outside rotation", tone: "plain", icon: CircleDashed as IconComponent, about: "Dynamic credentials and configuration" },
];

/** What goes across the states: listed like one, and counted beside them. */
export const DUE_MARKS: readonly (Omit<DueState, "code"> & { code: "older_than_a_year" | "failed" })[] = [
  { code: "older_than_a_year", word: "Older than a year", tone: "late", about: "Older than a year, whatever the policy allows: counts as compromised" },
  { code: "failed", word: "AWS failed", tone: "late", about: "AWS says that it rotates them, and has not" },
];

const UNKNOWN: Omit<DueState, "code"> = { word: "", tone: "unknown", about: "" };

/** A state in words and tone. */
export function dueState(code: string): Omit<DueState, "code"> {
  return DUE_STATES.find((state) => state.code === code) ?? { ...UNKNOWN, word: visible(code) };
}

/** What a row says of its date: `53 days over`, `in 9 days`, else its state. */
export function dueWord(row: Pick<DueRow, "state" | "days">, how: "whole" | "short" = "whole"): string {
  const dated = ["overdue", "due", "due_soon", "ok"].includes(row.state);
  if (!dated || row.days === null) return dueState(row.state).word.toLowerCase();
  return how === "short" ? awayShort(row.days) : awayWord(row.days);
}

/** The icon of a planned rotation. */
export const PLANNED_ICON = CalendarClock as IconComponent;

/** How far an age bar reaches, and where the mark of the limit stands, as shares of its width. */
export function ageShares(age: number | null, limit: number | null): { reach: number; mark: number | null } {
  if (age === null) return { reach: 0, mark: limit === null ? null : 0.84 };
  if (limit === null || limit <= 0) return { reach: 0, mark: null };
  // The mark stands near the end, so that a page of bars is read at a glance; what is over pushes it back.
  const end = Math.max(limit / 0.84, age);
  return { reach: Math.min(1, age / end), mark: limit / end };
}

/** How rotations are named by their state. */
const ROTATION: Record<string, string> = {
  planned: "planned", value_made: "value made", stored: "stored", moved: "consumers moved", refused: "old value refused", closed: "closed", cancelled: "cancelled", outside: "outside a plan",
};

/** A rotation's state in words. */
export function rotationStateWord(state: string): string {
  return ROTATION[state] ?? visible(state);
}

/** The account of a secret: its name, else its digits. */
export function accountOf(secret: { account: string; account_name: string | null }): string {
  return visible(secret.account_name ?? secret.account);
}

/** A name cut into its quiet path and its strong leaf. */
export function leafOf(name: string): { path: string; leaf: string } {
  const shown = visible(name);
  const at = shown.replace(/\/+$/u, "").lastIndexOf("/") + 1;
  return { path: shown.slice(0, at), leaf: shown.slice(at) };
}

/** A term of the filter's language, quoted where it must be. */
export function term(field: string, value: string): string {
  return /[\s,"]/u.test(value) ? `${field}:"${value.replaceAll('"', "")}"` : `${field}:${value}`;
}
