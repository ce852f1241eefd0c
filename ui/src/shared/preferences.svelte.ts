// What a person set for this window: theme, zoom, how times are shown. Kept in the webview's own storage: it says nothing
// about the organisation.

/** Preferences; assign to a field and it is kept. */
export interface Preferences {
  theme: "system" | "light" | "dark";
  /** 1 is the natural size. */
  zoom: number;
  times: "utc" | "local";
  /** The view that the window starts on. */
  start: "today" | "secrets";
  /** Chords that the person chose, by the action's id; what is not here has its own. */
  chords: Record<string, string>;
}

const KEY = "keyturn.preferences";
export const ZOOM_STEPS = [0.75, 0.85, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

const natural: Preferences = { theme: "system", zoom: 1, times: "utc", start: "today", chords: {} };

/** Reads what was kept; anything that is not understood falls back to the natural value. */
export function parsePreferences(text: string | null): Preferences {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "{}");
  } catch {
    return { ...natural, chords: {} };
  }
  const from = (typeof kept === "object" && kept !== null ? kept : {}) as Record<string, unknown>;
  const { theme, zoom, times, start, chords } = from;
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    zoom: typeof zoom === "number" && zoom >= 0.5 && zoom <= 3 ? zoom : 1,
    times: times === "local" ? "local" : "utc",
    start: start === "secrets" ? "secrets" : "today",
    chords: Object.fromEntries(Object.entries(typeof chords === "object" && chords !== null ? chords : {}).filter(([id, chord]) => id.length < 80 && typeof chord === "string" && chord !== "" && chord.length < 40)),
  };
}

export const preferences: Preferences = $state(parsePreferences(storage()?.getItem(KEY) ?? null));

/** Changes preferences and keeps them. */
export function prefer(change: Partial<Preferences>): void {
  Object.assign(preferences, change);
  storage()?.setItem(KEY, JSON.stringify(preferences));
}

/** One step larger or smaller, or back to the natural size. */
export function zoomStep(direction: 1 | -1 | 0): number {
  if (direction === 0) return 1;
  const steps = direction === 1 ? ZOOM_STEPS : [...ZOOM_STEPS].reverse();
  return steps.find((s) => (direction === 1 ? s > preferences.zoom + 0.001 : s < preferences.zoom - 0.001)) ?? preferences.zoom;
}

function storage(): Storage | undefined {
  // Absent in plain Node, and in a webview whose storage is turned off.
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
