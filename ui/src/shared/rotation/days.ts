// Days as `YYYY-MM-DD`: counted without clocks or zones. Which day is today: see `team.svelte.ts`.

const DAY = 86_400_000;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const ms = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Today in UTC. */
export function utcToday(): string {
  return dayAt(Date.now());
}

/** The day so many days later. */
export function addDays(day: string, n: number): string {
  return dayAt(ms(day) + n * DAY);
}

/** Days from one day to another; negative where the other is before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((ms(to) - ms(from)) / DAY);
}

/** The day of the week, 0 for Monday. */
export function weekday(day: string): number {
  return (new Date(ms(day)).getUTCDay() + 6) % 7;
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, -weekday(day));
}

/** The same day so many months later; the last one of a month that is shorter. */
export function addMonths(day: string, n: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + n;
  const first = `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}-01`;
  return addDays(first, Math.min(Number(day.slice(8)), daysIn(first)) - 1);
}

/** How many days a day's month has. */
export function daysIn(day: string): number {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();
}

/** So many days from a first one on. */
export function daysFrom(first: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => addDays(first, i));
}

/** `November 2026`. */
export function monthWord(day: string): string {
  return `${MONTHS[Number(day.slice(5, 7)) - 1] ?? "?"} ${day.slice(0, 4)}`;
}

/** `Wednesday 25 November`, with the year where it is another than that of `today`. */
export function dayWord(day: string, today: string): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${day.slice(0, 4)}`;
  return `${WEEKDAYS[weekday(day)] ?? ""} ${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? "?"}${year}`;
}

/** `25 Nov`, with the year where it is another than that of `today`. */
export function shortDay(day: string, today: string): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${day.slice(0, 4)}`;
  return `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]?.slice(0, 3) ?? "?"}${year}`;
}

/** How far a day lies from today: `today`, `tomorrow`, `in 3 days`, `53 days over`. */
export function awayWord(days: number): string {
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days > 0) return `in ${days.toLocaleString("en-US")} days`;
  return days === -1 ? "1 day over" : `${(-days).toLocaleString("en-US")} days over`;
}

/** The same in a cell: `53 d over`, `in 9 d`. */
export function awayShort(days: number): string {
  return awayWord(days).replace(/ days?\b/u, " d");
}
