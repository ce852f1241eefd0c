import { describe, expect, it } from "vitest";

import { ago, counted, day, duration, exact, relative, visible } from "./format";
import { actsWhileTyping, ariaKeys, chordOf, keycaps } from "./keys";
import { parsePreferences } from "./preferences.svelte";

const now = Date.UTC(2026, 10, 21, 12);
const before = (ms: number) => new Date(now - ms).toISOString();

describe("relative", () => {
  it.each([
    [0, "now", "just now"],
    [44_000, "now", "just now"],
    [8 * 60_000, "8 min", "8 min ago"],
    [59.4 * 60_000, "59 min", "59 min ago"],
    [3_600_000, "1 h", "1 h ago"],
    [35 * 3_600_000, "35 h", "35 h ago"],
    [36 * 3_600_000, "2 d", "2 d ago"],
    [1400 * 86_400_000, "1400 d", "1400 d ago"],
    [-3 * 3_600_000, "in 3 h", "in 3 h"],
  ])("%i ms", (ms, short, phrase) => expect([relative(before(ms), now), ago(before(ms), now)]).toEqual([short, phrase]));
  it("does not invent a time", () => expect([relative("soon", now), exact("soon", "utc")]).toEqual(["?", "soon"]));
});

it.each([
  ["2026-07-01T14:02:59Z", "1 Jul 2026, 14:02 UTC"],
  ["2026-12-31T23:59:00+02:00", "31 Dec 2026, 21:59 UTC"],
])("exact %s", (at, words) => expect(exact(at, "utc")).toBe(words));

it("keeps a date a date in every zone", () => expect([day("2026-09-02", "local"), day("2026-09-02", "utc")]).toEqual(["2 Sep 2026", "2 Sep 2026"]));

it.each([[400, "0.4 s"], [12_300, "12 s"], [200_000, "3 min 20 s"], [-5, "0.0 s"]])("duration %i", (ms, words) => expect(duration(ms)).toBe(words));

it("counts", () => expect([counted(1, "secret"), counted(1284, "secret"), counted(0, "entry", "entries")]).toEqual(["1 secret", "1,284 secrets", "0 entries"]));

describe("visible", () => {
  it.each([
    ["plain/näme-日本-😀", "plain/näme-日本-😀"],
    ["a\u202eb\u202cc", "a\ufffdb\ufffdc"],
    ["zero\u200bwidth", "zero\ufffdwidth"],
    ["bell\u0007 tab\t nul\u0000", "bell\ufffd tab\ufffd nul\ufffd"],
    ["half \ud83d of a pair", "half \ufffd of a pair"],
    ["<b>&amp;</b>", "<b>&amp;</b>"],
  ])("%j", (given, shown) => expect(visible(given)).toBe(shown));
});

describe("chords", () => {
  const press = (key: string, mods: Partial<Record<"ctrlKey" | "altKey" | "shiftKey" | "metaKey", boolean>> = {}) => ({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...mods });
  it.each([
    [press("k", { ctrlKey: true }), "Mod+K"],
    [press("?", { shiftKey: true }), "?"],
    [press("G", { shiftKey: true }), "G"],
    [press("ArrowLeft", { altKey: true }), "Alt+ArrowLeft"],
    [press("+", { ctrlKey: true, shiftKey: true }), "Mod+Shift++"],
    [press("Enter", { shiftKey: true }), "Shift+Enter"],
    [press(" "), "Space"],
  ])("%o", (given, chord) => expect(chordOf(given)).toBe(chord));
  it("shows keycaps", () => expect([keycaps("Mod++"), keycaps("Alt+ArrowLeft"), keycaps("?")]).toEqual([["Ctrl", "+"], ["Alt", "←"], ["?"]]));
  it("keeps single keys out of text", () => expect(["s", "/", "Mod+K", "F1", "Shift+Enter"].map(actsWhileTyping)).toEqual([false, false, true, true, false]));
  it("speaks to screen readers", () => expect(ariaKeys("Mod+K")).toBe("Control+K"));
});

describe("preferences", () => {
  const natural = { theme: "system", zoom: 1, times: "utc", start: "today", chords: {} };
  it.each([
    [null, natural],
    ["not json", natural],
    ["null", natural],
    ['{"theme":"neon","zoom":99,"times":7}', natural],
    ['{"theme":"dark","zoom":1.25,"times":"local","start":"secrets","chords":{"sync.start":"Mod+J","x":7}}', { theme: "dark", zoom: 1.25, times: "local", start: "secrets", chords: { "sync.start": "Mod+J" } }],
  ])("%s", (text, expected) => expect(parsePreferences(text)).toEqual(expected));
});
