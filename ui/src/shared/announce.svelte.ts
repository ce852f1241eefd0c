// What screen readers are told without moving the focus. The shell has the live regions.

export const announcements = $state({ polite: "", assertive: "" });

/** Says something when the reader is idle. Saying the same again is heard again. */
export function announce(text: string, how: "polite" | "assertive" = "polite"): void {
  // A no-break space makes an equal text a change, and is not read out.
  announcements[how] = announcements[how] === text ? `${text}\u00a0` : text;
}
