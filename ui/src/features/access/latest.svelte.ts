// One answer to one question at a time: the newest question wins, and the last answer stays until the next is here. No DOM.
import type { CommandError } from "../../ipc/bindings";
import { asCommandError } from "../../ipc/client";

export class Latest<Question, Answer> {
  /** What was asked last; null where nothing is. */
  question = $state.raw<Question | null>(null);
  /** The last answer; of the question before until this one's is here. */
  answer = $state.raw<Answer | null>(null);
  /** The question that the answer belongs to. */
  answered = $state.raw<Question | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  #turn = 0;
  #ask: (question: Question) => Promise<Answer>;
  #keep: boolean;

  /** With `keep`, a refused question leaves the answer of the one before: a filter with a mistake keeps what it showed. */
  constructor(ask: (question: Question) => Promise<Answer>, keep = false) {
    this.#ask = ask;
    this.#keep = keep;
  }

  /** Whether the answer is that to another question. */
  readonly stale = $derived(this.answer !== null && JSON.stringify(this.question) !== JSON.stringify(this.answered));

  /** Asks, unless the same was asked last; null takes the answer away. */
  async ask(question: Question | null): Promise<void> {
    if (JSON.stringify(question) === JSON.stringify(this.question)) return;
    this.question = question;
    await this.reload();
  }

  /** Asks the same again. */
  async reload(): Promise<void> {
    const { question } = this;
    const turn = (this.#turn += 1);
    if (question === null) {
      this.answer = this.answered = this.error = null;
      this.busy = false;
      return;
    }
    this.busy = true;
    try {
      const answer = await this.#ask(question);
      if (turn !== this.#turn) return;
      this.answer = answer;
      this.answered = question;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = asCommandError(error);
      if (this.stale && !this.#keep) this.answer = this.answered = null;
    }
    this.busy = false;
  }
}
