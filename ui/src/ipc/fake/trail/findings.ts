// Findings about the made-up reads: open ones, and those that are explained.
import type { DetectionDto, FindingReply, FindingRow, PrincipalDto } from "../../bindings";
import { DAY, HOUR, PEOPLE, type FakeEvent } from "./events";

const iso = (ms: number) => new Date(ms).toISOString();

const DETECTIONS: Record<string, DetectionDto> = {
  burst: { id: "burst", title: "Burst of distinct secrets", about: "More distinct secrets within ten minutes than this principal ever read before. Whoever takes what they can get reads many secrets once; a program reads few of them often.", mitre: ["T1555.006"] },
  new_network: { id: "new_network", title: "New address for a workload", about: "A role of a program from a network that it never used, in an organisation that never saw that network.", mitre: ["T1078.004"] },
  first_read: { id: "first_read", title: "First read of a secret", about: "This principal never read these secrets before.", mitre: ["T1555.006"] },
  human_production: { id: "human_production", title: "A person on production", about: "A person reads a production secret themselves. Programs read production; people seldom need to.", mitre: ["T1552"] },
  dormant: { id: "dormant", title: "A dormant secret wakes", about: "Nobody had read this secret for a long time.", mitre: [] },
  cross_environment: { id: "cross_environment", title: "Across environments", about: "A role of one environment reads secrets of another.", mitre: ["T1552"] },
};

interface Made {
  key: string;
  rules: string[];
  marks: string[];
  severity: string;
  state: string;
  by: PrincipalDto;
  title: string;
  explained?: string;
  /** How long ago, and how long it took, in milliseconds, where no events carry its key. */
  ago?: number;
  took?: number;
  secrets?: number;
  events?: number;
}

/** The findings with their events, the latest first. */
export function seedFindings(events: FakeEvent[], now: number, quiet: boolean): FindingReply[] {
  const n = (key: string) => new Set(events.filter((e) => e.finding === key).flatMap((e) => e.objects.map((o) => o.name))).size;
  const open: Made[] = [
    { key: "burst-ci-deploy", rules: ["burst", "new_network", "first_read"], marks: ["burst", "new address", "first read of 11"], severity: "high", state: "open", by: PEOPLE.ci, title: `role/ci-deploy read ${n("burst-ci-deploy")} secrets in 4 seconds from an address it never used` },
    { key: "break-glass-admin-2", rules: ["human_production", "dormant"], marks: ["human on production", "dormant secret"], severity: "medium", state: "open", by: PEOPLE.admin, title: "user/admin-2 read a break-glass secret at 02:14" },
    { key: "cross-reporting", rules: ["cross_environment"], marks: ["cross-environment"], severity: "low", state: "watch", by: PEOPLE.reporting, title: "role/reporting of shared read 3 secrets of stage" },
  ];
  const explained: Made[] = [
    { key: "etl-nightly", rules: ["burst"], marks: ["burst"], severity: "info", state: "explained", by: PEOPLE.etl, title: "role/etl read 12 secrets in 2 seconds", explained: "its nightly start, since 41 days", ago: 9 * HOUR, took: 2040, secrets: 12, events: 12 },
    { key: "terraform-plan", rules: ["burst", "first_read"], marks: ["burst", "first read"], severity: "info", state: "explained", by: PEOPLE.terraform, title: "role/terraform read 62 secrets in 15 seconds", explained: "62 reads by the role that created these secrets 12 seconds earlier", ago: 2.4 * DAY, took: 15_000, secrets: 62, events: 62 },
    { key: "web-rollout", rules: ["new_network"], marks: ["new address"], severity: "info", state: "explained", by: PEOPLE.web, title: "role/web-task read 5 secrets from 14 new addresses", explained: "a roll-out: 14 tasks read the same 5 secrets within their own subnets", ago: 3.1 * DAY, took: 240_000, secrets: 5, events: 70 },
    { key: "old-stage", rules: ["cross_environment"], marks: ["cross-environment"], severity: "low", state: "expected", by: PEOPLE.reporting, title: "role/reporting read a secret of stage", ago: 9 * DAY, took: 0, secrets: 1, events: 1 },
  ];
  return [...(quiet ? [] : open), ...explained].map((made) => whole(made, events, now));
}

