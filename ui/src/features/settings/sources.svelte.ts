// The sources: through which profiles and roles which accounts and regions are read.
import type { CommandError, SourceDto, SourcesReply, TagDto } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { visible } from "../../shared/format";

/** Regions that most organisations use, for a quick choice. Any other code can be typed. */
export const COMMON_REGIONS = [
  "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
  "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1",
  "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "me-central-1", "af-south-1",
] as const;

/** The regions that are on in every account (https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html). */
export const DEFAULT_REGIONS = [
  "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
  "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1",
  "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
] as const;

/** One source, or several alike, while it is edited. */
export interface Draft {
  /** Null: the environment's own credentials. */
  profile: string | null;
  /** `profiles`: each of several profiles with its own account, a source each. */
  scope: "own" | "organization" | "list" | "profiles";
  role: string;
  /** As typed: digits apart by anything that is not a digit. */
  accounts: string;
  /** The chosen ones, for `profiles`. */
  profiles: string[];
  regions: string[];
  /** Every region that each account has enabled, in place of `regions`. */
  enabled: boolean;
  /** Empty where the roles ask for none. */
  externalId: string;
  /** As typed: `key=value`, a line each. */
  tags: string;
}

/** What a draft lacks, by field. */
export type Objections = Partial<Record<"role" | "accounts" | "profiles" | "regions" | "externalId" | "tags", string>>;

/** A fresh draft. */
export function newDraft(profile: string | null, region: string | null = null): Draft {
  return { profile, scope: "own", role: "", accounts: "", profiles: [], regions: region ? [region] : [], enabled: false, externalId: "", tags: "" };
}

/** A source as a draft. */
export function draftOf(source: SourceDto): Draft {
  const { accounts } = source;
  return {
    profile: source.profile,
    scope: accounts.scope,
    role: accounts.scope === "own" ? "" : accounts.role,
    accounts: accounts.scope === "list" ? accounts.accounts.join("\n") : "",
    profiles: [],
    regions: [...source.regions],
    enabled: source.enabled_regions ?? false,
    externalId: source.external_id ?? "",
    tags: (source.session_tags ?? []).map(({ key, value }) => `${key}=${value}`).join("\n"),
  };
}

/** The account ids in typed text, each once, in order. */
export function accountIds(text: string): string[] {
  const ids = text.split(/[^0-9-]+/).map((w) => w.replaceAll("-", "")).filter((w) => w !== "");
  return ids.filter((id, i) => ids.indexOf(id) === i);
}

/** The session tags in typed text; null for a line that is none. */
export function tagsOf(text: string): (TagDto | null)[] {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.map((line) => {
    const at = line.indexOf("=");
    const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    return at > 0 && key.length <= 128 && value.length <= 256 ? { key, value } : null;
  });
}

/** Whether the accounts of a draft are entered by a role. */
export function byRole(draft: Draft): boolean {
  return draft.scope === "organization" || draft.scope === "list";
}

/** Whether a text has the form of a region's code. */
export function isRegion(code: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(code);
}

/** What stops a draft from being saved; empty when nothing does. */
export function objections(draft: Draft): Objections {
  const found: Objections = {};
  if (byRole(draft) && !/^[\w+=,.@/-]{1,576}$/.test(draft.role.trim())) {
    found.role = draft.role.trim() === "" ? "Name the role that Keyturn assumes in each account." : "A role's name has letters, digits and + = , . @ / _ - only.";
  }
  if (draft.scope === "list") {
    const ids = accountIds(draft.accounts);
    const wrong = ids.filter((id) => id.length !== 12);
    if (ids.length === 0) found.accounts = "Name at least one account.";
    else if (wrong.length > 0) found.accounts = `An account has 12 digits; not so: ${wrong.slice(0, 3).join(", ")}.`;
  }
  if (draft.scope === "profiles" && draft.profiles.length === 0) found.profiles = "Choose at least one profile.";
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  if (byRole(draft) && draft.externalId.trim() !== "" && !/^[\w+=,.@:/-]{2,1224}$/.test(draft.externalId.trim())) found.externalId = "An external id has 2 characters or more: letters, digits and + = , . @ : / _ - only.";
  if (byRole(draft) && tagsOf(draft.tags).includes(null)) found.tags = "A tag is key=value, a line each; a key has at most 128 characters, a value 256.";
  else if (byRole(draft) && tagsOf(draft.tags).length > 50) found.tags = "At most 50 tags.";
  const odd = draft.enabled ? [] : draft.regions.filter((r) => !isRegion(r));
  if (odd.length > 0) found.regions = `Not a region's code: ${odd.map(visible).join(", ")}.`;
  return found;
}

/** The sources that a draft stands for: one, or one for each of several profiles. */
export function sourcesOf(draft: Draft): SourceDto[] {
  const regions: Pick<SourceDto, "regions" | "enabled_regions"> = draft.enabled ? { regions: [], enabled_regions: true } : { regions: [...draft.regions] };
  if (draft.scope === "profiles") return draft.profiles.map((profile) => ({ profile, accounts: { scope: "own" }, ...regions }));
  if (draft.scope === "own") return [{ profile: draft.profile, accounts: { scope: "own" }, ...regions }];
  const role = draft.role.trim();
  const tags = tagsOf(draft.tags).filter((tag) => tag !== null);
  return [{
    profile: draft.profile,
    accounts: draft.scope === "organization" ? { scope: "organization", role } : { scope: "list", role, accounts: accountIds(draft.accounts) },
    ...regions,
    ...(draft.externalId.trim() === "" ? {} : { external_id: draft.externalId.trim() }),
    ...(tags.length === 0 ? {} : { session_tags: tags }),
  }];
}

/** A source in a sentence. */
export function sourceWords(source: SourceDto): { who: string; what: string; where: string } {
  const { accounts } = source;
  return {
    who: source.profile === null ? "the environment's credentials" : visible(source.profile),
    what:
      accounts.scope === "own" ? "its own account"
      : accounts.scope === "organization" ? `every account of the organisation, as ${visible(accounts.role)}`
      : `${accounts.accounts.length} ${accounts.accounts.length === 1 ? "account" : "accounts"}, as ${visible(accounts.role)}`,
    where: source.enabled_regions ? "every enabled region" : source.regions.length === 0 ? "the profile's own region" : source.regions.length > 6 ? `${source.regions.length} regions` : source.regions.map(visible).join(", "),
  };
}

const SIGN_IN: Record<string, string> = { sso: "Identity Center", role: "assumed role", process: "credential process", keys: "access keys", login: "aws login", web_identity: "web identity" };

/** How a profile signs in, in words. */
export function signInWord(code: string): string {
  return SIGN_IN[code] ?? "other";
}

export class Sources {
  reply = $state.raw<SourcesReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  saving = $state(false);

  load = async (): Promise<void> => {
    this.error = null;
    try {
      this.reply = await call("sources_show");
    } catch (error) {
      this.error = asCommandError(error);
    }
  };

  /** Puts these in the place of all. Whether it was done. */
  save = async (sources: SourceDto[]): Promise<boolean> => {
    this.saving = true;
    this.error = null;
    try {
      this.reply = await call("sources_save", { sources });
      return true;
    } catch (error) {
      this.error = asCommandError(error);
      return false;
    } finally {
      this.saving = false;
    }
  };
}
