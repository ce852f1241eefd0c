// One secret whole, made up from its row.
import type { NoteDto, SecretReply, SecretRow, VersionDto } from "../bindings";
import { PROBLEMS } from "./seed";

const DAY = 86_400_000;

/** Everything about a secret, as of `now`. */
export function wholeSecret(row: SecretRow, note: NoteDto | null, inspected: boolean, now: number): SecretReply {
  const ssm = row.store === "ssm";
  const made = row.value_made_at ?? new Date(now - 400 * DAY).toISOString();
  const created = new Date(new Date(made).getTime() - 200 * DAY).toISOString();
  return {
    secret: row,
    description: row.service ? `Used by ${row.service}` : null,
    parameter_type: ssm ? (row.plain_text ? "String" : "SecureString") : null,
    parameter_version: ssm ? 7 : null,
    owning_service: row.rotation === "service" ? "rds" : null,
    created_at: created,
    changed_at: made,
    changed_by: ssm ? `arn:aws:iam::${row.account}:role/deploy-${row.service ?? "web"}` : null,
    first_seen_at: new Date(now - 90 * DAY).toISOString(),
    last_seen_at: new Date(now - 8 * 60_000).toISOString(),
    kind_reason: `The last part of the name looks like ${row.kind_label}.`,
    kind_proposed: row.kind,
    versions: versions(row, made, now),
    tags: row.owner ? [{ key: "team", value: row.owner }, { key: "tier", value: "1" }] : [],
    rotation: {
      by: row.rotation,
      detail: row.rotation === "function" ? `arn:aws:lambda:${row.region}:${row.account}:function:rotate-postgres` : row.rotation === "service" ? "rds" : row.rotation === "external" ? "MongoDBAtlasUser" : null,
      after_days: row.rotation === "function" ? 30 : null,
      schedule: row.rotation === "function" ? "rate(30 days)" : null,
      window: row.rotation === "function" ? "3h" : null,
      next_at: row.rotation === "function" ? new Date(now + 12 * DAY).toISOString() : null,
      last_at: row.rotated_at,
    },
    key_id: row.key_alias,
    replicas: row.replica_regions.map((region, i) => ({ region, status: i === 0 ? "InSync" : "Failed" })),
    resource_policy: ssm
      ? { state: "not_applicable" }
      : inspected
        ? { state: "text", read_at: new Date(now).toISOString(), text: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } } }] }, null, 2) }
        : { state: "not_read" },
    changes: [
      { seen_at: new Date(now - 8 * 60_000).toISOString(), what: "tags", before: "team=web", after: row.owner ? `team=${row.owner}` : null },
      { seen_at: made, what: "value", before: "version 6", after: "version 7" },
      { seen_at: new Date(now - 90 * DAY).toISOString(), what: "added", before: null, after: null },
    ],
    note,
    problems: PROBLEMS.filter((p) => p.account === row.account && p.region === row.region && p.store === row.store),
  };
}

function versions(row: SecretRow, made: string, now: number): VersionDto[] {
  const ssm = row.store === "ssm";
  const id = (n: number) => (ssm ? String(n) : `a1b2c3d4-5678-90ab-cdef-${String(n).padStart(12, "0")}`);
  const list: VersionDto[] = [
    { id: id(7), stages: ["AWSCURRENT"], created_at: row.value_made_at, read_on: row.read_on },
    { id: id(6), stages: ["AWSPREVIOUS"], created_at: new Date(new Date(made).getTime() - 90 * DAY).toISOString(), read_on: null },
  ];
  if (row.pending) list.unshift({ id: id(8), stages: ["AWSPENDING"], created_at: new Date(now - 7 * DAY).toISOString(), read_on: null });
  return ssm ? list.slice(-2, -1) : list;
}
