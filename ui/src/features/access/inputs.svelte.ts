// What access rests on: which accounts' policies are known, and bringing in more. The rail shows its findings. No DOM.
import type { AccessProgress, AccessReply, CommandError } from "../../ipc/bindings";
import { asCommandError, call, onAccessChanged, onAccessProgress } from "../../ipc/client";
import { announce } from "../../shared/announce.svelte";
import { counted } from "../../shared/format";
import { stand } from "./collecting";

/** No more often than this is progress read out, in milliseconds. */
const ANNOUNCE_EVERY = 6_000;
/** How often a collection that this window did not start is asked about, in milliseconds: one that fails says nothing here. */
const LOOK_EVERY = 3_000;

export class Inputs {
  reply = $state.raw<AccessReply | null>(null);
  /** Why what is known could not be read. */
  error = $state.raw<CommandError | null>(null);
  /** Why the last collection, import or export did not go. */
  refused = $state.raw<CommandError | null>(null);
  busy = $state<"collect" | "import" | "export" | null>(null);
  /** The running collection, whoever started it. Replaced whole at each event. */
  progress = $state.raw<AccessProgress | null>(null);
  cancelling = $state(false);
  /** Whether the dock with progress or what was done is shown. */
  docked = $state(false);
  /** Where the last export went. */
  exported = $state<string | null>(null);
  /** Grows with each evaluation: views read again. */
  revision = $state(0);
  #asked = 0;
  #announcedAt = 0;
  /** When the last one that is over began: what is still on its way of it is late. */
  #over: string | null = null;

  /** Whether anything was evaluated. */
  readonly collected = $derived(this.reply !== null && this.reply.evaluated_at !== null);
  readonly collecting = $derived(this.busy === "collect" || this.progress !== null);
  /** Accounts of which something is missing, or all. */
  readonly partial = $derived((this.reply?.accounts ?? []).filter((account) => account.taken_at === null || account.missing.length > 0));

  /** Follows collections and evaluations, whoever asks for them. Gives the function that ends it. */
  follow = (): (() => void) => {
    const ends = [onAccessProgress((progress) => this.#advance(progress)), onAccessChanged((reply) => this.#take(reply, true))];
    const timer = setInterval(() => {
      if (this.progress && this.busy !== "collect") void this.load();
    }, LOOK_EVERY);
    return () => {
      ends.forEach((end) => end());
      clearInterval(timer);
    };
  };

  load = async (): Promise<void> => {
    const asked = (this.#asked += 1);
    try {
      const reply = await call("access_show");
      if (asked === this.#asked) this.#take(reply, false);
    } catch (error) {
      if (asked === this.#asked) this.error = asCommandError(error);
    }
  };

  /** Reads the policies of every account from AWS, and evaluates. */
  collect = async (): Promise<void> => {
    this.docked = true;
    if (!this.collecting) await this.#bring("collect", () => call("access_collect"));
  };

  /** Asks the running collection to stop. What was known of accounts that are not read stays. */
  cancel = async (): Promise<void> => {
    if (!this.collecting || this.cancelling) return;
    this.cancelling = true;
    announce("Stopping. An account that is stopped keeps what was known of it.");
    try {
      await call("access_cancel");
    } catch (error) {
      this.cancelling = false;
      this.refused = asCommandError(error);
    }
  };

  /** Takes a snapshot from a file; which one is asked by the desktop's own dialog. */
  import = (): Promise<void> => this.#bring("import", () => call("access_import"));

  /** Writes what is known as a snapshot. */
  export = async (): Promise<void> => {
    if (this.busy) return;
    await this.#run("export", async () => {
      const { path, accounts } = await call("access_export");
      this.exported = path;
      announce(`${counted(accounts, "account")} written to ${path}`);
    });
  };

  async #bring(how: "collect" | "import", ask: () => Promise<AccessReply>): Promise<void> {
    if (this.busy) return;
    announce(how === "collect" ? "Collecting policies." : "Importing a snapshot.");
    await this.#run(how, async () => {
      const reply = await ask();
      this.#take(reply, true);
      announce(`${stopped(reply) ? "Stopped. " : ""}${brought(reply)}`);
    });
  }

  #advance(progress: AccessProgress): void {
    if (progress.started_at === this.#over) return;
    this.progress = progress;
    const now = Date.now();
    if (now - this.#announcedAt < ANNOUNCE_EVERY) return;
    this.#announcedAt = now;
    announce(`Collecting policies: ${stand(progress).words}.`);
  }

  /** `over`: the reply is word of an end. */
  #take(reply: AccessReply, over: boolean): void {
    this.#asked += 1;
    // The same evaluation may come twice: as an answer, and as word of it.
    const anew = reply.evaluated_at !== (this.reply?.evaluated_at ?? null);
    this.reply = reply;
    this.error = null;
    if (reply.running) this.#advance(reply.running);
    else if (over) this.#end();
    // What was asked before a collection began says nothing about it.
    else if (this.busy !== "collect") this.progress = null;
    if (anew) this.revision += 1;
  }

  #end(): void {
    this.#over = this.progress?.started_at ?? this.#over;
    this.progress = null;
    this.cancelling = false;
  }

  async #run(how: "collect" | "import" | "export", work: () => Promise<void>): Promise<void> {
    this.busy = how;
    this.refused = null;
    try {
      await work();
    } catch (error) {
      const refused = asCommandError(error);
      // Closing the dialog without choosing is no failure.
      if (refused.code !== "dismissed") {
        this.refused = refused;
        announce(refused.message, "assertive");
      }
    } finally {
      if (how === "collect") this.#end();
      this.busy = null;
    }
  }
}

/** Whether the last collection was stopped before its end. */
export function stopped(reply: AccessReply): boolean {
  return reply.problems.some((problem) => problem.reason === "cancelled");
}

/** What is known now, in a sentence. */
export function brought(reply: AccessReply): string {
  const known = reply.accounts.filter((account) => account.taken_at !== null).length;
  return `Policies of ${known} of ${counted(reply.accounts.length, "account")} known: ${counted(reply.principals, "principal")}, ${counted(reply.findings, "finding")}.`;
}
