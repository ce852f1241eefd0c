// New values: for what one is wanted, what it will be like, and when the clipboard is cleared. The value itself is never here.
import type { CommandError, KindDto, ValueReply } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";

/** What a new value is wanted for. */
export interface Wanted {
  /** The kind's code; the person chooses where it is not known. */
  kind: string | null;
  /** What it is for: hostile text. */
  title?: string;
  /** Called when the value was copied and the person says that it is in use. */
  onused?: () => void;
}

export class Generator {
  wanted = $state.raw<Wanted | null>(null);
  kinds = $state.raw<readonly KindDto[]>([]);
  kind = $state("");
  /** The length as typed; empty takes the kind's. */
  length = $state("");
  preview = $state.raw<ValueReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  copying = $state(false);
  /** When the clipboard is cleared, in milliseconds since 1970; null while nothing was copied. */
  clearsAt = $state<number | null>(null);
  /** The whole time until then, in seconds. */
  clearsIn = $state(0);
  #turn = 0;

  /** Asks for a new value. */
  show(wanted: Wanted = { kind: null }, now = Date.now()): void {
    this.wanted = wanted;
    // A value that is still on the clipboard is still told.
    if (this.left(now) === 0) this.clearsAt = null;
    this.kind = wanted.kind ?? this.kind;
    this.length = "";
    [this.preview, this.error] = [null, null];
    void this.#open();
  }

  close(): void {
    this.wanted = null;
    this.#turn += 1;
  }

  async #open(): Promise<void> {
    try {
      if (this.kinds.length === 0) this.kinds = await call("kinds_list");
      if (this.kind === "") this.kind = this.kinds[0]?.code ?? "";
    } catch (error) {
      this.error = asCommandError(error);
      return;
    }
    await this.look();
  }

  /** What was typed as a length; null takes the kind's. */
  get typed(): number | null {
    const n = Number(this.length);
    return this.length.trim() === "" || !Number.isInteger(n) || n < 0 ? null : n;
  }

  /** Asks what the value will be like. The newest wins. */
  async look(): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const preview = await call("value_preview", { kind: this.kind, length: this.typed });
      if (turn === this.#turn) [this.preview, this.error] = [preview, null];
    } catch (error) {
      if (turn === this.#turn) [this.preview, this.error] = [null, asCommandError(error)];
    }
  }

  /** Makes a value and puts it on the clipboard, past this window. Whether it was done. */
  async copy(now: () => number = Date.now): Promise<boolean> {
    this.copying = true;
    try {
      const reply = await call("value_copy", { kind: this.kind, length: this.typed });
      this.preview = reply;
      this.clearsIn = reply.clears_in_seconds;
      this.clearsAt = now() + reply.clears_in_seconds * 1000;
      this.error = null;
      return true;
    } catch (error) {
      this.error = asCommandError(error);
      return false;
    } finally {
      this.copying = false;
    }
  }

  /** Seconds until the clipboard is cleared, rounded up; 0 when it is, null when nothing was copied. */
  left(now: number): number | null {
    return this.clearsAt === null ? null : Math.max(0, Math.ceil((this.clearsAt - now) / 1000));
  }
}

/** The one generator of the window: its dialog stands over every place. */
export const generator = new Generator();
