// What can be done in the place of rotation, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";
import type { RotationTab } from "../../shared/routes";
import { TABS } from "./tabs";

const GROUP = "Rotation";

const WORDS: Partial<Record<RotationTab, string>> = {
  due: "overdue dates list",
  rotations: "open proof steps record",
  tasks: "triggers departure compromise breach clock",
  exceptions: "ended control approve",
  policy: "rules ages what-if presets toml",
  cost: "dollars prices move stores",
};

/** Actions of the whole place. */
export function rotationActions(pick: (tab: RotationTab) => void): Action[] {
  return TABS.map(({ value, label }, i): Action => ({ id: `rotation.tab.${value}`, title: `Rotation: ${label}`, group: GROUP, keys: [String(i + 1)], words: WORDS[value] ?? "", run: () => pick(value) }));
}
