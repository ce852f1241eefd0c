// Users and roles by group, with how much each reads: asked once, then found and ordered here. No DOM.
import type { CommandError, PrincipalRow } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { accountOf } from "../../shared/access";

/** Principals of one account and kind. */
export interface Members {
  key: string;
  account: string;
  nature: string;
  rows: PrincipalRow[];
  /** How many there are without a search. */
  of: number;
}

export type Order = "most" | "name";

/** How many secrets it reads, under a condition included. */
export const reads = (row: PrincipalRow): number => row.can + row.conditional;

const NATURES = ["human", "workload", "aws_service"];
/** Kinds in the order in which they matter to a person; what is not known comes last. */
const rank = (nature: string) => (NATURES.includes(nature) ? NATURES.indexOf(nature) : NATURES.length);

export class Principals {
  rows = $state.raw<readonly PrincipalRow[]>([]);
  loaded = $state(false);
  error = $state.raw<CommandError | null>(null);
  find = $state("");
  order = $state<Order>("most");
  /** Whether those that read nothing are shown too. What is looked for is found among all. */
  whole = $state(false);
  #turn = 0;

  readonly idle = $derived(this.rows.filter((row) => reads(row) + row.unknown === 0).length);

  readonly groups = $derived.by(() => {
    const wanted = this.find.trim().toLowerCase();
    const hit = ({ principal: p }: PrincipalRow) => `${p.name} ${p.arn} ${p.account_name ?? ""} ${p.people.join(" ")}`.toLowerCase().includes(wanted);
    const groups: Record<string, Members> = {};
    for (const row of this.rows) {
      const { account, nature } = row.principal;
      const key = `${account}/${nature}`;
      const group = (groups[key] ??= { key, account: accountOf(row.principal), nature, rows: [], of: 0 });
      group.of += 1;
      if (wanted ? hit(row) : this.whole || reads(row) + row.unknown > 0) group.rows.push(row);
    }
    const byName = (a: PrincipalRow, b: PrincipalRow) => (a.principal.name < b.principal.name ? -1 : 1);
    const byMost = (a: PrincipalRow, b: PrincipalRow) => reads(b) - reads(a) || b.unknown - a.unknown || byName(a, b);
    const filled = Object.values(groups).filter((group) => group.rows.length > 0);
    for (const group of filled) group.rows.sort(this.order === "most" ? byMost : byName);
    return filled.sort((a, b) => (a.account === b.account ? rank(a.nature) - rank(b.nature) : a.account < b.account ? -1 : 1));
  });
  /** Everybody who is shown, in order. */
  readonly shown = $derived(this.groups.flatMap((group) => group.rows));

  async load(): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const { principals } = await call("access_principals", { text: "" });
      if (turn !== this.#turn) return;
      this.rows = principals;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = asCommandError(error);
    }
    this.loaded = true;
  }
}
