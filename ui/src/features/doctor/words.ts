// How the doctor's states are shown: by shape, word and tone.
import type { DiagnosisDto, DoctorAccount, DoctorFound } from "../../ipc/bindings";
import { accountWord, counted, visible } from "../../shared/format";
import { hidesWord } from "../../shared/problems";
import { statesOf, type StateWords } from "../../shared/states";
import type { Tone } from "../../shared/tones";

/** How an action stands in an account, the gravest first. */
export const STATES: Record<string, StateWords> = {
  refused: { word: "refused", short: "✕", tone: "late", says: "AWS refuses it wherever it was tried." },
  differs: { word: "refused in part", short: "◐", tone: "late", says: "Some regions refuse it and others allow it." },
  failed: { word: "not known", short: "?", tone: "unknown", says: "It could not be tried: no network, throttled, or AWS failed." },
  not_tried: { word: "nothing to try", short: "·", tone: "plain", says: "There is no secret, key or trail to try it on, or the list it follows from is refused." },
  allowed: { word: "allowed", short: "✓", tone: "ok", says: "It worked wherever it was tried." },
};

/** How a state is shown. */
export const stateWords = statesOf(STATES);

const CHECKS: Record<string, { title: string }> = {
  clock: { title: "Clock" },
  key: { title: "Key" },
  database: { title: "Database" },
  audit_log: { title: "Audit log" },
  backup: { title: "Backup" },
  trail: { title: "CloudTrail" },
  sources: { title: "Sources" },
};

/** What a check looks at. */
export function checkTitle(of: string): string {
  return CHECKS[of]?.title ?? visible(of);
}

/** How a check stands. */
export function checkTone(state: string): { tone: Tone; word: string } {
  if (state === "good") return { tone: "ok", word: "fine" };
  if (state === "look") return { tone: "soon", word: "wants a look" };
  if (state === "bad") return { tone: "late", word: "broken" };
  return { tone: "unknown", word: "not known" };
}

/** The service of an action, as people call it. */
const SERVICES: Record<string, string> = {
  secretsmanager: "Secrets Manager",
  ssm: "Parameter Store",
  tag: "Parameter Store",
  kms: "Keys",
  iam: "IAM",
  account: "Account",
  cloudtrail: "CloudTrail",
  organizations: "Organisation",
  sso: "Identity Center",
  identitystore: "Identity Center",
};

/** A stretch of neighbouring columns under one name. */
export interface Group {
  name: string;
  actions: string[];
}

/** Actions by service, in the order of the policy. */
export function groups(actions: readonly { action: string }[]): Group[] {
  const found: Group[] = [];
  for (const { action } of actions) {
    const name = SERVICES[action.split(":")[0] ?? ""] ?? "Others";
    const last = found.at(-1);
    if (last?.name === name) last.actions.push(action);
    else found.push({ name, actions: [action] });
  }
  return found;
}

/** An action without its service. */
export function actionName(action: string): string {
  return action.slice(action.indexOf(":") + 1);
}

/** How many actions an account refuses, anywhere. */
export function refusals(account: DoctorAccount): number {
  return account.actions.filter((found) => found.state === "refused" || found.state === "differs").length;
}

const MISSING: Record<string, string> = { secrets: "what is there", ages: "ages", keys: "names of keys", people: "people", trails: "what is recorded", regions: "enabled regions" };

/** What a refusal hides, in a word or two. */
export function missingWord(hides: string): string {
  return MISSING[hides] ?? hidesWord(hides);
}

/** The verdict in a line. */
export function verdict(found: DiagnosisDto): { tone: Tone; words: string } {
  const missing = new Set(found.sentences.map((one) => one.action)).size;
  if (found.cancelled) return { tone: "calm", words: "Stopped: what was not tried is not known." };
  if (missing > 0) return { tone: "late", words: `${counted(missing, "action")} of ${found.actions.length} ${missing === 1 ? "is" : "are"} refused somewhere.` };
  if (found.partial) return { tone: "unknown", words: "Nothing that was tried is refused, but not everything could be tried." };
  if (!found.well) return { tone: "late", words: "Something on this machine is broken." };
  return { tone: "ok", words: `Everything that Keyturn uses is allowed in ${counted(found.accounts.length, "account")}.` };
}

/** A line of the table: one action in one account. */
export interface Line {
  key: string;
  account: DoctorAccount;
  found: DoctorFound;
}

/** Every account with every action that was asked there, the gravest first. */
export function lines(found: DiagnosisDto): Line[] {
  const order = Object.keys(STATES);
  const all = found.accounts.flatMap((account) => account.actions.map((one) => ({ key: `${account.account}/${one.action}`, account, found: one })));
  return all.sort((a, b) => order.indexOf(a.found.state) - order.indexOf(b.found.state));
}

/** Sentences, checks and problems as text, for a ticket. */
export function asText(found: DiagnosisDto): string {
  const checks = found.checks.filter((one) => one.state !== "good").map((one) => `- ${one.words}${one.advice ? ` ${one.advice}` : ""}`);
  const missing = found.sentences.map((one) => `- ${visible(one.words)}\n  ${visible(one.advice)}`);
  const problems = found.problems.map((one) => `- ${accountWord({ account: one.account, account_name: one.account_name })}: ${one.action}: ${visible(one.message)}\n  ${visible(one.advice)}`);
  const part = (title: string, list: string[]) => (list.length > 0 ? [title, ...list, ""] : []);
  return [`Keyturn ${found.version}, ${found.at}: ${verdict(found).words}`, "", ...part("Missing:", missing), ...part("This machine:", checks), ...part("Not tried:", problems)].join("\n").trimEnd();
}
