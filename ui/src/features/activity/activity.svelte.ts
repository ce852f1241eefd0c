// The audit log: pages of it, and the check of its chain.
/* eslint-disable svelte/prefer-svelte-reactivity -- maps are replaced whole, never changed in place under a reader */
import type { AuditEntryDto, AuditVerifyReply, CommandError } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** Entries fetched at a time. */
export const PAGE = 100;

export class Activity {
  total = $state(0);
  error = $state.raw<CommandError | null>(null);
  loaded = $state(false);
  verified = $state.raw<AuditVerifyReply | null>(null);
  verifyError = $state.raw<CommandError | null>(null);
  verifying = $state(false);
  #pages = $state.raw<ReadonlyMap<number, AuditEntryDto[]>>(new Map());
  readonly #asked = new Set<number>();
  #generation = 0;

  /** The entry at a place, newest first; undefined while it is not here yet. */
  at(index: number): AuditEntryDto | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Makes sure that the entries of a stretch are here or on their way. */
  want(first: number, last: number): void {
    for (let page = Math.floor(Math.max(0, first) / PAGE); page <= Math.floor(Math.max(0, last) / PAGE); page += 1) {
      if (!this.#asked.has(page)) void this.#fetch(page);
    }
  }

  /** Reads from the start: entries came. What is shown stays until the new ones are here. */
  reload = async (): Promise<void> => {
    this.#generation += 1;
    this.#asked.clear();
    this.error = null;
    await this.#fetch(0, true);
  };

  verify = async (): Promise<void> => {
    this.verifying = true;
    this.verifyError = null;
    try {
      this.verified = await call("audit_verify");
    } catch (error) {
      this.verified = null;
      this.verifyError = asCommandError(error);
    } finally {
      this.verifying = false;
    }
  };

  async #fetch(page: number, afresh = false): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    try {
      const reply = await call("audit_list", { offset: page * PAGE, limit: PAGE });
      if (generation !== this.#generation) return;
      // An entry that came meanwhile moves every page: what is here no longer fits together.
      if (!afresh && reply.total !== this.total) return void this.reload();
      this.#pages = new Map(afresh ? [] : this.#pages).set(page, reply.entries);
      this.total = reply.total;
      this.loaded = true;
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#asked.delete(page);
      this.error = asCommandError(error);
    }
  }
}

const ACTIONS: Record<string, string> = {
  "note.saved": "Note written",
  "note.cleared": "Note cleared",
  "kind.corrected": "Kind corrected",
  "kind.correction_withdrawn": "Correction of kind taken back",
  "view.saved": "View saved",
  "view.deleted": "View deleted",
  "sources.saved": "Sources saved",
  "sync.ended": "Sync ended",
  "secret.inspected": "Secret read again",
  "secrets.exported": "Secrets exported",
  "trail.collected": "Events collected",
  "trail.imported": "Log files imported",
  "finding.decided": "Finding decided",
  "silence.made": "Silence made",
  "silence.ended": "Silence ended",
  "reads.exported": "Reads exported",
  "secret.marked_as_decoy": "Secret marked as a decoy",
  "secret.unmarked_as_decoy": "Secret no longer a decoy",
  "policy.saved": "Policy saved",
  "exception.added": "Exception added",
  "exception.ended": "Exception ended early",
  "rotation.planned": "Rotation planned",
  "rotation.moved": "Rotation moved",
  "rotation.step": "Step of a rotation recorded",
  "rotation.version_seen": "New version seen",
  "rotation.settings_saved": "How a secret is rotated saved",
  "tasks.opened": "Tasks opened",
  "task.done": "Task done",
  "task.dropped": "Task dropped",
  "freeze.saved": "Freeze saved",
  "freeze.replaced": "Freeze changed",
  "freeze.deleted": "Freeze taken away",
  "calendar.exported": "Calendar exported",
  "reminders.saved": "Reminders set",
  "backup.begun": "Backup begun",
  "backup.written": "Backup written",
};

/** An action's code in words; a code not known here is shown as it is. */
export function actionWords(code: string): string {
  return ACTIONS[code] ?? code;
}

/** The facts of an entry as pairs, for showing. Text that is not an object is one fact without a name. */
export function facts(detail: string): [name: string, value: string][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(detail);
  } catch {
    return detail === "" ? [] : [["", detail]];
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return [["", detail]];
  return Object.entries(parsed).map(([name, value]) => [name.replaceAll("_", " "), typeof value === "string" ? value : JSON.stringify(value)]);
}
