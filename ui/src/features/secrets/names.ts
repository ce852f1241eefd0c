// Names, tags and messages come from AWS and may be hostile: this makes what cannot be seen visible, and splits a name
// into the quiet path and the strong leaf.
import { visible } from "../../shared/format";

export { visible };

/** Longer names are cut in the middle before they reach a row: the end says more than the middle. */
const LONGEST = 72;

/** The text with each unseen character written as its code, for tooltips and details. */
export function escaped(text: string): string {
  return [...text]
    .map((character) => {
      if (visible(character) === character) return character;
      return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    })
    .join("");
}

/** Whether the text has characters that cannot be seen. */
export function hasUnseen(text: string): boolean {
  return visible(text) !== text;
}

/** The text cut in its middle to at most so many characters. */
export function middle(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  if (characters.length <= longest) return text;
  const tail = Math.floor((longest - 1) * 0.4);
  return `${characters.slice(0, longest - 1 - tail).join("")}…${characters.slice(-tail).join("")}`;
}

/** A name in parts that are fit to be shown in a row. */
export interface Parts {
  /** All up to the last slash, and that. */
  path: string;
  leaf: string;
  /** The end of the leaf, which stays when the rest has no room: names of a family differ at their end. */
  tail: string;
}

const TAIL = 6;

export function split(name: string): Parts {
  const slash = name.replace(/\/+$/u, "").lastIndexOf("/") + 1;
  const path = middle(visible(name.slice(0, slash)));
  const leaf = middle(visible(name.slice(slash)));
  // Only plain letters may be cut apart: in other scripts the parts could change places or shapes.
  const cut = /^[\x20-\x7e…]{13,}$/u.test(leaf) ? leaf.length - TAIL : leaf.length;
  return { path, leaf: leaf.slice(0, cut), tail: leaf.slice(cut) };
}
