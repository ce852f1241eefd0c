// The items of made-up reviews: the same for the same campaign, with names that mean harm among them.
import type { ReviewMember, ReviewSuggestion, ReviewUsage, ReviewWhy } from "../../bindings";
import { ACCOUNTS, numbers } from "../seed";

const DAY = 86_400_000;

/** An item as it was frozen. What stands beside it is made when somebody looks. */
export interface Item {
  id: string;
  number: number;
  kind: string;
  subject: string;
  principal: string | null;
  nature: string | null;
  people: string[];
  path: string;
  account: string;
  account_name: string | null;
  secrets: number;
  seeds: string[];
  /** Who is to decide, as assigned when it was opened. */
  reviewer: string;
  /** How it was decided when the host starts. */
  seeded: "undecided" | "keep" | "reduce" | "revoke" | "cannot_decide" | "differs";
}

/** What stands beside an item. */
export interface Grounds {
  question: string;
  marks: string[];
  conditions: string[];
  members: ReviewMember[];
  left_out: string[];
  left_out_count: number;
  others_count: number;
  why: ReviewWhy[];
  usage: ReviewUsage;
  changes: string[];
  last_decision: { campaign: string; decision: string; by: string; at: string; note: string } | null;
  suggestion: ReviewSuggestion | null;
}

export const LEAD = "Security lead";
export const PAYMENTS = "Payments owner";
export const PLATFORM = "Platform owner";

type Made = Pick<Item, "subject" | "path" | "secrets" | "seeded"> & Partial<Item>;

/** As drawn, and one of each trap: somebody's own access, two who differ, a name that means harm. */
const FIRST: Made[] = [
  { subject: "role/web-task", path: "/prod/web/*", secrets: 31, seeded: "keep", nature: "workload", seeds: ["service"] },
  { subject: "SSO/Developers", path: "/prod/web/*", secrets: 31, seeded: "undecided", nature: "human", seeds: ["never_used"], people: Array.from({ length: 14 }, (_, i) => `${["ana", "ben", "cleo", "dev", "eli", "fay", "gus"][i % 7]}.${["silva", "okafor"][i % 2]}`) },
  { subject: "user/old-deploy", path: "/prod/**", secrets: 64, seeded: "undecided", nature: "human", seeds: ["departed", "broad"] },
  { subject: "role/ci-deploy", path: "/prod/ci/*", secrets: 11, seeded: "undecided", nature: "workload", seeds: ["service"] },
  { subject: "account 222222222222", path: "prod/partner/*", secrets: 3, seeded: "undecided", nature: "unknown", seeds: ["broad"] },
  { subject: "role/etl", path: "/prod/shared/*", secrets: 12, seeded: "reduce", nature: "workload", seeds: ["broad"] },
  { subject: "user/legacy-ci", path: "/prod/**", secrets: 64, seeded: "revoke", nature: "human", seeds: ["departed"] },
  { subject: "account 444444444444", path: "prod/partner/sftp", secrets: 1, seeded: "revoke", nature: "unknown", seeds: ["never_used"] },
  { subject: "role/reporting", path: "/prod/ledger/*", secrets: 9, seeded: "differs", nature: "workload", seeds: ["odd_use"] },
  { subject: "SSO/SecurityAudit", path: "/prod/**", secrets: 64, seeded: "undecided", nature: "human", seeds: ["broad"], people: ["sec.lead"] },
  { subject: "role/<img src=x onerror=alert(1)>\u202etxt", path: "/prod/web/<b>*", secrets: 2, seeded: "undecided", nature: "unknown", seeds: ["odd_use"] },
  { subject: "role/batch", path: "/prod/geo/*", secrets: 6, seeded: "cannot_decide", nature: "workload", seeds: ["never_used"] },
];

const SUBJECTS = ["role/web", "role/ledger", "role/search", "SSO/Support", "role/mailer", "user/nora", "role/crm-sync", "role/geo", "SSO/DataTeam", "role/billing"];
const PATHS = ["/prod/web/*", "/prod/ledger/*", "/prod/checkout/*", "/prod/search/*", "prod/billing/*", "/stage/**", "/shared/ci/*"];
const OWNERS = ["payments", "ledger", "platform", "identity", "data"];
const LEAVES = ["STRIPE_API_KEY", "REDIS_URL", "postgres", "SERVICE_TOKEN", "jwt-signing-key", "SENDGRID_API_KEY", "NPM_TOKEN", "oauth-client", "sftp", "webhook"];

