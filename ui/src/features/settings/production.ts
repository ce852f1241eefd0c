// What is production, as far as a name tells: said before a profile is used there, never a reason to refuse.

const WORDS = ["prod", "production", "prd", "live"];
const TAKEN_BACK = ["non", "not", "no", "pre"];

/** Whether a name of a profile or an account says production, as the core judges it: one of its words does, and the word before
 *  does not take it back. `prod-eu`, `acme.production`, `prd2`; not `non-prod`, `nonprod`, `product`. */
export function saysProduction(name: string): boolean {
  const parts = name.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
  return parts.some((part, i) => WORDS.includes(part.replace(/\d+$/, "")) && !TAKEN_BACK.includes(parts[i - 1] ?? ""));
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
