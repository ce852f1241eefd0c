// Short messages that come by themselves. The shell shows them; anybody may send them.
import type { CommandError } from "../ipc/bindings";
import { wordsFor } from "../ipc/errors";
import type { Tone } from "./tones";

/** One message. */
export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  /** One thing to do about it. */
  action?: { label: string; run: () => void };
}

let next = 1;

export const toasts = $state<{ list: Toast[] }>({ list: [] });

/** Shows a message. Errors and those with an action stay until closed; others go after a while (the shell's part). */
export function toast(text: string, options: { tone?: Tone; action?: Toast["action"] } = {}): void {
  const added: Toast = { id: next++, tone: options.tone ?? "plain", text };
  if (options.action) added.action = options.action;
  toasts.list = [...toasts.list.slice(-3), added];
}

/** Shows an error as a message, in the words of the one table. Silent for what a person did on purpose. */
export function toastError(error: CommandError): void {
  const words = wordsFor(error.code);
  if (words.severity === "silent") return;
  toast(error.hint ? `${error.message} ${error.hint}` : error.message, { tone: "late" });
}

/** Takes a message away. */
export function dismissToast(id: number): void {
  toasts.list = toasts.list.filter((t) => t.id !== id);
}