/** Sixteen hexadecimal digits for a number. */
export function hex16(n: number): string {
  return `${((n * 2_654_435_761) >>> 0).toString(16).padStart(8, "0")}${((n * 40_503 + 97) >>> 0).toString(16).padStart(8, "0")}`;
}

/** How the j-th of the generated is decided: of 86, 42 keep, 10 reduce, 5 revoke, and 29 wait. */
function seededAt(j: number): Item["seeded"] {
  const rank = ((j % 86) * 37) % 86;
  return rank < 42 ? "keep" : rank < 52 ? "reduce" : rank < 57 ? "revoke" : "undecided";
}

/** So many items; the first are always the same. `done` decides all. */
export function makeItems(size: number, done = false): Item[] {
  return Array.from({ length: size }, (_, i): Item => {
    const j = i - FIRST.length;
    const kind = j < 0 ? "access" : j % 11 === 7 ? "rotation" : j % 13 === 9 ? "exception" : j % 17 === 11 ? "needed" : j % 7 === 5 ? "owner" : "access";
    const account = ACCOUNTS[i % 3] ?? { id: "111111111111", name: "prod-us" };
    const subject = kind === "access" ? `${SUBJECTS[j % SUBJECTS.length]}${j >= 10 ? `-${Math.floor(j / 10)}` : ""}` : `${OWNERS[j % OWNERS.length]}`;
    const made: Made = FIRST[i] ?? {
      subject, path: PATHS[j % PATHS.length] ?? "/prod/**", secrets: 1 + ((j * 7) % 23), seeded: seededAt(j), nature: kind !== "access" ? null : subject.startsWith("role/") ? "workload" : "human",
      seeds: kind === "rotation" ? ["not_rotated"] : kind !== "access" ? [] : [...(j % 9 === 0 ? ["broad"] : []), ...(j % 3 === 1 ? ["never_used"] : []), ...(j % 8 === 3 ? ["service"] : []), ...(j % 11 === 4 ? ["odd_use"] : [])],
    };
    return {
      id: hex16(i + 1), number: i + 1, kind, principal: kind === "access" ? `arn:aws:iam::${account.id}:${made.subject.replace("SSO/", "role/AWSReservedSSO_")}` : null, nature: null, people: [],
      account: account.id, account_name: account.name, seeds: [], reviewer: i % 7 === 3 ? PLATFORM : i % 5 === 2 && j > 0 ? PAYMENTS : LEAD, ...made, seeded: done && made.seeded !== "keep" && made.seeded !== "reduce" ? "revoke" : made.seeded,
    };
  });
}

const QUESTIONS: Record<string, (item: Item) => string> = {
  access: (item) => `${item.subject} can read ${item.secrets} ${item.secrets === 1 ? "secret" : "secrets"} under ${item.path}`,
  owner: (item) => `Does ${item.subject} still own ${item.secrets} ${item.secrets === 1 ? "secret" : "secrets"} under ${item.path}?`,
  needed: (item) => `Are ${item.secrets} secrets under ${item.path} still needed?`,
  exception: (item) => `Is the exception for ${item.path} still right?`,
  rotation: (item) => `Is the rotation of ${item.secrets} secrets under ${item.path} as planned?`,
};

