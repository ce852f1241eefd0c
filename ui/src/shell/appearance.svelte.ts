// Puts the preferences for theme and zoom onto the page. Both functions are bodies of effects.
import { MediaQuery } from "svelte/reactivity";

import { setZoom } from "../ipc/client";
import { preferences } from "../shared/preferences.svelte";

const dark = new MediaQuery("(prefers-color-scheme: dark)");

export function applyTheme(): void {
  const theme = preferences.theme === "system" ? (dark.current ? "dark" : "light") : preferences.theme;
  document.documentElement.dataset["theme"] = theme;
}

export function applyZoom(): void {
  const { zoom } = preferences;
  // Where the webview refuses, the page zooms itself.
  setZoom(zoom).catch(() => document.documentElement.style.setProperty("zoom", String(zoom)));
}
