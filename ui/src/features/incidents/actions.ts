// What can be done in the place of incidents, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";
import type { IncidentTab } from "../../shared/routes";
import { asks, type Ask } from "./ask";
import type { Incident } from "./incident.svelte";
import { waits } from "./words";

const GROUP = "Incidents";

/** The parts of the screen, in the order of their tabs. */
export const TABS: readonly { value: IncidentTab; label: string }[] = [
  { value: "steps", label: "Steps" },
  { value: "timeline", label: "Timeline" },
  { value: "evidence", label: "Evidence" },
  { value: "telling", label: "Telling people" },
  { value: "after", label: "After" },
];

/** The parts that say something: a run of a rotation or a review tells nobody outside. */
export function tabsOf(run: boolean): typeof TABS {
  return run ? TABS.filter(({ value }) => value !== "telling") : TABS;
}

/** Actions on the list of all incidents. */
export function listActions(start: () => void): Action[] {
  return [
    { id: "incidents.new", title: "Start an incident…", group: GROUP, keys: ["n", "i"], words: "leak compromise public key drill exercise", run: start },
    { id: "incidents.walk", title: "Walk the incidents, and open one", group: GROUP, keys: ["j", "k"] },
  ];
}

interface Page {
  incident: Incident;
  tab: () => IncidentTab;
  pick: (tab: IncidentTab) => void;
  ask: (ask: Ask) => void;
  copy: () => void;
  note: () => void;
  attach: () => void;
  expose: () => void;
  close: () => void;
  rotate: () => void;
  difference: () => void;
  watch: () => void;
  leave: () => void;
}

