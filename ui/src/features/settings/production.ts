// What is production, as far as a name tells: said before a profile is used there, never a reason to refuse.

const WORDS = /(?:^|[^a-z0-9])(?:prod|prd|production|live)(?:\d{0,2})(?=$|[^a-z0-9])/i;
const NOT = /(?:^|[^a-z0-9])(?:non|not|pre|no)[-_ ]?(?:prod|prd|production|live)/i;

/** Whether a name of a profile or an account says production: `prod-eu`, `acme.production`, `prd2`; not `nonprod`, `product`. */
export function saysProduction(name: string): boolean {
  return WORDS.test(name) && !NOT.test(name);
}

/** Whether a caller's ARN is one that may change everything, as far as its name tells: the account's root, an administrator's
 *  permission set or policy name, or the role that Organizations makes in each member account
 *  (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html). */
export function saysAdministrator(principal: string): boolean {
  return /:root$|AWSReservedSSO_Administrator|AdministratorAccess|OrganizationAccountAccessRole|AWSControlTowerExecution/.test(principal);
}

/** The caller's ARN without what everybody knows of it: `role/keyturn-read` of `arn:aws:sts::…:assumed-role/keyturn-read/ana`. */
export function principalWord(arn: string): string {
  const path = arn.split(":").slice(5).join(":");
  const [kind, ...rest] = path.split("/");
  if (kind === "assumed-role") return `role/${(rest[0] ?? "").replace(/^AWSReservedSSO_(.+)_[0-9a-f]{16}$/, "$1")}`;
  return path === "" ? arn : path;
}
