// How secrets are used: by secret, who read it; by principal, what it read. No DOM.
import type { CommandError, GroupDto, ObjectDto, PrincipalDto, UsageReply } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";

const MOST = 500;

/** What an opened line turned out to be. */
export interface Opened {
  /** Its line in the list, or the query alone where a link led here. */
  query: string;
  principal: PrincipalDto | null;
  object: ObjectDto | null;
  /** Its uses; null where the name is not in the inventory and single events are all that is known. */
  usage: UsageReply | null;
  /** Who or what by single events, where there are no uses. */
  groups: GroupDto[];
}

export type Order = "events" | "last_at" | "what";

export class Usage {
  readonly by: "secret" | "principal";
  groups = $state.raw<readonly GroupDto[]>([]);
  total = $state(0);
  loaded = $state(false);
  error = $state.raw<CommandError | null>(null);
  order = $state<Order>("events");
  opened = $state.raw<Opened | null>(null);
  openError = $state.raw<CommandError | null>(null);
  #query = "";
  #wanted: string | null = null;
  #asked = 0;
  #turn = 0;

  constructor(by: "secret" | "principal") {
    this.by = by;
  }

  readonly sorted = $derived(
    [...this.groups].sort((a, b) =>
      this.order === "what" ? a.what.localeCompare(b.what, "en") : this.order === "last_at" ? Date.parse(b.last_at) - Date.parse(a.last_at) : b.events - a.events,
    ),
  );

  async load(query = this.#query): Promise<void> {
    this.#query = query;
    const asked = (this.#asked += 1);
    try {
      const reply = await call("reads_groups", { query, by: this.by, limit: MOST });
      if (asked !== this.#asked) return;
      this.groups = reply.groups;
      this.total = reply.total;
      this.error = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.error = asCommandError(error);
    }
    this.loaded = true;
  }

  /** Opens what a query asks for alone, or closes with null. */
  async open(query: string | null): Promise<void> {
    if (query === this.#wanted) return;
    this.#wanted = query;
    await this.reload();
  }

  async reload(): Promise<void> {
    const query = this.#wanted;
    const turn = (this.#turn += 1);
    this.openError = null;
    if (query === null) {
      this.opened = null;
      return;
    }
    try {
      const opened = await this.#find(query);
      if (turn === this.#turn) this.opened = opened;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.openError = asCommandError(error);
      this.opened = null;
    }
  }

  /** A line of a group is words; its latest event says whose they are. */
  async #find(query: string): Promise<Opened> {
    const { events } = await call("reads_list", { query, offset: 0, limit: 1 });
    const event = events[0];
    const name = this.groups.find((group) => group.query === query)?.what;
    const principal = this.by === "principal" ? (event?.principal ?? null) : null;
    const object = this.by === "secret" ? (event?.objects.find((o) => o.name === name) ?? event?.objects[0] ?? null) : null;
    const usage = principal
      ? await call("principal_usage", { account: principal.account, name: principal.name })
      : object?.arn ? await call("secret_usage", { arn: object.arn }) : null;
    const groups = usage ? [] : (await call("reads_groups", { query, by: this.by === "secret" ? "principal" : "secret", limit: MOST })).groups;
    return { query, principal, object, usage, groups };
  }
}
