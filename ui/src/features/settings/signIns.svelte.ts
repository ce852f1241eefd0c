// What can be signed in to, and until when it holds.
import type { CommandError, SignInDto, SignInsReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import type { Tone } from "../../shared/tones";

export class SignIns {
  reply = $state.raw<SignInsReply | null>(null);
  error = $state.raw<CommandError | null>(null);

  load = async (): Promise<void> => {
    try {
      this.reply = await call("sign_ins_show");
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  };
}

/** How a sign-in stands at an instant: what was valid when it was asked for may have ended since. */
export function standing({ state, until, renews, expires_during_sync, running, kind }: SignInDto, nowMs: number): { word: string; tone: Tone } {
  if (running?.stage === "waiting" || running?.stage === "code_shown") return { word: "signing in", tone: "calm" };
  if (state === "never") return { word: kind === "mfa" ? "no code given yet" : "not signed in", tone: "plain" };
  if (renews && state === "valid") return { word: "renews itself", tone: "ok" };
  if (state === "expired" || (until !== null && Date.parse(until) <= nowMs)) return { word: "ended", tone: "late" };
  return expires_during_sync ? { word: "ends during a sync", tone: "soon" } : { word: "signed in", tone: "ok" };
}
