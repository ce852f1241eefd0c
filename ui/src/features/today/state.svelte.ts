// What needs somebody, and the numbers of the rail: one reply, read again whenever something ended. No DOM.
import type { CommandError, TodayReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

/** How often it is read again where nothing happens here, in milliseconds: marks pass, and others write. */
const EVERY = 60_000;

export class Today {
  reply = $state.raw<TodayReply | null>(null);
  error = $state.raw<CommandError | null>(null);
  #reading = false;
  #again = false;

  /** Reads it, quietly: what is shown stays until the next is here. Whoever asks meanwhile gets one more reading. */
  load = async (): Promise<void> => {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        await this.#read();
      } while (this.#again);
    } finally {
      this.#reading = false;
    }
  };

  /** Reads it now and then while the window is seen. Gives the function that ends it. */
  follow = (): (() => void) => {
    const look = () => {
      if (!document.hidden) void this.load();
    };
    const timer = setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  };

  async #read(): Promise<void> {
    try {
      this.reply = await call("today_show");
      this.error = null;
    } catch (error) {
      this.error = asCommandError(error);
    }
  }
}
