// What recording a step asks for.
import type { RotationReply } from "../../../ipc/bindings";
import type { Zone } from "../../../shared/format";

/** How the evidence of a step is asked for. */
export interface Asks {
  label: string;
  hint: string;
  placeholder: string;
  /** Whether words are needed. */
  needed: boolean;
  /** What to say where they are missing. */
  missing: string;
  /** What to weigh before. */
  warn: string | null;
}

const KEPT = "Kept with the rotation. Never a value: where to see it.";

/** How the evidence of a step is asked for, as the rotation stands. */
export function evidenceOf(step: string, { rotation, holders }: RotationReply): Asks {
  const plain: Asks = { label: "What shows it", hint: `${KEPT} May be empty.`, placeholder: "", needed: false, missing: "", warn: null };
  const left = holders.holders.filter((holder) => holder.state === "not_yet").length;
  const unfetched = left > 0 ? `${left === 1 ? "One reader has" : `${left} readers have`} not fetched the new version yet.` : null;
  switch (step) {
    case "value_made":
      return { ...plain, placeholder: "Issued in the supplier's console, key ending on …4f2" };
    case "stored":
      return { ...plain, label: "Which version, or what shows it", hint: `${KEPT} A sync records it by itself once it sees the new version.`, placeholder: "Version 8", needed: true, missing: "Say which version was stored, or what shows it." };
    case "moved":
      return { ...plain, placeholder: "Rollout 4411 ended, 12 of 12 tasks restarted", warn: unfetched };
    case "refused":
      return { ...plain, label: "The call that failed, and where", hint: KEPT, placeholder: "Login to ledger-db with the old password: authentication failed", needed: true, missing: "Say what shows that the old value is refused.", warn: unfetched };
    case "closed":
      return rotation.proof === "proved"
        ? { ...plain, label: "Anything to keep with it" }
        : { ...plain, label: "Why it is closed without proof", hint: KEPT, placeholder: "The supplier gives no way to try the old key", needed: true, missing: "Say why it is closed without proof.", warn: "Nothing shows yet that the old value is refused. It will stand as closed without proof." };
    case "cancelled":
      return { ...plain, label: "Why", hint: "Kept with the rotation.", needed: true, missing: "Say why it is cancelled.", placeholder: "The service was switched off" };
    default:
      return plain;
  }
}

/** The instant of a `datetime-local` field in a zone, as RFC 3339; null where there is none. A space for the T is borne: some engines show a plain field. */
export function instantOf(field: string, zone: Zone): string | null {
  const text = field.trim().replace(" ", "T");
  const date = new Date(zone === "utc" ? `${text}Z` : text);
  return text === "" || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
