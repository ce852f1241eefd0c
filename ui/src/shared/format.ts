// Numbers and times in words. Pure: whoever calls it says what "now" is and which zone is wanted.

/** `utc` or the zone of the machine. */
export type Zone = "utc" | "local";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const grouped = new Intl.NumberFormat("en-US");

/** A count with separators: `1,284`. */
export function count(n: number): string {
  return grouped.format(n);
}

/** A count with its noun: `1 secret`, `2 secrets`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

const compact = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** A large count in short: `9,999`, `412 k`, `1.9 M`. */
export function short(n: number): string {
  if (n < 10_000) return count(n);
  if (n < 999_500) return `${compact.format(n < 100_000 ? n / 1000 : Math.round(n / 1000))} k`;
  return `${compact.format(n / 1_000_000)} M`;
}

/** How far an instant is from now, short: `now`, `8 min`, `3 h`, `12 d`; with `in ` before when it lies ahead. */
export function relative(at: string | number | Date, nowMs: number): string {
  const span = nowMs - new Date(at).getTime();
  if (Number.isNaN(span)) return "?";
  const size = Math.abs(span);
  const words =
    size < 45_000 ? "now"
    : size < HOUR ? `${Math.max(1, Math.round(size / MINUTE))} min`
    : size < 36 * HOUR ? `${Math.round(size / HOUR)} h`
    : `${Math.round(size / DAY)} d`;
  return span < 0 && words !== "now" ? `in ${words}` : words;
}

/** The same as a phrase: `8 min ago`, `in 3 h`, `just now`. */
export function ago(at: string | number | Date, nowMs: number): string {
  const words = relative(at, nowMs);
  if (words === "?") return "at an unknown time";
  if (words === "now") return "just now";
  return words.startsWith("in ") ? words : `${words} ago`;
}

// Spelt here: engines differ in how they shorten months.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dateWords(date: Date, utc: boolean): string {
  return utc
    ? `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
    : `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** An instant in full, with its zone: `1 Jul 2026, 14:02 UTC`. */
export function exact(at: string | number | Date, zone: Zone): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  const utc = zone === "utc";
  const two = (n: number) => String(n).padStart(2, "0");
  const clock = utc ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}` : `${two(date.getHours())}:${two(date.getMinutes())}`;
  return `${dateWords(date, utc)}, ${clock} ${utc ? "UTC" : zoneName(date)}`;
}

/** The time of day with its seconds, without a date: `13:52:07`. */
export function clock(at: string | number | Date, zone: Zone): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  const parts = zone === "utc" ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()] : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map((n) => String(n).padStart(2, "0")).join(":");
}

/** An instant to the second: `1 Jul 2026, 14:02:07 UTC`. */
export function exactSecond(at: string | number | Date, zone: Zone): string {
  const words = exact(at, zone);
  return words.replace(/\d\d:\d\d(?= )/, clock(at, zone));
}

/** A stretch of time: `1 Jul 2026, 13:52:07 – 13:52:11 UTC`; both dates where they differ. */
export function stretch(from: string | number | Date, to: string | number | Date, zone: Zone): string {
  const [start, end] = [exactSecond(from, zone), exactSecond(to, zone)];
  if (start === end) return start;
  const [date, time] = start.split(", ");
  const cut = end.startsWith(`${date}, `) ? end.slice(`${date}, `.length) : end;
  return `${date}, ${time?.replace(/ .*$/, "")} – ${cut}`;
}

function zoneName(date: Date): string {
  return new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }).formatToParts(date).find((p) => p.type === "timeZoneName")?.value ?? "local";
}

/** An instant in both zones, the preferred one first, for tooltips. */
export function exactBoth(at: string | number | Date, zone: Zone): string {
  const utc = exact(at, "utc");
  const local = exact(at, "local");
  if (utc === local) return utc;
  return zone === "utc" ? `${utc}\n${local}` : `${local}\n${utc}`;
}

/** A date without a time, as `2 Sep 2026`. Takes `YYYY-MM-DD` or an instant; an instant's day is that of the zone. */
export function day(on: string, zone: Zone): string {
  const date = new Date(on.length === 10 ? `${on}T00:00:00Z` : on);
  if (Number.isNaN(date.getTime())) return on;
  return dateWords(date, zone === "utc" || on.length === 10);
}

/** How long something took: `0.4 s`, `12 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`;
}

// C0 and C1 controls, bidi overrides and isolates, zero-width and other invisible format characters, lone surrogates.
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// Blank letters and tag characters: they take room or none, but show nothing.
const BLANK = /[\u115f\u1160\u3164\uffa0]|[\u{e0000}-\u{e0fff}]/gu;

/** Text from AWS with characters that nobody can see made visible, so that no name can pass for another. */
export function visible(text: string): string {
  return text.replace(UNSEEN, "\ufffd").replace(BLANK, "\ufffd");
}

/** The short word for a store. */
export function storeWord(store: string): string {
  return store === "ssm" ? "SSM" : store === "secretsmanager" ? "SM" : visible(store);
}

/** The store's full name. */
export function storeName(store: string): string {
  return store === "ssm" ? "Parameter Store" : store === "secretsmanager" ? "Secrets Manager" : visible(store);
}

/** An account in words: its name, else its digits. */
export function accountWord(account: { id?: string; account?: string | null; name?: string | null; account_name?: string | null }): string {
  return visible(account.name ?? account.account_name ?? account.id ?? account.account ?? "unknown account");
}
