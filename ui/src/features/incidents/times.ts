// Spans of time and times of day as they are read and typed in an incident. Pure.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (n: number) => String(n).padStart(2, "0");

/** How long something runs, for the large clock: `00:08:18`; with days in front once there are any. */
export function running(ms: number): string {
  const s = Math.max(0, Math.floor(ms / SECOND));
  const days = Math.floor(s / 86_400);
  const clock = `${two(Math.floor((s % 86_400) / 3600))}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return days > 0 ? `${days} d ${clock}` : clock;
}

/** A span in short: `6:42` below an hour, `3 h 05 min` below two days, then `12 d`. */
export function span(ms: number): string {
  const size = Math.abs(ms);
  if (size < HOUR) return `${Math.floor(size / MINUTE)}:${two(Math.floor((size % MINUTE) / SECOND))}`;
  if (size < 2 * DAY) return `${Math.floor(size / HOUR)} h ${two(Math.floor((size % HOUR) / MINUTE))} min`;
  return `${Math.floor(size / DAY)} d`;
}

/** The same for ears: `6 minutes`, `3 hours`, `12 days`. */
export function spoken(ms: number): string {
  const size = Math.abs(ms);
  const [n, word] = size < HOUR ? [Math.floor(size / MINUTE), "minute"] : size < 2 * DAY ? [Math.floor(size / HOUR), "hour"] : [Math.floor(size / DAY), "day"];
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

/** How much is left until a moment, or how late it is. */
export function until(at: string, now: number): { late: boolean; words: string } {
  const left = Date.parse(at) - now;
  return left < 0 ? { late: true, words: `${span(left)} late` } : { late: false, words: `${span(left)} left` };
}

/** Seconds in words: `11 min`, `2 h 40 min`, `34 d`. */
export function took(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return span(seconds * SECOND);
}

const TYPED = /^(?:(\d{4})-(\d{2})-(\d{2})[ T])?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(?:Z|UTC)?$/iu;

/**
 * A moment as a person types it, in UTC, as RFC 3339: `14:11`, `14:11:30`, `2026-11-21 14:11`, `now`. A time of day alone is
 * the last one that has been. Null where it cannot be read.
 */
export function parseMoment(typed: string, now: number): string | null {
  const text = typed.trim();
  if (/^now$/iu.test(text)) return new Date(now).toISOString();
  const found = TYPED.exec(text);
  if (!found) return null;
  const [, year, month, day, hours = "0", minutes = "0", seconds = "0"] = found;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const today = new Date(now).toISOString().slice(0, 10);
  const date = year === undefined ? today : `${year}-${month}-${day}`;
  const at = Date.parse(`${date}T${two(Number(hours))}:${minutes}:${two(Number(seconds))}Z`);
  if (Number.isNaN(at) || (year !== undefined && new Date(at).toISOString().slice(0, 10) !== date)) return null;
  const past = year === undefined && at > now + MINUTE ? at - DAY : at;
  return new Date(past).toISOString();
}

/** A moment as it is typed: `2026-11-21 14:11:30`, UTC. */
export function momentText(at: number | string): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** The time of day of a moment, `14:11`; with its date where that is another day than `now`. UTC. */
export function shortTime(at: string, now: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const [on, clock] = [date.toISOString().slice(0, 10), date.toISOString().slice(11, 16)];
  return on === new Date(now).toISOString().slice(0, 10) ? clock : `${on.slice(5)} ${clock}`;
}
