// One review in the in-memory host: its items, the log of decisions, what stands, and how far it is.
import type { Code, CampaignSummary, DelegationDto, RemovalDto, ReviewCoverage, ReviewDecisionDto, ReviewerDto, ReviewItemReply, ReviewItemRow, ReviewProgress, ReviewReply, ReviewScope, SignOffDto } from "../../bindings";
import { groundsOf, makeItems, type Item } from "./items";

const DAY = 86_400_000;
const SEEDS = ["departed", "service", "broad", "never_used", "not_rotated", "odd_use"];

/** A decision in the log. `group` names the decision or bulk that it was a part of. */
export interface Logged extends Omit<ReviewDecisionDto, "stands"> {
  item: string;
  group: number;
  undone: boolean;
}

/** What a review is opened with. */
export interface Opening {
  id: string;
  name: string;
  period: string;
  frameworks: string[];
  scope: ReviewScope;
  lead: ReviewerDto;
  reviewers: ReviewerDto[];
  due_on: string;
  cadence_months: number;
  cadence_source: string;
  open_anyway: string | null;
  coverage: ReviewCoverage;
  opened_at: number;
  size: number;
  /** Whether all is decided when the host starts. */
  done?: boolean;
  /** Whether nothing is. */
  fresh?: boolean;
  /** Whether it came in a packet, for this reviewer. */
  part?: string;
}

/** What an item is now. */
interface Standing {
  state: string;
  reviewer: string;
}

/** The code that goes with a refusal; null where it has none of its own. */
export function codeOf(why: string | null): Code | null {
  return why?.endsWith("closed.") ? "review_closed" : why?.includes("own access") ? "own_access" : null;
}

export class Campaign {
  readonly of: Opening;
  readonly items: Item[];
  readonly log: Logged[] = [];
  closed_at: number | null = null;
  signatures: SignOffDto[] = [];
  reopened = new Set<string>();
  handed = new Map<string, number>();
  taken = new Map<string, number>();
  delegations: DelegationDto[] = [];
  /** Packets that were taken in. */
  packets = new Set<string>();
  #now: () => number;
  #known = new Map<string, Standing>();
  #byId: Map<string, Item>;
  #byItem = new Map<string, Logged[]>();
  #next = 1;

  constructor(of: Opening, now: () => number) {
    this.of = of;
    this.#now = now;
    this.items = makeItems(of.size, of.done);
    this.#byId = new Map(this.items.map((item) => [item.id, item]));
    if (of.fresh) for (const item of this.items) item.seeded = "undecided";
    this.#seed();
  }

