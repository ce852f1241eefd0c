// How far somebody gets with a secret, and what is out of the ordinary about that, in words.
import type { ReaderDto } from "../ipc/bindings";
import { accountWord, count, visible } from "./format";
import type { Tone } from "./tones";

/** How far somebody gets, as it is listed: `chain` is by roles alone. */
export type State = "can" | "conditional" | "chain" | "unknown" | "cannot";
export const STATES: readonly State[] = ["can", "conditional", "chain", "unknown", "cannot"];

interface Shown {
  word: string;
  tone: Tone;
}

const ACCESS: Record<State, Shown & { heading: string; says: string }> = {
  can: { word: "can", heading: "Can read", tone: "accent", says: "Every policy that is asked allows it." },
  conditional: { word: "conditional", heading: "Under a condition", tone: "soon", says: "Allowed when what is named holds for the call. For a review this is access." },
  chain: { word: "by roles", heading: "By a chain of roles", tone: "calm", says: "Not by itself, but as a role that it may become." },
  unknown: { word: "not known", heading: "Not known", tone: "unknown", says: "Something that decides could not be read. It is not the same as no." },
  cannot: { word: "cannot", heading: "Cannot read", tone: "plain", says: "Nothing allows it, or something denies it." },
};

/** A state by its word. */
export function access(state: string): Shown & { heading: string; says: string } {
  return ACCESS[state as State] ?? { word: visible(state), heading: visible(state), tone: "unknown", says: "" };
}

/** The account of a principal or a secret: both have a name of their own, which is not the account's. */
export function accountOf({ account, account_name }: { account: string; account_name: string | null }): string {
  return accountWord({ account, account_name });
}

/** Who is behind a role of Identity Center: the first few by name, the others as a number. */
export function peopleWords(people: readonly string[], most = 3): string {
  const shown = people.slice(0, most).map(visible).join(", ");
  return people.length > most ? `${shown} and ${count(people.length - most)} more` : shown;
}

/** Under which state a reader is listed. */
export function stateOf(reader: Pick<ReaderDto, "access" | "chain">): State {
  if (reader.access === "unknown") return "unknown";
  return reader.chain.length > 0 ? "chain" : ((reader.access in ACCESS ? reader.access : "unknown") as State);
}

/** Readers by state; states with nobody are left out. */
export function byState(readers: readonly ReaderDto[]): { state: State; readers: ReaderDto[] }[] {
  return STATES.map((state) => ({ state, readers: readers.filter((reader) => stateOf(reader) === state) })).filter((section) => section.readers.length > 0);
}

const MARKS: Record<string, Shown & { says: string }> = {
  broad: { word: "broad", tone: "soon", says: "A statement for every action or every secret of the account lets it in" },
  wildcard: { word: "by wildcard", tone: "soon", says: "A pattern lets it in that matches more than was meant, or may come to" },
  other_account: { word: "other account", tone: "calm", says: "It belongs to another account than the secret" },
  outside_organisation: { word: "outside the organisation", tone: "late", says: "Its account is not in the organisation" },
  public: { word: "public", tone: "late", says: "The policy names everybody" },
  unused: { word: "unused 90 days", tone: "plain", says: "No read by it is known in 90 days" },
  departed: { word: "departed", tone: "late", says: "The person has left, and the grant is still there" },
  stale_id: { word: "stale id", tone: "soon", says: "The policy names the id of a user or role that was deleted: it lets nobody in, and should go" },
  could_grant_itself: { word: "could grant itself", tone: "soon", says: "It may change a policy, key or role so that it can read" },
};

/** A mark in words. */
export function mark(code: string): Shown & { says: string } {
  return MARKS[code] ?? { word: visible(code), tone: "plain", says: "" };
}

/** Marks, the gravest first. */
export function graveFirst(marks: readonly string[]): string[] {
  const rank: Tone[] = ["late", "soon", "calm", "plain"];
  return [...marks].sort((a, b) => rank.indexOf(mark(a).tone) - rank.indexOf(mark(b).tone));
}
