// Who may read in the made-up organisation: users and roles with the statements that let them, and what each says of a secret.
import type { AccessPrincipal, SecretRow } from "../../bindings";
import { ACCOUNTS } from "../seed";

/** One statement of one policy, with the secrets that it opens. */
export interface Rule {
  place: string;
  sid: string;
  text: object;
  opens: (row: SecretRow) => boolean;
  /** In words; with any, it opens under them only. */
  conditions?: string[];
  marks?: string[];
}

/** A user or role. */
export interface Actor {
  principal: AccessPrincipal;
  rules: Rule[];
  marks: string[];
  escalations: string[];
  /** The roles that it can go through, by name, and whose access it has at their end. */
  chain: string[];
  /** Days since the grant was first seen. */
  since: number;
  /** Days since it last read anything; null for never. */
  read: number | null;
}

/** How far an actor gets with one secret. */
export interface Verdict {
  access: "can" | "conditional" | "cannot" | "unknown";
  rule: Rule | null;
  conditions: string[];
  unknown: string[];
  /** Why not, where a deny says so. */
  denied: boolean;
}

const path = (prefix: string) => (row: SecretRow) => row.name.replace(/^\//u, "").startsWith(prefix);
const allow = (sid: string, action: string | string[], resource: string | string[], condition?: object) => ({ Sid: sid, Effect: "Allow", Action: action, Resource: resource, ...(condition ? { Condition: condition } : {}) });

interface Made {
  name: string;
  nature: "human" | "workload" | "aws_service";
  people?: string[];
  rules?: Rule[];
  marks?: string[];
  escalations?: string[];
  chain?: string[];
  since?: number;
  read?: number | null;
}

function ofAccount(id: string, env: string): Made[] {
  const own = (service: string) => [`arn:aws:ssm:*:${id}:parameter/${env}/${service}/*`, `arn:aws:secretsmanager:*:${id}:secret:${env}/${service}/*`];
  const reads = ["ssm:GetParameter", "ssm:GetParameters", "secretsmanager:GetSecretValue"];
  const inline = (role: string, service: string, more: Partial<Rule> = {}, condition?: object): Rule => ({
    place: `${role}: inline policy read-${service}`, sid: "Read", text: allow("Read", reads, own(service), condition), opens: (row) => row.account === id && path(`${env}/${service}/`)(row), ...more,
  });
  const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
  const all = (place: string, sid: string): Rule => ({
    place, sid, text: allow(sid, ["secretsmanager:*", "ssm:*", "kms:Decrypt"], "*"), opens: (row) => row.account === id, marks: ["broad", "wildcard"],
  });
  return [
    { name: "role/web-task", nature: "workload", rules: [inline("role/web-task", "web"), inline("role/web-task", "auth")], since: 412, read: 0.002 },
    { name: "role/checkout-task", nature: "workload", rules: [inline("role/checkout-task", "checkout"), inline("role/checkout-task", "ledger")], since: 301, read: 0.05 },
    { name: "role/etl", nature: "workload", since: 41, read: 0.4, rules: [inline("role/etl", "etl", { conditions: ["only through VPC endpoint vpce-0abc12de"] }, { StringEquals: { "aws:SourceVpce": "vpce-0abc12de" } }), inline("role/etl", "search", { conditions: ["only through VPC endpoint vpce-0abc12de"] }, { StringEquals: { "aws:SourceVpce": "vpce-0abc12de" } })] },
    {
      name: "role/ci-deploy", nature: "workload", since: 690, read: 0.07, marks: ["could_grant_itself"], rules: [all("role/ci-deploy: managed policy arn:aws:iam::aws:policy/SecretsManagerReadWrite", "1")],
      escalations: ["It may attach any policy to itself (iam:AttachRolePolicy on *).", "It may pass any role to a function of its own (iam:PassRole and lambda:CreateFunction on *).", `It may change the policy of key alias/${env}-web (kms:PutKeyPolicy).`],
    },
    { name: "role/terraform", nature: "workload", since: 812, read: 2.4, marks: ["could_grant_itself"], rules: [all("role/terraform: managed policy arn:aws:iam::aws:policy/AdministratorAccess", "1")], escalations: ["It is an administrator: it may change any policy, its own too."] },
    { name: "role/AWSReservedSSO_Administrators_9f8e7d6c5b4a3210", nature: "human", people: ["ann@example.test", "group Operations"], since: 812, read: 74, marks: ["could_grant_itself"], rules: [all("role/AWSReservedSSO_Administrators_9f8e7d6c5b4a3210: managed policy arn:aws:iam::aws:policy/AdministratorAccess", "1")], escalations: ["It is an administrator: it may change any policy, its own too."] },
    {
      name: "role/AWSReservedSSO_Developers_0a1b2c3d4e5f6071", nature: "human", people: ["ann@example.test", "carol@example.test", "dave@example.test"], since: 230, read: 3,
      rules: [inline("role/AWSReservedSSO_Developers_0a1b2c3d4e5f6071", "web", { conditions: ["only with MFA"] }, mfa), inline("role/AWSReservedSSO_Developers_0a1b2c3d4e5f6071", "search", { conditions: ["only with MFA", "only from 192.0.2.0/24"] }, { ...mfa, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } })],
    },
    { name: "role/legacy-batch", nature: "workload", since: 1204, read: 131, marks: ["unused"], rules: [inline("role/legacy-batch", "web", { sid: "2", marks: ["wildcard"] }), inline("role/legacy-batch", "crm", { sid: "2", marks: ["wildcard"] })] },
    { name: "role/support", nature: "human", since: 96, read: null, chain: ["role/support-elevated", "role/web-task"] },
    { name: "role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS", nature: "aws_service", since: 640, read: 12, rules: [{ place: "role/AWSServiceRoleForRDS: managed policy arn:aws:iam::aws:policy/aws-service-role/AmazonRDSServiceRolePolicy", sid: "SecretsManager", text: allow("SecretsManager", "secretsmanager:GetSecretValue", `arn:aws:secretsmanager:*:${id}:secret:rds!*`), opens: (row) => row.account === id && row.rotation === "service" }] },
  ];
}

