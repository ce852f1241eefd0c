// The rotation of one secret, whole, and how it is rotated. The newest request wins. No DOM.
import type { CommandError, RotationSettingsDto, SecretRotationReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { rotationChanged } from "./changes.svelte";

export class SecretRotation {
  arn = $state<string | null>(null);
  /** What is known; of the one before until the next is here. */
  reply = $state.raw<SecretRotationReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  saving = $state(false);
  #turn = 0;

  readonly stale = $derived(this.reply !== null && this.reply.due.secret.arn !== this.arn);

  /** Opens a secret, or closes with null. */
  async show(arn: string | null): Promise<void> {
    if (arn === this.arn) return;
    this.arn = arn;
    await this.load();
  }

  /** Asks again. */
  async load(): Promise<void> {
    const { arn } = this;
    const turn = (this.#turn += 1);
    if (arn === null) {
      this.reply = this.error = null;
      return;
    }
    try {
      const reply = await call("secret_rotation", { arn });
      if (turn !== this.#turn) return;
      this.reply = reply;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = asCommandError(error);
      if (this.stale) this.reply = null;
    }
  }

  /** Saves how it is rotated. Rejects with a `CommandError`; what was shown stays then. */
  async save(settings: RotationSettingsDto): Promise<void> {
    const { arn } = this;
    if (arn === null) return;
    this.saving = true;
    try {
      const reply = await call("rotation_settings_save", { arn, settings });
      if (this.arn === arn) {
        this.#turn += 1;
        this.reply = reply;
      }
      rotationChanged();
    } finally {
      this.saving = false;
    }
  }
}

/** Minutes as they are typed for seconds that are stored; empty where nothing is. */
export function minutesOf(seconds: number | null): string {
  return seconds === null ? "" : String(Math.round((seconds / 60) * 100) / 100);
}

/** Seconds of typed minutes; null for an empty field, `undefined` for what is no number. */
export function secondsOf(minutes: string): number | null | undefined {
  const text = minutes.trim();
  if (text === "") return null;
  const n = Number(text);
  return Number.isFinite(n) && n >= 0 && n <= 525_600 ? Math.round(n * 60) : undefined;
}

const HOUR = 3600;

/** The shortest overlap that holds: the longest cache and the slowest rollout together, an hour at least. In seconds. */
export function leastOverlap(cache: number | null, rollout: number | null): number {
  return Math.max(HOUR, (cache ?? 0) + (rollout ?? 0));
}
