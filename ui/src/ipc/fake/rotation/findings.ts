// Findings about rotation in the in-memory host: values older than a year, and what an exception no longer covers.
import type { DueFinding, DueRow, FindingReply, SecretRow } from "../../bindings";
import { DAY, dayOf } from "./judge";
import type { World } from "./world";

const WORDS: Record<string, { words: string; title: string; about: string }> = {
  older_than_a_year: { words: "older than a year", title: "Older than a year", about: "A value that has been there for more than a year has passed through backups, logs and hands that nobody remembers: assume that it is known." },
  exception_ended: { words: "exception ended", title: "Exception ended", about: "An exception accepts a risk until its last day." },
};
const SEVERITIES: Record<string, string> = { critical: "high", high: "medium" };

/** What somebody has to answer about a secret. */
export function dueFindings(world: World, row: SecretRow, due: DueRow): DueFinding[] {
  const made = row.value_made_at === null ? null : Date.parse(row.value_made_at);
  const of = (rule: string, since: number): DueFinding => {
    const key = `${rule}-${row.arn.replaceAll(/[^A-Za-z0-9]/gu, "").slice(-24).toLowerCase()}`;
    return { key, rule, words: WORDS[rule]?.words ?? rule, since: dayOf(since), state: world.triage.get(key)?.decision ?? "open" };
  };
  const ended = world.exceptions.filter((e) => !world.ended.has(e.id) && e.scope === "secret" && e.what === row.arn && e.until < dayOf(world.now)).at(-1);
  return [
    ...(due.older_than_a_year && due.state !== "excepted" && made !== null ? [of("older_than_a_year", made + 366 * DAY)] : []),
    ...(ended && (due.state === "overdue" || due.state === "due") ? [of("exception_ended", Date.parse(ended.until) + DAY)] : []),
  ];
}

/** Every finding about rotation, whole: the heaviest first. */
export function rotationFindings(world: World): FindingReply[] {
  const all = world.live().flatMap((row) => {
    const due = world.due(row);
    return due.findings.map((finding) => whole(world, row, due, finding));
  });
  const weight = (reply: FindingReply) => ["low", "medium", "high"].indexOf(reply.finding.severity);
  return all.sort((a, b) => weight(b) - weight(a) || (a.finding.first_at < b.finding.first_at ? -1 : 1));
}

function whole(world: World, row: SecretRow, due: DueRow, { key, rule, since, state }: DueFinding): FindingReply {
  const at = `${since}T00:00:00Z`;
  const said = WORDS[rule] ?? { words: rule, title: rule, about: "" };
  return {
    finding: {
      key, about: "rotation", rule, marks: [said.words], severity: SEVERITIES[due.level] ?? "low", state,
      title: rule === "older_than_a_year" ? `${row.name} is ${row.age_days ?? 0} days old` : `${row.name} is due again: its exception ended`,
      explained: null, principal: null, account: row.account, account_name: row.account_name, first_at: at, last_at: at, secrets: 1, events: 0,
    },
    session: null, regions: [row.region], sources: [], agents: [],
    reason: `It has been so since ${since}. ${due.reason}`,
    compared: [{ aspect: "Age of the value", usual: due.limit_days === null ? "at most a year" : `at most ${due.limit_days} days by rule ${due.rule}`, now: `${row.age_days ?? 0} days`, odd: true }],
    excluded: [], objects: [{ kind: "secret", name: row.name, store: row.store, account: row.account, region: row.region, arn: row.arn }], events: [],
    next: "rotate", next_words: "Plan its rotation, or ask for an exception that somebody else approves.",
    detections: [{ id: rule, title: said.title, about: said.about, mitre: [] }],
    query: `secret:"=${row.name}"`, triage: world.triage.get(key) ?? null,
  };
}
