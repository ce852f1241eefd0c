// Words and shapes of incidents.
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleDot from "@lucide/svelte/icons/circle-dot";
import Circle from "@lucide/svelte/icons/circle";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleMinus from "@lucide/svelte/icons/circle-minus";
import CircleSlash from "@lucide/svelte/icons/circle-slash";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Siren from "@lucide/svelte/icons/siren";

import type { FactGroup, PhaseDto, StepDto } from "../../ipc/bindings";
import { visible } from "../../shared/format";
import type { IconComponent, Tone } from "../../shared/tones";
import { span, until } from "./times";

/** A word with its tone, and a shape where the tone's own would mislead. */
export interface Said {
  word: string;
  tone: Tone;
  icon?: IconComponent;
}

/** What can be chosen, with its word. */
export interface Option {
  value: string;
  label: string;
}

const said = (table: Record<string, Said>) => (code: string): Said => table[code] ?? { word: visible(code), tone: "unknown" };
const word = (table: Record<string, string>) => (code: string): string => table[code] ?? visible(code);
const options = (table: Record<string, string>): Option[] => Object.entries(table).map(([value, label]) => ({ value, label }));

/** How grave it is. */
export const SEVERITIES: readonly Option[] = [
  { value: "SEV-1", label: "SEV-1 Critical: used by an outsider, or money, admin or signing is open now" },
  { value: "SEV-2", label: "SEV-2 High: exposed or very likely, use unknown or contained" },
  { value: "SEV-3", label: "SEV-3 Medium: odd reads, exposure to few" },
  { value: "SEV-4", label: "SEV-4 Low: policy breach without exposure" },
];

/** The tone of a severity. */
export function severityTone(code: string): Tone {
  return code === "SEV-1" || code === "SEV-2" ? "late" : code === "SEV-3" ? "soon" : "plain";
}

/** The state of an incident in words. */
export const stateSaid = said({
  open: { word: "Investigating", tone: "soon", icon: Siren as IconComponent },
  contained: { word: "Contained", tone: "calm", icon: ShieldCheck as IconComponent },
  resolved: { word: "Resolved", tone: "ok" },
  closed: { word: "Closed", tone: "plain", icon: CircleCheck as IconComponent },
});

/** The state of a credential in words. */
export const exposureSaid = said({
  exposed: { word: "exposed", tone: "late" },
  revoked: { word: "revoked, not proved", tone: "soon" },
  replaced: { word: "replaced, not proved", tone: "soon" },
  proved: { word: "proved dead", tone: "ok" },
  not_verifiable: { word: "cannot be shown", tone: "calm" },
  not_exposed: { word: "not exposed", tone: "plain", icon: CircleMinus as IconComponent },
});

const MARKS: Record<string, string> = {
  revoked: "Revoked: the issuer ended the old value", replaced: "Replaced: all consumers are on a new value", proved: "Proved: the old value was tried and refused",
  not_verifiable: "Cannot be shown: write why", not_exposed: "Was not exposed after all",
};

/** What can be recorded of a credential. */
export const LEDGER_MARKS: readonly Option[] = options(MARKS);

/** What happened to a credential, in a word. */
export const markWord = word({ revoked: "revoked", replaced: "replaced", proved: "proved dead", not_verifiable: "cannot be shown", not_exposed: "not exposed", exposed_again: "exposed again" });

/** What is to be recorded next of a credential in this state; null where nothing is. */
export function nextMark(state: string): { mark: string; label: string } | null {
  if (state === "exposed") return { mark: "revoked", label: "Revoked…" };
  if (state === "revoked" || state === "replaced") return { mark: "proved", label: "Proved dead…" };
  return null;
}

const ROLES: Record<string, string> = { lead: "Lead", responder: "Responder", owner: "Owner", admin: "Admin", comms: "Communications", legal: "Legal", approver: "Approver", scribe: "Scribe", reviewer: "Reviewer" };

/** A role in words. */
export const roleWord = word(ROLES);

const STEP_ICONS: Record<string, IconComponent> = {
  done: CircleCheck as IconComponent, not_applicable: CircleSlash as IconComponent, dimmed: CircleMinus as IconComponent, asks: CircleHelp as IconComponent, open: Circle as IconComponent, current: CircleDot as IconComponent,
};

/** The shape of a step by its state; `current` where it is the one to do now. */
export function stepIcon(state: string): IconComponent {
  return STEP_ICONS[state] ?? (Circle as IconComponent);
}

/** The state of a step in words. */
export const stepWord = word({ done: "done", not_applicable: "not applicable", dimmed: "does not apply", asks: "asks whether it applies", open: "open" });

/** Whether a step still waits for somebody. */
export function waits(step: Pick<StepDto, "state">): boolean {
  return step.state === "open" || step.state === "asks";
}

