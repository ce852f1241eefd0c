// One secret, whole: loading it, inspecting it live, its note, its kind. The newest request wins. No DOM.
/* eslint-disable svelte/prefer-svelte-reactivity -- sets and maps are replaced whole or not shown, never changed in place under a reader */
import type { CommandError, KindDto, NoteDto, SecretReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

export class SecretDetail {
  arn = $state<string | null>(null);
  /** What is known of it; of the one before until the next is here, so that stepping through the list does not blink. */
  reply = $state.raw<SecretReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state<"loading" | "inspecting" | "kind" | null>(null);
  kinds = $state.raw<readonly KindDto[]>([]);
  readonly note: NoteDraft;

  #turn = 0;
  #changed: () => void;

  /** `changed` is told when something about the secret was stored. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
    this.note = new NoteDraft((arn, note) => {
      if (this.reply?.secret.arn === arn) this.reply = { ...this.reply, note, secret: { ...this.reply.secret, noted: note !== null } };
      this.#changed();
    });
  }

  /** Opens a secret, or closes with null. */
  async open(arn: string | null): Promise<void> {
    if (arn === this.arn) return;
    this.arn = arn;
    this.error = null;
    this.note.turnTo(arn);
    if (arn === null) {
      this.#turn += 1;
      this.reply = null;
      this.busy = null;
      return;
    }
    await this.#load("loading", arn, () => call("secret_show", { arn }));
  }

  async reload(): Promise<void> {
    const { arn } = this;
    if (arn) await this.#load("loading", arn, () => call("secret_show", { arn }));
  }

  /** Asks AWS about this one secret now: its versions, its policy. */
  async inspect(): Promise<void> {
    const { arn } = this;
    if (!arn) return;
    await this.#load("inspecting", arn, () => call("secret_inspect", { arn }));
    this.#changed();
  }

  /** Sets the kind by hand, or takes that back with null. */
  async setKind(kind: string | null, reason: string): Promise<void> {
    const { arn } = this;
    if (!arn) return;
    await this.#load("kind", arn, () => call("secret_kind_save", { arn, kind, reason }));
    this.#changed();
  }

  async loadKinds(): Promise<void> {
    if (this.kinds.length === 0) this.kinds = await call("kinds_list");
  }

  async #load(busy: "loading" | "inspecting" | "kind", arn: string, ask: () => Promise<SecretReply>): Promise<void> {
    const turn = ++this.#turn;
    this.busy = busy;
    try {
      const reply = await ask();
      if (turn !== this.#turn) return;
      this.reply = reply;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = asCommandError(error);
      if (this.reply?.secret.arn !== arn) this.reply = null;
    }
    this.busy = null;
  }
}

/** A note being written. Text that is not saved stays with its secret until it is saved or given up. */
export class NoteDraft {
  editing = $state(false);
  text = $state("");
  saving = $state(false);
  error = $state.raw<CommandError | null>(null);
  /** Whether a person was asked if the text may be lost. */
  asking = $state(false);

  #arn: string | null = null;
  #before = $state("");
  #kept = new Map<string, { text: string; before: string }>();
  #saved: (arn: string, note: NoteDto | null) => void;

  constructor(saved: (arn: string, note: NoteDto | null) => void) {
    this.#saved = saved;
  }

  get dirty(): boolean {
    return this.editing && this.text !== this.#before;
  }

  begin(markdown: string): void {
    if (this.editing) return;
    this.editing = true;
    this.text = markdown;
    this.#before = markdown;
    this.error = null;
  }

  /** Goes to another secret: keeps what is not saved, and takes up what was kept there. */
  turnTo(arn: string | null): void {
    if (this.#arn && this.dirty) this.#kept.set(this.#arn, { text: this.text, before: this.#before });
    this.#arn = arn;
    const kept = arn === null ? undefined : this.#kept.get(arn);
    this.editing = kept !== undefined;
    this.text = kept?.text ?? "";
    this.#before = kept?.before ?? "";
    this.error = null;
    this.asking = false;
    this.saving = false;
  }

  /** Ends writing, after asking if text would be lost. Gives whether it ended. */
  leave(): boolean {
    if (this.dirty && !this.asking) {
      this.asking = true;
      return false;
    }
    this.discard();
    return true;
  }

  discard(): void {
    if (this.#arn) this.#kept.delete(this.#arn);
    this.editing = false;
    this.asking = false;
    this.error = null;
  }

  /** Stores the text; when it is refused, the text stays. */
  async save(): Promise<boolean> {
    const arn = this.#arn;
    if (!arn || this.saving) return false;
    const { text } = this;
    this.saving = true;
    this.error = null;
    this.asking = false;
    try {
      const note = await call("secret_note_save", { arn, markdown: text });
      this.#kept.delete(arn);
      this.#saved(arn, note);
      if (this.#arn !== arn) return true;
      // Typed on while it was being stored: that is not lost.
      if (this.text === text) this.editing = false;
      else this.#before = text;
      return true;
    } catch (error) {
      if (this.#arn === arn) this.error = asCommandError(error);
      return false;
    } finally {
      if (this.#arn === arn) this.saving = false;
    }
  }
}
