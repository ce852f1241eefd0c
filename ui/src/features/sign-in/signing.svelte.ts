// Signing in: what is being asked, which of it is shown, and how far each sign-in is. One dialog for all of it.
import type { CommandError, SignInProgress, SignInQuestion, SignInStage } from "../../ipc/bindings";
import { asCommandError, call, onSignInAsked, onSignInProgress } from "../../ipc/client";
import { announce } from "../../shared/announce.svelte";
import { visible } from "../../shared/format";
import { signInAsk, signInChanged } from "../../shared/signIn.svelte";
import { toast, toastError } from "../../shared/toasts.svelte";
import { doneWords, questionWords } from "./words";

/** What the dialog is about. */
export interface Shown {
  of: string;
  kind: string;
  label: string;
  /** The question of a running sync; null where the person began by themselves. */
  question: SignInQuestion | null;
}

export class SigningIn {
  /** Every open question, in the order in which they came. */
  questions = $state.raw<readonly SignInQuestion[]>([]);
  /** How far each sign-in is, by its name. */
  stages = $state.raw<Readonly<Record<string, SignInStage>>>({});
  /** Why the last thing that was tried was not done. */
  error = $state.raw<CommandError | null>(null);
  /** The sign-in whose code was handed over and is being checked. */
  checking = $state<string | null>(null);
  /** The question whose code is being checked: the core takes it back at once, and asks again where the code was wrong. */
  #answered = $state.raw<SignInQuestion | null>(null);
  /** Questions that the person put off: a line under the place keeps them. */
  #later = $state.raw<readonly string[]>([]);
  readonly #busy: () => boolean;

  /** `busy` says whether a dialog now would come over what the person does. */
  constructor(busy: () => boolean = () => false) {
    this.#busy = busy;
  }

  /** What the dialog shows; null where there is none. */
  get shown(): Shown | null {
    const { wanted } = signInAsk;
    if (wanted) return { of: wanted.of, kind: wanted.kind, label: wanted.label, question: this.questions.find((q) => q.of === wanted.of) ?? null };
    const question = this.#answered ?? this.questions.find((q) => !this.#later.includes(q.of));
    return question ? { of: question.of, kind: question.kind, label: question.label, question } : null;
  }

  /** The questions that wait in the line, not in the dialog. */
  get putOff(): readonly SignInQuestion[] {
    return this.shown ? [] : this.questions;
  }

