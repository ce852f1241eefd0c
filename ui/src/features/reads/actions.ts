// What can be done in the place of the reads, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";
import type { ReadsTab } from "../../shared/routes";
import type { Timeline } from "./timeline.svelte";

const GROUP = "Reads";
const FINDINGS = "Findings";

/** The parts of the place, in the order of their tabs. */
export const TABS: readonly { value: ReadsTab; label: string }[] = [
  { value: "findings", label: "Findings" },
  { value: "query", label: "Query" },
  { value: "secret", label: "By secret" },
  { value: "principal", label: "By principal" },
  { value: "checks", label: "Trail checks" },
  { value: "silenced", label: "Silenced" },
  { value: "collection", label: "Collection" },
];

interface Place {
  pick: (tab: ReadsTab) => void;
  focusQuery: () => void;
  running: () => boolean;
  collect: () => void;
  importFiles: (folder: boolean) => void;
  cancel: () => void;
  /** The timeline in sight. */
  timeline: () => Timeline | null;
}

/** Actions of the whole place. */
export function readsActions({ pick, focusQuery, running, collect, importFiles, cancel, timeline }: Place): Action[] {
  const idle = () => !running();
  const drawn = () => timeline() !== null;
  return [
    { id: "reads.query", title: "Ask for reads", group: GROUP, keys: ["/", "Mod+F"], words: "query filter search find", run: focusQuery },
    ...TABS.map(({ value, label }, i): Action => ({ id: `reads.tab.${value}`, title: `Reads: ${label}`, group: GROUP, keys: [String(i + 1)], run: () => pick(value) })),
    { id: "reads.collect", title: "Collect from CloudTrail…", group: GROUP, words: "lookup events sync estimate", when: idle, run: collect },
    { id: "reads.import", title: "Import log files…", group: GROUP, words: "cloudtrail json gz", when: idle, run: () => importFiles(false) },
    { id: "reads.import-folder", title: "Import a folder of log files…", group: GROUP, words: "cloudtrail bucket", when: idle, run: () => importFiles(true) },
    { id: "reads.cancel", title: "Stop collecting", group: GROUP, words: "cancel abort", when: running, run: cancel },
    { id: "reads.zoom-in", title: "Zoom the timeline in", group: GROUP, keys: ["+", "="], when: drawn, run: () => timeline()?.zoom(0.5) },
    { id: "reads.zoom-out", title: "Zoom the timeline out", group: GROUP, keys: ["-"], when: drawn, run: () => timeline()?.zoom(2) },
    { id: "reads.zoom-reset", title: "Show the whole timeline", group: GROUP, keys: ["0"], when: drawn, run: () => timeline()?.reset() },
  ];
}

interface Finding {
  /** The state of the shown finding; null where none is. */
  state: () => string | null;
  /** Whether there are any. */
  some: () => boolean;
  step: (by: number) => void;
  close: () => void;
  expect: () => void;
  decide: (decision: "watch" | "incident" | "open") => void;
  events: () => void;
  query: () => void;
  about: () => void;
  quiet: () => void;
  /** Starts an incident from the shown finding. */
  start: () => void;
}

const DECIDED = ["watch", "expected", "incident"];

/** Actions about the shown finding. */
export function findingActions({ state, some: any, step, close, expect, decide, events, query, about, quiet, start }: Finding): Action[] {
  const some = () => state() !== null;
  const decided = () => DECIDED.includes(state() ?? "");
  const undecided = () => some() && !decided();
  return [
    { id: "finding.next", title: "Next finding", group: FINDINGS, keys: ["j"], when: any, run: () => step(1) },
    { id: "finding.before", title: "Finding before", group: FINDINGS, keys: ["k"], when: any, run: () => step(-1) },
    { id: "finding.open", title: "Go into the finding", group: FINDINGS, keys: ["Enter"], when: any },
    { id: "finding.close", title: "Back to the findings", group: FINDINGS, keys: ["Escape"], when: some, run: close },
    { id: "finding.expected", title: "Expected…", group: FINDINGS, keys: ["e"], words: "silence suppress known", when: undecided, run: expect },
    { id: "finding.watch", title: "Watch", group: FINDINGS, keys: ["w"], when: undecided, run: () => decide("watch") },
    { id: "finding.incident", title: "Mark as part of an incident", group: FINDINGS, keys: ["m"], when: undecided, run: () => decide("incident") },
    { id: "finding.start", title: "Start an incident from it…", group: FINDINGS, keys: ["i"], words: "leak compromise", when: some, run: start },
    { id: "finding.reopen", title: "Take the decision back", group: FINDINGS, keys: ["u"], words: "undo open", when: decided, run: () => decide("open") },
    { id: "finding.events", title: "Show or hide its events", group: FINDINGS, keys: ["v"], when: some, run: events },
    { id: "finding.query", title: "Open its query", group: FINDINGS, keys: ["q"], when: some, run: query },
    { id: "finding.about", title: "Findings about reads or about rotation", group: FINDINGS, keys: ["r"], words: "older than a year exception ended rotation", run: about },
    { id: "finding.quiet", title: "Show or hide explained findings", group: FINDINGS, keys: ["x"], words: "expected stale", run: quiet },
  ];
}
