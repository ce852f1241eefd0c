// Tasks: what triggers opened, each with its clock; and the trigger that is being written. No DOM.
import type { CommandError, TaskDto, TasksReply, TriggerPreview, TriggerRequest } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";

/** A trigger as it is being written. */
export interface Draft {
  trigger: string;
  why: string;
  confirmed: boolean;
  /** As typed into a `datetime-local` field, in the zone that the window shows. */
  last_working_at: string;
  severity: string;
  /** One a line. */
  principals: string;
  secrets: { arn: string; name: string }[];
  filter: string;
}

/** An empty draft. */
export function emptyDraft(trigger = "compromise"): Draft {
  return { trigger, why: "", confirmed: false, last_working_at: "", severity: "high", principals: "", secrets: [], filter: "" };
}

/** Which fields a trigger asks for besides the secrets. A compromise is told by its secrets alone: nothing more is kept of it. */
export function fieldsOf(trigger: string): { why: boolean; confirmed: boolean; departure: boolean; severity: boolean } {
  return { why: trigger !== "compromise", confirmed: trigger === "compromise", departure: trigger === "departure", severity: trigger === "audit_finding" };
}

/** The request that a draft stands for; `lastWorking` is the instant of its field. */
export function requestOf(draft: Draft, lastWorking: string | null): TriggerRequest {
  const asks = fieldsOf(draft.trigger);
  return {
    trigger: draft.trigger,
    why: asks.why ? draft.why.trim() : "",
    confirmed: asks.confirmed && draft.confirmed,
    last_working_at: asks.departure ? lastWorking : null,
    severity: asks.severity ? draft.severity : null,
    principals: asks.departure ? draft.principals.split("\n").map((p) => p.trim()).filter(Boolean) : [],
    secrets: draft.secrets.map((s) => s.arn),
    filter: draft.filter.trim(),
  };
}

/** Whether a request names anything that it could concern. */
export function concerns(request: TriggerRequest): boolean {
  return request.secrets.length + request.principals.length > 0 || request.filter !== "";
}

export class Tasks {
  reply = $state.raw<TasksReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  #changed: () => void;

  /** `changed` is told when tasks were opened or dropped. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  readonly open = $derived((this.reply?.tasks ?? []).filter((task) => task.state === "open" || task.state === "late"));
  readonly ended = $derived((this.reply?.tasks ?? []).filter((task) => task.state !== "open" && task.state !== "late"));
  /** Late as of `now`: the clock goes on after the list was read. */
  late(now: number): TaskDto[] {
    return this.open.filter((task) => task.due_at !== null && Date.parse(task.due_at) < now);
  }

  async load(): Promise<void> {
    try {
      this.reply = await call("tasks_list");
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  }

  /** What a trigger would open. Rejects with a `CommandError`. */
  async preview(request: TriggerRequest): Promise<TriggerPreview> {
    return call("trigger_preview", request);
  }

  /** Opens the tasks of a trigger. Rejects with a `CommandError`. */
  async trigger(request: TriggerRequest): Promise<void> {
    this.reply = await call("trigger_open", request);
    this.#changed();
  }

  /** Drops a task. Rejects with a `CommandError`. */
  async drop(id: string, why: string): Promise<void> {
    this.reply = await call("task_drop", { id, why });
    this.#changed();
  }
}
