// What access rests on: which accounts' policies are known, and bringing in more. The rail shows its findings. No DOM.
import type { AccessReply, CommandError } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { announce } from "../../shared/announce.svelte";
import { counted } from "../../shared/format";

export class Inputs {
  reply = $state.raw<AccessReply | null>(null);
  /** Why what is known could not be read. */
  error = $state.raw<CommandError | null>(null);
  /** Why the last collection, import or export did not go. */
  refused = $state.raw<CommandError | null>(null);
  busy = $state<"collect" | "import" | "export" | null>(null);
  /** Where the last export went. */
  exported = $state<string | null>(null);
  /** Grows when policies came in: views read again. */
  revision = $state(0);
  #asked = 0;

  /** Whether anything was evaluated. */
  readonly collected = $derived(this.reply !== null && this.reply.evaluated_at !== null);
  /** Accounts of which something is missing, or all. */
  readonly partial = $derived((this.reply?.accounts ?? []).filter((account) => account.taken_at === null || account.missing.length > 0));

  load = async (): Promise<void> => {
    const asked = (this.#asked += 1);
    try {
      const reply = await call("access_show");
      if (asked !== this.#asked) return;
      this.reply = reply;
      this.error = null;
    } catch (error) {
      if (asked === this.#asked) this.error = asCommandError(error);
    }
  };

  /** Reads the policies of every account from AWS, and evaluates. */
  collect = (): Promise<void> => this.#bring("collect", () => call("access_collect"));

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
      this.#asked += 1;
      this.reply = reply;
      this.error = null;
      this.revision += 1;
      announce(brought(reply));
    });
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
      this.busy = null;
    }
  }
}

/** What is known now, in a sentence. */
export function brought(reply: AccessReply): string {
  const known = reply.accounts.filter((account) => account.taken_at !== null).length;
  return `Policies of ${known} of ${counted(reply.accounts.length, "account")} known: ${counted(reply.principals, "principal")}, ${counted(reply.findings, "finding")}.`;
}
