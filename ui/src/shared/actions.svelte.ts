// The one registry of named actions. Keys, the palette and the help overlay all read it, so that nothing can be done by
// key only, or listed with a key that does nothing.
import { untrack } from "svelte";

import { chordMatches } from "./keys";

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

/** Adds actions; gives the function that takes them out again. Call it as `$effect(() => registerActions([...]))`. */
export function registerActions(actions: readonly Action[]): () => void {
  // Untracked, so that an effect which registers does not depend on what others register.
  untrack(() => {
    const ids = actions.map((a) => a.id);
    hold([...held.filter((a) => !ids.includes(a.id)), ...actions]);
  });
  return () => untrack(() => hold(held.filter((a) => !actions.includes(a))));
}

/** Every action that can be done or read about now. */
export function availableActions(): Action[] {
  return registered.filter((a) => a.when?.() ?? true);
}

/** The action that a chord stands for now. The one registered last wins. */
export function actionForChord(chord: string): Action | undefined {
  return availableActions().findLast((a) => a.run && a.keys?.some((k) => chordMatches(k, chord)));
}
