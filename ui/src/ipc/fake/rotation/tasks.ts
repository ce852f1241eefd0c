// Tasks in the in-memory host: what triggers open, each with its own clock.
import type { SecretRow, TaskDto, TriggeredSecret, TriggerPreview, TriggerRequest } from "../../bindings";
import { seedActors, verdict } from "../access/world";
import { refOf } from "./judge";
import type { Of, Task, World } from "./world";

const HOUR = 3_600_000;
const SEVERITIES: Record<string, [hours: number, words: string]> = { critical: [24, "24 hours"], high: [7 * 24, "7 days"], medium: [30 * 24, "30 days"], low: [90 * 24, "90 days"] };

/** When the clock ends, and the clock in words. */
function clockOf(request: TriggerRequest, world: World): { due: number | null; words: string } {
  const { now, host } = world;
  switch (request.trigger) {
    case "compromise":
      return { due: now + HOUR, words: `Old value refused within ${request.confirmed ? "5" : "15"} minutes, rotated within the hour.` };
    case "departure": {
      const left = request.last_working_at === null ? NaN : Date.parse(request.last_working_at);
      if (Number.isNaN(left)) return host.fail("bad_request", "Say when the last working hour is.");
      return { due: left + 24 * HOUR, words: "24 hours from the last working hour." };
    }
    case "supplier_breach":
      return { due: now + 4 * HOUR, words: "4 hours." };
    case "audit_finding": {
      const severity = SEVERITIES[request.severity ?? ""] ?? host.fail("bad_request", "Say how severe the finding is: critical, high, medium or low.");
      return { due: now + severity[0] * HOUR, words: `${severity[1]} for a ${request.severity} finding.` };
    }
    case "policy_change":
      return { due: null, words: "By the policy's own date." };
    case "after_incident":
      return { due: null, words: "The policy's date, with the age halved for 90 days." };
    default:
      return host.fail("bad_request", `${request.trigger} is not a trigger.`);
  }
}

const SAYS: Record<string, string> = { chosen: "chosen by a person", could_read: "the person could read it", did_read: "the person read it" };

/** A trigger in words. */
function wordsOf({ trigger, why, confirmed, severity }: TriggerRequest): string {
  const about = why.trim();
  switch (trigger) {
    case "compromise":
      return confirmed ? "compromise, public or confirmed" : "suspected compromise";
    case "departure":
      return `${about} leaves`;
    case "supplier_breach":
      return `breach at ${about}`;
    case "audit_finding":
      return `audit finding ${about} (${severity ?? ""})`;
    case "policy_change":
      return `policy changed to ${about}`;
    default:
      return `after incident ${about}`;
  }
}

/** The secrets that a trigger concerns, with why. */
function concerned(request: TriggerRequest, world: World, clock: number | null): TriggeredSecret[] {
  const because = new Map<SecretRow, string[]>();
  const add = (row: SecretRow, why: string) => because.set(row, [...new Set([...(because.get(row) ?? []), why])]);
  for (const arn of request.secrets) add(world.row(arn), "chosen");
  if (request.filter.trim() !== "") for (const row of world.matching(request.filter)) add(row, "chosen");
  const actors = seedActors();
  for (const wanted of request.principals) {
    const actor = actors.find((a) => a.principal.arn === wanted || a.principal.name === wanted);
    if (!actor) continue;
    world.live().forEach((row, at) => {
      if (!["can", "conditional"].includes(verdict(actor, row, actors).access)) return;
      add(row, "could_read");
      if (actor.read !== null && at % 3 === 0) add(row, "did_read");
    });
  }
  return [...because].map(([row, why]) => {
    const { due_on } = world.due(row);
    const policy = due_on === null ? null : Date.parse(`${due_on}T23:59:59Z`);
    // A policy's date that has passed already says nothing about this.
    const ends = clock === null ? policy : policy === null || policy <= world.now ? clock : Math.min(clock, policy);
    return { secret: refOf(row), because: why, due_at: ends === null ? null : new Date(ends).toISOString() };
  });
}