const SPECIAL: (Made & { account: number })[] = [
  { account: 0, name: "user/old-deploy", nature: "human", since: 1204, read: 212, marks: ["departed", "unused"], rules: [{ place: "user/old-deploy: managed policy deploy-read", sid: "Deploy", text: allow("Deploy", ["ssm:GetParameter*"], "arn:aws:ssm:*:111111111111:parameter/prod/*"), opens: (row) => row.account === "111111111111" && row.store === "ssm", marks: ["wildcard"] }] },
  { account: 0, name: "user/admin-2", nature: "human", since: 730, read: 0.5, rules: [{ place: "group/on-call: managed policy break-glass", sid: "BreakGlass", text: allow("BreakGlass", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:111111111111:secret:prod/*/BREAK_GLASS_ROOT-??????", { Bool: { "aws:MultiFactorAuthPresent": "true" } }), conditions: ["only with MFA"], opens: (row) => row.account === "111111111111" && row.name.includes("BREAK_GLASS") }] },
  { account: 0, name: "role/<img src=x onerror=alert(1)>", nature: "workload", since: 2, read: null, rules: [{ place: "role/<img src=x onerror=alert(1)>: inline policy \u202eevil", sid: "<b>Sid</b>", text: allow("<b>Sid</b>", "ssm:GetParametersByPath", "arn:aws:ssm:*:111111111111:parameter/prod/web"), opens: (row) => row.account === "111111111111" && path("prod/web/")(row) && row.store === "ssm" }] },
  { account: 3, name: "role/reporting", nature: "workload", since: 388, read: 3, marks: ["other_account"], rules: [{ place: "role/reporting: inline policy read-stage", sid: "Stage", text: allow("Stage", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:333333333333:secret:stage/*"), opens: (row) => row.account === "333333333333" && row.store === "secretsmanager" && row.key === "customer", marks: ["other_account", "wildcard"] }] },
  { account: 3, name: "role/audit", nature: "human", since: 388, read: null },
];

/** Every user and role. */
export function seedActors(): Actor[] {
  const made = ACCOUNTS.flatMap((account, i) => {
    const env = account.name.startsWith("prod") ? "prod" : account.name;
    return [...ofAccount(account.id, env), ...SPECIAL.filter((s) => s.account === i)].map((of) => ({ of, account }));
  });
  return made.map(({ of, account }) => ({
    principal: { arn: `arn:aws:iam::${account.id}:${of.name}`, name: of.name.replace("aws-service-role/rds.amazonaws.com/", ""), account: account.id, account_name: account.name, nature: of.nature, people: of.people ?? [] },
    rules: of.rules ?? [], marks: of.marks ?? [], escalations: of.escalations ?? [], chain: of.chain ?? [], since: of.since ?? 100, read: of.read ?? null,
  }));
}

const CANNOT: Verdict = { access: "cannot", rule: null, conditions: [], unknown: [], denied: false };

/** What is known of the key of a secret that an account may not look at. */
function keyHidden(row: SecretRow): boolean {
  return row.account === "222222222222" && row.region === "eu-west-3" && row.key === "customer";
}

/** How far an actor gets with a secret. */
export function verdict(actor: Actor, row: SecretRow, actors: readonly Actor[]): Verdict {
  if (row.gone_at !== null) return CANNOT;
  const end = actor.chain.at(-1);
  const by = end ? (actors.find((a) => a.principal.name === end && a.principal.account === actor.principal.account) ?? actor) : actor;
  const rule = by.rules.find((r) => r.opens(row));
  if (!rule) return CANNOT;
  // An organisation's policy keeps break-glass secrets from programs.
  if (row.name.includes("BREAK_GLASS") && actor.principal.nature === "workload") return { ...CANNOT, rule, denied: true };
  if (keyHidden(row)) return { ...CANNOT, access: "unknown", rule, unknown: [`the policy of key ${row.key_alias ?? "of this secret"}: kms:GetKeyPolicy was refused in prod-eu / eu-west-3`] };
  const conditions = rule.conditions ?? [];
  return { ...CANNOT, access: conditions.length > 0 ? "conditional" : "can", rule, conditions };
}
