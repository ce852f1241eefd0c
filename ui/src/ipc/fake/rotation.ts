// Rotation in the in-memory host.
import { calendarHandlers } from "./rotation/calendar";
import { costHandlers, valueHandlers } from "./rotation/cost";
import { dueHandlers } from "./rotation/due";
import { exceptionHandlers, seedExceptions } from "./rotation/exceptions";
import { policyHandlers } from "./rotation/policy";
import { rotationHandlers } from "./rotation/rotations";
import { settingsHandlers } from "./rotation/settings";
import { seedTasks, taskHandlers } from "./rotation/tasks";
import { World, type Host } from "./rotation/world";

/** The handlers of rotation's commands. */
export function rotationHandlersOf(host: Host) {
  const world = new World(host);
  if (!host.bare) seedExceptions(world);
  if (!host.bare && !host.quiet) seedTasks(world);
  return { ...dueHandlers(world), ...calendarHandlers(world), ...settingsHandlers(world), ...policyHandlers(world), ...exceptionHandlers(world), ...rotationHandlers(world), ...taskHandlers(world), ...costHandlers(world), ...valueHandlers(world) };
}
