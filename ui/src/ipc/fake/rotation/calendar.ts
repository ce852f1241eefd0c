// The calendar in the in-memory host: what is on which day, freezes, days proposed, and the feed. Days are UTC's.
import type { CalendarEntry, CalendarReply, DayCount, FreezeDto, Proposal, SecretRef, SecretRow } from "../../bindings";
import { limitsOf, standing } from "./due";
import { DAY, dayOf, mondayOf, refOf } from "./judge";
import { summaryOf } from "./records";
import type { Of, World } from "./world";

const LONGEST = 400;
const LONGEST_FREEZE = 31;
const SOON = 14;
const TONES = ["late", "soon", "plan", "ok", "calm"];

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const leaf = (name: string) => name.slice(name.replace(/\/+$/u, "").lastIndexOf("/") + 1);
const path = (name: string) => name.slice(0, name.length - leaf(name).length);

/** Whether a freeze is for a secret. */
function isFor(freeze: FreezeDto, secret: SecretRef): boolean {
  if (freeze.scope === "account") return freeze.what === secret.account;
  if (freeze.scope === "owner") return freeze.what === secret.owner;
  if (freeze.scope === "path") return new RegExp(`^${freeze.what.split("**").map((part) => part.split("*").map((p) => p.replace(/[.+?^${}()|[\]\\]/gu, "\\$&")).join("[^/]*")).join(".*")}$`, "u").test(secret.name);
  return true;
}

