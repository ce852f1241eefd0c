// From a key press to the action that it stands for.
import { actionForChord } from "../shared/actions.svelte";
import { actsWhileTyping, chordOf } from "../shared/keys";

const TYPED_INTO = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";

/** Runs the action of a press, unless a component has already dealt with it or text is being typed. */
export function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = chordOf(event);
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPED_INTO) && !actsWhileTyping(chord)) return;
  const action = actionForChord(chord);
  if (!action) return;
  // A modal dialog has the keyboard to itself; only how the window looks can still be changed.
  if (document.querySelector("dialog[open]") && action.group !== "Appearance") return;
  event.preventDefault();
  action.run?.();
}

/** Whether a dialog now would come over what the person does: another one is open, unless it waits for an answer itself
 *  (`data-asks`), or text is being typed. */
export function occupied(): boolean {
  const dialog = document.querySelector("dialog[open]");
  return (dialog !== null && dialog.querySelector("[data-asks]") === null) || (document.activeElement?.matches(TYPED_INTO) ?? false);
}