/** Puts the made-up tasks in. */
export function seedTasks(world: World): void {
  const rows = world.live().filter((row) => row.environment === "prod" && row.kind !== "configuration");
  const add = (at: number, trigger: string, words: string, opened: number, due: number, more: Partial<Task> = {}) => {
    const row = rows[at];
    if (row) world.tasks.push({ id: world.id("T"), trigger, words, because: SAYS[trigger === "departure" ? "did_read" : "chosen"] ?? "", arn: row.arn, opened_at: world.now + opened * HOUR, due_at: world.now + due * HOUR, rotation: null, dropped: null, ...more });
  };
  const hit = world.records.find((r) => r.trigger === "compromise");
  if (hit) world.tasks.push({ id: world.id("T"), trigger: "compromise", words: "suspected compromise", because: SAYS["chosen"] ?? "", arn: hit.arn, opened_at: world.now - HOUR / 2, due_at: world.now + HOUR / 2, rotation: hit.id, dropped: null });
  for (const at of [3, 11]) add(at, "departure", "bob@example.test leaves", -30, -3);
  add(17, "departure", "bob@example.test leaves", -30, -3, { dropped: "Rotated by the supplier the same day." });
  for (const at of [5, 8, 14]) add(at, "audit_finding", "audit finding A-17 (high)", -72, 96);
}

export function taskHandlers(world: World): Of<"trigger_preview" | "trigger_open" | "tasks_list" | "task_drop"> {
  const { host } = world;
  const stateOf = (task: Task): TaskDto["state"] => {
    if (task.dropped !== null) return "dropped";
    const carried = world.records.find((r) => r.id === task.rotation);
    return carried && !carried.open && !carried.cancelled ? "done" : task.due_at !== null && task.due_at < world.now ? "late" : "open";
  };
  const held = (state: string) => state === "open" || state === "late";
  const list = () => {
    const tasks = world.tasks.map((task): TaskDto => ({
      id: task.id, trigger: task.trigger, words: `${task.words}; ${task.because}`, secret: refOf(world.row(task.arn)), opened_at: new Date(task.opened_at).toISOString(), opened_by: "you", due_at: task.due_at === null ? null : new Date(task.due_at).toISOString(),
      state: stateOf(task), rotation: task.rotation, dropped_because: task.dropped,
    }));
    return { tasks: tasks.sort((a, b) => Number(held(b.state)) - Number(held(a.state)) || (held(a.state) ? ((a.due_at ?? "9") < (b.due_at ?? "9") ? -1 : 1) : a.opened_at < b.opened_at ? 1 : -1)) };
  };
  const isOpen = (arn: string, trigger: string) => world.tasks.some((t) => t.arn === arn && t.trigger === trigger && held(stateOf(t)));

  function preview(request: TriggerRequest): TriggerPreview {
    if (request.trigger !== "compromise" && request.why.trim() === "") host.fail("bad_request", "say who or what it is about");
    const { due, words } = clockOf(request, world);
    const all = concerned(request, world, due);
    const fresh = all.filter(({ secret }) => !isOpen(secret.arn, request.trigger));
    const limits = request.principals.length > 0 ? ["prod-eu / eu-west-3 was not read: what a person could read there is not known."] : [];
    const strangers = request.principals.filter((p) => !seedActors().some((a) => a.principal.arn === p || a.principal.name === p));
    if (strangers.length > 0) limits.push(`${strangers.join(", ")}: no such principal is known.`);
    return { due_at: due === null ? null : new Date(due).toISOString(), clock: words, secrets: fresh, already: all.length - fresh.length, limits };
  }

  return {
    trigger_preview: preview,
    trigger_open: (request) => {
      const { secrets, already } = preview(request);
      if (secrets.length === 0) host.fail("bad_request", already > 0 ? "Each of these secrets has an open task of this trigger already." : "This concerns no secret.", "Name secrets, a filter, or principals.");
      for (const { secret, due_at, because } of secrets) {
        world.tasks.push({ id: world.id("T"), trigger: request.trigger, words: wordsOf(request), because: because.map((why) => SAYS[why] ?? why).join(", "), arn: secret.arn, opened_at: world.now, due_at: due_at === null ? null : Date.parse(due_at), rotation: world.records.find((r) => r.arn === secret.arn && r.open)?.id ?? null, dropped: null });
      }
      host.log("tasks.opened", request.trigger, { secrets: secrets.length });
      return list();
    },
    tasks_list: list,
    task_drop: ({ id, why }) => {
      const task = world.tasks.find((t) => t.id === id) ?? host.fail("not_found", "There is no such task.");
      if (why.trim() === "") host.fail("bad_request", "Say why it is dropped.");
      if (!held(stateOf(task))) host.fail("bad_request", "This task has ended.");
      task.dropped = why.trim();
      host.log("task.dropped", world.row(task.arn).name, { why });
      return list();
    },
  };
}
