// CloudTrail in the in-memory host: collecting, asking, findings and their triage.
import type { CommandError, Commands, FindingReply, SecretRow, SilenceDto, TrailReply, TrailReport, TrailSettingsDto } from "../bindings";
import { groupsOf, timelineOf, usesOf } from "./trail/answers";
import { FakeCollection, trailAsks, trailCells, trailChecks, TRAIL_PROBLEMS } from "./trail/collection";
import { DAY, HOUR, PEOPLE, seedEvents, type FakeEvent } from "./trail/events";
import { seedFindings } from "./trail/findings";
import { readQuery } from "./trail/query";

type Names = Extract<keyof Commands, `trail_${string}` | `reads_${string}` | `finding${string}` | `silence${string}`> | "secret_usage" | "secret_decoy_save" | "principal_usage";
/** The handlers of CloudTrail's commands. */
export type TrailHandlers = { [K in Names]: (request: Commands[K]["request"]) => Commands[K]["reply"] | Promise<Commands[K]["reply"]> };

interface Host {
  rows: () => SecretRow[];
  clock: () => number;
  stepMs: number;
  /** Whether nothing is collected at first. */
  bare: boolean;
  /** Whether nothing is open. */
  quiet: boolean;
  send: (event: string, payload: unknown) => void;
  /** Findings about rotation, and what is decided about them. */
  rotation: { all: () => FindingReply[]; triage: (key: string, triage: FindingReply["triage"]) => void };
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

const LIMITS = ["KMS events are excluded in shared: reads by path are not attributed there.", "prod-eu / eu-west-3 was never read."];

export function trailHandlers(host: Host): TrailHandlers {
  const started = host.clock();
  let collected = !host.bare;
  let known: { events: FakeEvent[]; findings: FindingReply[] } | null = null;
  let running: FakeCollection | null = null;
  let last: TrailReport | null = null;
  let settings: TrailSettingsDto = { learning_days: 7, forget_days: 90, detail_days: 90, departed: [{ person: "bob@example.test", left_on: new Date(started - 40 * DAY).toISOString().slice(0, 10) }] };
  const decoys = new Set<string>();
  const iso = (ms: number) => new Date(ms).toISOString();
  const date = (ms: number) => iso(ms).slice(0, 10);

  const all = () => {
    if (!collected) return { events: [], findings: [] };
    if (!known) {
      const events = seedEvents(host.rows(), started);
      known = { events, findings: seedFindings(events, started, host.quiet) };
    }
    return known;
  };
  let silences: SilenceDto[] = [
    silence(1, { note: "The monthly report reads both environments.", principal: PEOPLE.reporting, rule: "cross_environment", ends: 82, hid: 3, lastHid: started - 9 * DAY }),
    silence(2, { note: "Penetration test of the web tier.", secrets: "prod/web/*", source: "192.0.2.0/24", ends: 6, hid: 41, lastHid: started - 5 * HOUR }),
    silence(3, { note: "Migration of etl.", principal: PEOPLE.etl, ends: -12, hid: 0 }),
  ];
  function silence(id: number, of: { note: string; ends: number; hid: number; lastHid?: number; rule?: string; principal?: SilenceDto["principal"]; secrets?: string; source?: string }): SilenceDto {
    return { id, rule: of.rule ?? null, principal: of.principal ?? null, secrets: of.secrets ?? null, source: of.source ?? null, note: of.note, by: "you", made_at: iso(started - 14 * DAY), ends_on: date(started + of.ends * DAY), in_force: of.ends >= 0, hid: of.hid, last_hid_at: of.lastHid ? iso(of.lastHid) : null };
  }
  const count = (state: string) => all().findings.filter((f) => f.finding.state === state).length;
  const finding = (key: string) => [...all().findings, ...host.rotation.all()].find((f) => f.finding.key === key) ?? host.fail("not_found", "There is no such finding.", "It may have been judged anew.");
  const matching = (query: string) => all().events.filter(readQuery(query, host.clock()));
  const usage = (events: FakeEvent[], decoy: boolean) => ({ uses: usesOf(events, host.clock()), first_day: date(host.clock() - 89 * DAY), limits: collected ? LIMITS.slice(0, 1) : ["Nothing was collected from CloudTrail yet."], decoy });

  function run(by: "lookup" | "files"): Promise<TrailReport> {
    if (running) host.fail("sync_running", "Another collection is running.", "Wait for it, or stop it.");
    const current = (running = new FakeCollection(by, by === "files" ? 18_204 : 6_900, host.clock()));
    host.send("trail_progress", current.progress);
    return new Promise((done) => {
      const timer = setInterval(() => {
        const report = current.step(host.clock());
        host.send("trail_progress", current.progress);
        if (!report) return;
        clearInterval(timer);
        [running, last, collected] = [null, report, true];
        host.log(by === "files" ? "trail.imported" : "trail.collected", by, { new_events: report.new_events });
        done(report);
      }, host.stepMs);
    });
  }

  const handlers: TrailHandlers = {
    trail_show: (): TrailReply => {
      const { events } = all();
      return {
        events: events.length, reads: collected ? 1_912_408 : 0, facts: collected ? 412_006 : 0, from: events.at(-1)?.at ?? null, to: events[0]?.at ?? null,
        cells: collected ? trailCells(events, started) : [], open_findings: count("open"), explained_findings: count("explained"), silences: collected ? silences.filter((s) => s.in_force).length : 0,
        checks_not_met: collected ? 1 : 0, limits: collected ? LIMITS : [], running: running?.progress ?? null, last,
      };
    },
    trail_estimate: ({ days, leave_out }) => {
      const asks = trailAsks(days);
      return { asks, seconds: asks.filter((a) => !leave_out.includes(a.code)).reduce((sum, a) => sum + a.seconds, 0), problems: TRAIL_PROBLEMS };
    },
    trail_sync: () => run("lookup"),
    trail_import: () => run("files"),
    trail_cancel: () => {
      running?.cancel();
      return handlers.trail_show(null);
    },
    trail_checks: () => ({ accounts: collected ? trailChecks() : [], asked_at: collected ? iso(started - 8 * 60_000) : null, problems: collected ? TRAIL_PROBLEMS : [] }),
    trail_checks_ask: () => ({ accounts: trailChecks(), asked_at: iso(host.clock()), problems: TRAIL_PROBLEMS }),
    trail_settings_show: () => settings,
    trail_settings_save: (request) => {
      settings = request;
      host.log("trail.settings_saved", "reads", { departed: request.departed.length });
      return settings;
    },
    secret_usage: ({ arn }) => usage(all().events.filter((e) => e.objects.some((o) => o.arn === arn)), decoys.has(arn)),
    secret_decoy_save: ({ arn, decoy }) => {
      if (decoy) decoys.add(arn);
      else decoys.delete(arn);
      host.log(decoy ? "secret.marked_as_decoy" : "secret.unmarked_as_decoy", arn, {});
      return handlers.secret_usage({ arn });
    },
    principal_usage: ({ account, name }) => usage(all().events.filter((e) => e.principal.name === name && e.principal.account === account), false),
    reads_list: ({ query, offset, limit }) => {
      const found = matching(query);
      return { events: found.slice(offset, offset + limit), total: found.length, limits: collected ? LIMITS : [] };
    },
    reads_groups: ({ query, by, limit }) => {
      const groups = groupsOf(matching(query), query, by);
      return { groups: groups.slice(0, limit), total: groups.length };
    },
    reads_timeline: (request) => timelineOf(matching(request.query), request, (key) => all().findings.some((f) => f.finding.key === key && f.finding.state === "open"), host.clock()),
    reads_export: ({ query, format }) => ({ path: `/home/you/reads.${format}`, events: matching(query).length }),
    findings_list: ({ state, about, arn, offset, limit }) => {
      const passing = (of: FindingReply[]) => of.filter((f) => (state === "all" || f.finding.state === state) && (arn === null || f.objects.some((o) => o.arn === arn))).map((f) => f.finding);
      const reads = about === "rotation" ? [] : passing(all().findings).sort((a, b) => (a.last_at < b.last_at ? 1 : -1));
      const rows = [...reads, ...(about === "reads" ? [] : passing(host.rotation.all()))];
      return { findings: rows.slice(offset, offset + limit), total: rows.length };
    },
    finding_show: ({ key }) => finding(key),
    finding_triage: ({ key, decision, note, silence: scope }) => {
      const judged = finding(key);
      if (decision === "expected" && note.trim() === "") host.fail("bad_request", "Say why it is expected.");
      if (judged.finding.about === "rotation") {
        host.rotation.triage(key, decision === "open" ? null : { decision, note, by: "you", at: iso(host.clock()) });
        host.log("finding.decided", judged.finding.title, { decision });
        return finding(key);
      }
      if (decision === "open") silences = silences.filter((s) => s.note !== judged.triage?.note || s.id <= 3);
      judged.finding.state = decision === "open" && judged.finding.explained ? "explained" : decision;
      judged.triage = decision === "open" ? null : { decision, note, by: "you", at: iso(host.clock()) };
      if (scope) silences = [{ ...silence(silences.length + 1, { note, ends: 0, hid: 0 }), rule: scope.rule, principal: scope.same_principal ? judged.finding.principal : null, secrets: scope.secrets, source: scope.source, ends_on: scope.ends_on, made_at: iso(host.clock()) }, ...silences];
      host.log("finding.decided", judged.finding.title, { decision });
      return judged;
    },
    silences_list: () => ({ silences: collected ? silences : [] }),
    silence_end: ({ id }) => {
      silences = silences.map((s) => (s.id === id ? { ...s, in_force: false, ends_on: date(host.clock()) } : s));
      host.log("silence.ended", String(id), {});
      return handlers.silences_list(null);
    },
  };
  return handlers;
}
