// What a person is asked before something is written, as data: one dialog shows all of them.
import type { IncidentAct, IncidentReply, NoticeDto, StepDto } from "../../ipc/bindings";
import { visible } from "../../shared/format";
import { momentText } from "./times";
import { EFFECTS, LEDGER_MARKS, MOMENT_OPTIONS, NOTICE_ANSWERS, pathWord, roleWord, SEVERITIES, type Option } from "./words";

/** A field of a question. */
export interface AskField {
  id: string;
  label: string;
  kind: "text" | "long" | "choice" | "moment" | "date";
  hint?: string;
  options?: readonly Option[];
  /** What it holds at first. */
  value?: string;
  /** Whether it may stay empty. */
  optional?: boolean;
  /** Shown only where another field has one of these values. */
  only?: { id: string; values: readonly string[] };
}

/** The values of a question's fields; moments as RFC 3339, empty ones as the empty text. */
export type Answers = Record<string, string>;

/** A question. */
export interface Ask {
  id: string;
  title: string;
  /** Said above the fields. */
  about?: string;
  fields: readonly AskField[];
  /** The button. */
  confirm: string;
  danger?: boolean;
  /** What is written. */
  act: (answers: Answers) => IncidentAct;
  /** What is said once it is. */
  done: string;
}

const WHY: AskField = { id: "why", label: "Why", kind: "long" };
const orNull = (text: string | undefined) => (text === undefined || text === "" ? null : text);
const of = (answers: Answers, id: string) => answers[id] ?? "";
const short = (text: string) => visible(text).slice(0, 120);