export function calendarHandlers(world: World): Of<"calendar_show" | "calendar_spread" | "calendar_export" | "freeze_save" | "freeze_delete"> {
  const { host } = world;
  const today = () => dayOf(world.now);
  let freezes: FreezeDto[] = host.bare ? [] : [{ id: "1", from: dayOf(world.now + 6 * DAY), to: dayOf(world.now + 8 * DAY), why: "Black Friday", scope: "all", what: "" }];
  const listed = () => ({ freezes: [...freezes].sort((a, b) => (a.from < b.from ? -1 : 1)) });

  function everything(filter: string): CalendarEntry[] {
    const now = today();
    const soon = dayOf(world.now + SOON * DAY);
    const toned = (on: string) => (on < now ? "late" : on <= soon ? "soon" : "calm");
    const shown = new Map<string, SecretRow>(world.matching(filter).map((row) => [row.arn, row]));
    const entries: CalendarEntry[] = [];
    const add = (of: Omit<CalendarEntry, "at" | "secret" | "rotation" | "review" | "movable"> & Partial<CalendarEntry>) => entries.push({ at: null, secret: null, rotation: null, review: null, movable: false, ...of });
    for (const row of shown.values()) {
      const due = world.due(row);
      const { secret } = due;
      const about = [secret.kind_label, due.limit_days === null ? null : `${due.limit_days} days`, secret.owner].filter(Boolean).join(", ");
      if (due.due_on !== null && ["ok", "due_soon", "due", "overdue"].includes(due.state)) add({ id: `due-${row.arn}`, on: due.due_on, kind: "due", tone: toned(due.due_on), title: `${leaf(row.name)} due`, detail: about, secret });
      if (due.aws?.next_at) add({ id: `aws-${row.arn}`, on: dayOf(Date.parse(due.aws.next_at)), at: due.aws.next_at, kind: "aws_schedule", tone: "calm", title: `AWS rotates ${leaf(row.name)}`, detail: due.aws.words, secret });
    }
    for (const record of world.records) {
      const row = shown.get(record.arn);
      if (!row) continue;
      const { proof_words } = summaryOf(record, row);
      if (record.open && !record.taken.stored && record.planned_on) {
        add({ id: `planned-${record.id}`, on: record.planned_on, kind: "planned", tone: record.planned_on < now ? "late" : "plan", title: `${leaf(row.name)} planned`, detail: [row.kind_label, record.owner].filter(Boolean).join(", "), secret: refOf(row), rotation: record.id, movable: true });
      } else if (record.taken.stored) {
        add({ id: `planned-${record.id}`, on: dayOf(record.taken.stored.at), kind: "rotated", tone: "ok", title: `${leaf(row.name)} rotated`, detail: proof_words, secret: refOf(row), rotation: record.id });
      }
    }
    for (const task of world.tasks) {
      const row = shown.get(task.arn);
      if (row && task.due_at !== null && task.dropped === null && task.rotation === null) add({ id: `task-${task.id}`, on: dayOf(task.due_at), at: new Date(task.due_at).toISOString(), kind: "task", tone: toned(dayOf(task.due_at)), title: `${leaf(row.name)}: task`, detail: task.words, secret: refOf(row) });
    }
    for (const exception of world.listed()) {
      if (exception.state === "ended_early" || (exception.scope === "secret" && !shown.has(exception.what))) continue;
      const row = shown.get(exception.what);
      add({ id: `exception-${exception.id}`, on: exception.until, kind: "exception_ends", tone: toned(exception.until) === "soon" ? "soon" : "calm", title: `${leaf(exception.title)}: exception ends`, detail: exception.why, secret: row ? refOf(row) : null });
    }
    if (filter.trim() === "") for (const review of host.reviews()) add({ id: `review-${review.id}`, on: review.on, kind: "review", tone: toned(review.on), title: `${review.name} to be done`, detail: "", review: review.id });
    return entries.sort((a, b) => (a.on !== b.on ? (a.on < b.on ? -1 : 1) : TONES.indexOf(a.tone) - TONES.indexOf(b.tone) || (a.title < b.title ? -1 : 1)));
  }

  function show(from: string, to: string, filter: string, perDay: number): CalendarReply {
    const all = everything(filter);
    const rows = standing(world, filter);
    const first = mondayOf(world.now);
    const weeks = Array.from({ length: 12 }, (_, i) => ({ monday: dayOf(first + i * 7 * DAY), due: 0 }));
    for (const { on, kind } of all) {
      const week = weeks[Math.floor((at(on) - first) / (7 * DAY))];
      if (week && (kind === "due" || kind === "planned")) week.due += 1;
    }
    const days = new Map<string, DayCount>();
    const kept: CalendarEntry[] = [];
    const listedOn = new Map<string, number>();
    for (const entry of all.filter(({ on }) => on >= from && on <= to)) {
      const day = days.get(entry.on) ?? { on: entry.on, due: 0, late: 0, planned: 0, other: 0 };
      days.set(entry.on, day);
      if (entry.kind === "due") [day.due, day.late] = [day.due + 1, day.late + Number(entry.tone === "late")];
      else if (entry.kind === "planned") day.planned += 1;
      else day.other += 1;
      const n = listedOn.get(entry.on) ?? 0;
      if (n < perDay) kept.push(entry);
      listedOn.set(entry.on, n + 1);
    }
    const overdue = rows.filter((row) => row.state === "overdue");
    return {
      entries: kept, days: [...days.values()], freezes: listed().freezes.filter((f) => f.from <= to && f.to >= from), weeks,
      overdue: overdue.length, overdue_rows: overdue.slice(0, 20),
      due_in_14_days: rows.filter((row) => row.state !== "excepted" && row.days !== null && row.days >= 0 && row.days <= SOON).length,
      today: today(), time_zone: "UTC", limits: limitsOf(world, rows),
    };
  }

  return {
    calendar_show: ({ from, to, filter, per_day }) => {
      const days = (at(to) - at(from)) / DAY;
      if (Number.isNaN(days) || days < 0 || days > LONGEST) host.fail("bad_request", `A calendar has 1 to ${LONGEST} days: ${from} to ${to}.`);
      return show(from, to, filter, per_day);
    },
    calendar_spread: ({ filter, from, to }) => {
      if (to < from) host.fail("bad_request", "The last day is before the first.");
      const first = from < today() ? today() : from;
      const wanted = standing(world, filter).filter((row) => row.rotation === null && row.state !== "excepted" && row.state !== "not_applicable" && row.due_on !== null && row.due_on <= to);
      const load = new Map<string, number>();
      const proposals: Proposal[] = [];
      const left_out: string[] = [];
      for (const { secret, due_on } of wanted) {
        const until = due_on !== null && due_on >= first ? due_on : to;
        const free: string[] = [];
        for (let ms = at(first); ms <= at(until); ms += DAY) {
          const weekday = new Date(ms).getUTCDay();
          const on = dayOf(ms);
          if (weekday !== 0 && weekday !== 6 && !freezes.some((f) => f.from <= on && on <= f.to && isFor(f, secret))) free.push(on);
        }
        const keys = (on: string) => [`p ${path(secret.name)} ${on}`, `o ${secret.owner} ${on}`, `d ${on}`];
        const weight = (on: string) => { const [p = 0, o = 0, d = 0] = keys(on).map((key) => load.get(key) ?? 0); return Math.max(p, o) * 10_000 + d; };
        const on = free.reverse().reduce<string | null>((best, day) => (best === null || weight(day) < weight(best) ? day : best), null);
        if (on === null) {
          left_out.push(`${secret.name}: every day until it is due is frozen or on a weekend.`);
          continue;
        }
        for (const key of keys(on)) load.set(key, (load.get(key) ?? 0) + 1);
        proposals.push({ secret, due_on, on, late: due_on !== null && on > due_on });
      }
      return { proposals: proposals.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)), left_out };
    },
    calendar_export: ({ names, filter }) => {
      const all = everything(filter);
      host.log("calendar.exported", "keyturn.ics", { names, events: all.length });
      // Without names there is one event for each day, kind and environment.
      const events = names ? all.length : new Set(all.map((e) => `${e.on} ${e.kind} ${e.secret?.environment}`)).size;
      return { path: "/home/you/keyturn.ics", events };
    },
    freeze_save: (freeze) => {
      if (freeze.why.trim() === "") host.fail("bad_request", "The reason is missing.");
      if (!["all", "account", "path", "owner"].includes(freeze.scope)) host.fail("bad_request", `${freeze.scope} is none of all, account, path, owner.`);
      if (freeze.scope !== "all" && freeze.what.trim() === "") host.fail("bad_request", "What it is for is missing.");
      if (freeze.scope === "account" && !/^\d{12}$/u.test(freeze.what)) host.fail("bad_request", "An account has 12 digits.");
      const days = Math.round((at(freeze.to) - at(freeze.from)) / DAY) + 1;
      if (!(days > 0)) host.fail("bad_request", "It ends before it begins.");
      if (days > LONGEST_FREEZE) host.fail("bad_request", `${days} days are too long: at most ${LONGEST_FREEZE}.`);
      const id = freeze.id || world.id("F");
      freezes = [...freezes.filter((f) => f.id !== id), { ...freeze, id }];
      host.log("freeze.saved", freeze.why, { from: freeze.from, to: freeze.to });
      return listed();
    },
    freeze_delete: ({ id }) => {
      if (!freezes.some((f) => f.id === id)) host.fail("not_found", "There is no such freeze.");
      freezes = freezes.filter((f) => f.id !== id);
      host.log("freeze.deleted", id, {});
      return listed();
    },
  };
}
