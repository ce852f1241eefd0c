// The way to a sign-in from anywhere: whoever shows something that needs one asks here; the shell shows the dialog.
import { asCommandError, call } from "../ipc/client";
import { visible } from "./format";
import { toast, toastError } from "./toasts.svelte";

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

/** Asks to sign in to what a profile needs first. */
export async function askSignInFor(profile: string, then?: () => void): Promise<void> {
  try {
    const { sign_ins } = await call("sign_ins_show");
    const needed = sign_ins.filter((one) => one.profiles.includes(profile));
    const one = needed.find((s) => s.state !== "valid") ?? needed[0];
    if (one) askSignIn({ of: one.of, kind: one.kind, label: one.label, then });
    else toast(`The profile ${visible(profile)} signs in by other means: renew it where it comes from, then sync again.`, { tone: "soon" });
  } catch (error) {
    toastError(asCommandError(error));
  }
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