/** Actions on an opened incident. */
export function incidentActions({ incident, tab, pick, ask, copy, note, attach, expose, close, rotate, difference, watch, leave }: Page): Action[] {
  const there = () => incident.reply !== null;
  const open = () => there() && !incident.closed;
  const run = () => (incident.reply?.leads ?? null) !== null;
  // What was exposed, who is told and how grave it is belong to incidents alone.
  const grave = () => open() && !run();
  const steps = () => there() && tab() === "steps";
  const onStep = () => steps() && open() && incident.step !== null && waits(incident.step);
  const asking = () => onStep() && incident.step?.state === "asks";
  const withStep = (make: (step: NonNullable<Incident["step"]>) => Ask) => () => { if (incident.step) ask(make(incident.step)); };
  const withReply = (make: (reply: NonNullable<Incident["reply"]>) => Ask) => () => { if (incident.reply) ask(make(incident.reply)); };
  const back = () => (incident.step?.ended ? incident.step : incident.lastEnded);
  const state = () => incident.reply?.row.state ?? "";
  const first = () => incident.reply?.ledger[0];
  return [
    { id: "incident.next", title: "Next step", group: GROUP, keys: ["j"], when: steps, run: () => incident.move(1) },
    { id: "incident.before", title: "Step before", group: GROUP, keys: ["k"], when: steps, run: () => incident.move(-1) },
    { id: "incident.now", title: "To the step to do now", group: GROUP, keys: ["w"], words: "current waits", when: steps, run: () => incident.select(incident.reply?.current ?? null) },
    { id: "incident.done", title: "Done: record it, or go to what is missing", group: GROUP, keys: ["Enter", "Mod+Enter"], when: onStep },
    { id: "incident.copy", title: "Copy the first text of the step", group: GROUP, keys: ["c"], words: "command snippet clipboard", when: () => steps() && open() && (incident.step?.snippets.length ?? 0) > 0, run: copy },
    { id: "incident.not-applicable", title: "Not applicable…", group: GROUP, keys: ["x"], words: "skip step set aside", when: onStep, run: withStep(asks.notApplicable) },
    { id: "incident.hand-over", title: "Hand the step over…", group: GROUP, keys: ["h"], words: "somebody else", when: onStep, run: withStep(asks.handOver) },
    { id: "incident.applies", title: "The step applies…", group: GROUP, keys: ["y"], words: "answer condition", when: asking, run: withStep((step) => asks.answer(step, true)) },
    { id: "incident.applies-not", title: "The step does not apply…", group: GROUP, keys: ["d"], words: "answer condition", when: asking, run: withStep((step) => asks.answer(step, false)) },
    { id: "incident.take-back", title: "Take back what was said of a step…", group: GROUP, keys: ["u"], words: "undo reopen", when: () => steps() && open() && back() !== null, run: () => { const step = back(); if (step) ask(asks.takeBack(step)); } },
    { id: "incident.note", title: "Write a note", group: GROUP, keys: ["n"], words: "timeline", when: there, run: note },
    { id: "incident.attach", title: "Go to the facts, and attach the one with the focus", group: GROUP, keys: ["a"], words: "timeline fact evidence", when: () => steps() && open(), run: attach },
    { id: "incident.expose-fact", title: "Add the fact’s secret to the incident…", group: GROUP, keys: ["e"], when: () => steps() && grave(), run: expose },
    { id: "incident.fresh", title: "Ask CloudTrail for fresh facts", group: GROUP, keys: ["r"], words: "refresh", when: () => steps() && !incident.asking, run: () => void incident.refreshFacts() },
    { id: "incident.cancel", title: "Stop asking CloudTrail", group: GROUP, words: "cancel", when: () => incident.asking, run: () => void incident.cancelFacts() },
    { id: "incident.mark", title: "Record what happened to a credential…", group: GROUP, keys: ["m"], words: "revoked replaced proved ledger", when: () => grave() && first() !== undefined, run: () => { const entry = incident.reply?.ledger.find((e) => e.state === "exposed" || e.state === "revoked" || e.state === "replaced") ?? first(); if (entry) ask(asks.mark(entry.number, entry.name, entry.state === "exposed" ? "revoked" : "proved")); } },
    { id: "incident.add", title: "Add a credential to the incident…", group: GROUP, words: "expose ledger scope", when: grave, run: () => ask(asks.expose("", "", null)) },
    { id: "incident.watch", title: "Watch the first credential", group: GROUP, words: "renewed use", when: () => open() && (incident.reply?.watches.length ?? 0) === 0, run: watch },
    { id: "incident.severity", title: "Set the severity…", group: GROUP, words: "sev raise lower grave", when: grave, run: withReply(asks.severity) },
    { id: "incident.role", title: "Say who does what…", group: GROUP, words: "lead role responder", when: open, run: withReply((reply) => asks.role(reply, "lead")) },
    { id: "incident.moment", title: "Record a moment from which clocks run…", group: GROUP, words: "aware detected notice gdpr", when: grave, run: () => ask(asks.moment("aware")) },
    { id: "incident.path", title: "Say how it got out…", group: GROUP, words: "path exposure cause", when: grave, run: withReply(asks.path) },
    { id: "incident.step-add", title: "Add a step of your own…", group: GROUP, words: "ad hoc", when: open, run: withReply((reply) => asks.addStep(reply, incident.phase?.id ?? null)) },
    { id: "incident.rotate", title: "Rotate now…", group: GROUP, words: "RotateSecret change cloud", when: () => open() && (incident.reply?.leads?.of === "rotation" || incident.reply?.ledger.some((e) => e.subject === "secret") === true), run: rotate },
    { id: "incident.difference", title: "See the newer text of the runbook…", group: GROUP, words: "version move difference", when: () => open() && incident.reply?.runbook.newer !== null, run: difference },
    { id: "incident.contain", title: "It is contained…", group: GROUP, words: "state", when: () => grave() && state() === "open", run: () => ask(asks.contain()) },
    { id: "incident.resolve", title: "It is resolved…", group: GROUP, words: "state", when: () => grave() && state() !== "resolved", run: () => ask(asks.resolve()) },
    { id: "incident.close", title: "Close the incident…", group: GROUP, words: "end", when: open, run: close },
    { id: "incident.reopen", title: "Open the incident again…", group: GROUP, when: () => there() && incident.closed, run: () => ask(asks.reopen()) },
    ...TABS.map(({ value, label }, i): Action => ({ id: `incident.tab.${value}`, title: `Incident: ${label}`, group: GROUP, keys: [String(i + 1)], when: () => there() && tabsOf(run()).some((part) => part.value === value), run: () => pick(value) })),
    { id: "incident.leave", title: "Back: to the steps, then to all incidents, or to what the run leads", group: GROUP, keys: ["Escape"], run: leave },
  ];
}
