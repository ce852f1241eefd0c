// The state of the place of runbooks: the library, what is searched in it, and the opened page or card. No DOM.
import type { CommandError, IssuerReply, KindDto, RunbookReply, RunbooksReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { found, foundIssuers } from "./words";

/** How a runbook can be written into a file. */
export type Format = "markdown" | "html" | "cacao";

/** Something asked for by its id, as it is now: a later question makes the answer to an earlier one void. */
class Opened<T> {
  id = $state<string | null>(null);
  reply = $state.raw<T | null>(null);
  error = $state.raw<CommandError | null>(null);
  readonly #ask: (id: string) => Promise<T>;
  #turn = 0;

  constructor(ask: (id: string) => Promise<T>) {
    this.#ask = ask;
  }

  /** Opens what has this id; what was shown of another goes at once. */
  open = async (id: string | null): Promise<void> => {
    const turn = (this.#turn += 1);
    if (id !== this.id) [this.id, this.reply, this.error] = [id, null, null];
    if (id === null) return;
    try {
      const reply = await this.#ask(id);
      if (turn === this.#turn) [this.reply, this.error] = [reply, null];
    } catch (error) {
      if (turn === this.#turn) this.error = asCommandError(error);
    }
  };
}

export class Runbooks {
  reply = $state.raw<RunbooksReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  search = $state("");
  kind = $state("all");
  kinds = $state.raw<readonly KindDto[]>([]);
  readonly page = new Opened<RunbookReply>((id) => call("runbook_show", { id }));
  readonly card = new Opened<IssuerReply>((id) => call("issuer_show", { id }));
  #turn = 0;

  readonly rows = $derived(found(this.reply?.runbooks ?? [], this.search, this.kind));
  readonly issuers = $derived(foundIssuers(this.reply?.issuers ?? [], this.search));
  /** Folders of which something could not be read. */
  readonly partial = $derived((this.reply?.folders ?? []).filter((folder) => folder.problem !== null));

  /** The words of a kind of secret. */
  readonly label = (code: string): string => this.kinds.find((kind) => kind.code === code)?.label ?? code.replaceAll("_", " ");

  load = async (): Promise<void> => {
    const turn = (this.#turn += 1);
    try {
      const [reply, kinds] = await Promise.all([call("runbooks_list"), this.kinds.length > 0 ? this.kinds : call("kinds_list")]);
      if (turn === this.#turn) [this.reply, this.error, this.kinds] = [reply, null, kinds];
    } catch (error) {
      if (turn === this.#turn) this.error = asCommandError(error);
    }
  };

  /** Approves what was shown. */
  approve = async (): Promise<void> => {
    const row = this.page.reply?.row;
    if (!row) return;
    this.#take(await call("runbook_approve", { id: row.id, sha256: row.sha256 }));
    await this.page.open(row.id);
  };

  /** Adds a folder that the person chooses; false where none was chosen. */
  addFolder = async (): Promise<boolean> => {
    const reply = await call("runbook_folder_add");
    if (reply) this.#take(reply);
    return reply !== null;
  };

  removeFolder = async (path: string): Promise<void> => this.#take(await call("runbook_folder_remove", { path }));

  /** Writes a runbook into a file that the person chooses: where to, or null where none was chosen. */
  write = async (id: string, format: Format): Promise<string | null> => (await call("runbook_export", { id, format }))?.path ?? null;

  /** What a command gave is newer than what is on its way. */
  #take(reply: RunbooksReply): void {
    this.#turn += 1;
    [this.reply, this.error] = [reply, null];
  }
}
