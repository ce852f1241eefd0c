// A sync of the made-up organisation: cells advance a few at a time, and one is refused.
import type { CellProgress, CoverageCell, ProblemDto, SecretRow, SyncProgress, SyncReport } from "../bindings";
import { ACCOUNTS, PROBLEMS, REGIONS, STORES } from "./seed";

/** How a cell of the made-up organisation ends. */
export function cellState(account: string, region: string, store: string): "complete" | "partial" | "failed" {
  const problem = PROBLEMS.find((p) => p.account === account && p.region === region && p.store === store);
  return problem ? (problem.hides === "secrets" ? "failed" : "partial") : "complete";
}

/** Every cell, in the order of account, region, store. */
export function allCells(): { account: string; account_name: string; region: string; store: string }[] {
  return ACCOUNTS.flatMap((a) => REGIONS.flatMap((region) => STORES.map((store) => ({ account: a.id, account_name: a.name, region, store }))));
}

/** How many rows a cell holds. */
export function cellSize(rows: SecretRow[], cell: { account: string; region: string; store: string }): number {
  return rows.filter((r) => r.gone_at === null && r.account === cell.account && r.region === cell.region && r.store === cell.store).length;
}

/** What coverage says after the seeded sync. */
export function coverageCells(rows: SecretRow[], now: number): CoverageCell[] {
  return allCells().map((cell) => {
    const state = cellState(cell.account, cell.region, cell.store);
    const at = new Date(now - 8 * 60_000).toISOString();
    return { account: cell.account, region: cell.region, store: cell.store, state, attempted_at: at, read_in_full_at: state === "failed" ? null : at, secrets: cellSize(rows, cell) };
  });
}

/** Regions that no account has enabled. */
export const NOT_ENABLED = ["af-south-1", "me-central-1"];

/** The cells of those, beside the cells that were read. */
export function notEnabled(cells: CoverageCell[]): CoverageCell[] {
  const places = new Map(cells.map((cell) => [`${cell.account}/${cell.store}`, cell]));
  return NOT_ENABLED.flatMap((region) => [...places.values()].map((cell): CoverageCell => ({ ...cell, region, state: "not_enabled", read_in_full_at: null, secrets: 0 })));
}

/** A sync that runs. `step` moves it on; it is over once `step` gives a report. */
export class FakeSync {
  readonly cells: CellProgress[];
  readonly #rows: SecretRow[];
  readonly #startedAt: string;
  /** Accounts whose cells wait for a person. */
  readonly held = new Set<string>();
  readonly #refused: ProblemDto[] = [];
  #cancelled = false;

  constructor(rows: SecretRow[], now: number) {
    this.#rows = rows;
    this.#startedAt = new Date(now).toISOString();
    this.cells = allCells().map((cell) => ({ ...cell, state: "waiting", secrets: 0 }));
  }

  get progress(): SyncProgress {
    return { cells: this.cells.map((c) => ({ ...c })), secrets: this.cells.reduce((sum, c) => sum + c.secrets, 0), started_at: this.#startedAt };
  }

  /** How many cells of these accounts have not ended. */
  open(accounts: readonly string[]): CellProgress[] {
    return this.cells.filter((c) => accounts.includes(c.account) && (c.state === "waiting" || c.state === "listing"));
  }

  /** The person does not sign in: what waits in these accounts is not read. */
  refuse(accounts: readonly string[]): void {
    for (const cell of this.open(accounts)) {
      cell.state = "failed";
      this.#refused.push({ account: cell.account, account_name: cell.account_name, profile: "audit", region: cell.region, store: cell.store, action: "sync", reason: "expired_sign_in", hides: "secrets", message: "The sign-in ended, and nobody signed in again.", advice: "Sign in, then sync again." });
    }
    for (const account of accounts) this.held.delete(account);
  }

  cancel(): void {
    this.#cancelled = true;
  }

  step(now: number): SyncReport | null {
    if (this.#cancelled) {
      for (const cell of this.cells) if (cell.state === "waiting" || cell.state === "listing") cell.state = "cancelled";
      return this.#report(now);
    }
    for (const cell of this.cells.filter((c) => c.state === "listing" && !this.held.has(c.account))) {
      const size = cellSize(this.#rows, cell);
      cell.secrets = Math.min(size, cell.secrets + Math.max(2, Math.ceil(size / 3)));
      if (cell.secrets >= size) cell.state = cellState(cell.account, cell.region, cell.store);
      if (cell.state === "failed") cell.secrets = 0;
    }
    const free = 4 - this.cells.filter((c) => c.state === "listing" && !this.held.has(c.account)).length;
    for (const cell of this.cells.filter((c) => c.state === "waiting" && !this.held.has(c.account)).slice(0, free)) cell.state = "listing";
    return this.cells.some((c) => c.state === "waiting" || c.state === "listing") ? null : this.#report(now);
  }

  #report(now: number): SyncReport {
    const changed = this.#rows.slice(0, 5);
    const cancelled: ProblemDto[] = this.cells
      .filter((c) => c.state === "cancelled")
      .map((c) => ({ account: c.account, account_name: c.account_name, profile: "audit", region: c.region, store: c.store, action: "sync", reason: "cancelled", hides: "secrets", message: "Stopped before this was listed.", advice: "Sync again to read it." }));
    return {
      started_at: this.#startedAt,
      ended_at: new Date(now).toISOString(),
      cancelled: this.#cancelled,
      secrets: this.cells.reduce((sum, c) => sum + c.secrets, 0),
      added: 3,
      changed: 1,
      gone: 1,
      cells_read: this.cells.filter((c) => c.state === "complete" || c.state === "partial").length,
      cells: this.cells.length,
      changes: changed.map((row, i) => ({ arn: row.arn, name: row.name, what: i < 3 ? "added" : i === 3 ? "changed" : "gone", detail: i === 3 ? "value, tags" : "" })),
      problems: [...PROBLEMS, ...this.#refused, ...cancelled],
    };
  }
}
