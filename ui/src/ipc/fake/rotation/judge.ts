// When a made-up secret is due by a policy: the plain reading that the in-memory host answers with. Dates are UTC's.
import type { AwsScheduleDto, DueCounts, DueRow, ExceptionDto, RotationSettingsDto, RotationSummary, RuleDto, SecretRef, SecretRow } from "../../bindings";
import type { Policy, Rule } from "./text";

export const DAY = 86_400_000;
/** The day of an instant. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** A secret as rotation names it. */
export function refOf(row: SecretRow): SecretRef {
  const { arn, name, store, account, account_name, region, kind, kind_label, environment, service, owner } = row;
  return { arn, name, store, account, account_name, region, kind, kind_label, environment, service, owner };
}

/** How much depends on a secret, with why. */
export function levelOf(row: SecretRow): { level: string; reason: string } {
  if (row.kind === "configuration") return { level: "none", reason: "Configuration is not secret." };
  if (row.environment !== "prod") return { level: row.kind === "break_glass" ? "high" : "low", reason: `Not of production: ${row.environment ?? "no environment is known"}.` };
  if (row.kind === "break_glass" || row.kind === "database_admin") return { level: "critical", reason: `${row.kind_label} of production.` };
  return { level: row.kind === "unclassified" ? "medium" : "high", reason: "Of production." };
}

const globbed = (pattern: string) => new RegExp(`^${pattern.split("**").map((part) => part.split("*").map((p) => p.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join("[^/]*")).join(".*")}$`, "u");