/** What stands beside an item: made from it alone. */
export function groundsOf(item: Item, now: number): Grounds {
  const random = numbers(item.number);
  const access = item.kind === "access";
  const quiet = item.seeds.includes("never_used");
  const read = quiet ? Math.min(1, item.secrets - 1) : Math.max(1, Math.round(item.secrets * 0.7));
  const base = item.path.replace(/\*+$/u, "");
  const at = (days: number) => new Date(now - days * DAY).toISOString();
  const members = Array.from({ length: item.secrets }, (_, i): ReviewMember => {
    const name = item.path.endsWith("*") ? `${base}${LEAVES[i % LEAVES.length]}${i >= LEAVES.length ? `_${Math.floor(i / LEAVES.length) + 1}` : ""}` : item.path;
    const used = access && i < read;
    return {
      arn: `arn:aws:ssm:eu-west-1:${item.account}:parameter/${name.replace(/^\//u, "")}`, name, state: access ? (item.people.length > 0 ? "conditional" : "can") : item.kind === "rotation" ? (i % 3 === 0 ? "overdue" : "due_soon") : "",
      last_read_at: used ? at(2 + ((i * 11 + item.number) % 80)) : null, reads: used ? 3 + ((i * 17) % 210) : 0,
      words: item.kind === "rotation" ? `last changed ${120 + i * 30} days ago, policy 90 days` : item.kind === "exception" ? "the supplier changes keys in January only" : "",
    };
  });
  const weeks = Array.from({ length: 13 }, (_, i) => (!access ? 0 : quiet ? (i === 5 ? 1 : i === 6 ? 2 : 0) : Math.round(random() * 40)));
  const reads = weeks.reduce((sum, n) => sum + n, 0);
  const mfa = item.people.length > 0;
  const place = item.subject.startsWith("account") ? "key policy prod-partner" : `${item.subject}: inline policy read`;
  const statement = JSON.stringify({ Sid: "ReadAll", Effect: "Allow", Action: "ssm:GetParameter*", Resource: `arn:aws:ssm:*:${item.account}:parameter/${base.replace(/^\//u, "")}*`, ...(mfa ? { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } } : {}) }, null, 2);
  const departed = item.seeds.includes("departed");
  const suggestion: ReviewSuggestion | null =
    !access ? null
    : departed ? { decision: "revoke", reason: "The person behind it left on 30 September, and the grant is still there.", keep: [] }
    : quiet && item.secrets > 1 ? { decision: "reduce", reason: `${item.secrets - read} of ${item.secrets} were not read in 90 days; ${read} was used for debugging. Narrower text is ready.`, keep: members.slice(0, read).map((m) => m.arn) }
    : item.seeds.includes("broad") && item.secrets > 2 ? { decision: "reduce", reason: "A statement for every secret of the account lets it in; it reads a part of them.", keep: members.slice(0, read).map((m) => m.arn) }
    : item.seeds.includes("service") ? { decision: "keep", reason: "A program that reads these each week, and nothing else of the account.", keep: [] }
    : null;
  return {
    question: (QUESTIONS[item.kind] ?? ((of: Item) => of.subject))(item),
    marks: [...(departed ? ["departed"] : []), ...(item.seeds.includes("broad") ? ["broad"] : []), ...(quiet ? ["unused"] : []), ...(item.subject.startsWith("account") ? ["other_account"] : [])],
    conditions: mfa ? [`signed in with MFA, for ${item.secrets} of ${item.secrets}`] : [],
    members, left_out: access && item.secrets > 20 ? [`${base}BREAK_GLASS_ROOT`, `${base}<i>payments</i>/STRIPE_API_KEY`] : [], left_out_count: access && item.secrets > 20 ? 2 : 0, others_count: access && item.secrets > 40 ? 3 : 0,
    why: access ? [
      { place, statement: "ReadAll", text: statement, conditions: mfa ? ["aws:MultiFactorAuthPresent is true"] : [], secrets: item.secrets },
      { place: "key prod-web: key policy", statement: "EnableIAM", text: null, conditions: [], secrets: item.secrets },
    ] : [],
    usage: { reads, secrets_read: access ? read : 0, readers: access ? 1 + (item.number % 3) : 0, last_at: reads > 0 ? at(quiet ? 48 : 1) : null, weeks, complete: item.number % 10 !== 4, words: "90 days of management events; reads inside tasks are not seen." },
    changes: item.number % 4 === 1 ? ["4 secrets are new under the path since the last review."] : [],
    last_decision: item.number % 3 === 2 ? { campaign: "Access review · Q3 2026", decision: "keep", by: LEAD, at: at(96), note: "debugging" } : null,
    suggestion,
  };
}
