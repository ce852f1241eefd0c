// Which actions a few typed letters mean, best first.
import type { Action } from "../shared/actions.svelte";

/** How well a text answers what was typed; 0 is not at all. Whole words beat beginnings, beginnings beat letters in order. */
export function score(typed: string, text: string): number {
  const wanted = typed.trim().toLowerCase();
  const given = text.toLowerCase();
  if (wanted === "") return 1;
  const at = given.indexOf(wanted);
  if (at === 0) return 100 - given.length / 100;
  if (at > 0) return (/[\s/_:-]/.test(given[at - 1] ?? "") ? 80 : 60) - at / 100;
  const words = wanted.split(/\s+/);
  if (words.length > 1 && words.every((w) => given.includes(w))) return 50;
  return inOrder(wanted.replaceAll(" ", ""), given);
}

function inOrder(letters: string, text: string): number {
  let at = -1;
  let gaps = 0;
  for (const letter of letters) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    gaps += next - at - 1;
    at = next;
  }
  // Letters strewn over the text are chance, not meaning.
  return gaps > letters.length * 3 ? 0 : 20 - gaps / 10;
}

/** The actions that can be run and answer to what was typed. */
export function rankActions(typed: string, actions: readonly Action[]): Action[] {
  return actions
    .filter((a) => a.run)
    .map((action) => ({ action, score: Math.max(score(typed, action.title), score(typed, `${action.group} ${action.title}`) - 5, score(typed, action.words ?? "\0") - 10) }))
    .filter((ranked) => ranked.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((ranked) => ranked.action);
}