/** A phase against its budget, at a moment. */
export function phaseSaid(phase: Pick<PhaseDto, "standing" | "due_at" | "steps">, now: number): Said {
  const last = phase.steps.map((s) => s.ended?.at ?? "").sort().at(-1) ?? "";
  switch (phase.standing) {
    case "ended":
      return { word: "done", tone: "ok" };
    case "ended_late":
      return { word: phase.due_at && last ? `done ${span(Date.parse(last) - Date.parse(phase.due_at))} late` : "done late", tone: "soon" };
    case "stopped":
      return { word: "stopped", tone: "plain" };
    case "waiting":
      return { word: "waits", tone: "plain" };
    default: {
      if (!phase.due_at) return { word: "no budget", tone: "plain" };
      const { late, words } = until(phase.due_at, now);
      const close = Date.parse(phase.due_at) - now < 15 * 60_000;
      return { word: words, tone: late ? "late" : close ? "soon" : "plain" };
    }
  }
}

/** How much a snippet can do. */
export const riskSaid = said({ ro: { word: "only reads", tone: "plain" }, write: { word: "changes something", tone: "soon" }, danger: { word: "dangerous: asks before copying", tone: "late" } });

/** A step's button in words. */
export const actionWord = word({
  open_issuer_card: "How this issuer revokes", filter_inventory: "Show in the inventory", open_review: "Open the review", start_runbook: "Start another incident…", start_clocks: "Notice clocks", add_watch: "Watch it",
  add_baseline: "What is usual", create_followup: "Add a follow-up…", create_rotation_tasks: "Rotation tasks", record_rotation: "Record the rotation", compose_update: "Write the update", compose_postmortem: "The report",
  export_events: "Export the events as evidence", export_review: "Export the review", cloudtrail_lookup: "Ask CloudTrail now", access_snapshot: "Who can read it", rotate_now: "Rotate now…",
});

const GROUPS: Record<string, string> = { can_read: "Who can read it", did_read: "Who did read it", read_elsewhere: "What else they read", changed: "Changed near it", siblings: "Same path, key or owner", consumers: "Consumers" };

/** The question that a group of facts answers. */
export function groupWord(group: Pick<FactGroup, "id">): string {
  return GROUPS[group.id] ?? visible(group.id);
}

const MOMENTS: Record<string, string> = {
  detected: "First noticed", aware: "Aware of a breach", suspected: "Suspected", classified: "Classified as major", material: "Judged material", determined: "Determined", discovered: "Discovered", assessed: "Assessed as notifiable", fix_available: "A fix is available", paid: "A ransom was paid",
};

/** A moment from which clocks run, in words. */
export const momentWord = word(MOMENTS);

/** Moments that can be recorded. */
export const MOMENT_OPTIONS: readonly Option[] = options(MOMENTS);

/** The state of a notice in words. */
export const noticeSaid = said({
  waiting: { word: "its moment is not recorded", tone: "plain" }, undecided: { word: "undecided", tone: "soon" }, to_file: { word: "to file", tone: "soon" }, filed: { word: "filed", tone: "ok" }, filed_late: { word: "filed late", tone: "soon" }, no: { word: "decided: no", tone: "calm" }, late: { word: "late", tone: "late" },
});

/** What can be decided on a notice. */
export const NOTICE_ANSWERS: readonly Option[] = [{ value: "notify", label: "Yes, it must be told" }, { value: "no", label: "No (a second person agrees)" }, { value: "filed", label: "It was filed" }];

/** A decision on a notice, in words. */
export const answerWord = word({ notify: "to be told", no: "no", filed: "filed" });

const VARIANTS: Record<string, string> = { first: "First", progress: "Progress", contained: "Contained", resolved: "Resolved", customers: "To customers" };

/** Variants of an update. */
export const VARIANT_OPTIONS: readonly Option[] = options(VARIANTS);

/** A variant of an update in words. */
export const variantWord = word(VARIANTS);

const PATHS: Record<string, string> = {
  commit: "Committed to a repository", log: "Written to a log", crash_dump: "In a crash or core dump", pipeline: "Leaked by a pipeline", insider: "Taken by somebody inside", policy: "Through a policy or bucket that is too wide", backup: "In a backup", dependency: "Through a malicious dependency", memory: "In memory, or a dump of it", child_process: "Inherited by a child process", other: "Something else",
};

/** How a value got out, in words. */
export const pathWord = word(PATHS);

/** What a follow-up does. */
export const EFFECTS: readonly Option[] = [{ value: "prevents", label: "Prevents it" }, { value: "detects", label: "Detects it sooner" }, { value: "limits", label: "Limits what it does" }];

/** A span of incidents in words. */
export const legWord = word({
  exposed_to_detected: "Exposed → noticed", detected_to_opened: "Noticed → opened", detected_to_revoked: "Noticed → revoked", detected_to_proved: "Noticed → proved dead", detected_to_replaced: "Noticed → replaced", detected_to_closed: "Noticed → closed",
});

/** From where a line of the timeline comes. */
export const sourceWord = word({ person: "person", keyturn: "Keyturn", cloudtrail: "CloudTrail", other: "elsewhere" });

/** From what an incident starts, in words. */
export const subjectWord = word({ secret: "Secret", principal: "Principal", access_key: "Access key", finding: "Finding", name: "Name" });
