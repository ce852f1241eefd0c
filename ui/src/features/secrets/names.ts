// Names, tags and messages come from AWS and may be hostile: this makes what cannot be seen visible, and splits a name
// into the quiet path and the strong leaf.
import { visible as shown } from "../../shared/format";

// Blank letters and tag characters: they take room or none, but show nothing.
const BLANK = /[\u115f\u1160\u3164\uffa0]|[\u{e0000}-\u{e0fff}]/gu;

/** Longer names are cut in the middle before they reach a row: the end says more than the middle. */
const LONGEST = 72;

/** The text with each unseen character shown as �. */
export function visible(text: string): string {
  return shown(text.replace(BLANK, "\ufffd"));
}

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

/** The path with its last slash, and the leaf behind it, both fit to be shown in a row. */
export function split(name: string): { path: string; leaf: string } {
  const slash = name.replace(/\/+$/u, "").lastIndexOf("/") + 1;
  return { path: middle(visible(name.slice(0, slash))), leaf: middle(visible(name.slice(slash))) };
}
