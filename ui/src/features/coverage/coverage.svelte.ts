// Coverage: which cells were read, when, and which were not. The rail's foot and the matrix show the same state.
/* eslint-disable svelte/prefer-svelte-reactivity -- maps are replaced whole, never changed in place under a reader */
import type { CommandError, CoverageCell, CoverageReply, ProblemDto } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { statesOf, type StateWords } from "../../shared/states";

/** The states of a cell. */
export const CELL_STATES: Record<string, StateWords> = {
  complete: { word: "read in full", short: "read", tone: "ok", says: "Every page was listed and every detail read." },
  partial: { word: "details missing", short: "partial", tone: "soon", says: "Every name was listed, but a detail (ages, tags or keys) could not be read." },
  failed: { word: "not read", short: "not read", tone: "late", says: "The listing did not end. What is shown is from the last full reading, if there was one." },
  cancelled: { word: "stopped", short: "stopped", tone: "calm", says: "A person stopped the sync before this was listed in full." },
  not_enabled: { word: "not enabled", short: "off", tone: "plain", says: "The account has not enabled the region, so nothing is there to be listed." },
  never: { word: "never tried", short: "never", tone: "unknown", says: "No attempt has ended yet." },
};

/** How a cell's state is shown. */
export const cellState = statesOf(CELL_STATES);

/** A cell's name within a route. */
export function cellKey(cell: { account: string; region: string; store: string }): string {
  return `${cell.account}/${cell.region}/${cell.store}`;
}

/** Whether a problem touches a cell: one of a whole account or region touches each of its cells. */
export function touches(problem: ProblemDto, cell: { account: string; region: string; store: string }): boolean {
  return (
    (problem.account === null || problem.account === cell.account) &&
    (problem.region === null || problem.region === cell.region) &&
    (problem.store === null || problem.store === cell.store)
  );
}

/** States by gravity, the worst first. */
export const GRAVITY = ["failed", "never", "cancelled", "partial", "complete", "not_enabled"];

/** The worse of two states. */
export function worse(a: string, b: string): string {
  return GRAVITY.indexOf(a) <= GRAVITY.indexOf(b) ? a : b;
}

export class Coverage {
  reply = $state.raw<CoverageReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  #asked = 0;

  /** Cells by key. */
  readonly byKey = $derived(new Map((this.reply?.cells ?? []).map((cell) => [cellKey(cell), cell])));
  /** Cells of regions that are enabled: what a sync can read. */
  readonly there = $derived((this.reply?.cells ?? []).filter((cell) => cell.state !== "not_enabled"));
  /** Regions that some account has enabled, and those that none has. */
  readonly regions = $derived(regionsOf(this.reply));
  /** The stores that any cell has, in a fixed order. */
  readonly stores = $derived(["secretsmanager", "ssm"].filter((s) => this.reply?.cells.some((c) => c.store === s)));
  /** When the stalest of the cells that were read was read; null where none was. */
  readonly readAt = $derived(stalest(this.reply?.cells ?? []));

  load = async (): Promise<void> => {
    const asked = (this.#asked += 1);
    try {
      const reply = await call("coverage_show");
      if (asked !== this.#asked) return;
      this.reply = reply;
      this.error = null;
    } catch (error) {
      if (asked === this.#asked) this.error = asCommandError(error);
    }
  };

  /** What could not be read of a cell. */
  problemsOf(cell: { account: string; region: string; store: string }): ProblemDto[] {
    return (this.reply?.problems ?? []).filter((p) => touches(p, cell));
  }

  /** An account's name, else its digits. */
  accountName(id: string): string {
    return this.reply?.accounts.find((a) => a.id === id)?.name ?? id;
  }
}

/** Regions by whether any account has them enabled. One that a listing once held something of counts as one. */
export function regionsOf(reply: CoverageReply | null): { on: string[]; off: string[] } {
  const on = new Set((reply?.cells ?? []).filter((c) => c.state !== "not_enabled" || c.secrets > 0).map((c) => c.region));
  const all = reply?.regions ?? [];
  return { on: all.filter((r) => on.has(r)), off: all.filter((r) => !on.has(r)) };
}

function stalest(cells: CoverageCell[]): string | null {
  const read = cells.filter((c) => c.state === "complete" || c.state === "partial").map((c) => c.read_in_full_at);
  return read.reduce<string | null>((oldest, at) => (at !== null && (oldest === null || Date.parse(at) < Date.parse(oldest)) ? at : oldest), null);
}
