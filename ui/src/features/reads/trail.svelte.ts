// CloudTrail as far as it is collected: what is covered, a collection that runs, its report. The rail shows its findings.
import type { CommandError, TrailEstimateReply, TrailProgress, TrailReply, TrailReport } from "../../ipc/bindings";
import { asCommandError, call, onTrailProgress } from "../../ipc/client";
import { announce } from "../../shared/announce.svelte";
import { counted, short } from "../../shared/format";

/** No more often than this is progress read out, in milliseconds. */
const ANNOUNCE_EVERY = 6_000;
/** How often a collection that somebody else started is asked about, in milliseconds. */
const LOOK_EVERY = 3_000;
const DAY = 86_400_000;

export class Trail {
  reply = $state.raw<TrailReply | null>(null);
  /** Why what is collected could not be read. */
  error = $state.raw<CommandError | null>(null);
  /** Why the last collection or import did not go. */
  refused = $state.raw<CommandError | null>(null);
  /** The running one. Replaced whole at each event. */
  progress = $state.raw<TrailProgress | null>(null);
  cancelling = $state(false);
  /** Whether the dock with progress or report is shown. */
  docked = $state(false);
  /** Grows each time one ended, or a finding was judged: views read again. */
  revision = $state(0);
  #starting = $state(false);
  #announcedAt = 0;
  #asked = 0;

  get running(): boolean {
    return this.#starting || this.progress !== null;
  }

  /** The last report, of this window or of whoever collected. */
  get report(): TrailReport | null {
    return this.reply?.last ?? null;
  }

  /** Whether there is anything to show. */
  readonly collected = $derived(this.reply !== null && (this.reply.events > 0 || this.reply.facts > 0));
  /** Days between the first and the last moment known. */
  readonly days = $derived(this.reply?.from && this.reply.to ? Math.max(1, Math.round((Date.parse(this.reply.to) - Date.parse(this.reply.from)) / DAY)) : 0);

  /** Follows collections whoever starts them. Gives the function that ends it. */
  follow = (): (() => void) => {
    const end = onTrailProgress((progress) => this.#advance(progress));
    const timer = setInterval(() => {
      // A collection of another process sends no word here when it has ended.
      if (this.progress && !this.#starting) void this.load();
    }, LOOK_EVERY);
    return () => {
      end();
      clearInterval(timer);
    };
  };

  load = async (): Promise<void> => {
    const asked = (this.#asked += 1);
    try {
      const reply = await call("trail_show");
      if (asked !== this.#asked) return;
      const ended = this.progress !== null && reply.running === null && !this.#starting;
      this.reply = reply;
      this.error = null;
      if (reply.running) this.#advance(reply.running);
      else if (ended) this.#end();
    } catch (error) {
      if (asked === this.#asked) this.error = asCommandError(error);
    }
  };

  /** What was decided about findings or silences changes numbers everywhere. */
  judged = (): void => {
    this.revision += 1;
    void this.load();
  };

  /** What a collection would cost. */
  estimate = (days: number): Promise<TrailEstimateReply> => call("trail_estimate", { days, leave_out: [] });

  /** Reads the last days from LookupEvents, without the asks named. */
  collect = (days: number, leaveOut: string[]): Promise<void> => this.#run(() => call("trail_sync", { days, leave_out: leaveOut }));

  /** Imports log files; which ones is asked by the desktop's own dialog. */
  import = (folder: boolean): Promise<void> => this.#run(() => call("trail_import", { folder }));

  /** Asks the running one to stop. What was read stays. */
  cancel = async (): Promise<void> => {
    if (!this.running || this.cancelling) return;
    this.cancelling = true;
    announce("Stopping. What was read is kept.");
    try {
      await call("trail_cancel");
    } catch (error) {
      this.cancelling = false;
      this.refused = asCommandError(error);
    }
  };

  async #run(ask: () => Promise<TrailReport>): Promise<void> {
    if (this.running) {
      this.docked = true;
      return;
    }
    this.refused = null;
    this.#starting = true;
    const before = this.docked;
    this.docked = true;
    try {
      const report = await ask();
      announce(`${summary(report)} ${left(report)}`);
    } catch (error) {
      const refused = asCommandError(error);
      // Closing the dialog without choosing is no failure.
      if (refused.code === "dismissed") this.docked = before;
      else {
        this.refused = refused;
        announce(`Nothing was collected. ${refused.message}`, "assertive");
      }
    }
    this.#starting = false;
    this.#end();
    await this.load();
  }

  #advance(progress: TrailProgress): void {
    this.progress = progress;
    const now = Date.now();
    if (now - this.#announcedAt < ANNOUNCE_EVERY) return;
    this.#announcedAt = now;
    announce(`Collecting: ${stage(progress)}, ${short(progress.new_events)} new events.`);
  }

  #end(): void {
    this.progress = null;
    this.cancelling = false;
    this.revision += 1;
  }
}

/** Where a running one stands, in words. */
export function stage(progress: TrailProgress): string {
  if (progress.stage === "judging") return "judging what was read";
  const of = progress.by === "files" ? "file" : "account and region";
  return `${progress.parts_done} of ${progress.by === "files" ? counted(progress.parts, of) : counted(progress.parts, of, "accounts and regions")}`;
}

/** What one did, in a sentence. */
export function summary(report: TrailReport): string {
  const how = report.cancelled ? "Stopped" : report.by === "files" ? "Imported" : "Collected";
  return `${how}: ${counted(report.new_events, "new event")}, ${counted(report.findings, "new finding")}.`;
}

/** What one left out, in a sentence; empty where nothing was. */
export function left(report: TrailReport): string {
  const parts = [
    report.skipped.length > 0 ? `${counted(report.skipped.length, "file")} not read in full` : "",
    report.unusable > 0 ? `${counted(report.unusable, "record")} not understood` : "",
    report.problems.length > 0 ? `${counted(report.problems.length, "account or region", "accounts or regions")} not read` : "",
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(", ")}.` : "";
}
