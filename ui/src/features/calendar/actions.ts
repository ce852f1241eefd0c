// What can be done in the calendar, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";
import type { CalendarShape } from "../../shared/routes";

export const SHAPES: readonly { value: CalendarShape; label: string }[] = [
  { value: "month", label: "Month" },
  { value: "week", label: "Week" },
  { value: "agenda", label: "Agenda" },
  { value: "year", label: "Year" },
];

interface Place {
  shape: () => CalendarShape;
  find: () => void;
  today: () => void;
  page: (by: 1 | -1) => void;
  draw: (shape: CalendarShape) => void;
  /** Whether the chosen day has something that can be moved, and something that can be planned. */
  movable: () => boolean;
  plannable: () => boolean;
  move: () => void;
  plan: () => void;
  spread: () => void;
  freeze: () => void;
  export: () => void;
  owners: () => void;
  table: () => void;
}

const GROUP = "Calendar";

export function calendarActions(place: Place): Action[] {
  return [
    { id: "calendar.find", title: "Filter the calendar", group: GROUP, keys: ["/", "Mod+F"], words: "account owner kind search", run: place.find },
    { id: "calendar.walk", title: "Walk the days", group: GROUP, keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] },
    { id: "calendar.enter", title: "Go to what is on the day, and back", group: GROUP, keys: ["Enter", "Escape"] },
    { id: "calendar.before", title: "A page back: month, week or year", group: GROUP, keys: ["PageUp"], run: () => place.page(-1) },
    { id: "calendar.next", title: "A page further: month, week or year", group: GROUP, keys: ["PageDown"], run: () => place.page(1) },
    { id: "calendar.today", title: "Go to today", group: GROUP, keys: ["t"], run: place.today },
    ...SHAPES.map(({ value, label }, i): Action => ({ id: `calendar.shape.${value}`, title: `Calendar: ${label.toLowerCase()}`, group: GROUP, keys: [String(i + 1)], run: () => place.draw(value) })),
    { id: "calendar.move", title: "Move the planned rotation of the day…", group: GROUP, keys: ["m"], words: "reschedule drag date", when: place.movable, run: place.move },
    { id: "calendar.plan", title: "Plan what is due on the day…", group: GROUP, keys: ["p"], words: "schedule", when: place.plannable, run: place.plan },
    { id: "calendar.spread", title: "Spread what is due over days…", group: GROUP, keys: ["d"], words: "distribute overdue load propose", run: place.spread },
    { id: "calendar.freeze", title: "Freezes…", group: GROUP, keys: ["f"], words: "black out blackout holiday", run: place.freeze },
    { id: "calendar.export", title: "Export the calendar…", group: GROUP, keys: ["e"], words: "ics feed file", run: place.export },
    { id: "calendar.owners", title: "What is on a day by owner, or not", group: GROUP, keys: ["o"], words: "group team", run: place.owners },
    { id: "calendar.table", title: "Show the year as a table, or as a map", group: GROUP, keys: ["v"], when: () => place.shape() === "year", run: place.table },
  ];
}
