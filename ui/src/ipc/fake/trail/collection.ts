// What is collected of CloudTrail in the made-up organisation, and its trails' checks.
import type { AccountChecks, CheckDto, ProblemDto, TrailAsk, TrailCell, TrailProgress, TrailReport } from "../../bindings";
import { ACCOUNTS, REGIONS } from "../seed";
import { DAY, type FakeEvent } from "./events";

const iso = (ms: number) => new Date(ms).toISOString();

const DENIED: ProblemDto = {
  account: "222222222222", account_name: "prod-eu", profile: "audit", region: "eu-west-3", store: null, action: "cloudtrail:LookupEvents", reason: "missing_action", hides: "reads",
  message: "User: arn:aws:sts::222222222222:assumed-role/keyturn-read/audit is not authorized to perform: cloudtrail:LookupEvents with an explicit deny in a service control policy",
  advice: "Allow cloudtrail:LookupEvents for the role keyturn-read in 222222222222.",
};

/** Coverage by account and region: one was never read, one has a gap. */
export function trailCells(events: FakeEvent[], now: number): TrailCell[] {
  return ACCOUNTS.flatMap((account) =>
    REGIONS.map((region): TrailCell => {
      const start = iso(now - 90 * DAY);
      const end = iso(now - 20 * 60_000);
      const none = account.name === "prod-eu" && region === "eu-west-3";
      const hole = account.name === "stage" && region === "eu-west-1";
      const [from, to] = [iso(now - 52 * DAY), iso(now - 47 * DAY)];
      return {
        account: account.id, account_name: account.name, region,
        covered: none ? [] : hole ? [{ from: start, to: from }, { from: to, to: end }] : [{ from: start, to: end }],
        gaps: none ? [{ from: start, to: end }] : hole ? [{ from, to }] : [],
        events: events.filter((e) => e.account === account.id && e.region === region).length,
      };
    }),
  );
}

/** What LookupEvents would be asked for. */
export function trailAsks(days: number): TrailAsk[] {
  const asks: [string, string, number][] = [
    ["GetSecretValue", "reads of Secrets Manager's secrets; without it, nothing of them is seen", 41_200],
    ["GetParameter", "reads of single parameters", 402_000],
    ["GetParameters", "reads of up to ten parameters at once", 96_000],
    ["GetParametersByPath", "reads by path; single parameters are known only with Decrypt", 8_400],
    ["GetParameterHistory", "reads of old values", 12],
    ["Decrypt", "which parameters a path read opened; the largest part, and left out by most", 1_310_000],
    ["ListSecrets", "listings, which come before most thefts", 5_300],
  ];
  return asks.map(([code, why, n]) => ({ code, why, events: Math.round((n * days) / 90), seconds: Math.ceil((n * days) / 90 / 100) }));
}

/** The report of a collection or import that ended. */
export function trailReport(by: "lookup" | "files", startedAt: string, now: number, progress: TrailProgress, cancelled: boolean): TrailReport {
  const files = by === "files";
  return {
    by, started_at: startedAt, ended_at: iso(now), cancelled,
    records: files ? 30_477 : progress.events, events: progress.events, new_events: progress.new_events,
    duplicates: files ? 6_496 : 312, unusable: files ? 3 : 0,
    unusable_why: files ? [{ what: "eventTime is no time", count: 2 }, { what: "userIdentity is missing", count: 1 }] : [],
    skipped: files
      ? [
          { file: "AWSLogs/111111111111/CloudTrail-Digest/us-east-1/2026/11/20/digest.json.gz", why: "A digest: it holds checksums, no events.", in_part: false },
          { file: "AWSLogs/111111111111/CloudTrail/us-east-1/2026/11/20/<img src=x>.json.gz", why: "The gzip stream breaks off after 18,204 records.", in_part: true },
        ]
      : [],
    findings: 2,
    problems: files ? [] : [DENIED],
  };
}

const CHECKS: [id: string, title: string, words: string, hides: string, advice: string, source: string][] = [
  ["multi_region", "A trail for all regions", "The trail org-trail records every region.", "Reads in regions without a trail.", "Turn on IsMultiRegionTrail.", "CIS AWS Foundations 3.1"],
  ["read_events", "Read events are recorded", "Management events: read and write.", "Every read of a secret.", "Set ReadWriteType to All.", "AWS Secrets Manager user guide: Monitoring"],
  ["kms_not_excluded", "KMS events are not excluded", "The event selector leaves kms.amazonaws.com out.", "Which parameters a read by path opened.", "Take kms.amazonaws.com out of ExcludeManagementEventSources.", "AWS CloudTrail user guide: Logging management events"],
  ["validation", "Log file validation is on", "Digests are written every hour.", "Whether somebody altered the log files.", "Turn on EnableLogFileValidation.", "CIS AWS Foundations 3.2"],
  ["delivery", "Delivered lately", "The last log file came 6 minutes ago.", "Everything since then.", "Look at the bucket's policy and the trail's LatestDeliveryError.", "AWS CloudTrail API: GetTrailStatus"],
  ["kept", "Kept for a year", "The bucket keeps objects for 365 days or more.", "Reads of more than 90 days ago.", "Set the lifecycle rule to 365 days or more.", "NIST SP 800-92, requirement H4"],
];

/** Checks by account: data leaves KMS out, one account could not be asked. */
export function trailChecks(): AccountChecks[] {
  return ACCOUNTS.map(({ id, name }) => ({
    account: id, account_name: name,
    checks: CHECKS.map(([check, title, words, hides, advice, source]): CheckDto => {
      const state = name === "prod-eu" && check !== "multi_region" ? "unknown" : name === "shared" && check === "kms_not_excluded" ? "not_met" : "met";
      return {
        id: check, title, state, source,
        words: state === "unknown" ? "Could not be asked: cloudtrail:GetEventSelectors was denied." : state === "met" && check === "kms_not_excluded" ? "No event source is excluded." : words,
        hides: state === "met" ? null : hides, advice: state === "met" ? null : state === "unknown" ? "Allow cloudtrail:Describe*, Get* and List* for the role keyturn-read." : advice,
      };
    }),
  }));
}

export const TRAIL_PROBLEMS = [DENIED];

/** A collection that runs: a part at each step. */
export class FakeCollection {
  readonly #by: "lookup" | "files";
  readonly #startedAt: string;
  readonly #each: number;
  #done = 0;
  #cancelled = false;

  constructor(by: "lookup" | "files", events: number, now: number) {
    this.#by = by;
    this.#startedAt = iso(now);
    this.#each = Math.ceil(events / 12);
  }

  cancel(): void {
    this.#cancelled = true;
  }

  get progress(): TrailProgress {
    const account = ACCOUNTS[Math.floor(this.#done / 3) % ACCOUNTS.length];
    return {
      by: this.#by, started_at: this.#startedAt, stage: this.#done >= 12 ? "judging" : "collecting", parts: 12, parts_done: Math.min(12, this.#done),
      events: this.#done * this.#each, new_events: this.#done * this.#each,
      current: this.#done >= 12 ? null : this.#by === "files" ? `AWSLogs/${account?.id}/CloudTrail/us-east-1/2026/11/${10 + this.#done}/log.json.gz` : `${account?.name} / ${REGIONS[this.#done % 3]}`,
    };
  }

  step(now: number): TrailReport | null {
    if (this.#cancelled || this.#done > 12) return trailReport(this.#by, this.#startedAt, now, this.progress, this.#cancelled);
    this.#done += 1;
    return null;
  }
}

