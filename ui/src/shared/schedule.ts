// Words for the schedule of syncs.
import type { ScheduledRunDto, ScheduleReply } from "../ipc/bindings";
import { ago, counted, exact, visible, type Zone } from "./format";

const BECAUSE: Record<string, string> = { asleep: "while the machine slept", closed: "while Keyturn was closed or locked", offline: "without a network", metered: "on a metered network", busy: "while another sync ran" };
const HELD: Record<string, string> = { offline: "there is no network", metered: "the network is metered" };

/** When the next one is, or what holds it: `Next in 22 min.`; empty where it is off. */
export function nextWords(reply: ScheduleReply, nowMs: number): string {
  if (reply.schedule.every_hours === null) return "";
  if (reply.next_at === null) return "Nothing is set up to sync from.";
  if (reply.held !== null) return `Due ${ago(reply.next_at, nowMs)}, held: ${HELD[reply.held] ?? visible(reply.held)}.`;
  return Date.parse(reply.next_at) <= nowMs ? "Due now." : `Next ${ago(reply.next_at, nowMs)}.`;
}

/** What was missed before a run: `3 were missed while the machine slept`; empty where nothing was. */
export function missedWords(run: ScheduledRunDto): string {
  if (run.missed === 0) return "";
  return `${run.missed === 1 ? "1 was" : `${run.missed} were`} missed ${BECAUSE[run.because ?? ""] ?? ""}`.trim();
}

/** The last run by itself, in a sentence: `Last ran 8 min ago; 3 were missed while the machine slept.` */
export function lastWords(run: ScheduledRunDto | null, nowMs: number, zone: Zone): string {
  if (!run) return "It has not run yet.";
  const how = run.failed === null ? `Last ran ${ago(run.at, nowMs)} (${exact(run.at, zone)})` : `It could not run ${ago(run.at, nowMs)}: ${visible(run.failed)}`;
  return `${[how, missedWords(run)].filter(Boolean).join("; ")}.`;
}

/** How often: `every hour`, `every 4 hours`, `off`. */
export function everyWords(hours: number | null): string {
  return hours === null ? "off" : hours === 1 ? "every hour" : hours % 24 === 0 ? `every ${hours === 24 ? "day" : counted(hours / 24, "day")}` : `every ${counted(hours, "hour")}`;
}
