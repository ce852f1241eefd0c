// Keys: another chord in place of an action's own, who else has it, and back again.
import { beforeEach, expect, it, vi } from "vitest";

import { actionForChord, chordNow, clashes, registerActions, setChord } from "../../shared/actions.svelte";
import { prefer } from "../../shared/preferences.svelte";
import { chordWrong } from "./chords";

const run = vi.fn();
beforeEach(() => {
  prefer({ chords: {} });
  registerActions([
    { id: "sync.start", title: "Sync now", group: "Sync", keys: ["s", "F5"], run },
    { id: "secrets.copy", title: "Copy ARN", group: "Secrets", keys: ["c"], run },
    { id: "reads.copy", title: "Copy finding", group: "Reads", keys: ["c"], run },
  ]);
});

it("takes the place of its own keys, and gives them back", () => {
  setChord("sync.start", "Mod+J");
  expect([actionForChord("Mod+J")?.id, actionForChord("s"), actionForChord("F5"), chordNow("s")]).toEqual(["sync.start", undefined, undefined, "Mod+J"]);
  setChord("sync.start", null);
  expect([actionForChord("Mod+J"), actionForChord("s")?.id, chordNow("s")]).toEqual([undefined, "sync.start", "s"]);
});

it.each([
  ["sync.start", "c", ["secrets.copy", "reads.copy"]],
  ["secrets.copy", "s", ["sync.start"]],
  ["secrets.copy", "c", []],
  ["reads.copy", "x", []],
])("%s with %s clashes with %j", (id, chord, others) => expect(clashes(id, chord).map((action) => action.id)).toEqual(others));

it.each([["Mod+J", true], ["j", true], ["Alt+ArrowLeft", true], ["F6", true], ["Enter", false], ["ArrowDown", false], ["Shift+Tab", false], ["Mod+C", false]])("%s can be chosen: %s", (chord, can) => expect(chordWrong(chord) === null).toBe(can));
