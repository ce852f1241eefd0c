// The running sync and the last one's report.
import type { CommandError, SyncProgress, SyncReport } from "../ipc/bindings";
import { asCommandError, call, onSyncEnded, onSyncProgress } from "../ipc/client";
import { announce } from "../shared/announce.svelte";
import { count, counted, duration, exact, visible } from "../shared/format";
import { problemText } from "../shared/problems";

/** No more often than this is progress read out, in milliseconds. */
const ANNOUNCE_EVERY = 6_000;

export class Sync {
  /** The running sync. Replaced whole at each event. */
  progress = $state.raw<SyncProgress | null>(null);
  /** The last one that ended. */
  report = $state.raw<SyncReport | null>(null);
  /** Why the last attempt to start did not. */
  error = $state.raw<CommandError | null>(null);
  /** Whether the person asked to stop and the sync has not ended yet. */
  cancelling = $state(false);
  /** Whether the dock with progress or report is shown. */
  docked = $state(false);
  /** Grows each time a sync ended, so that views read again. */
  revision = $state(0);
  #starting = $state(false);
  #asking = false;
  #announcedAt = 0;
  readonly #before: () => Promise<boolean>;

  /** `before` says whether a sync may start now: it may ask the person. */
  constructor(before: () => Promise<boolean> = () => Promise.resolve(true)) {
    this.#before = before;
  }

  get running(): boolean {
    return this.#starting || this.progress !== null;
  }

  /** Follows syncs whoever starts them, and asks what went on before. Gives the function that ends it. */
  follow = (): (() => void) => {
    const ends = [onSyncProgress((progress) => this.#advance(progress)), onSyncEnded((report) => this.#end(report))];
    call("sync_status").then(
      ({ running, last }) => {
        if (running && !this.progress) this.#advance(running);
        this.report ??= last;
      },
      (error: unknown) => (this.error = asCommandError(error)),
    );
    return () => ends.forEach((end) => end());
  };

  /** Starts a sync, unless one runs or something speaks against it. */
  start = async (): Promise<void> => {
    if (this.running) {
      this.docked = true;
      return;
    }
    if (this.#asking) return;
    this.#asking = true;
    const may = await this.#before().finally(() => (this.#asking = false));
    if (may) await this.startNow();
  };

  /** Starts a sync whatever speaks against it. */
  startNow = async (): Promise<void> => {
    if (this.running) return;
    this.error = null;
    this.#starting = true;
    this.docked = true;
    announce("Sync started.");
    try {
      this.#end(await call("sync_start"));
    } catch (error) {
      this.error = asCommandError(error);
      announce(`Sync did not start. ${this.error.message}`, "assertive");
    } finally {
      this.#starting = false;
      this.cancelling = false;
      this.progress = null;
    }
  };

  /** Asks the sync to stop. Cells that are complete stay; the report says which are not. */
  cancel = async (): Promise<void> => {
    if (!this.running || this.cancelling) return;
    this.cancelling = true;
    announce("Stopping. What is complete is kept.");
    try {
      await call("sync_cancel");
    } catch (error) {
      this.cancelling = false;
      this.error = asCommandError(error);
    }
  };

  #advance(progress: SyncProgress): void {
    // An event may be overtaken by the end of its own sync.
    if (progress.started_at === this.report?.started_at) return;
    this.progress = progress;
    const now = Date.now();
    if (now - this.#announcedAt < ANNOUNCE_EVERY) return;
    this.#announcedAt = now;
    const { done, total } = stand(progress);
    announce(`Syncing: ${done} of ${counted(total, "cell")} done, ${counted(progress.secrets, "secret")} listed.`);
  }

  #end(report: SyncReport): void {
    // It comes twice where this window started the sync: as the reply and as the event.
    if (this.report?.ended_at === report.ended_at && this.report.started_at === report.started_at) return;
    this.report = report;
    this.progress = null;
    this.cancelling = false;
    this.error = null;
    this.revision += 1;
    announce(`${summary(report)} ${unread(report)}`);
  }
}

/** How many cells have ended, and of how many. */
export function stand(progress: SyncProgress): { done: number; total: number } {
  return { done: progress.cells.filter((c) => c.state !== "waiting" && c.state !== "listing").length, total: progress.cells.length };
}

/** What a sync did, in one sentence. */
export function summary(report: SyncReport): string {
  const how = report.cancelled ? "Sync stopped" : "Sync ended";
  return `${how}: ${count(report.added)} added, ${count(report.changed)} changed, ${count(report.gone)} gone.`;
}

/** How much of it was not read, in one sentence. */
export function unread(report: SyncReport): string {
  const missing = report.cells - report.cells_read;
  if (missing > 0) return `${counted(missing, "cell")} of ${count(report.cells)} not read in full.`;
  if (report.problems.length > 0) return `All ${counted(report.cells, "cell")} listed; some details not read.`;
  return `All ${counted(report.cells, "cell")} read in full.`;
}

/** The report as text, for the clipboard. */
export function reportText(report: SyncReport): string {
  return [
    `${summary(report)} ${unread(report)}`,
    `${exact(report.started_at, "utc")}, took ${duration(took(report))}, ${counted(report.secrets, "secret")} in cells read in full`,
    ...report.changes.map((c) => `${c.what}: ${visible(c.name)}${c.detail ? ` (${c.detail})` : ""} ${c.arn}`),
    ...(report.problems.length > 0 ? ["", "Not read:"] : []),
    ...report.problems.map(problemText),
  ].join("\n");
}

/** How long a sync took, in milliseconds. */
export function took(report: SyncReport): number {
  return Date.parse(report.ended_at) - Date.parse(report.started_at);
}
