// The way to a sign-in from anywhere: whoever shows something that needs one asks here; the shell shows the dialog.

/** What a person is to sign in to. */
export interface SignInAsk {
  /** Names it to the core. */
  of: string;
  /** `sso` or `mfa`. */
  kind: string;
  /** What to call it. */
  label: string;
  /** What is done once it is done. */
  then?: (() => void) | undefined;
}

export const signInAsk = $state<{ wanted: SignInAsk | null }>({ wanted: null });

/** Asks to sign in. */
export function askSignIn(ask: SignInAsk): void {
  signInAsk.wanted = ask;
}

let turns = $state(0);

/** Grows each time a sign-in changed: whoever shows them reads again. */
export function signInChanges(): number {
  return turns;
}

/** Says that a sign-in began, ended or was taken back. */
export function signInChanged(): void {
  turns += 1;
}
