// A small made-up organisation, the same each time: rows with every state that the real one can have.
import type { AccountDto, KindDto, ProblemDto, SecretRow } from "../bindings";

const DAY = 86_400_000;

export const ACCOUNTS: (AccountDto & { name: string })[] = [
  { id: "111111111111", name: "prod-us" },
  { id: "222222222222", name: "prod-eu" },
  { id: "333333333333", name: "stage" },
  { id: "444444444444", name: "shared" },
];
export const REGIONS = ["eu-west-1", "eu-west-3", "us-east-1"];
export const STORES = ["secretsmanager", "ssm"];

/** Leaves of names with the kind that they tell: code, words. */
const LEAVES: [string, string, string][] = [
  ["STRIPE_API_KEY", "api_key", "API key"],
  ["postgres-admin", "database_admin", "Database admin"],
  ["postgres", "database_password", "Database"],
  ["DJANGO_SECRET_KEY", "session_key", "Session key"],
  ["SENDGRID_API_KEY", "api_key", "API key"],
  ["jwt-signing-key", "jwt_signing_key", "JWT signing key"],
  ["REDIS_URL", "connection_string", "Connection"],
  ["opensearch", "database_password", "Database"],
  ["BREAK_GLASS_ROOT", "break_glass", "Break-glass"],
  ["SERVICE_TOKEN", "service_token", "Service token"],
  ["webhook/STRIPE_SIGNING", "webhook_secret", "Webhook"],
  ["SNOWFLAKE_KEY", "api_key", "API key"],
  ["sftp", "ssh_key", "SSH key"],
  ["FEATURE_PRICING", "configuration", "Configuration"],
  ["oauth-client", "oauth_client_secret", "OAuth client"],
  ["NPM_TOKEN", "registry_token", "Registry"],
  ["MAPS_KEY", "api_key", "API key"],
  ["github-app-key", "ci_secret", "CI secret"],
  ["tls/private-key", "tls_private_key", "TLS key"],
  ["thing", "unclassified", "Secret (to classify)"],
];
const SERVICES = ["web", "ledger", "checkout", "auth", "search", "etl", "mail", "crm", "geo", "billing"];
const OWNERS = ["payments", "ledger", "platform", "identity", "data", null];

/** Names that mean harm, or look as if they did. */
const HOSTILE = [
  "/prod/web/<img src=x onerror=alert(1)>",
  "/prod/web/\u202eyek_terces\u202c_txt",
  "=HYPERLINK(\"http://example.test\",\"pay\")",
  "'; DROP TABLE secrets; --",
  "/prod/web/zero\u200bwidth\u0007bell",
  `/prod/${"very-long-name/".repeat(130)}end`,
];

/** A generator of numbers in [0, 1), the same for a seed (mulberry32). */
export function numbers(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(list: readonly T[], at: number): T {
  return list[Math.floor(at * list.length)] as T;
}

/** The rows, `size` of them, as of `now`. The cell prod-eu / eu-west-3 / ssm was never read, so it has none. */
export function seedRows(size: number, now: number): SecretRow[] {
  const next = numbers(20_261_121);
  const rows: SecretRow[] = [];
  for (let i = 0; rows.length < size; i += 1) {
    const account = pick(ACCOUNTS, next());
    const region = pick(REGIONS, next());
    const store = pick(STORES, next());
    if (account.name === "prod-eu" && region === "eu-west-3" && store === "ssm") continue;
    rows.push(seedRow(i, rows.length, { account, region, store }, next, now));
  }
  return rows;
}

function seedRow(
  i: number,
  at: number,
  cell: { account: AccountDto & { name: string }; region: string; store: string },
  next: () => number,
  now: number,
): SecretRow {
  const { account, region, store } = cell;
  const ssm = store === "ssm";
  const environment = account.name.startsWith("prod") ? "prod" : account.name === "stage" ? "stage" : "shared";
  const service = pick(SERVICES, next());
  const [leaf, kind, label] = pick(LEAVES, next());
  const serial = at >= 240 ? `-${Math.floor(at / 20)}` : "";
  const name = HOSTILE[at % 40 === 7 ? Math.floor(at / 40) : -1] ?? `${ssm ? "/" : ""}${environment}/${service}/${leaf}${serial}`;
  const rotation = ssm ? "none" : pick(["none", "none", "function", "service", "external"], next());
  const ageless = next() < 0.04;
  const age = ageless ? null : Math.floor(next() ** 2.2 * 1400);
  const plain = ssm && (kind === "configuration" || next() < 0.05);
  const noted = next() < 0.06;
  const gone = next() < 0.01;
  return {
    arn: ssm
      ? `arn:aws:ssm:${region}:${account.id}:parameter${name.startsWith("/") ? "" : "/"}${name}#${i}`
      : `arn:aws:secretsmanager:${region}:${account.id}:secret:${name}-${(i + 46656).toString(36).padStart(6, "A")}`,
    name,
    store,
    account: account.id,
    account_name: account.name,
    region,
    kind,
    kind_label: label,
    kind_corrected: next() < 0.02,
    test: environment === "stage" && next() < 0.4,
    environment: name.startsWith("=") || name.startsWith("'") ? null : environment,
    service: name.startsWith("=") || name.startsWith("'") ? null : service,
    age_days: age,
    value_made_at: age === null ? null : new Date(now - age * DAY - Math.floor(next() * DAY)).toISOString(),
    age_basis: age === null ? (ssm ? "unknown" : pick(["unknown", "no_value"], next())) : ssm ? "parameter_version" : "current_version",
    rotated_at: rotation === "none" || age === null ? null : new Date(now - age * DAY).toISOString(),
    rotation,
    key: plain ? "none" : pick(["aws", "customer", "customer", "unknown"], next()),
    key_alias: plain ? null : ssm ? "alias/aws/ssm" : pick([`alias/${environment}-${service}`, "alias/aws/secretsmanager"], next()),
    read_on: ssm ? null : new Date(now - Math.floor(next() ** 2 * 120) * DAY).toISOString().slice(0, 10),
    owner: pick(OWNERS, next()),
    replica_regions: !ssm && next() < 0.08 ? REGIONS.filter((r) => r !== region) : [],
    review: null,
    pending: rotation === "function" && next() < 0.15,
    plain_text: plain,
    noted,
    deleted_at: !ssm && next() < 0.015 ? new Date(now - 3 * DAY).toISOString() : null,
    gone_at: gone ? new Date(now - 2 * DAY).toISOString() : null,
    readers: null,
    due: null,
  };
}

export const KINDS: KindDto[] = [...new Map(LEAVES.map(([, code, label]) => [code, { code, label }])).values()];

export const PROBLEMS: ProblemDto[] = [
  {
    account: "222222222222",
    account_name: "prod-eu",
    profile: "audit",
    region: "eu-west-3",
    store: "ssm",
    action: "ssm:DescribeParameters",
    reason: "missing_action",
    hides: "secrets",
    message:
      "User: arn:aws:sts::222222222222:assumed-role/keyturn-read/audit is not authorized to perform: ssm:DescribeParameters on resource: * with an explicit deny in a service control policy",
    advice: "Allow ssm:DescribeParameters for the role keyturn-read in 222222222222, or take the region out of the source.",
  },
  {
    account: "333333333333",
    account_name: "stage",
    profile: "audit",
    region: "eu-west-1",
    store: "secretsmanager",
    action: "secretsmanager:ListSecretVersionIds",
    reason: "throttled",
    hides: "ages",
    message: "Rate exceeded",
    advice: "AWS slowed the calls down. The names are complete, 12 ages are not: sync again in a few minutes.",
  },
];
