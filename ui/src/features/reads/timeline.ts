// A stretch of time that is looked at closer or from farther off. Pure.
import type { ReadsTimelineReply } from "../../ipc/bindings";
import { clock, type Zone } from "../../shared/format";

/** A stretch in milliseconds since 1970, the end not included. */
export interface Window {
  from: number;
  to: number;
}

/** Milliseconds since 1970 as the contract has instants; null where there are none. */
export function instant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Nothing is looked at closer than this. */
const LEAST = 10 * SECOND;
/** Nor from farther off. */
const MOST = 400 * DAY;

/** The window made so many times as wide about a point within it (0 its start, 1 its end). */
export function zoom(window: Window, factor: number, about = 0.5): Window {
  const width = window.to - window.from;
  const next = Math.min(MOST, Math.max(LEAST, width * factor));
  const from = Math.round(window.from + (width - next) * about);
  return { from, to: from + Math.round(next) };
}

/** The window moved by a share of its width. */
export function pan(window: Window, share: number): Window {
  const by = Math.round((window.to - window.from) * share);
  return { from: window.from + by, to: window.to + by };
}

/** The part of a window between two points within it, in whatever order. */
export function cut(window: Window, a: number, b: number): Window {
  const width = window.to - window.from;
  const [start, end] = [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
  const from = Math.round(window.from + width * start);
  return { from, to: Math.max(from + LEAST, Math.round(window.from + width * end)) };
}

const STEPS = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY];

/** One label of the axis. */
export interface Tick {
  at: number;
  /** From 0 to 1. */
  place: number;
  words: string;
}

/** Labels at round times, at most so many. */
export function ticks(window: Window, most: number, zone: Zone): Tick[] {
  const width = Math.max(1, window.to - window.from);
  const step = STEPS.find((s) => width / s <= most) ?? 90 * DAY;
  // Local days begin at their own midnight.
  const shift = zone === "utc" ? 0 : new Date(window.from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((window.from - shift) / step) * step + shift;
  const found: Tick[] = [];
  for (let at = first; at < window.to; at += step) found.push({ at, place: (at - window.from) / width, words: tickWords(at, step, zone) });
  return found;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function tickWords(at: number, step: number, zone: Zone): string {
  const date = new Date(at);
  const time = clock(at, zone);
  const day = zone === "utc" ? `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}` : `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  // Midnight says which day begins.
  if (step >= DAY || time === "00:00:00") return day;
  return step < MINUTE ? time : time.slice(0, 5);
}

/** A row of the table twin: a stretch, with a count for each lane. */
export interface TwinRow extends Window {
  counts: { events: number; found: number }[];
}

/** The timeline as a table: at most so many stretches, those without any event left out. */
export function twin(reply: ReadsTimelineReply, most: number): TwinRow[] {
  const buckets = reply.lanes[0]?.counts.length ?? 0;
  const per = Math.max(1, Math.ceil(buckets / most));
  const [from, to] = [Date.parse(reply.from), Date.parse(reply.to)];
  const at = (bucket: number) => Math.round(from + ((to - from) * Math.min(bucket, buckets)) / Math.max(1, buckets));
  const sum = (list: readonly number[], start: number) => list.slice(start, start + per).reduce((total, n) => total + n, 0);
  const rows: TwinRow[] = [];
  for (let start = 0; start < buckets; start += per) {
    const counts = reply.lanes.map((lane) => ({ events: sum(lane.counts, start), found: sum(lane.found, start) }));
    if (counts.some(({ events }) => events > 0)) rows.push({ from: at(start), to: at(start + per), counts });
  }
  return rows;
}

/** Marks of a lane as paths in pixels: those of findings have a head, so that they are told by shape as well. */
export function marks(counts: readonly number[], found: readonly number[], width: number, height: number): { usual: string; odd: string } {
  const each = width / Math.max(1, counts.length);
  const wide = Math.max(2, Math.min(4, each * 0.62));
  const most = Math.max(1, ...counts);
  const paths = { usual: "", odd: "" };
  counts.forEach((n, i) => {
    if (n === 0) return;
    const x = (i * each + (each - wide) / 2).toFixed(1);
    const odd = (found[i] ?? 0) > 0;
    // The square root: one read is seen beside a hundred.
    const tall = odd ? height - 7 : Math.max(5, Math.sqrt(n / most) * (height - 8));
    const y = ((odd ? height - 2 : height / 2 + tall / 2) - tall).toFixed(1);
    const bar = `M${x} ${y}h${wide.toFixed(1)}v${tall.toFixed(1)}h-${wide.toFixed(1)}z`;
    if (!odd) paths.usual += bar;
    else paths.odd += `${bar}M${Math.min(width - 4, Math.max(4, Number(x) + wide / 2)).toFixed(1)} 5.5l-4 -5h8z`;
  });
  return paths;
}
