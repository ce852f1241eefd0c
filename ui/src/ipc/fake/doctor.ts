// The doctor of the made-up organisation: one account refuses a key's policy, one a role, one region is off.
import type { CommandError, Commands, DiagnosisDto, DoctorAccount, DoctorFound, DoctorPolicy, DoctorProgressDto, DoctorReply, ProblemDto } from "../bindings";
import { ACCOUNTS, REGIONS } from "./seed";

interface Parts {
  clock: () => number;
  stepMs: number;
  /** Nothing is set up to read from. */
  bare: boolean;
  /** Everything is allowed. */
  quiet: boolean;
  send: (event: string, payload: unknown) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

type Names = "doctor_show" | "doctor_run" | "doctor_cancel" | "doctor_export" | "doctor_policy" | "doctor_policy_export";
type Handlers = { [K in Names]: (request: Commands[K]["request"]) => Commands[K]["reply"] | Promise<Commands[K]["reply"]> };

const ACTIONS: [string, string, string][] = [
  ["secretsmanager:ListSecrets", "region", "secrets"],
  ["secretsmanager:ListSecretVersionIds", "region", "ages"],
  ["secretsmanager:DescribeSecret", "region", "secrets"],
  ["secretsmanager:GetResourcePolicy", "region", "readers"],
  ["ssm:DescribeParameters", "region", "secrets"],
  ["ssm:ListTagsForResource", "region", "tags"],
  ["ssm:GetResourcePolicies", "region", "readers"],
  ["tag:GetResources", "region", "tags"],
  ["kms:ListAliases", "region", "keys"],
  ["kms:ListKeys", "region", "readers"],
  ["kms:DescribeKey", "region", "readers"],
  ["kms:GetKeyPolicy", "region", "readers"],
  ["kms:ListGrants", "region", "readers"],
  ["kms:ListResourceTags", "region", "readers"],
  ["iam:GetAccountAuthorizationDetails", "account", "readers"],
  ["account:ListRegions", "account", "regions"],
  ["cloudtrail:LookupEvents", "region", "reads"],
  ["cloudtrail:DescribeTrails", "region", "trails"],
  ["cloudtrail:GetTrailStatus", "region", "trails"],
  ["cloudtrail:GetEventSelectors", "region", "trails"],
  ["organizations:ListAccounts", "organization", "accounts"],
  ["organizations:DescribeOrganization", "organization", "readers"],
  ["organizations:ListRoots", "organization", "readers"],
  ["organizations:ListOrganizationalUnitsForParent", "organization", "readers"],
  ["organizations:ListAccountsForParent", "organization", "readers"],
  ["organizations:ListPolicies", "organization", "readers"],
  ["organizations:DescribePolicy", "organization", "readers"],
  ["organizations:ListTargetsForPolicy", "organization", "readers"],
  ["sso:ListInstances", "organization", "people"],
  ["sso:ListPermissionSets", "organization", "people"],
  ["sso:DescribePermissionSet", "organization", "people"],
  ["sso:ListAccountsForProvisionedPermissionSet", "organization", "people"],
  ["sso:ListAccountAssignments", "organization", "people"],
  ["identitystore:ListUsers", "organization", "people"],
  ["identitystore:ListGroups", "organization", "people"],
  ["identitystore:ListGroupMemberships", "organization", "people"],
];

const HIDES = new Map(ACTIONS.map(([action, , hides]) => [action, hides]));

/** What is refused: action, account, in which regions (all where none is named). */
const REFUSED: [string, string, string[]][] = [
  ["kms:GetKeyPolicy", "222222222222", []],
  ["kms:GetKeyPolicy", "333333333333", []],
  ["kms:GetKeyPolicy", "444444444444", []],
  ["ssm:DescribeParameters", "222222222222", ["eu-west-3"]],
  ["tag:GetResources", "333333333333", []],
  ["ssm:ListTagsForResource", "333333333333", []],
  ["identitystore:ListUsers", "111111111111", []],
];

function problemOf(action: string, account: string, region: string | null): ProblemDto {
  const name = ACCOUNTS.find((one) => one.id === account)?.name ?? null;
  const message = `User: arn:aws:sts::${account}:assumed-role/keyturn-read/keyturn is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  return { account, account_name: name, profile: "audit", region, store: null, action, reason: "missing_action", hides: HIDES.get(action) ?? "secrets", message, advice: `Allow ${action} for the role that Keyturn uses there.` };
}

function accountOf(id: string, name: string, quiet: boolean): DoctorAccount {
  const asked = ACTIONS.filter(([, where]) => where !== "organization" || id === ACCOUNTS[0]?.id);
  const actions = asked.map(([action]): DoctorFound => {
    const refused = quiet ? undefined : REFUSED.find(([one, account]) => one === action && account === id);
    if (!refused) return { action, state: !quiet && id === "444444444444" && action.endsWith("TrailStatus") ? "not_tried" : "allowed", refused_in: [], problem: null };
    const regions = refused[2].length > 0 ? refused[2] : action.startsWith("identitystore") ? [] : [...REGIONS];
    return { action, state: refused[2].length > 0 ? "differs" : "refused", refused_in: regions, problem: problemOf(action, id, regions[0] ?? null) };
  });
  return { account: id, account_name: name, profile: "audit", regions: [...REGIONS], actions };
}

const SENTENCES: DiagnosisDto["sentences"] = [
  { action: "sts:AssumeRole", hides: "secrets", accounts: ["555555555555"], secrets: 0, words: "No sts:AssumeRole into sandbox: nothing is read there, and nothing is known of it.", advice: "Roll the role out there, let it trust the base profile's account, and let that profile assume it." },
  { action: "ssm:DescribeParameters", hides: "secrets", accounts: ["222222222222"], secrets: 17, words: "No ssm:DescribeParameters in eu-west-3 of prod-eu: Parameter Store is not listed there, and 17 parameters known before stay as they were.", advice: "Allow ssm:DescribeParameters for the role that Keyturn uses there." },
  { action: "kms:GetKeyPolicy", hides: "readers", accounts: ["222222222222", "333333333333", "444444444444"], secrets: 214, words: "No kms:GetKeyPolicy in 3 accounts: readers of 214 secrets are Unknown.", advice: "Allow kms:GetKeyPolicy for the role that Keyturn uses there." },
  { action: "tag:GetResources", hides: "tags", accounts: ["333333333333"], secrets: 41, words: "No tag:GetResources in stage: tags and owners of 41 parameters are not known.", advice: "Allow tag:GetResources for the role that Keyturn uses there." },
  { action: "ssm:ListTagsForResource", hides: "tags", accounts: ["333333333333"], secrets: 41, words: "No ssm:ListTagsForResource in stage: when one of 41 parameters is opened, its tags may be old.", advice: "Allow ssm:ListTagsForResource for the role that Keyturn uses there." },
  { action: "identitystore:ListUsers", hides: "people", accounts: ["111111111111"], secrets: 0, words: "No identitystore:ListUsers for the organisation: people behind the roles of Identity Center have no names.", advice: "Allow identitystore:ListUsers for the base profile." },
];

const PROBLEMS: ProblemDto[] = [
  { account: "555555555555", account_name: "sandbox", profile: "audit", region: null, store: null, action: "sts:AssumeRole", reason: "role_refused", hides: "secrets", message: "User: arn:aws:sts::111111111111:assumed-role/audit/ana is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::555555555555:role/keyturn-read", advice: "Let the base profile assume the role, and the role trust the base account." },
  { account: null, account_name: null, profile: "audit", region: "eu-south-1", store: null, action: "secretsmanager:ListSecrets", reason: "region_disabled", hides: "secrets", message: "In 4 accounts (111111111111, 222222222222, 333333333333, 444444444444): The security token included in the request is invalid.", advice: "Enable the region for the account, or take it off the list." },
];

function checksOf(quiet: boolean, bare: boolean): DiagnosisDto["checks"] {
  const backup = quiet ? { of: "backup", state: "good", words: "The last backup was written on 2026-11-14.", advice: null } : { of: "backup", state: "look", words: "No backup was ever written.", advice: "Write one with keyturn backup FILE, and keep it on another disk." };
  return [
    ...(bare ? [{ of: "sources", state: "bad", words: "No source is set up, so no account was asked.", advice: "Set one up in Settings, or sync once." }] : []),
    quiet ? { of: "clock", state: "good", words: "This machine's clock goes with AWS's.", advice: null } : { of: "clock", state: "look", words: "This machine's clock is 2 min 14 s ahead of AWS's. From 5 minutes on, AWS refuses what it signs.", advice: "Let the system set its clock by network time (NTP)." },
    { of: "key", state: "good", words: "The system's keyring gives the database's key.", advice: null },
    { of: "database", state: "good", words: "The database is sound: every page is as it was written (18.4 MiB).", advice: null },
    { of: "audit_log", state: "good", words: "The audit log's chain holds over 640 entries.", advice: null },
    backup,
    { of: "trail", state: quiet ? "good" : "look", words: quiet ? "CloudTrail is collected until 2026-11-21 11:40 UTC in all 12 accounts and regions." : "CloudTrail is collected until 2026-11-21 11:40 UTC, but never in 2 of 12 accounts and regions: stage / us-east-1, shared / us-east-1.", advice: quiet ? null : "Collect them under Reads, or keyturn trail sync." },
  ];
}

const POLICIES: Record<string, { file_name: string; text: string }> = {
  json: { file_name: "keyturn-policy.json", text: `{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Sid": "KeyturnReadsMetadata",\n      "Effect": "Allow",\n      "Action": [\n${ACTIONS.map(([action]) => `        "${action}"`).join(",\n")}\n      ],\n      "Resource": "*"\n    },\n    {\n      "Sid": "NobodyReadsValuesThroughKeyturn",\n      "Effect": "Deny",\n      "Action": "secretsmanager:GetSecretValue",\n      "Resource": "*"\n    }\n  ]\n}\n` },
  cloudformation: { file_name: "keyturn-reader.yaml", text: `AWSTemplateFormatVersion: "2010-09-09"\nParameters:\n  RoleName:\n    Type: String\n    Default: keyturn-reader\nResources:\n  Reader:\n    Type: AWS::IAM::Role\n` },
  terraform: { file_name: "keyturn-reader.tf", text: `variable "role_name" {\n  default = "keyturn-reader"\n}\n\nresource "aws_iam_role" "keyturn_reader" {\n  name = var.role_name\n}\n` },
};

/** The doctor's commands. */
export function doctorHandlers({ clock, stepMs, bare, quiet, send, fail }: Parts): Handlers {
  let last: DiagnosisDto | null = null;
  let running: DoctorProgressDto | null = null;
  let stopped = false;
  const show = (): DoctorReply => ({ running, last });
  const policy = (form: string): DoctorPolicy => ({ form, ...(POLICIES[form] ?? fail("bad_request", `There is no form ${form}.`)) });

  function diagnose(started: number): DiagnosisDto {
    const tried = (running?.accounts ?? []).filter((one) => one.done >= one.of).map((one) => one.account);
    const accounts = bare ? [] : ACCOUNTS.filter((one) => tried.includes(one.id)).map((one) => accountOf(one.id, one.name, quiet));
    const some = !quiet && !bare;
    const sentences = some ? SENTENCES.filter((one) => one.action === "sts:AssumeRole" || one.accounts.some((id) => tried.includes(id))) : [];
    return {
      at: new Date(started).toISOString(), version: "0.1.0", data_dir: "/home/you/.local/share/keyturn", well: quiet && !stopped, partial: stopped || some, cancelled: stopped, sources: bare ? 0 : 1,
      checks: checksOf(quiet, bare), sentences, actions: ACTIONS.map(([action, asked, hides]) => ({ action, asked, hides })), accounts, problems: some ? PROBLEMS : [],
    };
  }

  return {
    doctor_show: show,
    doctor_run: () => {
      if (running) fail("bad_request", "The doctor is looking already.");
      const started = clock();
      stopped = false;
      running = { started_at: new Date(started).toISOString(), accounts: bare ? [] : ACCOUNTS.map((one) => ({ account: one.id, account_name: one.name, done: 0, of: REGIONS.length + 1, refused: 0 })) };
      return new Promise((done) => {
        const timer = setInterval(() => {
          const next = running?.accounts.find((one) => one.done < one.of);
          if (next && !stopped) {
            next.done += 1;
            if (!quiet && next.done === next.of) next.refused = REFUSED.filter(([, account]) => account === next.account).length;
            send("doctor_progress", structuredClone(running));
            return;
          }
          clearInterval(timer);
          last = diagnose(started);
          running = null;
          done(show());
        }, stepMs);
      });
    },
    doctor_cancel: () => {
      stopped = true;
      return show();
    },
    doctor_export: ({ format }) => (last ? { path: `/home/you/keyturn-doctor.${format}` } : fail("bad_request", "Run the doctor first: nothing was found yet.")),
    doctor_policy: ({ form }) => policy(form),
    doctor_policy_export: ({ form }) => ({ path: `/home/you/${policy(form).file_name}` }),
  };
}
