// What is due, in the in-memory host.
import type { DueRow } from "../../bindings";
import { countsOf, dayOf } from "./judge";
import type { Of, World } from "./world";

const MARKS = ["older_than_a_year", "failed"];
const STATES = ["ok", "due_soon", "due", "overdue", "excepted", "event_driven", "not_applicable", "unknown"];
const MOST = 1000;

/** By date, the most overdue first; then those without a date, by name. */
function byDate(a: DueRow, b: DueRow): number {
  if (a.due_on !== b.due_on) return (a.due_on ?? "9") < (b.due_on ?? "9") ? -1 : 1;
  return a.secret.name < b.secret.name ? -1 : a.secret.name > b.secret.name ? 1 : a.secret.arn < b.secret.arn ? -1 : 1;
}

/** Every secret that passes the filter with its date, in the order of the list. */
export function standing(world: World, filter: string): DueRow[] {
  return world.matching(filter).map((row) => world.due(row)).sort(byDate);
}

/** What is not known, in sentences. */
export function limitsOf(world: World, rows: readonly DueRow[]): string[] {
  if (world.host.bare) return [];
  const ageless = rows.filter((row) => row.state === "unknown").length;
  return ["prod-eu / eu-west-3 / Parameter Store was not read: its secrets are not among these.", ...(ageless > 0 ? [`The age of ${ageless} ${ageless === 1 ? "value is" : "values is"} not known: no date can be said.`] : [])];
}

export function dueHandlers(world: World): Of<"due_list"> {
  return {
    due_list: ({ filter, states, within_days, offset, limit }) => {
      const unknown = states.find((state) => ![...STATES, ...MARKS].includes(state));
      if (unknown !== undefined) world.host.fail("bad_request", `${unknown} is not a state.`, `States: ${STATES.join(", ")}.`);
      if (limit > MOST) world.host.fail("bad_request", `At most ${MOST} rows at a time.`);
      const all = standing(world, filter);
      const rows = all.filter((row) => (states.length === 0 || states.includes(row.state) || (states.includes("older_than_a_year") && row.older_than_a_year) || (states.includes("failed") && row.aws?.state === "failed")) && (within_days === null || (row.days !== null && row.days <= within_days && row.state !== "excepted")));
      return { rows: rows.slice(offset, offset + limit), total: rows.length, counts: countsOf(all), policy: world.policy().name, today: dayOf(world.now), limits: limitsOf(world, all) };
    },
  };
}
