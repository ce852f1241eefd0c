// Trying sources before they are saved: one call for each account, results as they come.
import type { AccountTried, ProblemDto, SourceDto } from "../../../ipc/bindings";
import { call, onAccountTried } from "../../../ipc/client";
import { announce } from "../../../shared/announce.svelte";
import { count, counted } from "../../../shared/format";
import { Attempt } from "./attempt.svelte";

export class Trying extends Attempt {
  accounts = $state.raw<readonly AccountTried[]>([]);
  /** What kept accounts from being found at all. */
  problems = $state.raw<readonly ProblemDto[]>([]);
  /** Whether the last one was stopped before its end. */
  cancelled = $state(false);
  /** What was tried, as text; null before the first time. */
  #of = $state.raw<string | null>(null);

  /** Whether these are the sources that were tried. */
  isOf(sources: readonly SourceDto[]): boolean {
    return this.#of === JSON.stringify(sources);
  }

  try = async (sources: SourceDto[]): Promise<void> => {
    if (this.running) return;
    this.cancelled = false;
    this.accounts = [];
    this.problems = [];
    this.#of = JSON.stringify(sources);
    const hear = () => onAccountTried((one) => (this.accounts = [...this.accounts.filter((a) => a.account !== one.account), one]));
    await this.run(hear, async () => {
      const reply = await call("sources_try", { sources });
      this.accounts = reply.accounts;
      this.problems = reply.problems;
      this.cancelled = reply.cancelled;
      announce(`${this.cancelled ? "Stopped" : "Tried"}. ${triedWords(this.accounts, this.problems)}`);
    });
  };
}

/** What came of it, in one sentence. */
export function triedWords(accounts: readonly AccountTried[], problems: readonly ProblemDto[]): string {
  const refused = accounts.filter((a) => a.problem !== null).length;
  const entered = accounts.length - refused;
  if (accounts.length === 0) return problems.length > 0 ? "No account was found." : "No account was tried.";
  const found = refused === 0 ? `All ${counted(entered, "account")} can be entered.` : `${count(entered)} of ${counted(accounts.length, "account")} can be entered.`;
  return problems.length > 0 ? `${found} There may be more: ${counted(problems.length, "list")} could not be read.` : found;
}
