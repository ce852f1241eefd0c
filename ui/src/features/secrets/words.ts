// What the codes of the contract say in words.
import type { SecretReply, SecretRow } from "../../ipc/bindings";
import { count, counted, day, storeName } from "../../shared/format";
import { dueState } from "../../shared/rotation/due";
import { visible } from "./names";

const ROTATION: Record<string, string> = {
  none: "by hand",
  function: "function",
  service: "managed",
  external: "external",
};

/** Who rotates, in a word. */
export function rotationWord(by: string): string {
  return ROTATION[by] ?? visible(by);
}

/** Who rotates, whole: `managed by rds`, `by the function rotate-db`. */
export function rotationPhrase(rotation: SecretReply["rotation"]): string {
  const detail = rotation.detail ? visible(rotation.detail) : "";
  if (rotation.by === "none") return "By hand: no rotation is set up in AWS";
  if (rotation.by === "function") return detail ? `By the function ${detail.split(":").at(-1) ?? detail}` : "By a function";
  if (rotation.by === "service") return `Managed by ${detail || "an AWS service"}`;
  if (rotation.by === "external") return `Managed external${detail ? `: ${detail}` : ""}`;
  return visible(rotation.by);
}

/** The settings of a rotation: `every 30 days, within 3h`. */
export function schedulePhrase(rotation: SecretReply["rotation"]): string | null {
  const every = rotation.schedule ? visible(rotation.schedule) : rotation.after_days ? `every ${rotation.after_days} days` : null;
  return every && rotation.window ? `${every}, within ${visible(rotation.window)}` : every;
}

const KEYS: Record<string, string> = {
  aws: "AWS",
  customer: "customer",
  unknown: "not known",
  none: "none",
};

/** Whose key, with the alias where it is known. */
export function keyWord(row: Pick<SecretRow, "key" | "key_alias">): string {
  const whose = KEYS[row.key] ?? visible(row.key);
  return row.key_alias && row.key === "customer" ? visible(row.key_alias.replace(/^alias\//u, "")) : whose;
}

const BASIS: Record<string, string> = {
  current_version: "from the creation date of the version labelled AWSCURRENT",
  creation: "nothing has changed since the secret was made",
  parameter_version: "from the change that raised the parameter's version",
  no_value: "the secret holds no value",
  unknown: "what would say it could not be read",
};

/** On what an age rests. */
export function basisPhrase(basis: string): string {
  return BASIS[basis] ?? visible(basis);
}

/** An age for a cell: `143 d`, `no value`, `?`. */
export function ageWord(row: Pick<SecretRow, "age_days" | "age_basis">): string {
  if (row.age_days !== null) return `${count(row.age_days)} d`;
  return row.age_basis === "no_value" ? "no value" : "?";
}

/** The tooltip of an age. */
export function ageTitle(row: Pick<SecretRow, "age_days" | "age_basis" | "due">): string {
  const basis = basisPhrase(row.age_basis);
  if (row.age_days === null) return row.age_basis === "no_value" ? `No age: ${basis}` : `Not known: ${basis}`;
  const days = row.age_days === 1 ? "1 day" : `${count(row.age_days)} days`;
  const limit = row.due?.limit_days ?? null;
  return `${days} old, ${basis}.${limit === null ? "" : `\nIts policy wants it rotated at ${counted(limit, "day")}, where the mark stands.`}`;
}

/** The tooltip of a due date. */
export function dueTitle({ due }: Pick<SecretRow, "due">): string {
  if (!due) return "Not evaluated yet";
  const state = dueState(due.state);
  return due.due_on ? `${state.word}: ${day(due.due_on, "utc")}` : state.about;
}

/** Where a secret is: `prod-us 111122223333 · us-east-1 · Parameter Store`. */
export function placePhrase(row: SecretRow): string {
  const account = row.account_name ? `${row.account_name} ${row.account}` : row.account;
  return `${visible(account)} · ${visible(row.region)} · ${storeName(row.store)}`;
}

const DAY = 24 * 60 * 60 * 1000;

/** A day of AWS's (UTC), as seen from now: `today`, `12 d`. */
export function readWord(on: string, nowMs: number): string {
  const days = Math.floor(nowMs / DAY) - Math.floor(Date.parse(`${on}T00:00:00Z`) / DAY);
  if (Number.isNaN(days)) return visible(on);
  return days <= 0 ? "today" : `${count(days)} d`;
}

/** How many can read it, under a condition included: `12`, `12+` where of more it is not known; empty before it was evaluated. */
export function readersWord({ readers }: Pick<SecretRow, "readers">): string {
  return readers ? `${count(readers.can + readers.conditional)}${readers.unknown > 0 ? "+" : ""}` : "";
}

/** The same in words. */
export function readersTitle({ readers }: Pick<SecretRow, "readers">): string {
  if (!readers) return "Not known: its policies were not evaluated. Access collects them.";
  const parts = [readers.can === 0 && readers.conditional === 0 ? "Nobody of the known accounts can read it" : `${counted(readers.can, "user or role", "users and roles")} can read it`];
  if (readers.conditional > 0) parts.push(`${count(readers.conditional)}${readers.can > 0 ? " more" : ""} under a condition`);
  if (readers.unknown > 0) parts.push(`of ${count(readers.unknown)} it is not known`);
  return parts.join("; ");
}

const CHANGES: Record<string, string> = {
  added: "First seen",
  value: "New value",
  description: "Description changed",
  key: "Key changed",
  rotation: "Rotation changed",
  tags: "Tags changed",
  replicas: "Replicas changed",
  pending: "Pending rotation changed",
  resource_policy: "Resource policy changed",
  deletion: "Deletion changed",
  gone: "Gone: a full listing no longer had it",
  returned: "Listed again",
  recreated: "Made anew under the same name",
  type: "Type changed",
};

/** A change in words. */
export function changeWord(what: string): string {
  return CHANGES[what] ?? visible(what);
}
