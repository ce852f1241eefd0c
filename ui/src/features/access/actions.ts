// What can be done in the place of access, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";
import type { AccessTab } from "../../shared/routes";

const GROUP = "Access";

/** The parts of the place, in the order of their tabs. */
export const TABS: readonly { value: AccessTab; label: string }[] = [
  { value: "map", label: "Map" },
  { value: "secret", label: "By secret" },
  { value: "principal", label: "By principal" },
  { value: "findings", label: "Findings" },
  { value: "inputs", label: "Inputs" },
];

interface Place {
  tab: () => AccessTab;
  pick: (tab: AccessTab) => void;
  find: () => void;
  /** Whether something is open that can be closed. */
  closes: () => boolean;
  close: () => void;
  /** Whether a why is open. */
  why: () => boolean;
  copyWhy: () => void;
  texts: () => void;
  table: () => void;
  cannot: () => void;
  /** The narrower text of the chosen finding; null where there is none. */
  narrower: () => string | null;
  copyNarrower: () => void;
  step: (by: number) => void;
  busy: () => boolean;
  collected: () => boolean;
  collect: () => void;
  collecting: () => boolean;
  cancel: () => void;
  bring: () => void;
  give: () => void;
  /** The shown secret or principal; null where none is. */
  subject: () => string | null;
  /** Starts an incident on it. */
  incident: (arn: string) => void;
}

/** Actions of the whole place. */
export function accessActions(place: Place): Action[] {
  const on = (...tabs: AccessTab[]) => () => tabs.includes(place.tab());
  const idle = () => !place.busy();
  return [
    { id: "access.find", title: "Filter secrets, or find a principal", group: GROUP, keys: ["/", "Mod+F"], words: "search filter", when: on("map", "secret", "principal"), run: place.find },
    ...TABS.map(({ value, label }, i): Action => ({ id: `access.tab.${value}`, title: `Access: ${label}`, group: GROUP, keys: [String(i + 1)], words: value === "map" ? "groups paths matrix" : value === "inputs" ? "collect import export snapshot policies" : "who can read", run: () => place.pick(value) })),
    { id: "access.move", title: "Move among readers, cells and lines", group: GROUP, keys: ["ArrowDown", "ArrowUp", "j", "k"] },
    { id: "access.why", title: "Why? Open the line or cell under the cursor", group: GROUP, keys: ["Enter"], words: "explain" },
    { id: "access.close", title: "Close what was opened last", group: GROUP, keys: ["Escape"], when: place.closes, run: place.close },
    { id: "access.table", title: "Show the map as a table, or as a map", group: GROUP, keys: ["t"], when: on("map"), run: place.table },
    { id: "access.cannot", title: "Show or hide who cannot read", group: GROUP, keys: ["x"], words: "blocked denied all", when: on("secret"), run: place.cannot },
    { id: "access.copy-why", title: "Copy the explanation as text", group: GROUP, keys: ["c"], words: "ticket clipboard", when: place.why, run: place.copyWhy },
    { id: "access.texts", title: "Show or hide every statement's text", group: GROUP, keys: ["v"], when: place.why, run: place.texts },
    { id: "access.finding.next", title: "Next finding", group: GROUP, keys: ["j"], when: on("findings"), run: () => place.step(1) },
    { id: "access.finding.before", title: "Finding before", group: GROUP, keys: ["k"], when: on("findings"), run: () => place.step(-1) },
    { id: "access.copy-narrower", title: "Copy the narrower text", group: GROUP, keys: ["c"], when: () => on("findings")() && place.narrower() !== null, run: place.copyNarrower },
    { id: "access.incident", title: "Start an incident on what is shown…", group: GROUP, keys: ["i"], words: "leak compromise principal secret", when: () => place.subject() !== null, run: () => { const arn = place.subject(); if (arn) place.incident(arn); } },
    { id: "access.collect", title: "Collect policies from AWS", group: GROUP, words: "read again evaluate refresh", when: idle, run: place.collect },
    { id: "access.cancel", title: "Stop collecting policies", group: GROUP, words: "cancel", when: place.collecting, run: place.cancel },
    { id: "access.import", title: "Import an access snapshot…", group: GROUP, words: "file json account", when: idle, run: place.bring },
    { id: "access.export", title: "Export an access snapshot…", group: GROUP, words: "file json write", when: () => idle() && place.collected(), run: place.give },
  ];
}
