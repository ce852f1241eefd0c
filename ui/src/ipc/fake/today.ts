// What needs somebody in the in-memory host: put together from what the other commands reply, as the real one is from the
// places that they show.
import type { Commands, ReviewReply, TodayReply } from "../bindings";

type Ask = <K extends keyof Commands>(name: K, request: Commands[K]["request"]) => Commands[K]["reply"];

/** How many of each sort are named. */
const NAMED = 5;
const DAY = 86_400_000;

/** The reply, from what `ask` gives. */
export function todayReply(ask: Ask, clock: () => number): TodayReply {
  const now = clock();
  const due = (states: string[], within: number | null, limit: number) => ask("due_list", { filter: "", states, within_days: within, offset: 0, limit });
  const all = due([], null, 0);
  const overdue = due(["overdue"], null, NAMED);
  const week = due(["due", "due_soon", "ok"], 7, NAMED);
  const findings = (about: string) => ask("findings_list", { state: "open", arn: null, about, offset: 0, limit: NAMED });
  const [reads, rotation] = [findings("reads"), findings("rotation")];
  const incidents = ask("incidents_list", null).incidents.filter((row) => row.state !== "closed");
  const campaigns = ask("reviews_list", null);
  const waiting = campaigns.campaigns.filter((one) => one.state !== "closed");
  const led = [...ask("rotations_list", { which: "open", arn: null }).rotations.map(({ id }) => ({ of: "rotation", id })), ...waiting.map(({ id }) => ({ of: "review", id }))];
  const horizon = new Date(now + 7 * DAY).toISOString().slice(0, 10);
  const followUps = ask("incidents_list", null).numbers.open_follow_ups.filter((one) => one.due_on <= horizon);
  const coverage = ask("coverage_show", null);
  const signIn = (reason: string) => reason === "expired_sign_in" || reason === "no_sign_in";
  const problems = coverage.problems.filter((one) => !signIn(one.reason));
  const ended = coverage.problems.filter((one) => signIn(one.reason));
  const { last } = ask("sync_status", null);
  const daysTo = (on: string) => Math.round((Date.parse(`${on}T00:00:00Z`) - Date.parse(`${new Date(now).toISOString().slice(0, 10)}T00:00:00Z`)) / DAY);
  const next = waiting.length === 0 && campaigns.next_on && daysTo(campaigns.next_on) <= 14 ? campaigns.next_on : null;
  const dated = all.counts.ok + all.counts.due_soon + all.counts.due;
  return {
    at: new Date(now).toISOString(),
    today: all.today,
    incidents,
    runs: led.flatMap((of) => ask("run_leading", of).runs.filter((run) => run.running)),
    follow_ups: followUps.slice(0, NAMED),
    reads: reads.findings,
    rotation: rotation.findings,
    overdue: overdue.rows,
    week: week.rows,
    reviews: waiting.map((one) => {
      const whole: ReviewReply = ask("review_show", { id: one.id });
      return {
        id: one.id, name: one.name, state: one.state, due_on: one.due_on, days_left: daysTo(one.due_on), progress: one.progress,
        late: whole.reviewers.filter((who) => who.late).map((who) => ({ name: who.reviewer.name, left: who.progress.items - who.progress.decided })),
        unproved: whole.removals.filter((removal) => removal.state !== "removed").length,
      };
    }),
    next_review_on: next,
    problems: problems.slice(0, NAMED),
    sign_ins: [...new Set(ended.map((one) => one.profile))].map((profile) => ({ profile, state: "expired", until: null, problems: ended.filter((one) => one.profile === profile).length })),
    last_sync: last && { ended_at: last.ended_at, cancelled: last.cancelled, added: last.added, changed: last.changed, gone: last.gone, cells_read: last.cells_read, cells: last.cells },
    schedule: ask("schedule_show", null),
    counts: {
      secrets: coverage.secrets,
      incidents: incidents.filter((row) => !row.drill).length,
      follow_ups: followUps.length,
      reads: reads.total,
      rotation: rotation.total,
      overdue: all.counts.overdue,
      week: week.total,
      due_in_14_days: ask("calendar_show", { from: all.today, to: all.today, filter: "", per_day: 0 }).due_in_14_days,
      failed: all.counts.failed,
      within_policy: dated,
      under_policy: dated + all.counts.overdue,
      unread: coverage.cells.filter((cell) => cell.state !== "complete").length,
      cells: coverage.cells.length,
      problems: problems.length,
    },
  };
}