export const asks = {
  notApplicable: (step: StepDto): Ask => ({ id: "not-applicable", title: "Not applicable", about: short(step.title), fields: [{ ...WHY, hint: "It stands in the report." }], confirm: "Set aside", act: (a) => ({ act: "step_not_applicable", step: step.id, why: of(a, "why") }), done: "Set aside" }),
  handOver: (step: StepDto): Ask => ({ id: "hand-over", title: "Hand over", about: short(step.title), fields: [{ id: "to", label: "To whom", kind: "text" }, { id: "note", label: "What they must know", kind: "long", optional: true }], confirm: "Hand over", act: (a) => ({ act: "step_hand_over", step: step.id, to: of(a, "to"), note: of(a, "note") }), done: "Handed over" }),
  answer: (step: StepDto, applies: boolean): Ask => ({ id: "answer", title: applies ? "It applies" : "It does not apply", about: `${short(step.title)}${step.when ? `. Condition: ${short(step.when)}` : ""}`, fields: [WHY], confirm: applies ? "It applies" : "It does not apply", act: (a) => ({ act: "step_answer", step: step.id, applies, why: of(a, "why") }), done: applies ? "It applies" : "It does not apply" }),
  takeBack: (step: StepDto): Ask => ({ id: "take-back", title: "Take back", about: `${short(step.title)}. The log keeps both.`, fields: [{ ...WHY, value: "Done by mistake." }], confirm: "Take back", act: (a) => ({ act: "step_reopen", step: step.id, why: of(a, "why") }), done: "Taken back" }),
  addStep: (reply: IncidentReply, phase: string | null): Ask => ({ id: "add-step", title: "Add a step of your own", fields: [{ id: "title", label: "What is to be done", kind: "text" }, { id: "phase", label: "Phase", kind: "choice", options: reply.phases.map((p) => ({ value: p.id, label: short(p.title) })), value: phase ?? reply.phases[0]?.id ?? "" }, WHY], confirm: "Add", act: (a) => ({ act: "step_add", title: of(a, "title"), phase: of(a, "phase"), why: of(a, "why") }), done: "Step added" }),
  severity: (reply: IncidentReply): Ask => ({ id: "severity", title: "How grave it is", about: `${reply.reasons.map(visible).join(" ")} When in doubt take the higher; do not debate during the incident.`, fields: [{ id: "severity", label: "Severity", kind: "choice", options: SEVERITIES, value: reply.row.severity }, WHY], confirm: "Set", act: (a) => ({ act: "severity", severity: of(a, "severity"), why: of(a, "why") }), done: "Severity set" }),
  role: (reply: IncidentReply, role: string): Ask => ({ id: "role", title: "Who does what", fields: [{ id: "role", label: "Role", kind: "choice", options: [...new Set(["lead", ...reply.roles.map((r) => r.role)])].map((code) => ({ value: code, label: roleWord(code) })), value: role }, { id: "to", label: "Who", kind: "text", value: reply.roles.find((r) => r.role === role)?.who ?? "" }], confirm: "Set", act: (a) => ({ act: "role", role: of(a, "role"), to: of(a, "to") }), done: "Role given" }),
  moment: (moment: string): Ask => ({ id: "moment", title: "A moment from which clocks run", about: "Each clock starts at its own moment: recording it starts the clocks that wait for it.", fields: [{ id: "moment", label: "Moment", kind: "choice", options: MOMENT_OPTIONS, value: moment }, { id: "at", label: "When (UTC)", kind: "moment" }], confirm: "Record", act: (a) => ({ act: "moment", moment: of(a, "moment"), at: of(a, "at") }), done: "Recorded" }),
  expose: (text: string, because: string, from: string | null): Ask => ({ id: "expose", title: "Add to the incident", about: "It gets a line in the ledger. Closing needs the proof that its old value is dead, or a written reason.", fields: [{ id: "text", label: "ARN, access key id or name", kind: "text", value: text, hint: "Never the value." }, { id: "because", label: "Why it belongs here", kind: "long", value: because }, { id: "from", label: "Exposed since (UTC)", kind: "moment", optional: true, value: from ?? "", hint: "Empty: not known." }], confirm: "Add", act: (a) => ({ act: "expose", text: of(a, "text"), from: orNull(a["from"]), because: of(a, "because") }), done: "Added to the incident" }),
  began: (number: number, name: string, from: string | null): Ask => ({ id: "began", title: "Since when it was exposed", about: short(name), fields: [{ id: "from", label: "Since (UTC)", kind: "moment", optional: true, value: from ?? "", hint: "Empty: not known after all." }, { id: "why", label: "What shows it", kind: "long" }], confirm: "Record", act: (a) => ({ act: "exposure_began", number, from: orNull(a["from"]), why: of(a, "why") }), done: "Recorded" }),
  mark: (number: number, name: string, mark: string): Ask => ({ id: "mark", title: "What happened to it", about: short(name), fields: [{ id: "mark", label: "What", kind: "choice", options: LEDGER_MARKS, value: mark }, { id: "at", label: "When (UTC)", kind: "moment", value: "now" }, { id: "statement", label: "What shows it, or why", kind: "long", hint: "For a proof: the call that was made, and the refusal. Never the value." }], confirm: "Record", act: (a) => ({ act: "mark", number, mark: of(a, "mark"), at: orNull(a["at"]), statement: of(a, "statement") }), done: "Recorded in the ledger" }),
  notice: (row: NoticeDto): Ask => ({
    id: "notice", title: short(row.name), about: visible(row.question),
    fields: [
      { id: "answer", label: "Decision", kind: "choice", options: NOTICE_ANSWERS, value: row.state === "to_file" ? "filed" : "notify" },
      { id: "reason", label: "Why", kind: "long", hint: "The decision must stand by itself, also when it is no." },
      { id: "second", label: "Second person", kind: "text", hint: "By name; not the one who decides.", only: { id: "answer", values: ["no"] } },
      { id: "filed", label: "Filed at (UTC)", kind: "moment", value: "now", only: { id: "answer", values: ["filed"] } },
      { id: "reference", label: "The authority’s reference, or where the copy is kept", kind: "text", only: { id: "answer", values: ["filed"] } },
    ],
    confirm: "Decide",
    act: (a) => ({ act: "notice", row: row.id, answer: of(a, "answer"), reason: of(a, "reason"), filed_at: orNull(a["filed"]), reference: orNull(a["reference"]), second: orNull(a["second"]) }), done: "Decision recorded",
  }),
  updateSent: (variant: string): Ask => ({ id: "update-sent", title: "The update was sent", about: "Keyturn sends nothing: you sent it, and this records it. The clock of the next one starts anew.", fields: [{ id: "channel", label: "Where to", kind: "text", hint: "#inc-2026-0011, status page, mail to customers" }], confirm: "Record", act: (a) => ({ act: "update_sent", variant, channel: of(a, "channel") }), done: "Recorded as sent" }),
  handEvidence: (number: number, name: string): Ask => ({ id: "hand-evidence", title: "Hand over evidence", about: `${number}: ${short(name)}`, fields: [{ id: "to", label: "To whom", kind: "text" }, { id: "why", label: "Why, and where it is kept from then on", kind: "long" }], confirm: "Hand over", act: (a) => ({ act: "hand_evidence", number, to: of(a, "to"), why: of(a, "why") }), done: "Handed over" }),
  path: (reply: IncidentReply): Ask => ({ id: "path", title: "How it got out", fields: [{ id: "path", label: "Path", kind: "choice", options: reply.paths.map((code) => ({ value: code, label: pathWord(code) })), value: reply.path ?? reply.paths[0] ?? "" }, { id: "basis", label: "What shows it", kind: "long" }], confirm: "Record", act: (a) => ({ act: "path", path: of(a, "path"), basis: of(a, "basis") }), done: "Recorded" }),
  followUp: (due: string): Ask => ({ id: "follow-up", title: "A follow-up", fields: [{ id: "action", label: "What", kind: "text" }, { id: "effect", label: "It", kind: "choice", options: EFFECTS, value: "prevents" }, { id: "owner", label: "Who does it", kind: "text" }, { id: "due", label: "Until", kind: "date", value: due }, { id: "link", label: "Where it is tracked", kind: "text", optional: true, hint: "Begins with https://" }], confirm: "Add", act: (a) => ({ act: "follow_up", action: of(a, "action"), effect: of(a, "effect"), owner: of(a, "owner"), due_on: of(a, "due"), link: of(a, "link") }), done: "Follow-up added" }),
  followUpDone: (number: number, action: string): Ask => ({ id: "follow-up-done", title: "The follow-up is done", about: short(action), fields: [{ id: "note", label: "What shows it", kind: "long" }], confirm: "Done", act: (a) => ({ act: "follow_up_done", number, note: of(a, "note") }), done: "Follow-up done" }),
  contain: (): Ask => ({ id: "contain", title: "It is contained", about: "The old value is refused, and what it opened is shut.", fields: [{ id: "why", label: "What shows it", kind: "long" }], confirm: "Contained", act: (a) => ({ act: "contain", why: of(a, "why") }), done: "Contained" }),
  resolve: (): Ask => ({ id: "resolve", title: "It is resolved", about: "Consumers are on new values.", fields: [{ id: "cause", label: "The cause, in a sentence", kind: "long" }], confirm: "Resolved", act: (a) => ({ act: "resolve", cause: of(a, "cause") }), done: "Resolved" }),
  close: (): Ask => ({ id: "close", title: "Close the incident", about: "Its watches go on for 30 days: a hit opens it again.", fields: [{ id: "statement", label: "What you state", kind: "long" }], confirm: "Close it", act: (a) => ({ act: "close", statement: of(a, "statement") }), done: "Closed" }),
  reopen: (): Ask => ({ id: "reopen", title: "Open it again", fields: [WHY], confirm: "Open again", act: (a) => ({ act: "reopen", why: of(a, "why") }), done: "Open again" }),
} as const;

/** The fields that are asked, as the others stand. */
export function askedFields(ask: Ask, answers: Answers): AskField[] {
  return ask.fields.filter((field) => field.only === undefined || field.only.values.includes(answers[field.only.id] ?? ""));
}

/** What a question's fields hold at first; moments as they are typed. */
export function firstAnswers(ask: Ask): Answers {
  return Object.fromEntries(ask.fields.map((field) => [field.id, field.kind === "moment" && field.value && field.value !== "now" ? momentText(field.value) : (field.value ?? "")]));
}
