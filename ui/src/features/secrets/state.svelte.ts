// The state of the secrets place. It outlives the place: whoever comes back finds the list as it was left.
import { asCommandError, call } from "../../ipc/client";
import { toastError } from "../../shared/toasts.svelte";
import { SecretDetail } from "./detail.svelte";
import { SecretsList } from "./list.svelte";
import { Views } from "./views.svelte";

export class SecretsState {
  readonly list = new SecretsList(() => this.detail.arn);
  readonly views: Views;
  readonly detail: SecretDetail;

  constructor(storage: Pick<Storage, "getItem" | "setItem"> | null) {
    this.views = new Views(this.list, storage);
    this.detail = new SecretDetail(() => this.#stored());
  }

  /** Called when the place is shown. */
  open(): void {
    this.list.open();
    void this.#quietly(this.views.load());
    void this.#quietly(this.#learn());
    void this.detail.reload();
  }

  /** Called when a sync has ended: everything may have changed. */
  refresh(): void {
    this.list.rows.refresh();
    void this.#quietly(this.views.load());
    void this.detail.reload();
  }

  #stored(): void {
    this.list.rows.refresh();
    void this.#quietly(this.views.load());
  }

  async #learn(): Promise<void> {
    await this.detail.loadKinds();
    this.list.learn("kind", this.detail.kinds.map(({ code, label }) => [code, label] as const));
    const coverage = await call("coverage_show");
    this.list.learn("account", coverage.accounts.map(({ id, name }) => (name ? ([name, id] as const) : ([id, ""] as const))));
    this.list.learn("region", coverage.regions.map((region) => [region, ""] as const));
  }

  async #quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // Where the list itself could not be read, it says so already.
      if (this.list.rows.answered !== null && this.list.error === null) toastError(asCommandError(error));
    }
  }
}

function storage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

export const secrets = new SecretsState(storage());
