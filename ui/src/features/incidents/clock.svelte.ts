// The running clock of an incident. It counts on from the moment by Keyturn's own count, with a counter that no change of the
// machine's clock moves.
import { createSubscriber } from "svelte/reactivity";

const SECOND = 1000;

export class RunClock {
  #base = $state(0);
  #taken = $state(0);
  #counter: () => number;
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, SECOND);
    return () => clearInterval(timer);
  });

  /** `counter` gives milliseconds that only grow. */
  constructor(counter: () => number = () => performance.now()) {
    this.#counter = counter;
  }

  /** Counts on from this moment, as RFC 3339. */
  take(now: string): void {
    const base = Date.parse(now);
    if (Number.isNaN(base)) return;
    [this.#base, this.#taken] = [base, this.#counter()];
  }

  /** Milliseconds since 1970. Reading it in a template or `$derived` keeps that up to the second. */
  get now(): number {
    this.#subscribe();
    return this.#base + Math.max(0, this.#counter() - this.#taken);
  }
}
