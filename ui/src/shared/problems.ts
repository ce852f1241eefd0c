// Words for what could not be read.
import type { ProblemDto } from "../ipc/bindings";
import { storeName, visible } from "./format";
import type { Tone } from "./tones";

const REASONS: Record<string, { word: string; tone: Tone }> = {
  missing_action: { word: "denied", tone: "late" },
  throttled: { word: "throttled", tone: "soon" },
  expired_sign_in: { word: "sign-in expired", tone: "late" },
  no_sign_in: { word: "not signed in", tone: "late" },
  no_region: { word: "no region named", tone: "late" },
  no_organization: { word: "in no organisation", tone: "late" },
  role_refused: { word: "role refused", tone: "late" },
  region_disabled: { word: "region is off", tone: "calm" },
  no_network: { word: "no network", tone: "late" },
  service_failed: { word: "AWS failed", tone: "late" },
  not_understood: { word: "answer not understood", tone: "unknown" },
  cancelled: { word: "cancelled", tone: "calm" },
};

const HIDES: Record<string, string> = {
  secrets: "its secrets",
  ages: "the ages of values",
  tags: "tags",
  keys: "KMS keys",
  resource_policy: "resource policies",
  accounts: "accounts",
  reads: "who read what",
  trails: "what CloudTrail records",
  readers: "who can read",
  regions: "which regions are enabled",
  people: "who is behind Identity Center's roles",
};

/** The reason in a word or two. */
export function reasonWord(reason: string): string {
  return REASONS[reason]?.word ?? visible(reason);
}

/** How grave the reason is. */
export function reasonTone(reason: string): Tone {
  return REASONS[reason]?.tone ?? "unknown";
}

/** What the problem hides, as the object of "not read: …". */
export function hidesWord(hides: string): string {
  return HIDES[hides] ?? visible(hides);
}

/** Where the problem is: `prod-eu / eu-west-3 / Parameter Store`. */
export function problemPlace(problem: ProblemDto): string {
  const account = problem.account_name ?? problem.account ?? (problem.profile ? `profile ${problem.profile}` : null);
  const parts = [account, problem.region, problem.store && storeName(problem.store)].filter((p): p is string => Boolean(p));
  return parts.length > 0 ? parts.map(visible).join(" / ") : "everywhere";
}

/** The problem as text, for the clipboard. */
export function problemText(problem: ProblemDto): string {
  return [
    `${problemPlace(problem)}: ${reasonWord(problem.reason)} (not read: ${hidesWord(problem.hides)})`,
    problem.account && `account: ${problem.account}`,
    problem.profile && `profile: ${problem.profile}`,
    `action: ${problem.action}`,
    `AWS says: ${visible(problem.message)}`,
    `what to do: ${problem.advice}`,
  ]
    .filter(Boolean)
    .join("\n  ");
}

/** Stable identity of a problem within a list. */
export function problemKey(problem: ProblemDto, index: number): string {
  return `${problem.account}/${problem.region}/${problem.store}/${problem.action}/${problem.hides}/${index}`;
}
