// Before a sync: which sign-ins would end during it, and renewing them first.
import type { SignInDto } from "../../ipc/bindings";
import { call } from "../../ipc/client";
import { askSignIn } from "../../shared/signIn.svelte";

/** What ends during a sync that begins now. */
export interface Ending {
  signIns: readonly SignInDto[];
  /** How long the last sync took, in seconds; null where none has ended yet. */
  seconds: number | null;
}

export class BeforeSync {
  /** What the person is asked about; null where they are not. */
  ending = $state.raw<Ending | null>(null);
  readonly #start: () => void;
  #answer: ((may: boolean) => void) | null = null;

  /** `start` begins the sync once all is renewed. */
  constructor(start: () => void) {
    this.#start = start;
  }

  /** Whether a sync may begin now: yes where nothing ends during it, else what the person says. */
  check = async (): Promise<boolean> => {
    const reply = await call("sign_ins_show").catch(() => null);
    const ending = (reply?.sign_ins ?? []).filter((one) => one.sources > 0 && one.expires_during_sync && !one.renews);
    if (reply === null || ending.length === 0) return true;
    this.ending = { signIns: ending, seconds: reply.last_sync_seconds };
    return new Promise((answer) => (this.#answer = answer));
  };

  /** Begins the sync all the same, or not. */
  answer = (may: boolean): void => {
    this.ending = null;
    this.#answer?.(may);
    this.#answer = null;
  };

  /** Renews one after the other, then begins the sync. Whoever cancels one cancels the sync. */
  renew = (): void => {
    const ending = this.ending?.signIns ?? [];
    this.answer(false);
    const next = (at: number): void => {
      const one = ending[at];
      if (one) askSignIn({ of: one.of, kind: one.kind, label: one.label, then: () => next(at + 1) });
      else this.#start();
    };
    next(0);
  };
}
