// A collection of access that runs in the in-memory host: each step brings every account a part further.
import type { AccessPlace, AccessProgress } from "../../bindings";
import { ACCOUNTS, REGIONS } from "../seed";

const KINDS: [what: string, size: number][] = [["identities", 640], ["policies", 96], ["keys", 24]];

export class FakeCollecting {
  cancelled = false;
  readonly #startedAt: string;
  readonly #places: AccessPlace[];
  #at = 0;

  constructor(now: number) {
    this.#startedAt = new Date(now).toISOString();
    const [first] = ACCOUNTS;
    const place = (account: (typeof ACCOUNTS)[number], what: string, of: number, region: string | null): AccessPlace => ({ account: account.id, account_name: account.name, region, what, state: "waiting", done: 0, of });
    this.#places = [
      ...(first ? [place(first, "organisation", 9, null), place(first, "identity_center", 3, null)] : []),
      ...ACCOUNTS.flatMap((account) => KINDS.flatMap(([what, of]) => (what === "identities" ? [place(account, what, of, null)] : REGIONS.map((region) => place(account, what, of, region))))),
    ];
  }

  get progress(): AccessProgress {
    return { started_at: this.#startedAt, places: this.#places.map((place) => ({ ...place })) };
  }

  /** Brings it further; whether it is over. */
  step(): boolean {
    this.#at += 1;
    const stage = (place: AccessPlace) => (place.region === null ? 0 : KINDS.findIndex(([what]) => what === place.what));
    for (const place of this.#places) {
      if (place.state === "done" || place.state === "failed") continue;
      if (this.cancelled) place.state = "cancelled";
      else if (this.#at > stage(place) * 2 + 2) [place.state, place.done] = [place.account === "222222222222" && place.region === "eu-west-3" && place.what === "keys" ? "failed" : "done", place.of ?? 0];
      else if (this.#at > stage(place) * 2) [place.state, place.done] = ["running", Math.ceil((place.of ?? 0) / 2)];
    }
    return this.#places.every((place) => place.state !== "waiting" && place.state !== "running");
  }
}
