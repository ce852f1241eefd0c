// What needs somebody, line by line in the order of what is most pressing. Pure: whoever calls it says what "now" is.
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CalendarDays from "@lucide/svelte/icons/calendar-days";
import ClipboardCheck from "@lucide/svelte/icons/clipboard-check";
import ListChecks from "@lucide/svelte/icons/list-checks";
import ListTodo from "@lucide/svelte/icons/list-todo";
import LogIn from "@lucide/svelte/icons/log-in";
import OctagonAlert from "@lucide/svelte/icons/octagon-alert";
import Activity from "@lucide/svelte/icons/activity";
import RotateCw from "@lucide/svelte/icons/rotate-cw-square";
import Siren from "@lucide/svelte/icons/siren";
import Unplug from "@lucide/svelte/icons/unplug";

import type { DueRow, FindingRow, IncidentRow, LedRunDto, ProblemDto, TodayReply, TodayReview, TodaySignIn } from "../../ipc/bindings";
import { ago, count, counted, exact, relative, visible, type Zone } from "../../shared/format";
import { hidesWord, problemPlace, reasonWord } from "../../shared/problems";
import type { Route } from "../../shared/routes";
import { lastWords, nextWords } from "../../shared/schedule";
import { awayWord, shortDay } from "../../shared/rotation/days";
import { leafOf } from "../../shared/rotation/due";
import type { IconComponent, Tone } from "../../shared/tones";

/** Something that needs somebody. */
export interface Line {
  /** Stable over readings. */
  key: string;
  /** What sort it is: where one ends, the next begins with a wider line. */
  sort: "incident" | "run" | "follow-up" | "reads" | "rotation" | "overdue" | "failed" | "week" | "review" | "unread" | "schedule" | "sign-in";
  tone: Tone;
  icon: IconComponent;
  title: string;
  note: string;
  /** The one next action, and where it leads. */
  action: string;
  to: Route;
}

/** When and where the lines are read. */
export interface Moment {
  /** Milliseconds since 1970. */
  now: number;
  zone: Zone;
}

/** The lines of a reply. */
export function linesOf(reply: TodayReply, at: Moment): Line[] {
  const { counts } = reply;
  return [
    ...reply.incidents.map((row) => incident(row, at)),
    ...reply.runs.map(run),
    ...followUps(reply),
    ...reply.reads.map((row) => finding(row, at)),
    ...moreReads(counts.reads - reply.reads.length),
    ...(counts.rotation > 0 ? [rotation(reply)] : []),
    ...(counts.overdue > 0 ? [overdue(reply)] : []),
    ...(counts.failed > 0 ? [failed(counts.failed)] : []),
    ...(counts.week > 0 ? [week(reply)] : []),
    ...reply.reviews.map(review),
    ...(reply.next_review_on ? [nextReview(reply.next_review_on, reply.today)] : []),
    ...unread(reply),
    ...schedule(reply, at),
    ...reply.sign_ins.map((one) => signIn(one, at)),
  ];
}

function incident(row: IncidentRow, { now, zone }: Moment): Line {
  const { mark } = row;
  const next = !mark ? "no mark is set" : mark.late ? `${visible(mark.words)} is late since ${relative(mark.at, now)}` : `next: ${visible(mark.words)}, ${ago(mark.at, now)} (${exact(mark.at, zone)})`;
  const left = row.exposed - row.settled;
  return {
    key: `incident/${row.id}`, sort: "incident", icon: Siren as IconComponent, tone: row.drill ? "unknown" : mark?.late || row.severity === "SEV-1" || row.severity === "SEV-2" ? "late" : "soon",
    title: `${visible(row.id)} “${visible(row.codename)}”: ${visible(row.title)}`,
    note: [row.drill ? "exercise" : visible(row.severity), next, left > 0 ? `${counted(left, "credential")} not settled` : ""].filter(Boolean).join(" · "),
    action: "Go on", to: { place: "incidents", incident: row.id },
  };
}

function run(row: LedRunDto): Line {
  const next = row.current ? `now: ${visible(row.current)}` : "every step has ended";
  return { key: `run/${row.id}`, sort: "run", tone: "calm", icon: ListChecks as IconComponent, title: `${visible(row.id)}: ${visible(row.title)}`, note: `${count(row.ended)} of ${counted(row.steps, "step")} · ${next}`, action: "Go on", to: { place: "incidents", incident: row.id } };
}

