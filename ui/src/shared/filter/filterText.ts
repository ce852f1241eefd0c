// A filter as it is typed: its words with their places, for colouring and for suggestions. What a filter means is decided
// by the back end; this file only knows what its words look like.

/** The words of one filter language. */
export interface Language {
  /** Fields with what they ask. */
  fields: Readonly<Record<string, string>>;
  /** Values of the fields that have a fixed set, with what they mean. */
  values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A piece of the text. Pieces follow one another without gaps. */
export interface Piece {
  start: number;
  end: number;
  text: string;
  kind: "space" | "word" | "term";
  /** For a term: its field and what stands behind the colon. */
  field: string;
  value: string;
}

/** Cuts a filter into pieces; joined, they give the text again. Quotes hold white space together. */
export function pieces(text: string, language: Language): Piece[] {
  const found: Piece[] = [];
  const pattern = /\s+|(?:"[^"]*"?|[^\s"])+/gu;
  for (const match of text.matchAll(pattern)) {
    const word = match[0];
    const start = match.index;
    const piece: Piece = { start, end: start + word.length, text: word, kind: "word", field: "", value: "" };
    const term = /^-?([a-z]+):(.*)$/su.exec(word);
    if (/^\s/u.test(word)) piece.kind = "space";
    else if (term?.[1] && Object.hasOwn(language.fields, term[1])) {
      piece.kind = "term";
      piece.field = term[1];
      piece.value = term[2] ?? "";
    }
    found.push(piece);
  }
  return found;
}

/** One suggestion: what it writes between `start` and `end`. */
export interface Suggestion {
  text: string;
  about: string;
  /** Whether a value is still to come behind it. */
  open: boolean;
}

export interface Suggestions {
  start: number;
  end: number;
  options: Suggestion[];
}

/** Values learned from what is there: accounts, regions, kinds, owners … */
export type Vocabulary = Record<string, Record<string, string>>;

const MOST = 8;
const NONE: Suggestions = { start: 0, end: 0, options: [] };

/** What could be meant by the word that ends at the caret. */
export function suggest(text: string, caret: number, language: Language, learned: Vocabulary): Suggestions {
  const piece = pieces(text, language).find(({ start, end, kind }) => kind !== "space" && start < caret && caret === end);
  if (!piece) return NONE;
  if (piece.kind === "term") return values(piece, language, learned);
  const negated = piece.text.startsWith("-") ? 1 : 0;
  const typed = piece.text.slice(negated).toLowerCase();
  if (!/^[a-z]+$/u.test(typed)) return NONE;
  const options = Object.entries(language.fields)
    .filter(([field]) => field.startsWith(typed))
    .map(([field, about]) => ({ text: `${field}:`, about, open: true }));
  return { start: piece.start + negated, end: piece.end, options: options.slice(0, MOST) };
}

function values(piece: Piece, language: Language, learned: Vocabulary): Suggestions {
  const lastComma = piece.value.lastIndexOf(",") + 1;
  const typed = piece.value.slice(lastComma).replaceAll('"', "").toLowerCase();
  const start = piece.end - piece.value.length + lastComma;
  const known = { ...language.values[piece.field], ...learned[piece.field] };
  const hits = Object.entries(known).filter(([value, about]) =>
    `${value} ${about}`.toLowerCase().split(/[\s/]+/u).some((word) => word.startsWith(typed)) ||
    value.toLowerCase().includes(typed),
  );
  // A finished value needs no suggestion of itself.
  if (hits.some(([value]) => value.toLowerCase() === typed)) return NONE;
  const begins = ([value]: [string, string]) => Number(value.toLowerCase().startsWith(typed));
  hits.sort((a, b) => begins(b) - begins(a));
  const options = hits.map(([value, about]) => ({ text: quoted(value), about, open: false }));
  return { start, end: piece.end, options: options.slice(0, MOST) };
}

/** A value as every language takes it: in quotes where it holds white space or a comma. */
export function quoted(value: string): string {
  return /[\s,]/u.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

/** The text with the suggestion written in, and where the caret goes. */
export function accept(text: string, at: Suggestions, chosen: Suggestion): { text: string; caret: number } {
  const rest = text.slice(at.end);
  const space = chosen.open || /^\s/u.test(rest) ? "" : " ";
  const before = text.slice(0, at.start) + chosen.text + space;
  return { text: before + rest, caret: before.length };
}

/** A span in characters (code points, as the back end counts) as a span in JavaScript's units. */
export function unitSpan(text: string, [start, end]: readonly [number, number]): [number, number] {
  const characters = [...text];
  const units = (count: number) => characters.slice(0, Math.max(0, count)).join("").length;
  const from = Math.min(units(start), text.length);
  return [from, Math.max(from, units(end))];
}
