// Rotation in the in-memory host.
import type { RowDue, SecretRow, TriageDto } from "../bindings";
import { calendarHandlers } from "./rotation/calendar";
import { costHandlers, valueHandlers } from "./rotation/cost";
import { dueHandlers } from "./rotation/due";
import { exceptionHandlers, seedExceptions } from "./rotation/exceptions";
import { rotationFindings } from "./rotation/findings";
import { policyHandlers } from "./rotation/policy";
import { rotationHandlers } from "./rotation/rotations";
import { settingsHandlers } from "./rotation/settings";
import { seedTasks, taskHandlers } from "./rotation/tasks";
import { World, type Host } from "./rotation/world";

/** The handlers of rotation's commands, and how a secret stands for the list. */
export function rotationOf(host: Host) {
  const world = new World(host);
  if (!host.bare) seedExceptions(world);
  if (!host.bare && !host.quiet) seedTasks(world);
  const dueOf = (row: SecretRow): RowDue => {
    const { state, due_on, days, limit_days } = world.due(row);
    return { state, due_on, days, limit_days };
  };
  const handlers = { ...dueHandlers(world), ...calendarHandlers(world), ...settingsHandlers(world), ...policyHandlers(world), ...exceptionHandlers(world), ...rotationHandlers(world), ...taskHandlers(world), ...costHandlers(world), ...valueHandlers(world) };
  const findings = {
    all: () => rotationFindings(world),
    triage: (key: string, triage: TriageDto | null) => void (triage ? world.triage.set(key, triage) : world.triage.delete(key)),
  };
  return { handlers, dueOf, findings };
}