/** The rule that decides: by path, then by tag, then by kind, then the one for the rest. */
export function ruleFor(row: SecretRow, policy: Policy): Rule | undefined {
  const name = row.name.replace(/^\//u, "");
  return (
    policy.rules.find((rule) => rule.paths.some((path) => globbed(path.replace(/^\//u, "")).test(name))) ??
    policy.rules.find((rule) => rule.paths.length === 0 && rule.tags.some((tag) => row.owner !== null && tag === `team=${row.owner}`)) ??
    policy.rules.find((rule) => rule.paths.length + rule.tags.length === 0 && rule.kinds.includes(row.kind)) ??
    policy.rules.find((rule) => rule.fallback)
  );
}

/** Whether an exception that holds covers a secret. */
export function covers(exception: ExceptionDto, row: SecretRow, rule: Rule | undefined): boolean {
  if (exception.state !== "active" && exception.state !== "ending") return false;
  if (exception.scope === "secret") return exception.what === row.arn;
  if (exception.scope === "rule") return exception.what === rule?.id;
  return globbed(exception.what.replace(/^\//u, "")).test(row.name.replace(/^\//u, ""));
}

/** Secrets Manager's own schedule beside the policy. */
function schedule(row: SecretRow, limit: number | null, now: number): AwsScheduleDto | null {
  if (row.rotation !== "function") return null;
  const last = row.rotated_at === null ? null : Date.parse(row.rotated_at);
  if (last === null || now - last > 32 * DAY) return { state: "failed", words: `AWS says that it rotates every 30 days, and has not since ${last === null ? "it was set up" : dayOf(last)}.`, next_at: null };
  const next = new Date(last + 30 * DAY).toISOString();
  return { state: limit !== null && limit < 30 ? "slower" : "met", words: `policy ${limit ?? "without"} days, AWS rotates every 30: ${limit !== null && limit < 30 ? "slower" : "met"}`, next_at: next };
}

/** When a secret is due, and why. */
export function judge(row: SecretRow, policy: Policy, exceptions: readonly ExceptionDto[], rotation: RotationSummary | null, now: number, settings?: RotationSettingsDto): DueRow {
  const rule = ruleFor(row, policy);
  const proposed = levelOf(row);
  const level = settings?.level ?? proposed.level;
  const level_reason = settings?.level ? settings.level_reason : proposed.reason;
  const age = rule?.age ?? { is: "none" as const, days: 0 };
  const exception = exceptions.find((e) => covers(e, row, rule)) ?? null;
  const dated = age.is === "days" || age.is === "versioned";
  const halved = age.is === "days" && (level === "critical" || settings?.privileged === true) && age.days > 30;
  const limit = dated ? (halved ? Math.max(30, Math.floor(age.days / 2)) : age.days) : null;
  const made = row.value_made_at;
  const aged = limit === null || made === null ? null : dayOf(Date.parse(made) + limit * DAY);
  const expires = settings?.expires_on ?? null;
  const due_on = aged !== null && expires !== null && expires < aged ? expires : aged;
  const days = due_on === null ? null : Math.round((at(due_on) - at(dayOf(now))) / DAY);
  const soon = Math.max(7, Math.ceil((limit ?? 0) * 0.15));
  const state =
    age.is === "none" ? "not_applicable"
    : exception ? "excepted"
    : age.is === "events" || age.is === "share" ? "event_driven"
    : days === null ? "unknown"
    : days < 0 ? "overdue" : days === 0 ? "due" : days <= soon ? "due_soon" : "ok";
  return {
    secret: refOf(row), level, level_reason, state, due_on, days, age_days: row.age_days, limit_days: limit,
    rule: rule?.id ?? "", reason: rule ? `${rule.id}: ${rule.reason}` : "No rule matches.",
    modifiers: halved ? [level === "critical" ? "critical: half the age" : "higher privilege: half the age"] : [],
    aws: schedule(row, limit, now), older_than_a_year: (row.age_days ?? 0) > 365 && age.is !== "versioned" && age.is !== "none",
    new_version: age.is === "versioned", exception, rotation, findings: [],
  };
}

/** How many are in each state. */
export function countsOf(rows: readonly DueRow[]): DueCounts {
  const of = (state: string) => rows.filter((row) => row.state === state).length;
  return {
    ok: of("ok"), due_soon: of("due_soon"), due: of("due"), overdue: of("overdue"), excepted: of("excepted"), event_driven: of("event_driven"),
    not_applicable: of("not_applicable"), unknown: of("unknown"),
    older_than_a_year: rows.filter((row) => row.older_than_a_year).length, failed: rows.filter((row) => row.aws?.state === "failed").length,
  };
}

/** The Monday of a day's week. */
export function mondayOf(ms: number): number {
  const start = at(dayOf(ms));
  return start - ((new Date(start).getUTCDay() + 6) % 7) * DAY;
}

/** How many are due in each of the next weeks; what is overdue counts in the first. */
export function loadByWeek(rows: readonly DueRow[], weeks: number, now: number): number[] {
  const first = mondayOf(now);
  const load = Array.from({ length: weeks }, () => 0);
  for (const row of rows) {
    if (row.due_on === null || !["ok", "due_soon", "due", "overdue"].includes(row.state)) continue;
    const week = Math.max(0, Math.floor((at(row.due_on) - first) / (7 * DAY)));
    if (week < weeks) load[week] = (load[week] ?? 0) + 1;
  }
  return load;
}

/** The rules as the table shows them. */
export function rulesOf(policy: Policy, rows: readonly SecretRow[]): RuleDto[] {
  const decided = rows.map((row) => ruleFor(row, policy)?.id);
  return policy.rules.map((rule) => ({
    id: rule.id,
    matches: [
      rule.paths.length > 0 && `path ${rule.paths.join(", ")}`, rule.tags.length > 0 && `tag ${rule.tags.join(", ")}`, rule.kinds.length > 0 && rule.kinds.map((k) => k.replaceAll("_", " ")).join(", "),
      rule.fallback && "everything else",
    ].filter(Boolean).join(" and "),
    age: rule.age.is === "days" ? `${rule.age.days} days` : rule.age.is === "versioned" ? `${rule.age.days} days, by a new version` : rule.age.is === "share" ? "a share of its life" : rule.age.is === "events" ? "on events" : "never",
    days: rule.age.is === "days" || rule.age.is === "versioned" ? rule.age.days : null,
    reason: rule.reason, source: rule.source, secrets: decided.filter((id) => id === rule.id).length,
  }));
}
