// The one table from error codes to how they are shown. The sentence itself comes with the error; this says how grave it
// is, what stands above it, and what a person can do in the window.
import type { Code } from "./bindings";

/** What the window offers: an action's id of the registry, and its label. */
export interface ErrorAction {
  id: string;
  label: string;
}

export interface ErrorWords {
  /** `silent` is not shown; `note` is the person's to mend; `error` stopped them; `grave` is about what is stored. */
  severity: "silent" | "note" | "error" | "grave";
  title: string;
  action: ErrorAction | null;
}

const sync: ErrorAction = { id: "coverage.open", label: "Show coverage" };
const sources: ErrorAction = { id: "settings.sources", label: "Set up sources" };
const unlock: ErrorAction = { id: "session.reload", label: "Try again" };

export const ERRORS: Record<Code, ErrorWords> = {
  locked: { severity: "note", title: "The database is locked", action: unlock },
  wrong_key: { severity: "error", title: "That does not open the database", action: null },
  keyring_unavailable: { severity: "error", title: "The keyring gives no key", action: unlock },
  damaged: { severity: "grave", title: "The database is damaged", action: null },
  newer_database: { severity: "grave", title: "A newer Keyturn wrote this database", action: null },
  not_writable: { severity: "grave", title: "The data folder cannot be written", action: unlock },
  sync_running: { severity: "note", title: "A sync is already running", action: sync },
  bad_filter: { severity: "note", title: "The filter cannot be read", action: null },
  bad_request: { severity: "error", title: "That is not possible", action: null },
  not_found: { severity: "note", title: "Not there any more", action: null },
  looks_like_secret: { severity: "note", title: "This looks like a secret's value", action: null },
  no_sources: { severity: "note", title: "Nothing to read from yet", action: sources },
  audit_broken: { severity: "grave", title: "The audit log has been altered", action: null },
  review_closed: { severity: "note", title: "The review is closed", action: null },
  own_access: { severity: "note", title: "Nobody decides on their own access", action: null },
  note_needed: { severity: "note", title: "A note is needed", action: null },
  coverage_gaps: { severity: "note", title: "Parts of the scope were not read", action: sync },
  packet_unreadable: { severity: "error", title: "The packet cannot be opened", action: null },
  packet_other_campaign: { severity: "error", title: "The packet is of another review", action: null },
  packet_newer: { severity: "error", title: "A newer Keyturn wrote this packet", action: null },
  packet_taken: { severity: "note", title: "The packet was taken in before", action: null },
  pack_unreadable: { severity: "error", title: "The pack cannot be read", action: null },
  dismissed: { severity: "silent", title: "", action: null },
  internal: { severity: "error", title: "Something went wrong", action: null },
};

/** How an error of this code is shown; one that is not in the table as one that nobody expected. */
export function wordsFor(code: Code): ErrorWords {
  return Object.hasOwn(ERRORS, code) ? ERRORS[code] : ERRORS.internal;
}
