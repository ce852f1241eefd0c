// Words and shapes of rotation.
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CircleX from "@lucide/svelte/icons/circle-x";
import Layers from "@lucide/svelte/icons/layers";
import PencilLine from "@lucide/svelte/icons/pencil-line";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Unplug from "@lucide/svelte/icons/unplug";

import type { DueCounts } from "../../ipc/bindings";
import { asCommandError } from "../../ipc/client";
import { toastError } from "../../shared/toasts.svelte";
import { visible } from "../../shared/format";
import { daysBetween } from "../../shared/rotation/days";
import { DUE_MARKS, DUE_STATES } from "../../shared/rotation/due";
import type { IconComponent, Tone } from "../../shared/tones";

const DAY = 86_400_000;

/** A word with its tone, and a shape where the tone's own would mislead. */
export interface Said {
  word: string;
  tone: Tone;
  icon?: IconComponent;
}

/** States of a rotation. */
const STATES: Record<string, Said> = {
  planned: { word: "Planned", tone: "accent", icon: CalendarClock as IconComponent },
  value_made: { word: "Value made", tone: "soon", icon: PencilLine as IconComponent },
  stored: { word: "Stored", tone: "soon", icon: Layers as IconComponent },
  moved: { word: "Consumers moved", tone: "soon", icon: Unplug as IconComponent },
  refused: { word: "Old value refused", tone: "ok", icon: ShieldCheck as IconComponent },
  closed: { word: "Closed", tone: "ok" },
  cancelled: { word: "Cancelled", tone: "plain", icon: CircleX as IconComponent },
  outside: { word: "Outside a plan", tone: "unknown" },
};

/** The state of a rotation in words. */
export function stateWord(state: string): Said {
  return STATES[state] ?? { word: visible(state), tone: "unknown" };
}

/** A rotation's state; one that was closed without proof is no good end. */
export function saidOf({ state, proof }: { state: string; proof: string }): Said {
  return state === "closed" && proof !== "proved" ? { word: "Closed", tone: "soon" } : stateWord(state);
}

/** The step as what is done: `Value made`. */
export function stepWord(step: string): string {
  return stateWord(step).word;
}

/** What a person does to take a step: `Record: value made`. */
const DO: Record<string, string> = {
  value_made: "Record that the value is made",
  stored: "Record that it is stored",
  moved: "Record that consumers moved",
  refused: "Record that the old value is refused",
  closed: "Close it",
  cancelled: "Cancel it",
};

/** What is done by recording a step. */
export function doWord(step: string): string {
  return DO[step] ?? visible(step);
}

/** What is proved. */
export function proofTone(proof: string): Said {
  if (proof === "proved") return { word: "Proved", tone: "ok", icon: ShieldCheck as IconComponent };
  if (proof === "write_only") return { word: "A write only", tone: "soon" };
  if (proof === "closed_without_proof") return { word: "Without proof", tone: "late" };
  return { word: "Nothing yet", tone: "plain" };
}

/** Triggers in the order in which they are offered. */
export const TRIGGERS: readonly { code: string; word: string; about: string }[] = [
  { code: "compromise", word: "Suspected compromise", about: "A value was seen where it should not be." },
  { code: "departure", word: "Departure", about: "Somebody leaves who could read values." },
  { code: "supplier_breach", word: "Supplier's breach", about: "A supplier that holds values was broken into." },
  { code: "audit_finding", word: "Audit finding", about: "An audit asks for it, by severity." },
  { code: "policy_change", word: "Policy change", about: "The rules became stricter." },
  { code: "after_incident", word: "After an incident", about: "What an incident touched is made new." },
];

/** A trigger in words. */
export function triggerWord(code: string): string {
  return code === "scheduled" ? "By date" : (TRIGGERS.find((t) => t.code === code)?.word ?? visible(code));
}

const STRATEGIES: Record<string, string> = {
  two_at_once: "two at once",
  dual_read: "dual read",
  rolling_restart: "rolling restart",
  versioned: "versioned",
  managed_steps: "four managed steps",
  replace: "replace",
};

/** A strategy in words. */
export function strategyWord(code: string): string {
  return STRATEGIES[code] ?? visible(code);
}

/** States of what is due as they are counted, and what is older than a year besides. */
export const COUNTED: readonly { code: keyof DueCounts; word: string }[] = [...DUE_STATES, ...DUE_MARKS];

/** What a person wrote, perhaps over several lines, as text in one. */
export function written(text: string): string {
  return visible(text.replace(/\s*\n\s*/gu, " "));
}

/** How far a day lies from today: `today`, `in 3 days`, `3 days ago`. */
export function awayWord(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return "today";
  const n = Math.abs(days);
  const words = `${n} ${n === 1 ? "day" : "days"}`;
  return days > 0 ? `in ${words}` : `${words} ago`;
}

/** How long a clock still runs: `in 40 min`, `3 h late`. Its last day is counted in hours. */
export function clockWord(at: string, nowMs: number): { words: string; late: boolean } {
  const left = Date.parse(at) - nowMs;
  if (Number.isNaN(left)) return { words: visible(at), late: false };
  const size = Math.abs(left);
  const words = size < 90 * 60_000 ? `${Math.max(1, Math.round(size / 60_000))} min` : size < 2 * DAY ? `${Math.round(size / 3_600_000)} h` : `${Math.round(size / DAY)} d`;
  return left < 0 ? { words: `${words} late`, late: true } : { words: `in ${words}`, late: false };
}

/** Millionths of a dollar as dollars: `$0.05`, `$1,204.00`, `−$0.44`; less than a cent with what it takes to be seen. */
export function dollars(micro: number): string {
  const size = Math.abs(micro) / 1_000_000;
  const digits = size === 0 || size >= 0.01 ? 2 : size >= 0.0001 ? 4 : 6;
  const words = `$${size.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
  return micro < 0 ? `−${words}` : words;
}

/** Does something that may be refused; the refusal is shown as a message. Whether it was done. */
export async function tried(what: () => Promise<unknown>): Promise<boolean> {
  try {
    await what();
    return true;
  } catch (error) {
    toastError(asCommandError(error));
    return false;
  }
}
