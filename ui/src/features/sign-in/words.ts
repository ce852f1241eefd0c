// Signing in, in words.
import type { SignInQuestion } from "../../ipc/bindings";
import { counted, relative, visible } from "../../shared/format";
import { reasonWord } from "../../shared/problems";

/** A question in one sentence, for the line under the place and for screen readers. */
export function questionWords({ kind, label, why, waiting }: SignInQuestion): string {
  const what =
    why === "wrong_code" ? `AWS did not take the code of ${visible(label)}`
    : kind === "mfa" ? `A code of ${visible(label)} is needed`
    : why === "expired" ? `The sign-in to ${visible(label)} ended halfway`
    : `Nobody is signed in to ${visible(label)}`;
  return waiting > 0 ? `${what}: ${waitingWords(waiting)}.` : `${what}.`;
}

/** How much waits for an answer. */
export function waitingWords(waiting: number): string {
  return `about ${counted(waiting, "cell")} ${waiting === 1 ? "waits" : "wait"} for this`;
}

/** That a sign-in was done, and until when it holds. */
export function doneWords(of: { kind: string; label: string } | null, until: string | null, renews: boolean, nowMs: number): string {
  const where = of === null ? "Signed in" : of.kind === "mfa" ? `The code of ${visible(of.label)} was right` : `Signed in to ${visible(of.label)}`;
  if (renews) return `${where}; it renews itself.`;
  return until === null ? `${where}.` : `${where}; it ends ${relative(until, nowMs)}.`;
}

/** How long a code still holds: `4:32`; null once it is over. */
export function left(until: string, nowMs: number): string | null {
  const seconds = Math.ceil((Date.parse(until) - nowMs) / 1000);
  return seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : null;
}

/** What stands above a sign-in that ended without one. */
export function failedTitle(reason: string): string {
  if (reason === "code_expired") return "The code ran out";
  if (reason === "wrong_code") return "AWS did not take the code";
  if (reason === "denied") return "The sign-in was refused";
  return `Not signed in: ${reasonWord(reason)}`;
}

/** A typed or pasted code without what people put between the digits. */
export function codeOf(typed: string): string {
  return typed.replaceAll(/[\s.\u00a0-]/g, "");
}

/** Why a code cannot be handed over; null where it can. AWS takes six digits
 *  (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, TokenCode). */
export function codeWrong(typed: string): string | null {
  const code = codeOf(typed);
  if (code === "") return "Type the code that the device shows.";
  if (/^\d{6}$/.test(code)) return null;
  return /^\d*$/.test(code) ? `Six digits; this has ${code.length}.` : "Digits only.";
}

/** The host of a page, for people to compare with; the text itself where it is none. */
export function hostOf(uri: string): string {
  try {
    return new URL(uri).host || visible(uri);
  } catch {
    return visible(uri);
  }
}
