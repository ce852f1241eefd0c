// The filter as it is typed: its words with their places, for colouring and for suggestions. What a filter means is
// decided by the back end (keyturn-domain's filter); this file only knows what its words look like.

/** Fields of the filter language with what they ask. */
export const FIELDS: Record<string, string> = {
  account: "account's name or id",
  region: "region's code",
  store: "ssm or sm",
  kind: "kind of secret",
  age: "days since the value was made",
  owner: "owner, from tags",
  env: "environment, from the path",
  service: "service, from the path",
  rotation: "how it is rotated",
  rotated: "days since the last rotation",
  read: "days since the last read",
  key: "whose KMS key",
  tag: "tag, such as tag:team=payments",
  is: "a property",
  name: "the whole name",
  seen: "days since Keyturn first saw it",
  changed: "days since anything changed",
};

/** Values of the fields that have a fixed set. */
export const VALUES: Record<string, Record<string, string>> = {
  store: { ssm: "Parameter Store", sm: "Secrets Manager" },
  is: {
    pending: "a rotation began and has not ended",
    plain: "parameter in plain text",
    unowned: "nobody is named as its owner",
    ageless: "the age of its value is not known",
    replicated: "has copies in other regions",
    deleted: "its deletion was asked for",
    gone: "no longer listed",
    noted: "has a note",
    corrected: "a person set its kind",
  },
  rotation: { none: "by hand", function: "by a function", service: "managed by a service", external: "managed external" },
  key: { aws: "AWS managed", customer: "customer managed", none: "no key: plain text", unknown: "not known" },
  age: { ">90d": "older than 90 days", ">365d": "older than a year", "<7d": "newer than a week", unknown: "not known" },
  rotated: { ">90d": "more than 90 days ago", "<30d": "within 30 days" },
  read: { ">90d": "more than 90 days ago", "<7d": "within a week", never: "no read reported" },
  seen: { "<7d": "within a week", "<1d": "since yesterday" },
  changed: { "<7d": "within a week", ">365d": "more than a year ago" },
};

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
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  const pattern = /\s+|(?:"[^"]*"?|[^\s"])+/gu;
  for (const match of text.matchAll(pattern)) {
    const word = match[0];
    const start = match.index;
    const piece: Piece = { start, end: start + word.length, text: word, kind: "word", field: "", value: "" };
    const term = /^-?([a-z]+):(.*)$/su.exec(word);
    if (/^\s/u.test(word)) piece.kind = "space";
    else if (term?.[1] && Object.hasOwn(FIELDS, term[1])) {
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
export function suggest(text: string, caret: number, learned: Vocabulary): Suggestions {
  const piece = pieces(text).find(({ start, end, kind }) => kind !== "space" && start < caret && caret === end);
  if (!piece) return NONE;
  if (piece.kind === "term") return values(piece, learned);
  const negated = piece.text.startsWith("-") ? 1 : 0;
  const typed = piece.text.slice(negated).toLowerCase();
  if (!/^[a-z]+$/u.test(typed)) return NONE;
  const options = Object.entries(FIELDS)
    .filter(([field]) => field.startsWith(typed))
    .map(([field, about]) => ({ text: `${field}:`, about, open: true }));
  return { start: piece.start + negated, end: piece.end, options: options.slice(0, MOST) };
}

function values(piece: Piece, learned: Vocabulary): Suggestions {
  const lastComma = piece.value.lastIndexOf(",") + 1;
  const typed = piece.value.slice(lastComma).replaceAll('"', "").toLowerCase();
  const start = piece.end - piece.value.length + lastComma;
  const known = { ...VALUES[piece.field], ...learned[piece.field] };
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

/** A value as the language takes it: in quotes where it holds white space or a comma. */
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