/** Follow-ups in one line: whoever owns one has it in the calendar too. */
function followUps({ follow_ups: rows, counts, today }: TodayReply): Line[] {
  const [first] = rows;
  if (!first) return [];
  const late = first.due_on < today;
  const when = late ? `due since ${shortDay(first.due_on, today)}` : first.due_on === today ? "due today" : `due on ${shortDay(first.due_on, today)}`;
  const more = counts.follow_ups - 1;
  const note = [`${visible(first.owner)}, ${visible(first.incident)}`, more > 0 ? `${count(more)} more late or due within seven days` : ""].filter(Boolean).join(" · ");
  return [{ key: "follow-up", sort: "follow-up", tone: late ? "late" : "soon", icon: ListTodo as IconComponent, title: `Follow-up ${when}: ${visible(first.action)}`, note, action: "Open", to: { place: "incidents", incident: first.incident } }];
}

const WEIGHTS: Record<string, { tone: Tone; icon: IconComponent }> = {
  critical: { tone: "late", icon: OctagonAlert as IconComponent },
  high: { tone: "late", icon: OctagonAlert as IconComponent },
  medium: { tone: "soon", icon: Activity as IconComponent },
};

function finding(row: FindingRow, { now }: Moment): Line {
  const weight = WEIGHTS[row.severity] ?? { tone: "calm" as const, icon: Activity as IconComponent };
  return {
    key: `finding/${row.key}`, sort: "reads", ...weight,
    title: visible(row.title),
    note: [visible(row.severity), ...row.marks.map(visible), ago(row.last_at, now), visible(row.account_name ?? row.account)].join(" · "),
    action: "Open", to: { place: "reads", tab: "findings", finding: row.key },
  };
}

function moreReads(more: number): Line[] {
  if (more <= 0) return [];
  return [{ key: "reads/more", sort: "reads", tone: "plain", icon: Activity as IconComponent, title: `${counted(more, "more finding")} about reads`, note: "nobody has looked at them", action: "See them", to: { place: "reads", tab: "findings" } }];
}

/** Findings about rotation in one line: they come in hundreds, and the secrets are named again where they are due. */
function rotation({ rotation: rows, counts }: TodayReply): Line {
  const [first] = rows;
  const weight = (first && WEIGHTS[first.severity]) ?? { tone: "calm" as const };
  const title = first && counts.rotation === 1 ? visible(first.title) : `${counted(counts.rotation, "finding")} about rotation that nobody has looked at`;
  const shown = counts.rotation === 1 ? (first?.marks ?? []) : rows.slice(0, 2).map((row) => row.title);
  const to: Route = { place: "reads", tab: "findings", ...(first ? { finding: first.key } : {}) };
  return { key: "rotation", sort: "rotation", tone: weight.tone, icon: RotateCw as IconComponent, title, note: shown.map(visible).join(" · "), action: counts.rotation === 1 ? "Open" : "See them", to };
}

function overdue({ overdue: rows, counts }: TodayReply): Line {
  const [oldest] = rows;
  const note = oldest ? `oldest: ${named(oldest)}, ${awayWord(oldest.days ?? 0)}${oldest.secret.owner ? `, ${visible(oldest.secret.owner)}` : ", no owner"}` : "";
  return { key: "overdue", sort: "overdue", tone: "late", icon: OctagonAlert as IconComponent, title: `${counted(counts.overdue, "secret")} ${counts.overdue === 1 ? "is" : "are"} overdue`, note, action: "See them", to: { place: "rotation", tab: "due", state: "overdue" } };
}

function failed(many: number): Line {
  return { key: "failed", sort: "failed", tone: "late", icon: RotateCw as IconComponent, title: `AWS failed to rotate ${counted(many, "secret")}`, note: "its schedule is past, and the value is the old one", action: "See them", to: { place: "rotation", tab: "due", state: "failed" } };
}

function week({ week: rows, counts, today }: TodayReply): Line {
  const shown = rows.map((row) => `${named(row)} ${row.days === 0 ? "today" : row.days === 1 ? "tomorrow" : row.due_on ? shortDay(row.due_on, today) : ""}`);
  const more = counts.week - rows.length;
  return { key: "week", sort: "week", tone: "soon", icon: CalendarDays as IconComponent, title: `${counted(counts.week, "secret")} ${counts.week === 1 ? "is" : "are"} due within seven days`, note: [...shown, more > 0 ? `${count(more)} more` : ""].filter(Boolean).join(" · "), action: "Calendar", to: { place: "calendar", shape: "week" } };
}

