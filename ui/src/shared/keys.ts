// Chords: how keys are written, read from events, and shown.

/** Whether this is a Mac, where Command does what Ctrl does elsewhere. */
export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The part of a keyboard event that a chord is read from. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** The chord of a press: `Mod+Alt+Shift+K`. Shift is left out where the character itself tells it (`?`, `G`). */
export function chordOf(press: Press): string {
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const parts: string[] = [];
  if (mod) parts.push("Mod");
  if (press.altKey) parts.push("Alt");
  const single = press.key.length === 1;
  if (press.shiftKey && (!single || mod || press.altKey)) parts.push("Shift");
  parts.push(single && (mod || press.altKey) ? press.key.toUpperCase() : press.key === " " ? "Space" : press.key);
  return parts.join("+");
}

/** Whether a written chord and one read from a press are the same. */
export function chordMatches(written: string, pressed: string): boolean {
  return written === pressed;
}

/** Whether a chord acts also while text is typed: one with a modifier, or a function key. */
export function actsWhileTyping(chord: string): boolean {
  return /^(Mod|Alt)\+/.test(chord) || /^F\d+$/.test(chord);
}

const SHOWN: Record<string, string> = {
  Mod: isMac ? "⌘" : "Ctrl",
  Alt: isMac ? "⌥" : "Alt",
  Shift: isMac ? "⇧" : "Shift",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  PageUp: "Pg Up",
  PageDown: "Pg Dn",
};

/** The keycaps of a chord, as printed on them. */
export function keycaps(chord: string): string[] {
  const parts = chord.split("+");
  // "Mod++" is Mod and the plus key.
  const names = chord.endsWith("++") ? [...parts.slice(0, -2), "+"] : parts;
  return names.map((p) => SHOWN[p] ?? (p.length === 1 ? p.toUpperCase() : p));
}

/** The chord in the words of `aria-keyshortcuts`. */
export function ariaKeys(chord: string): string {
  return chord.replace("Mod", isMac ? "Meta" : "Control");
}
