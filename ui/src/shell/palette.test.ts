import { expect, it } from "vitest";

import type { Action } from "../shared/actions.svelte";
import { rankActions } from "./palette";

const action = (title: string, group = "Go to", words?: string): Action => ({ id: title, title, group, run: () => undefined, ...(words ? { words } : {}) });
const actions: Action[] = [
  action("Sync now", "Sync", "refresh reload"),
  action("Open settings"),
  action("Open coverage", "Go to", "matrix regions"),
  action("Use the dark theme", "Appearance"),
  action("Verify the audit log", "Activity"),
  { id: "rows", title: "Next row", group: "Secrets" },
];

it.each([
  ["", ["Sync now", "Open settings", "Open coverage", "Use the dark theme", "Verify the audit log"]],
  ["sync", ["Sync now"]],
  ["cov", ["Open coverage"]],
  ["dark", ["Use the dark theme"]],
  ["refresh", ["Sync now"]],
  ["theme dark", ["Use the dark theme"]],
  ["opse", ["Open settings"]],
  ["next row", []],
  ["zzz", []],
])("%j finds %j", (typed, titles) => {
  expect(rankActions(typed, actions).map((a) => a.title)).toEqual(titles);
});
