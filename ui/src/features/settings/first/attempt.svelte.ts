// What is tried before it is saved: it runs once at a time, can be stopped, and keeps why it failed.
import type { CommandError } from "../../../ipc/bindings";
import { asCommandError, call } from "../../../ipc/client";

export class Attempt {
  running = $state(false);
  cancelling = $state(false);
  error = $state.raw<CommandError | null>(null);

  /** Runs it. `hear` listens to what comes meanwhile, and gives the function that ends it. */
  protected async run(hear: () => () => void, ask: () => Promise<void>): Promise<void> {
    this.running = true;
    this.error = null;
    const end = hear();
    try {
      await ask();
    } catch (error) {
      this.error = asCommandError(error);
    } finally {
      end();
      this.running = false;
      this.cancelling = false;
    }
  }

  /** Stops what runs; what has come stays. */
  cancel = async (): Promise<void> => {
    if (!this.running || this.cancelling) return;
    this.cancelling = true;
    try {
      await call("try_cancel");
    } catch (error) {
      this.cancelling = false;
      this.error = asCommandError(error);
    }
  };
}
