// Exceptions from the policy: those that hold, those that ended and are findings again, and new ones. No DOM.
import type { CommandError, ExceptionDto, ExceptionRequest, ExceptionsReply } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";
import { teamDay } from "../../../shared/rotation/team.svelte";

const DAY = 86_400_000;
/** The longest exception in days, the first and the last counted: for a critical secret, and for others. */
export const LONGEST = { critical: 90, other: 180 } as const;

/** What an exception is wanted for, where that is known before. */
export interface About {
  scope: "secret" | "path" | "rule";
  what: string;
  title: string;
}

/** A group of the list. */
export interface Section {
  code: "hold" | "ended" | "past";
  heading: string;
  list: ExceptionDto[];
}

/** A new exception as it is being written. */
export interface Draft {
  scope: "secret" | "path" | "rule";
  what: string;
  why: string;
  control: string;
  asked_by: string;
  approved_by: string;
  until: string;
}

/** What stands against a draft, by field. */
export type Objections = Partial<Record<keyof Draft, string>>;

/** The last day of the longest exception that begins on the day of `now`. */
export function lastDay(now: number, critical: boolean): string {
  return teamDay(now + ((critical ? LONGEST.critical : LONGEST.other) - 1) * DAY);
}

/** One person, however the name is written. */
const plain = (name: string) => name.trim().split(/\s+/u).join(" ").toLowerCase();

/** What stands against a draft as of `now`; the back end decides in the end. `critical` is null where it is not known. */
export function objections(draft: Draft, now: number, critical: boolean | null): Objections {
  const found: Objections = {};
  if (draft.what.trim() === "") found.what = draft.scope === "secret" ? "Choose the secret." : draft.scope === "path" ? "Write a path, such as prod/web/*." : "Choose the rule.";
  if (draft.why.trim() === "") found.why = "Say why the policy cannot be met.";
  if (draft.control.trim() === "") found.control = "Say what protects meanwhile.";
  if (draft.asked_by.trim() === "") found.asked_by = "Say who asks.";
  if (draft.approved_by.trim() === "") found.approved_by = "Say who approves.";
  else if (plain(draft.asked_by) === plain(draft.approved_by)) found.approved_by = "Who asks cannot approve: name somebody else.";
  const longest = critical ? LONGEST.critical : LONGEST.other;
  if (draft.until === "") found.until = "Say until when.";
  else if (draft.until < teamDay(now)) found.until = "This day has passed.";
  else if (draft.until > lastDay(now, critical === true)) found.until = `At most ${longest} days${critical ? " for a critical secret" : ""}: until ${lastDay(now, critical === true)}.`;
  return found;
}

export class Exceptions {
  reply = $state.raw<ExceptionsReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  #changed: () => void;

  /** `changed` is told when an exception was added or ended. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  readonly sections = $derived.by((): Section[] => {
    const list = this.reply?.exceptions ?? [];
    const of = (code: Section["code"], heading: string, states: string[]): Section => ({ code, heading, list: list.filter((e) => states.includes(e.state)) });
    return [of("hold", "In force", ["active", "ending"]), of("ended", "Ended: findings again", ["ended"]), of("past", "Ended early", ["ended_early"])].filter((section) => section.list.length > 0);
  });
  /** How many ended by themselves and are findings again. */
  readonly ended = $derived((this.reply?.exceptions ?? []).filter((e) => e.state === "ended").length);

  async load(): Promise<void> {
    try {
      this.reply = await call("exceptions_list");
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  }

  /** Adds one. Rejects with a `CommandError`. */
  async add(request: ExceptionRequest): Promise<void> {
    this.reply = await call("exception_add", request);
    this.#changed();
  }

  /** Ends one now. Rejects with a `CommandError`. */
  async end(id: string, why: string): Promise<void> {
    this.reply = await call("exception_end", { id, why });
    this.#changed();
  }
}