  /** Decisions that were taken before the host started. */
  #seed(): void {
    const { lead, reviewers, opened_at } = this.of;
    for (const item of this.items) {
      const by = item.reviewer;
      const at = opened_at + (item.number % 200) * 3_600_000;
      const grounds = item.seeded === "reduce" ? groundsOf(item, opened_at) : null;
      const keep = grounds ? (grounds.suggestion?.keep.length ? grounds.suggestion.keep : grounds.members.slice(0, Math.max(1, grounds.members.length - 1)).map((m) => m.arn)) : [];
      if (item.seeded === "differs") {
        this.record([item.id], "keep", reviewers[0]?.name ?? lead.name, "The finance report reads it each month.", { at, seconds: 31 });
        this.record([item.id], "revoke", reviewers[1]?.name ?? lead.name, "Nothing of ours reads the ledger.", { at: at + 3_600_000, seconds: 12 });
      } else if (item.seeded === "cannot_decide") this.record([item.id], "cannot_decide", by, "Nobody knows what the batch was for; asked the data team.", { at, seconds: 66 });
      else if (item.seeded !== "undecided") this.record([item.id], item.seeded, by, item.seeded === "keep" ? "" : "Not needed any more.", { at, seconds: item.number % 9 === 0 ? 1 : 8 + (item.number % 40), keep });
    }
  }

  item(id: string): Item | undefined {
    return this.#byId.get(id);
  }

  /** Writes decisions into the log; the number that undoes them. */
  record(ids: string[], decision: string, by: string, note: string, more: { at?: number; seconds?: number | null; to?: string | null; keep?: string[]; keeps?: Map<string, string[]>; bulk?: number } = {}): number {
    const group = this.#next;
    for (const item of ids) {
      const logged: Logged = { sequence: this.#next, group, item, decision, by, at: new Date(more.at ?? this.#now()).toISOString(), note, to: more.to ?? null, keep: more.keeps?.get(item) ?? more.keep ?? [], seconds: more.seconds ?? null, bulk: more.bulk ?? ids.length, undone: false };
      this.#next += 1;
      this.log.push(logged);
      this.#byItem.set(item, [...(this.#byItem.get(item) ?? []), logged]);
      this.#known.delete(item);
    }
    return group;
  }

  /**
   * Takes back a decision or bulk: the one named, else the last one of this person. The lead takes back one decision of
   * anybody else. The items that it was about.
   */
  undo(group: number | null, by: string): string[] {
    const wanted = group ?? this.log.findLast((l) => l.by === by && !l.undone)?.group;
    const theirs = by === this.of.lead.name ? this.log.filter((l) => l.sequence === group && l.by !== by && !l.undone) : [];
    const mine = theirs.length > 0 ? theirs : this.log.filter((l) => l.group === wanted && l.by === by && !l.undone);
    for (const logged of mine) {
      logged.undone = true;
      this.#known.delete(logged.item);
    }
    this.#next += mine.length > 0 ? 1 : 0;
    return mine.map((l) => l.item);
  }

  /** The standing decision of each person, in the order in which they were taken. */
  standing(id: string): Logged[] {
    const last = new Map<string, Logged>();
    for (const logged of this.#byItem.get(id) ?? []) {
      if (logged.undone) continue;
      // Handing on begins anew.
      if (logged.decision === "reassign") last.clear();
      last.delete(logged.by);
      last.set(logged.by, logged);
    }
    return [...last.values()];
  }

  outcome(item: Item): Standing {
    const known = this.#known.get(item.id);
    if (known) return known;
    const all = this.standing(item.id);
    const newest = all.at(-1);
    const moved = all.findLast((l) => l.decision === "reassign");
    const reviewer = moved?.to ?? item.reviewer;
    // That somebody could not decide differs from nothing.
    const firm = all.filter((l) => ["keep", "reduce", "revoke"].includes(l.decision));
    const kinds = new Set(firm.map((l) => `${l.decision} ${[...l.keep].sort().join(" ")}`));
    const state = !newest ? "undecided" : newest.by === this.of.lead.name ? newest.decision : kinds.size > 1 ? "differs" : (firm[0] ?? newest).decision;
    const made: Standing = { state, reviewer };
    this.#known.set(item.id, made);
    return made;
  }

  /** In whose name decisions are recorded. */
  get acting(): string {
    return this.of.part ?? this.of.lead.name;
  }

  get open(): boolean {
    return this.closed_at === null;
  }

  /** Why this person may not decide this item, in a sentence. */
  blocked(item: Item, by: string): string | null {
    if (!this.open && !this.reopened.has(item.id)) return "The review is closed.";
    const who = [this.of.lead, ...this.of.reviewers].find((r) => r.name === by);
    const own = (who?.identities ?? []).some((identity) => [item.subject, item.subject.split("/").at(-1), item.principal, ...item.people].some((word) => word?.toLowerCase() === identity.toLowerCase()));
    return own ? `This is ${by}'s own access: somebody else decides it.` : null;
  }

  row(item: Item): ReviewItemRow {
    const { state, reviewer } = this.outcome(item);
    const reopened = this.reopened.has(item.id);
    const grounds = item.secrets > 0 && item.kind === "access" ? groundsOf(item, this.of.opened_at) : null;
    return {
      id: item.id, number: item.number, kind: item.kind, subject: item.subject, path: item.path, account: item.account, account_name: item.account_name, secrets: item.secrets, seeds: item.seeds,
      state: reopened && state !== "undecided" && !this.#since(item.id) ? "undecided" : state, reviewer, reopened, suggestion: grounds?.suggestion?.decision ?? null,
    };
  }

  /** Whether a reopened item was decided after the close. */
  #since(id: string): boolean {
    const last = this.standing(id).at(-1);
    return last !== undefined && this.closed_at !== null && Date.parse(last.at) > this.closed_at;
  }

  decided(item: Item): boolean {
    return ["keep", "reduce", "revoke"].includes(this.reopened.has(item.id) && !this.#since(item.id) ? "undecided" : this.outcome(item).state);
  }

  inTab(item: Item, tab: string): boolean {
    if (tab === "undecided") return !this.decided(item);
    if (tab === "decided") return this.decided(item);
    if (tab === "differs") return this.outcome(item).state === "differs";
    if (tab === "reopened") return this.reopened.has(item.id);
    return tab === "all" || item.seeds.includes(tab);
  }

  whole(item: Item, acting: string): ReviewItemReply {
    const grounds = groundsOf(item, this.of.opened_at);
    const stands = this.standing(item.id);
    const said = (l: Logged): ReviewDecisionDto => ({ sequence: l.sequence, decision: l.decision, by: l.by, at: l.at, note: l.note, to: l.to, keep: l.keep, seconds: l.seconds, bulk: l.bulk, stands: stands.includes(l) });
    const decisions = [...stands].reverse().concat((this.#byItem.get(item.id) ?? []).filter((l) => !stands.includes(l)).reverse()).map(said);
    return { item: this.row(item), ...grounds, principal: item.principal, nature: item.nature, people: item.people, decisions, blocked: this.blocked(item, acting), blocked_code: codeOf(this.blocked(item, acting)) };
  }

  progress(of: readonly Item[] = this.items): ReviewProgress {
    const made: ReviewProgress = { items: of.length, decided: 0, keep: 0, reduce: 0, revoke: 0, cannot_decide: 0, differs: 0, principals: 0, secrets: 0 };
    const subjects = new Set<string>();
    for (const item of of) {
      if (item.principal) subjects.add(item.principal);
      made.secrets += item.secrets;
      const { state } = this.outcome(item);
      if (this.decided(item)) made.decided += 1;
      if (state === "keep" || state === "reduce" || state === "revoke" || state === "cannot_decide" || state === "differs") made[state] += 1;
    }
    made.principals = subjects.size;
    return made;
  }

  summary(): CampaignSummary {
    const { id, name, period, lead, due_on, opened_at } = this.of;
    return { id, name, period, state: this.open ? "open" : this.reopened.size > 0 ? "reopened" : "closed", role: this.of.part === undefined ? "lead" : "reviewer", opened_at: new Date(opened_at).toISOString(), opened_by: lead.name, due_on, closed_at: this.closed_at === null ? null : new Date(this.closed_at).toISOString(), progress: this.progress() };
  }

  get daysLeft(): number {
    return Math.round((Date.parse(`${this.of.due_on}T00:00:00Z`) - Date.parse(new Date(this.#now()).toISOString().slice(0, 10))) / DAY);
  }

  removals(): RemovalDto[] {
    const going = this.items.filter((item) => ["revoke", "reduce"].includes(this.outcome(item).state)).slice(0, 400);
    const seen = new Date(this.#now() - 2 * DAY).toISOString();
    return going.map((item) => {
      const state = item.seeded === "undecided" ? "next_sync" : (["still_there", "removed", "next_sync", "changed"][(item.number + 2) % 4] ?? "next_sync");
      const words = { removed: `removed: none of ${item.secrets} secrets is readable since ${seen.slice(0, 10)}`, still_there: `still there: ${item.secrets} of ${item.secrets} secrets are readable`, changed: "changed: another statement lets it in now", next_sync: "the next sync will tell" }[state] ?? "";
      return { item: item.id, title: `${item.subject} → ${item.path}`, decision: this.outcome(item).state, state, words, seen_at: state === "next_sync" ? null : seen };
    });
  }

  /** Why it cannot be closed, in a sentence each. */
  blocks(): string[] {
    const { items, decided, differs, cannot_decide } = this.progress();
    const rest = items - decided;
    const waits = rest - differs - cannot_decide;
    const some = (n: number, says: string) => (n === 0 ? [] : [`${n} ${n === 1 ? "item" : "items"} ${says}`]);
    return [...some(waits, waits === 1 ? "is not decided." : "are not decided."), ...some(differs, `${differs === 1 ? "has" : "have"} two answers: the lead decides.`), ...some(cannot_decide, "cannot be decided yet.")];
  }

  reply(): ReviewReply {
    const { of } = this;
    const mine = (name: string) => this.items.filter((item) => this.outcome(item).reviewer === name);
    const accounts = [...new Set(this.items.map((item) => item.account))].sort();
    const timed = this.log.filter((l) => l.seconds !== null && !l.undone).map((l) => l.seconds ?? 0).sort((a, b) => a - b);
    const bulks = this.log.filter((l) => l.bulk > 1 && !l.undone);
    const tab = (code: string) => ({ code, items: this.items.filter((item) => this.inTab(item, code)).length });
    return {
      campaign: this.summary(), frameworks: of.frameworks, scope: of.scope, cadence_months: of.cadence_months, cadence_source: of.cadence_source, snapshot: of.id.repeat(4), open_anyway: of.open_anyway, coverage: of.coverage,
      reviewers: [of.lead, ...of.reviewers].map((reviewer, i) => {
        const progress = this.progress(mine(reviewer.name));
        const stamp = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
        return { reviewer, lead: i === 0, progress, handed_out_at: stamp(this.handed.get(reviewer.name)), taken_in_at: stamp(this.taken.get(reviewer.name)), delegation: this.delegations.findLast((d) => d.from === reviewer.name) ?? null, late: progress.decided < progress.items && (this.daysLeft < 0 || i === 2) };
      }),
      tabs: ["undecided", "differs", ...SEEDS, "decided", "reopened", "all"].map(tab),
      accounts: accounts.map((account) => {
        const items = this.items.filter((item) => item.account === account);
        return { account, account_name: items[0]?.account_name ?? null, items: items.length, decided: items.filter((item) => this.decided(item)).length };
      }),
      removals: this.removals(), days_left: this.daysLeft, blocked: this.open ? this.blocks() : ["The review is closed already."], signatures: this.signatures, acting: this.acting,
      pace: { median_seconds: timed[Math.floor(timed.length / 2)] ?? null, under_two_seconds: timed.filter((s) => s < 2).length, largest_bulk: Math.max(0, ...bulks.map((l) => l.bulk)), in_bulk: bulks.length },
    };
  }
}
