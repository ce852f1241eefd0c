// Every review, and how far the open one is. No DOM.
import type { CampaignSummary, CommandError, ReviewsReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { counted, visible } from "../../shared/format";
import { utcToday } from "../../shared/rotation/days";
import { percentOf } from "./words";

export class Campaigns {
  reply = $state.raw<ReviewsReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  #turn = 0;

  /** The open review that is due first. */
  readonly current = $derived<CampaignSummary | null>(this.reply?.campaigns.find((c) => c.state === "open") ?? null);
  /** How much of it is decided; null where none is open. */
  readonly percent = $derived(this.current ? percentOf(this.current.progress) : null);
  /** Whether it is late. */
  readonly late = $derived(this.current !== null && this.current.due_on < utcToday());
  /** How far it is, in words. */
  readonly words = $derived(this.current ? `${visible(this.current.name)}: ${this.current.progress.decided} of ${counted(this.current.progress.items, "item")} decided` : "");

  load = async (): Promise<void> => {
    const turn = (this.#turn += 1);
    try {
      const reply = await call("reviews_list");
      if (turn === this.#turn) [this.reply, this.error] = [reply, null];
    } catch (error) {
      if (turn === this.#turn) this.error = asCommandError(error);
    }
  };
}
