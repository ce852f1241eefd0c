// What reviews know in the in-memory host: an open campaign as drawn, a closed one, and one that drift opened again.
import type { CommandError, Commands, ReviewCoverage, ReviewerDto } from "../../bindings";
import { Campaign, type Opening } from "./campaign";
import { hex16, LEAD, PAYMENTS, PLATFORM } from "./items";

/** What the host gives. */
export interface Host {
  clock: () => number;
  /** Whether there is nothing yet. */
  bare: boolean;
  /** How many items the open campaign has. */
  items: number;
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

/** Handlers of some of the contract's commands. */
export type Of<K extends keyof Commands> = { [N in K]: (request: Commands[N]["request"]) => Commands[N]["reply"] | Promise<Commands[N]["reply"]> };

const DAY = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();

/** Reviewers of the made-up organisation. */
export const PEOPLE: { lead: ReviewerDto; reviewers: ReviewerDto[] } = {
  lead: { name: LEAD, identities: ["sec.lead", "SSO/SecurityAudit"], owners: [], paths: [], tags: [] },
  reviewers: [
    { name: PAYMENTS, identities: ["pay.owner"], owners: ["payments", "ledger"], paths: ["/prod/ledger/**"], tags: [] },
    { name: PLATFORM, identities: ["plat.owner", "SSO/PlatformAdmin"], owners: ["platform"], paths: ["/prod/ci/**"], tags: ["team=platform"] },
  ],
};

/** What was read of a scope: one cell was denied. */
export function coverageAt(now: number): ReviewCoverage {
  return {
    cells: 36, read: 35, oldest_at: iso(now - 2 * 3_600_000),
    gaps: [{ account: "222222222222", account_name: "prod-eu", region: "eu-west-3", what: "secretsmanager", state: "failed", read_at: null, words: "prod-eu / eu-west-3 / Secrets Manager was denied." }],
    limits: ["Conditions on the caller's address are not evaluated.", "Reads inside a task that fetched a value once are not seen."],
  };
}

export class World {
  readonly host: Host;
  campaigns: Campaign[] = [];
  /** The review that the last pack was of. */
  packed: Campaign | null = null;
  /** Reviewers whose packets will be brought back, in turn. */
  brought = 0;
  #next = 40;

  constructor(host: Host) {
    this.host = host;
    if (!host.bare) this.#seed();
  }

  get now(): number {
    return this.host.clock();
  }

  fail(code: CommandError["code"], message: string, hint: string | null = null): never {
    return this.host.fail(code as CommandError["code"], message, hint);
  }

  id(): string {
    this.#next += 1;
    return hex16(this.#next * 7919);
  }

  campaign(id: string): Campaign {
    return this.campaigns.find((c) => c.of.id === id) ?? this.fail("not_found", "There is no such review.");
  }

  open(of: Opening): Campaign {
    const made = new Campaign(of, () => this.now);
    this.campaigns.push(made);
    return made;
  }

  #seed(): void {
    const { now } = this;
    const day = (days: number) => iso(now + days * DAY).slice(0, 10);
    const shared = { frameworks: ["pci_dss", "soc2"], scope: { accounts: [], regions: [], paths: ["/prod/**", "prod/**"], tags: [], kinds: [] }, ...PEOPLE, cadence_months: 3, cadence_source: "Access policy §4.2, approved by the CISO", coverage: coverageAt(now - 11 * DAY) };
    const open = this.open({ ...shared, id: hex16(4), name: "Access review · Q4 2026", period: "2026-Q4", due_on: day(9), open_anyway: "No workloads there; ticket SEC-881.", opened_at: now - 11 * DAY, size: this.host.items });
    open.taken.set(PAYMENTS, now - DAY);
    open.handed.set(PAYMENTS, now - 9 * DAY);
    open.handed.set(PLATFORM, now - 9 * DAY);
    const past = (n: number, days: number) => {
      const closed = this.open({ ...shared, id: hex16(n), name: `Access review · Q${n} 2026`, period: `2026-Q${n}`, due_on: day(-days + 14), open_anyway: null, opened_at: now - days * DAY, size: 40, done: true, coverage: { ...coverageAt(now - days * DAY), read: 36, gaps: [] } });
      closed.closed_at = now - (days - 12) * DAY;
      closed.signatures = [{ name: LEAD, role: "lead", statement: "Each item was looked at.", at: iso(closed.closed_at) }, { name: "CISO", role: "second", statement: "Checked against the report.", at: iso(closed.closed_at) }];
      return closed;
    };
    past(3, 102);
    const reopened = past(2, 190);
    reopened.reopened.add(reopened.items[2]?.id ?? "");
  }
}