function review(row: TodayReview): Line {
  const left = row.progress.items - row.progress.decided;
  const late = row.late.map((who) => `${visible(who.name)} has ${count(who.left)} to decide`);
  const reopened = row.state === "reopened";
  const when = row.days_left < 0 ? `${counted(-row.days_left, "day")} late` : row.days_left === 0 ? "due today" : `${counted(row.days_left, "day")} left`;
  return {
    key: `review/${row.id}`, sort: "review", icon: ClipboardCheck as IconComponent, tone: row.days_left < 0 && !reopened ? "late" : row.days_left <= 7 || reopened ? "soon" : "calm",
    title: reopened ? `${visible(row.name)}: something drifted since it was closed` : left === 0 ? `${visible(row.name)}: all decided, not closed, ${when}` : `${visible(row.name)}: ${count(left)} of ${counted(row.progress.items, "item")} left, ${when}`,
    note: [...late, row.unproved > 0 ? `${counted(row.unproved, "removal")} not proved` : "", row.progress.differs > 0 ? `${counted(row.progress.differs, "item")} on which reviewers differ` : ""].filter(Boolean).join(" · "),
    action: "Go on", to: { place: "reviews", review: row.id },
  };
}

function nextReview(on: string, today: string): Line {
  return { key: "review/next", sort: "review", icon: ClipboardCheck as IconComponent, tone: on < today ? "late" : "calm", title: `The next access review is due on ${shortDay(on, today)}`, note: "nobody has opened it", action: "Open a review…", to: { place: "reviews", ask: "open" } };
}

/** What was not read: a place by name where there is one, else how much. */
function unread({ problems, counts }: TodayReply): Line[] {
  if (counts.unread === 0 && counts.problems === 0) return [];
  const [worst] = problems;
  const base = { sort: "unread" as const, icon: Unplug as IconComponent, tone: "unknown" as const, action: "What to do" };
  if (!worst) return [{ ...base, key: "unread", title: `${counted(counts.unread, "cell")} of ${count(counts.cells)} not read in full`, note: "", to: { place: "coverage" } }];
  const shown = problems.slice(0, 3).map((problem): Line => ({ ...base, key: `unread/${problemPlace(problem)}/${problem.action}`, title: `${problemPlace(problem)}: ${hidesWord(problem.hides)} not read`, note: `${reasonWord(problem.reason)} · ${visible(problem.action)} · ${visible(problem.advice)}`, to: cellOf(problem) }));
  const more = counts.problems - shown.length;
  return more > 0 ? [...shown, { ...base, key: "unread/more", tone: "plain", title: `${count(more)} more not read`, note: `${counted(counts.unread, "cell")} of ${count(counts.cells)} not read in full`, action: "Coverage", to: { place: "coverage" } }] : shown;
}

function cellOf(problem: ProblemDto): Route {
  const { account, region, store } = problem;
  return account && region && store ? { place: "coverage", cell: `${account}/${region}/${store}` } : { place: "coverage" };
}

/** A scheduled sync that could not be done, or that something holds. */
function schedule({ schedule: standing }: TodayReply, { now, zone }: Moment): Line[] {
  const failed = standing.last?.failed ? standing.last : null;
  if (standing.schedule.every_hours === null || (!failed && standing.held === null)) return [];
  return [{ key: "schedule", sort: "schedule", tone: failed ? "late" : "calm", icon: CalendarClock as IconComponent, title: failed ? "The last scheduled sync could not be done" : "A scheduled sync waits", note: failed ? lastWords(failed, now, zone) : nextWords(standing, now), action: "Schedule", to: { place: "settings", section: "schedule" } }];
}

function signIn(one: TodaySignIn, { now, zone }: Moment): Line {
  const who = one.profile === null ? "of the environment" : `“${visible(one.profile)}”`;
  const title = one.state === "expires" && one.until ? `The sign-in ${who} ends ${ago(one.until, now)}` : one.state === "missing" ? `There is no sign-in ${who}` : `The sign-in ${who} has ended`;
  const until = one.until ? exact(one.until, zone) : "";
  const lost = one.problems > 0 ? `${counted(one.problems, "thing")} not read for want of it` : "";
  return { key: `sign-in/${one.profile ?? ""}`, sort: "sign-in", icon: LogIn as IconComponent, tone: one.state === "expires" ? "calm" : "late", title, note: [lost, until].filter(Boolean).join(" · "), action: "Sign in", to: { place: "settings", section: "sign-ins" } };
}

function named(row: DueRow): string {
  return leafOf(row.secret.name).leaf;
}
