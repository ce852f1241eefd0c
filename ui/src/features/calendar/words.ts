// Words and shapes of what is on a day.
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CirclePause from "@lucide/svelte/icons/circle-pause";
import ClipboardCheck from "@lucide/svelte/icons/clipboard-check";
import ClockAlert from "@lucide/svelte/icons/clock-alert";
import ListTodo from "@lucide/svelte/icons/list-todo";
import OctagonAlert from "@lucide/svelte/icons/octagon-alert";
import RefreshCw from "@lucide/svelte/icons/refresh-cw";

import type { CalendarEntry, DayCount, FreezeDto } from "../../ipc/bindings";
import { counted, visible } from "../../shared/format";
import { leafOf } from "../../shared/rotation/due";
import type { IconComponent } from "../../shared/tones";

const KINDS: Record<string, { word: string; icon: IconComponent }> = {
  due: { word: "due", icon: ClockAlert as IconComponent },
  planned: { word: "planned", icon: CalendarClock as IconComponent },
  rotated: { word: "rotated", icon: CircleCheck as IconComponent },
  aws_schedule: { word: "AWS rotates", icon: RefreshCw as IconComponent },
  exception_ends: { word: "exception ends", icon: CirclePause as IconComponent },
  task: { word: "task", icon: ListTodo as IconComponent },
  review: { word: "review", icon: ClipboardCheck as IconComponent },
  follow_up: { word: "follow-up", icon: ListTodo as IconComponent },
};

/** What an entry is, in a word. */
export function kindWord(entry: Pick<CalendarEntry, "kind" | "tone">): string {
  if (entry.kind === "due" && entry.tone === "late") return "overdue";
  if (entry.kind === "planned" && entry.tone === "late") return "planned, and late";
  return KINDS[entry.kind]?.word ?? visible(entry.kind);
}

/** Its shape: what is late looks late. */
export function kindIcon(entry: Pick<CalendarEntry, "kind" | "tone">): IconComponent {
  if (entry.tone === "late" && entry.kind !== "rotated") return OctagonAlert as IconComponent;
  return KINDS[entry.kind]?.icon ?? (CircleCheck as IconComponent);
}

/** The few words that fit into a cell: the secret's leaf, else its title. */
export function entryWord(entry: CalendarEntry): string {
  return entry.secret ? leafOf(entry.secret.name).leaf.slice(0, 60) : visible(entry.title).slice(0, 60);
}

/** How much is on a day, in words: `2 due, 1 of them late, 1 planned`. */
export function countWords(day: DayCount | undefined): string {
  if (!day) return "nothing";
  const parts = [
    day.due > 0 && `${day.due} due${day.late > 0 ? `, ${day.late} of them late` : ""}`,
    day.planned > 0 && `${day.planned} planned`,
    day.other > 0 && `${day.other} other`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "nothing";
}

/** For what a freeze counts. */
export function scopeWord(freeze: Pick<FreezeDto, "scope" | "what">): string {
  return freeze.scope === "all" ? "everything" : `${freeze.scope} ${visible(freeze.what)}`;
}

/** How long a freeze is. */
export function freezeDays(days: number): string {
  return counted(days, "day");
}

/** This instant, as the contract writes one. */
export function thisInstant(): string {
  return new Date().toISOString();
}
