// The one registry of named actions. Keys, the palette and the help overlay all read it, so that nothing can be done by
// key only, or listed with a key that does nothing.
import { untrack } from "svelte";

import { chordMatches } from "./keys";
import { prefer, preferences } from "./preferences.svelte";

/** Something a person can do, by name. */
export interface Action {
  /** A stable name, such as `secrets.copy-arn`. Registering the same id again replaces it. */
  id: string;
  /** In the imperative, sentence case: "Copy ARN". */
  title: string;
  /** The heading in the help overlay: "Go to", "Secrets", "Sync", "Appearance". */
  group: string;
  /**
   * Chords such as `Mod+K`, `Alt+ArrowLeft`, `/`, `?`, `c`. `Mod` is Ctrl, and Command on a Mac. A chord without a
   * modifier does nothing while text is being typed.
   */
  keys?: readonly string[];
  /** More words to find it by. */
  words?: string;
  /** Whether it can be done now; then only is it listed and does its key act. */
  when?: () => boolean;
  /**
   * Does it. Leave out where a component handles the key itself (rows of a grid): it is then listed in the help overlay
   * only.
   */
  run?: () => void;
}

// Raw: actions are compared by identity, and a proxy has another.
let registered = $state.raw<readonly Action[]>([]);
// The same, untracked: while an effect is torn down, state reads as it was before, and whoever came since would be lost.
let held: readonly Action[] = [];

function hold(actions: readonly Action[]): void {
  held = actions;
  registered = actions;
}

/** Every action with a key that was ever there, with its own keys: what can be given another key. */
let known = $state.raw<readonly Action[]>([]);

/** Adds actions; gives the function that takes them out again. Call it as `$effect(() => registerActions([...]))`. */
export function registerActions(actions: readonly Action[]): () => void {
  // Untracked, so that an effect which registers does not depend on what others register.
  untrack(() => {
    const ids = actions.map((a) => a.id);
    hold([...held.filter((a) => !ids.includes(a.id)), ...actions]);
    const keyed = actions.filter((a) => a.run && a.keys && a.keys.length > 0);
    if (keyed.length > 0) known = [...known.filter((a) => !ids.includes(a.id)), ...keyed];
  });
  return () => untrack(() => hold(held.filter((a) => !actions.includes(a))));
}

/** Every action that can be done or read about now. */
export function availableActions(): Action[] {
  return registered.filter((a) => a.when?.() ?? true).map(withChosen);
}

/** The action as the person has set its key. */
function withChosen(action: Action): Action {
  const chosen = preferences.chords[action.id];
  return chosen ? { ...action, keys: [chosen] } : action;
}

/** The chord that does now what this one does by itself: a person may have chosen another. */
export function chordNow(own: string): string {
  const action = registered.findLast((a) => a.keys?.includes(own) && (a.when?.() ?? true));
  return (action && preferences.chords[action.id]) ?? own;
}

/** Every action with a key that was ever there, as it is set now. */
export function keyedActions(): Action[] {
  return known.map(withChosen);
}

/** Who else a chord stands for, in the same place or anywhere. */
export function clashes(id: string, chord: string): Action[] {
  const group = known.find((a) => a.id === id)?.group;
  const wide = (of: string | undefined) => of === "Anywhere" || of === "Go to" || of === "Sync" || of === "Appearance";
  return keyedActions().filter((other) => other.id !== id && other.keys?.includes(chord) && (wide(group) || wide(other.group) || other.group === group));
}

/** Gives an action another chord; null gives it back its own. */
export function setChord(id: string, chord: string | null): void {
  const others = Object.entries(preferences.chords).filter(([of]) => of !== id);
  const own = known.find((a) => a.id === id)?.keys?.[0];
  prefer({ chords: Object.fromEntries(chord === null || chord === own ? others : [...others, [id, chord]]) });
}

/** The action that a chord stands for now. The one registered last wins. */
export function actionForChord(chord: string): Action | undefined {
  return availableActions().findLast((a) => a.run && a.keys?.some((k) => chordMatches(k, chord)));
}
