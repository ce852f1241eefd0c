// Findings about the made-up organisation's policies, the heaviest first.
import type { AccessFindingDto } from "../../bindings";

const json = (value: object) => JSON.stringify(value, null, 2);
const statement = (Sid: string, Action: string | string[], Resource: string | string[], more: object = {}) => json({ Sid, Effect: "Allow", Action, Resource, ...more });
const role = (account: string, name: string) => `arn:aws:iam::${account}:${name}`;
const US = { account: "111111111111", account_name: "prod-us" };
const EU = { account: "222222222222", account_name: "prod-eu" };
const SHARED = { account: "444444444444", account_name: "shared" };
const SM = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html";
const SSM = "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html";

const FINDINGS: Omit<AccessFindingDto, "id">[] = [
  {
    rule: "outside_reader", severity: "critical", title: "An account outside the organisation can read 3 secrets", ...SHARED, secrets: 3, principals: [],
    reason: "The resource policy lets account 999999999999 read, and that account is not in the organisation. Its administrators decide who uses that.",
    place: "resource policy of shared/crm/sftp", source: SM,
    found: json({ Sid: "Partner", Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "secretsmanager:GetSecretValue", Resource: "*" }),
    narrower: json({ Sid: "Partner", Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:role/sftp-sync" }, Action: "secretsmanager:GetSecretValue", Resource: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-0def34ab" } } }),
  },
  {
    rule: "managed_read_write", severity: "high", title: "SecretsManagerReadWrite is attached to a role that deploys", ...US, secrets: 58, principals: [role("111111111111", "role/ci-deploy")],
    reason: "This AWS-managed policy reads and changes every secret of the account. In 90 days the role read 4 of the 58 that it can read.",
    place: "role/ci-deploy: managed policy arn:aws:iam::aws:policy/SecretsManagerReadWrite, statement 1", source: SM,
    found: statement("1", ["secretsmanager:*", "ssm:*", "kms:Decrypt"], "*"),
    narrower: json({ Sid: "DeployReads", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: ["arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/web/STRIPE_API_KEY-??????", "arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/web/REDIS_URL-??????"] }),
  },
  {
    rule: "star_reads", severity: "high", title: "ssm:GetParameter* opens history and whole paths too", ...US, secrets: 74, principals: [role("111111111111", "user/old-deploy")],
    reason: "GetParameter* also allows GetParameterHistory (values that were replaced) and GetParametersByPath (everything below /prod). The policy's name says that one parameter at a time was meant.",
    place: "user/old-deploy: managed policy deploy-read, statement Deploy", source: SSM,
    found: statement("Deploy", "ssm:GetParameter*", "arn:aws:ssm:*:111111111111:parameter/prod/*"),
    narrower: statement("Deploy", ["ssm:GetParameter", "ssm:GetParameters"], "arn:aws:ssm:us-east-1:111111111111:parameter/prod/web/*"),
  },
  {
    rule: "name_star", severity: "medium", title: "NAME-* also matches other secrets whose names begin alike", ...EU, secrets: 2, principals: [role("222222222222", "role/checkout-task")],
    reason: "prod/ledger/postgres-* is meant for prod/ledger/postgres, and matches prod/ledger/postgres-admin as well. Six question marks match the suffix alone.",
    place: "role/checkout-task: inline policy read-ledger, statement Read", source: SM,
    found: statement("Read", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:222222222222:secret:prod/ledger/postgres-*"),
    narrower: statement("Read", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:222222222222:secret:prod/ledger/postgres-??????"),
  },
  {
    rule: "key_pending_deletion", severity: "medium", title: "A key that 2 secrets need will be deleted in 5 days", ...EU, secrets: 2, principals: [],
    reason: "After that nobody can read them, and no backup of the key exists.", place: "key alias/prod-mail", source: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    found: "KeyState: PendingDeletion", narrower: null,
  },
  {
    rule: "double_slash", severity: "low", title: "parameter//prod/… never matches", ...SHARED, secrets: 0, principals: [role("444444444444", "role/<b>odd</b>")],
    reason: "The ARN of /prod/x is parameter/prod/x, with one slash. The statement grants nothing; somebody may widen another one because of it.",
    place: "role/<b>odd</b>: inline policy params, statement 2", source: SSM,
    found: statement("2", "ssm:GetParameter", "arn:aws:ssm:*:444444444444:parameter//shared/mail/*"),
    narrower: statement("2", "ssm:GetParameter", "arn:aws:ssm:*:444444444444:parameter/shared/mail/*"),
  },
];

/** Findings about policies, the heaviest first. */
export const ACCESS_FINDINGS: AccessFindingDto[] = FINDINGS.map((finding, i) => ({ id: (i + 1).toString(16).padStart(16, "0"), ...finding }));
