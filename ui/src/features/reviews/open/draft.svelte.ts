// A review as it is asked for, before it is opened. No DOM.
import type { LeaverDto, ReviewerDto, ReviewOpenRequest, ReviewReply } from "../../../ipc/bindings";
import { addDays } from "../../../shared/rotation/days";

/** Words with commas, semicolons or line ends between them; each once. */
export function words(text: string): string[] {
  return text.split(/[,;\n]/u).map((word) => word.trim()).filter((word, i, all) => word !== "" && all.indexOf(word) === i);
}

/** The quarter of a day: `2026-Q4`. */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
}

/** The quarter after: `2027-Q1`. Anything that is no quarter stays as it is. */
export function quarterAfter(quarter: string): string {
  const found = /^(\d{4})-Q([1-4])$/u.exec(quarter);
  if (!found) return quarter;
  return found[2] === "4" ? `${Number(found[1]) + 1}-Q1` : `${found[1]}-Q${Number(found[2]) + 1}`;
}

/** The period to propose: this quarter, or the next one where this one was reviewed already. */
export function proposed(today: string, periods: readonly string[]): string {
  let period = quarterOf(today);
  for (let i = 0; i < 8 && periods.includes(period); i += 1) period = quarterAfter(period);
  return period;
}

/** A name for a period: `Access review · Q4 2026`. */
export function nameFor(period: string): string {
  const found = /^(\d{4})-(Q[1-4])$/u.exec(period.trim());
  return `Access review · ${found ? `${found[2]} ${found[1]}` : period.trim()}`;
}

/** Somebody who reviews, as typed: lists with commas. */
export interface Typed {
  /** Tells rows apart while they are edited. */
  row: number;
  name: string;
  identities: string;
  owners: string;
  paths: string;
  tags: string;
}

const typed = (row: number, of?: ReviewerDto): Typed => ({ row, name: of?.name ?? "", identities: (of?.identities ?? []).join(", "), owners: (of?.owners ?? []).join(", "), paths: (of?.paths ?? []).join(", "), tags: (of?.tags ?? []).join(", ") });
const meant = (of: Typed): ReviewerDto => ({ name: of.name.trim(), identities: words(of.identities), owners: words(of.owners), paths: words(of.paths), tags: words(of.tags) });

export class Draft {
  name = $state("");
  period = $state("");
  frameworks = $state<string[]>([]);
  accounts = $state("");
  regions = $state("");
  paths = $state("");
  tags = $state("");
  kinds = $state("");
  lead = $state<Typed>(typed(0));
  reviewers = $state<Typed[]>([]);
  due = $state("");
  months = $state(3);
  source = $state("");
  anyway = $state("");
  leavers = $state.raw<readonly LeaverDto[]>([]);
  /** Whether the name was typed; until then it follows the period. */
  named = $state(false);
  #next = 1;

  constructor(today: string, periods: readonly string[]) {
    this.period = proposed(today, periods);
    this.name = nameFor(this.period);
    this.due = addDays(today, 21);
  }

  /** Takes over from the last review who reviews what, how often and why. */
  from(last: ReviewReply): void {
    [this.frameworks, this.months, this.source] = [[...last.frameworks], last.cadence_months, last.cadence_source];
    [this.accounts, this.regions, this.paths, this.tags, this.kinds] = [last.scope.accounts, last.scope.regions, last.scope.paths, last.scope.tags, last.scope.kinds].map((of) => of.join(", ")) as [string, string, string, string, string];
    const lead = last.reviewers.find((r) => r.lead)?.reviewer;
    this.lead = typed(0, lead);
    this.reviewers = last.reviewers.filter((r) => !r.lead).map((r) => typed((this.#next += 1), r.reviewer));
  }

  setPeriod(period: string): void {
    this.period = period;
    if (!this.named) this.name = nameFor(period);
  }

  addReviewer(): number {
    this.#next += 1;
    this.reviewers.push(typed(this.#next));
    return this.#next;
  }

  /** As it would be sent. */
  readonly request = $derived.by<ReviewOpenRequest>(() => ({
    name: this.name.trim(), period: this.period.trim(), frameworks: [...this.frameworks],
    scope: { accounts: words(this.accounts), regions: words(this.regions), paths: words(this.paths), tags: words(this.tags), kinds: words(this.kinds) },
    reviewers: this.reviewers.map(meant), lead: meant(this.lead), due_on: this.due, cadence_months: this.months, cadence_source: this.source.trim(), open_anyway: this.anyway.trim() || null, leavers: [...this.leavers],
  }));

  /** What is missing before it can be asked for, by field. */
  wrong(today: string): Partial<Record<"name" | "period" | "due" | "months" | "source" | "lead", string>> {
    return {
      ...(this.name.trim() === "" ? { name: "Give it a name." } : {}),
      ...(this.period.trim() === "" ? { period: "Say which period is reviewed." } : {}),
      ...(!/^\d{4}-\d\d-\d\d$/u.test(this.due) ? { due: "Say until when." } : this.due <= today ? { due: "That day has passed." } : {}),
      ...(!(this.months >= 1 && this.months <= 24) ? { months: "Between 1 and 24." } : {}),
      ...(this.source.trim() === "" ? { source: "Whose policy asks for it is printed in the pack." } : {}),
      ...(this.lead.name.trim() === "" ? { lead: "Name the lead." } : {}),
    };
  }
}
