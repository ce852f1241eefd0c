// What can be done in the place of reviews, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";
import type { Review } from "./review.svelte";
import { tabWord, VERDICTS, waits, type Verdict } from "./words";

const GROUP = "Reviews";

/** Dialogs about an opened review. */
export type Asked = "hand-out" | "take-in" | "pack" | "close" | "act" | "delegate" | "verify";

/** Actions on the list of all reviews. */
export function listActions({ ask, takeIn }: { ask: () => void; takeIn: () => void }): Action[] {
  return [
    { id: "reviews.new", title: "Open a review…", group: GROUP, keys: ["n"], words: "new campaign quarterly access start", run: ask },
    { id: "reviews.take-in", title: "Take in a packet…", group: GROUP, keys: ["i"], words: "decisions part reviewer age", run: takeIn },
    { id: "reviews.walk", title: "Walk the reviews, and open one", group: GROUP, keys: ["j", "k"] },
  ];
}

interface Page {
  review: Review;
  tabs: () => readonly string[];
  act: (verdict: Verdict) => void;
  undo: () => void;
  ask: (what: Asked) => void;
  pick: (tab: string) => void;
  find: () => void;
  text: () => void;
  leave: () => void;
  /** Goes to the next item with two answers, or that waits. */
  jump: () => void;
}

/** Whether text is being written outside a dialog: the keys then belong to the text. */
function writing(): boolean {
  const at = document.activeElement;
  return at instanceof HTMLElement && at.closest("dialog") === null && at.matches("textarea, input:not([type=checkbox], [type=radio])");
}

/** Actions on an opened review. */
export function reviewActions({ review, tabs, act, undo, ask, pick, find, text, leave, jump }: Page): Action[] {
  const open = () => review.open;
  const deciding = () => review.ready && (review.open || (review.item?.item.reopened ?? false));
  const lead = () => review.reply?.campaign.role !== "reviewer";
  return [
    ...VERDICTS.map(({ code, label, key }): Action => ({ id: `review.${code}`, title: `${label} what is shown or chosen`, group: GROUP, keys: [key], words: "decide review", when: deciding, run: () => act(code) })),
    { id: "review.undo", title: "Undo the last decision", group: GROUP, keys: ["Mod+Z"], words: "take back", when: () => open() && !writing(), run: undo },
    { id: "review.next", title: "Next item", group: GROUP, keys: ["j"], when: () => review.rows.total > 0, run: () => void review.step(1) },
    { id: "review.before", title: "Item before", group: GROUP, keys: ["b"], when: () => review.rows.total > 0, run: () => void review.step(-1) },
    { id: "review.jump", title: "Next item that waits", group: GROUP, keys: ["w"], words: "undecided", when: () => review.rows.total > 0, run: jump },
    { id: "review.choose", title: "Choose the item for a bulk, or no longer", group: GROUP, keys: ["x", "Shift+ArrowDown"] },
    { id: "review.choose-all", title: "Choose every item of the tab", group: GROUP, words: "bulk select all", when: deciding, run: () => void review.chooseAll() },
    { id: "review.choose-none", title: "Choose no item", group: GROUP, when: () => review.bulk, run: () => review.chosen.clear() },
    { id: "review.find", title: "Find among the items", group: GROUP, keys: ["/", "Mod+F"], words: "filter search", run: find },
    { id: "review.text", title: "See the suggestion in full", group: GROUP, keys: ["t"], words: "narrower policy text", when: () => review.item?.suggestion !== null && review.item !== null, run: text },
    { id: "review.act", title: "What is to go…", group: GROUP, keys: ["g"], words: "revoke reduce policy command export act removals", run: () => ask("act") },
    { id: "review.hand-out", title: lead() ? "Hand out to a reviewer…" : "Send the decisions back…", group: GROUP, keys: ["h"], words: "packet age passphrase", when: open, run: () => ask("hand-out") },
    { id: "review.take-in", title: "Take in a packet…", group: GROUP, keys: ["i"], words: "decisions back reviewer age", when: open, run: () => ask("take-in") },
    { id: "review.delegate", title: "Delegate…", group: GROUP, words: "somebody else decides absence", when: open, run: () => ask("delegate") },
    { id: "review.pack", title: "Write the pack…", group: GROUP, keys: ["p"], words: "evidence auditor report xlsx zip", run: () => ask("pack") },
    { id: "review.close", title: "Close the review…", group: GROUP, keys: ["c"], words: "sign off attest", when: () => open() && lead(), run: () => ask("close") },
    ...tabs().slice(0, 9).map((code, i): Action => ({ id: `review.tab.${code}`, title: `Items: ${tabWord(code)}`, group: GROUP, keys: [String(i + 1)], run: () => pick(code) })),
    { id: "review.leave", title: "All reviews", group: GROUP, keys: ["Escape"], run: leave },
  ];
}

/** The next row that waits after a place, among those that are here; -1 where there is none. */
export function nextWaiting(review: Review): string | null {
  const { total } = review.rows;
  for (let i = 1; i <= total; i += 1) {
    const row = review.rows.at((review.at + i) % total);
    if (row && waits(row.state) && row.id !== review.current) return row.id;
  }
  return null;
}
