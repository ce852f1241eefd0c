// States in words, for matrices and tables: never by colour alone.
import { visible } from "./format";
import type { Tone } from "./tones";

/** A state in words. */
export interface StateWords {
  word: string;
  /** For the narrow cells of a matrix. */
  short: string;
  tone: Tone;
  says: string;
}

/** What shows the states of a table; one that is not in it is shown as unknown. */
export function statesOf(table: Record<string, StateWords>): (state: string) => StateWords {
  return (state) => table[state] ?? { word: visible(state), short: "?", tone: "unknown", says: "" };
}