function whole(made: Made, all: FakeEvent[], now: number): FindingReply {
  const held = all.filter((e) => e.finding === made.key).reverse();
  const near = held.length > 0 ? held : all.filter((e) => e.principal.name === made.by.name && e.ms < now - (made.ago ?? 0)).slice(0, made.events ?? 1).reverse();
  const objects = [...new Map(near.flatMap((e) => e.objects).map((o) => [o.arn ?? o.name, o])).values()];
  const first = held[0]?.at ?? iso(now - (made.ago ?? 0));
  const last = held.at(-1)?.at ?? iso(now - (made.ago ?? 0) + (made.took ?? 0));
  const row: FindingRow = {
    key: made.key, about: "reads", rule: made.rules[0] ?? "burst", marks: made.marks, severity: made.severity, state: made.state, title: made.title,
    explained: made.explained ?? null, principal: made.by, account: made.by.account ?? "111111111111", account_name: made.by.account_name,
    first_at: first, last_at: last, secrets: made.secrets ?? objects.length, events: made.events ?? near.length,
  };
  const burst = made.key === "burst-ci-deploy";
  return {
    finding: row,
    session: near.length === 1 ? (near[0]?.session ?? null) : null,
    regions: [...new Set(near.map((e) => e.region))],
    sources: [...new Set(near.map((e) => e.source))],
    agents: [...new Set(near.map((e) => e.agent))].slice(0, 3),
    reason: burst
      ? "In 90 days this role read at most 3 secrets in a run. This time it read 15 within 4 seconds, 11 of them for the first time, from an address that nobody in the organisation ever used; a minute before, three of its listings were denied."
      : made.explained ? `${made.explained[0]?.toUpperCase() ?? ""}${made.explained.slice(1)}.` : "This person read no production secret in 90 days, and nobody read this one for 74 days.",
    compared: burst
      ? [
          { aspect: "Secrets in a run", usual: "1 to 3", now: "15, 11 of them never read by it", odd: true },
          { aspect: "From", usual: "203.0.113.0/24 (3 addresses)", now: "198.51.100.7, new in the organisation", odd: true },
          { aspect: "When", usual: "after a deploy event, 09–17 UTC", now: "no deploy within 2 h", odd: true },
          { aspect: "Agent", usual: "aws-cli/2", now: "Boto3/1, new for this role", odd: true },
          { aspect: "Denied before", usual: "0", now: "3 listings denied, a minute before", odd: true },
          { aspect: "Secrets' account", usual: "prod-us", now: "prod-us", odd: false },
        ]
      : [
          { aspect: "Reads on production", usual: "none in 90 days", now: "1", odd: true },
          { aspect: "Last read of it", usual: "74 days ago", now: "just now", odd: true },
          { aspect: "From", usual: "192.0.2.0/24", now: "192.0.2.14", odd: false },
        ],
    excluded: burst
      ? ["a new pipeline (no role or policy change in 7 days)", "a rotation (no version changed)", "Terraform (it reads nothing that it created)"]
      : ["an emergency that Keyturn knows of (no incident is open)", "a rotation (no version changed)"],
    objects,
    events: near,
    next: burst ? "start_incident" : made.by.nature === "human" ? "ask_person" : "ask_owner",
    next_words: burst ? "Treat the role's credentials as taken: start an incident, and rotate what was read." : made.by.nature === "human" ? "Ask admin-2 whether this was them, by another channel than the account itself." : "Ask the owner of role/reporting whether it should read stage.",
    detections: made.rules.flatMap((rule) => DETECTIONS[rule] ?? []),
    query: `principal:${made.by.name} since:${first.slice(0, 10)} until:${last.slice(0, 10)}`,
    triage: made.state === "watch" ? { decision: "watch", note: "", by: "you", at: iso(now - 2 * DAY) } : made.state === "expected" ? { decision: "expected", note: "The monthly report reads both.", by: "you", at: iso(now - 8 * DAY) } : null,
  };
}
