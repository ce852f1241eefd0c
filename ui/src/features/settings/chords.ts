// Which chords can be given to an action.

/** Keys by which components are walked and left: they are no action's. */
const WALKING = /^(Shift\+)?(Tab|Enter|Escape|Space|Arrow(Up|Down|Left|Right)|Home|End|PageUp|PageDown|Backspace|Delete)$/;
/** What the system or the webview does with text. */
const TEXT = /^Mod\+(A|C|V|X|Z|Shift\+Z)$/;

/** Why a chord cannot be given to an action; null where it can. */
export function chordWrong(chord: string): string | null {
  if (WALKING.test(chord)) return "Lists and dialogs are walked with it.";
  if (TEXT.test(chord)) return "It is for text: copying, pasting, undoing.";
  return null;
}
