// Words for who reads and what is read.
import type { ObjectDto, PrincipalDto } from "../ipc/bindings";
import { accountWord, visible } from "./format";

const NATURES: Record<string, string> = {
  human: "a person",
  workload: "a program",
  aws_service: "an AWS service",
  web_identity: "a program with a token from outside",
  unknown: "not known what",
};

/** What kind of reader it is. */
export function natureWord(nature: string): string {
  return NATURES[nature] ?? visible(nature);
}

/** A principal's name, with Identity Center's roles in short: `SSO/Developers`. */
export function principalName(principal: Pick<PrincipalDto, "name">): string {
  const sso = /^role\/AWSReservedSSO_(.+)_[0-9a-f]{8,}$/u.exec(principal.name)?.[1];
  return visible(sso ? `SSO/${sso}` : principal.name);
}

/** Where a principal belongs: its account, else what it is. */
export function principalHome(principal: PrincipalDto): string {
  return principal.account ? accountWord({ name: principal.account_name, id: principal.account }) : natureWord(principal.nature);
}

const KINDS: Record<string, string> = {
  path: "everything below a path",
  filter: "whatever a filter matched",
  instance: "an instance's Windows password",
  unknown: "not named in the record",
};

/** What was read: a name, or in words what no name is known of. */
export function objectName(object: Pick<ObjectDto, "kind" | "name">): string {
  if (object.kind === "secret") return visible(object.name);
  const kind = KINDS[object.kind] ?? visible(object.kind);
  return object.name ? `${visible(object.name)} (${kind})` : kind;
}
