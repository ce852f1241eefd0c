// A timeline of a query: its window, its lanes, the way back. The newest question wins.
import type { CommandError, ReadsTimelineReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { cut, instant, pan, zoom, type Window } from "./timeline";

const LANES = 8;

export class Timeline {
  reply = $state.raw<ReadsTimelineReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  /** The window asked for; null for all that matches. */
  window = $state.raw<Window | null>(null);
  #home: Window | null = null;
  #query: string | null = null;
  #buckets = 120;
  #asked = 0;

  readonly zoomed = $derived(this.window !== null && this.window !== this.#home);
  /** What is shown: the window of the answer. */
  readonly shown = $derived<Window | null>(this.reply ? { from: Date.parse(this.reply.from), to: Date.parse(this.reply.to) } : null);

  /** Asks a query, at first within a window. */
  ask(query: string, home: Window | null = null): void {
    this.#query = query;
    this.#home = home;
    this.window = home;
    void this.load();
  }

  /** How many stretches there is room for. */
  fit(buckets: number): void {
    const kept = Math.max(10, Math.min(500, Math.floor(buckets / 20) * 20));
    if (kept === this.#buckets) return;
    this.#buckets = kept;
    void this.load();
  }

  zoom(factor: number, about = 0.5): void {
    if (this.shown) this.#go(zoom(this.shown, factor, about));
  }

  pan(share: number): void {
    if (this.shown) this.#go(pan(this.shown, share));
  }

  cut(a: number, b: number): void {
    if (this.shown) this.#go(cut(this.shown, a, b));
  }

  reset(): void {
    this.#go(this.#home);
  }

  async load(): Promise<void> {
    const query = this.#query;
    if (query === null) return;
    const asked = (this.#asked += 1);
    this.busy = true;
    try {
      const reply = await call("reads_timeline", { query, from: instant(this.window?.from), to: instant(this.window?.to), buckets: this.#buckets, lanes: LANES });
      if (asked !== this.#asked) return;
      this.reply = reply;
      this.error = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.error = asCommandError(error);
    }
    this.busy = false;
  }

  #go(window: Window | null): void {
    this.window = window;
    void this.load();
  }
}
