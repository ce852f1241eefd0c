// What can be done with what is due, for keys, palette and help.
import type { Action } from "../../../shared/actions.svelte";

interface Place {
  find: () => void;
  /** Whether a secret is under the cursor or open. */
  some: () => boolean;
  opened: () => boolean;
  close: () => void;
  plan: () => void;
  /** Asks for an exception; undefined where nothing leads there. */
  except?: (() => void) | undefined;
  byOwner: () => void;
  overdue: () => void;
  clear: () => void;
}

const GROUP = "Due";

export function dueActions({ find, some, opened, close, plan, except, byOwner, overdue, clear }: Place): Action[] {
  return [
    { id: "due.find", title: "Filter what is due", group: GROUP, keys: ["/", "Mod+F"], words: "search find", run: find },
    { id: "due.move", title: "Move in the list", group: GROUP, keys: ["ArrowDown", "ArrowUp", "j", "k"] },
    { id: "due.open", title: "Open the secret's rotation", group: GROUP, keys: ["Enter"] },
    { id: "due.close", title: "Close the open one", group: GROUP, keys: ["Escape"], when: opened, run: close },
    { id: "due.plan", title: "Plan its rotation, or move the planned one…", group: GROUP, keys: ["p"], words: "schedule date", when: some, run: plan },
    ...(except ? [{ id: "due.except", title: "Ask for an exception…", group: GROUP, keys: ["x"], words: "except postpone approve", when: some, run: except }] : []),
    { id: "due.by-owner", title: "Group by owner, or not", group: GROUP, keys: ["o"], words: "team", run: byOwner },
    { id: "due.overdue", title: "Show overdue ones alone, or all", group: GROUP, keys: ["u"], words: "late", run: overdue },
    { id: "due.clear", title: "Show everything that has a date or none", group: GROUP, words: "reset filter states", run: clear },
  ];
}