  /** Follows questions and sign-ins, whoever began them. Gives the function that ends it. */
  follow = (): (() => void) => {
    const ends = [onSignInAsked(({ questions }) => this.#take(questions)), onSignInProgress((progress) => this.#advance(progress))];
    call("sign_ins_show").then(
      ({ sign_ins, questions }) => {
        this.stages = { ...Object.fromEntries(sign_ins.flatMap((one) => (one.running ? [[one.of, one.running]] : []))), ...this.stages };
        if (questions.length > 0) this.#take(questions);
      },
      // The list in the settings says why it cannot be read; nothing waits here.
      () => undefined,
    );
    return () => ends.forEach((end) => end());
  };

  /** Begins a sign-in, or begins it again. */
  start = async (of: string): Promise<void> => {
    const stage = this.stages[of]?.stage;
    if (stage === "waiting" || stage === "code_shown") return;
    this.error = null;
    this.#set(of, { stage: "waiting" });
    signInChanged();
    try {
      this.#advance(await call("sign_in_start", { of }));
    } catch (error) {
      this.#forget(of);
      this.error = asCommandError(error);
    }
  };

  /** Opens the page of the code in the person's browser. Whether it was opened. */
  browse = async (of: string): Promise<boolean> => {
    await this.#try(() => call("sign_in_browse", { of }));
    return this.error === null;
  };

  /** Hands over a code. The question is over with that, and comes again where the code was wrong: the dialog waits for either. */
  answer = async (of: string, code: string): Promise<void> => {
    const question = this.shown?.question ?? null;
    this.checking = of;
    this.#answered = signInAsk.wanted ? null : question;
    announce("Checking the code.");
    await this.#try(async () => {
      const { stage } = await call("sign_in_answer", { of, code });
      if (this.checking !== of) return;
      if (stage.stage === "done") this.#done(of, stage.until, stage.renews);
      else if (stage.stage === "failed" && stage.reason !== "wrong_code") toast(`${visible(stage.message)} ${visible(stage.advice)}`, { tone: "soon" });
      else if (question && this.#answered) this.#answered = { ...question, why: "wrong_code" };
    });
    if (this.checking !== of) return;
    this.checking = null;
    if (this.error || this.#answered?.why !== "wrong_code") this.#answered = null;
    // The dialog has gone with its question: what happened is told elsewhere.
    if (this.error && !this.shown) toastError(this.error);
  };

  /** Closes the dialog: a sign-in of the person's own ends; a question waits in the line. */
  close = (): void => {
    const shown = this.shown;
    if (!shown) return;
    const { wanted } = signInAsk;
    signInAsk.wanted = null;
    this.error = null;
    this.#stopChecking();
    if (shown.question && !(wanted && this.#runs(shown.of))) this.#later = [...this.#later, shown.of];
    else if (this.#runs(shown.of)) void this.decline(shown.of);
    else this.#forget(shown.of);
  };

  /** Ends a sign-in, or declines its question: what waits for it goes on without. */
  decline = async (of: string): Promise<void> => {
    if (signInAsk.wanted?.of === of) signInAsk.wanted = null;
    await this.#try(async () => this.#take((await call("sign_in_cancel", { of })).questions));
    this.#forget(of);
    signInChanged();
  };

  /** Shows the questions that were put off. */
  resume = (): void => {
    this.error = null;
    this.#later = [];
  };

  #take(questions: readonly SignInQuestion[]): void {
    const open = this.questions.map((q) => q.of);
    const fresh = questions.filter((q) => !open.includes(q.of));
    const gone = open.filter((of) => !questions.some((q) => q.of === of));
    if (fresh.length > 0 && !this.shown && this.#busy()) this.#later = [...this.#later, ...fresh.map((q) => q.of)];
    this.questions = questions;
    this.#later = this.#later.filter((of) => questions.some((q) => q.of === of));
    // Asked again: the code was wrong.
    if (fresh.some((q) => q.of === this.checking || q.of === this.#answered?.of)) this.#stopChecking();
    // What failed for a question that is over says nothing about the next one.
    for (const of of gone) if (this.stages[of]?.stage === "failed" && signInAsk.wanted?.of !== of) this.#forget(of);
    for (const question of fresh) announce(questionWords(question), "assertive");
    if (fresh.length + gone.length > 0) signInChanged();
  }

  #stopChecking(): void {
    this.checking = null;
    this.#answered = null;
  }

  #advance({ of, stage }: SignInProgress): void {
    const before = this.stages[of];
    // The last stage comes twice where this window began: as the event and as the reply.
    if (!before && (stage.stage === "done" || stage.stage === "failed")) return;
    if (JSON.stringify(before) === JSON.stringify(stage)) return;
    // The code stays in sight until the end.
    if (stage.stage === "waiting" && before?.stage === "code_shown") return;
    this.#set(of, stage);
    if (stage.stage === "done") this.#done(of, stage.until, stage.renews);
    else if (stage.stage === "failed") this.#failed(of, stage.reason, stage.message);
    else if (stage.stage === "code_shown") announce(`The code is ${[...stage.user_code].join(" ")}.`);
  }

  #done(of: string, until: string | null, renews: boolean): void {
    const { wanted } = signInAsk;
    const known = wanted?.of === of ? wanted : (this.#answered ?? this.questions.find((q) => q.of === of) ?? null);
    this.#forget(of);
    this.questions = this.questions.filter((q) => q.of !== of);
    toast(doneWords(known, until, renews, Date.now()), { tone: "ok" });
    signInChanged();
    if (wanted?.of !== of) return;
    signInAsk.wanted = null;
    wanted.then?.();
  }

  #failed(of: string, reason: string, message: string): void {
    if (this.checking === of) this.#stopChecking();
    signInChanged();
    if (reason === "cancelled") this.#forget(of);
    else announce(`The sign-in ended: ${visible(message)}`, "assertive");
  }

  #runs(of: string): boolean {
    const stage = this.stages[of]?.stage;
    return stage === "waiting" || stage === "code_shown";
  }

  #set(of: string, stage: SignInStage): void {
    this.stages = { ...this.stages, [of]: stage };
  }

  #forget(of: string): void {
    if (this.checking === of) this.#stopChecking();
    this.stages = Object.fromEntries(Object.entries(this.stages).filter(([name]) => name !== of));
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    this.error = null;
    try {
      await act();
    } catch (error) {
      this.error = asCommandError(error);
    }
  }
}
