// Principals by group, as the cells of the map have them: a group's are read when it is opened, the fullest path first, until
// all that can read anything are known. No DOM.
import type { AccessMapReply, AccessPrincipal, CommandError, MapGroup } from "../../ipc/bindings";
import { asCommandError, call } from "../../ipc/client";
import { cellRequest, sum } from "./map.svelte";

/** What is known of one group. */
export interface Members {
  group: MapGroup;
  principals: readonly AccessPrincipal[];
  state: "idle" | "busy" | "done";
  error: CommandError | null;
}

/** Names a group. */
export const groupKey = (group: Pick<MapGroup, "account" | "nature">): string => `${group.account}/${group.nature}`;

export class Principals {
  groups = $state.raw<readonly Members[]>([]);
  loaded = $state(false);
  error = $state.raw<CommandError | null>(null);
  find = $state("");
  #map: AccessMapReply | null = null;
  #turn = 0;

  /** Groups with those of their members whose name or account holds what is looked for. */
  readonly shown = $derived.by(() => {
    const wanted = this.find.trim().toLowerCase();
    const hit = (p: AccessPrincipal) => `${p.name} ${p.account} ${p.account_name ?? ""}`.toLowerCase().includes(wanted);
    return this.groups.map((members) => ({ ...members, principals: wanted ? members.principals.filter(hit) : members.principals })).filter((members) => !wanted || members.principals.length > 0 || members.state === "busy");
  });
  readonly all = $derived(this.shown.flatMap((members) => members.principals));

  /** Reads the groups and then their members, one group after another. */
  async load(): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const map = await call("access_map", { filter: "" });
      if (turn !== this.#turn) return;
      this.#map = map;
      this.groups = map.groups.flatMap((group, i) =>
        map.paths.some((path) => sum(path.cells[i]) > 0) ? [{ group, principals: this.#known(group), state: "idle" as const, error: null }] : [],
      );
      this.error = null;
    } catch (error) {
      if (turn === this.#turn) this.error = asCommandError(error);
    }
    this.loaded = true;
    for (const { group } of this.groups) if (turn === this.#turn) await this.#read(group, turn);
  }

  #known(group: MapGroup): readonly AccessPrincipal[] {
    return this.groups.find((members) => groupKey(members.group) === groupKey(group))?.principals ?? [];
  }

  async #read(group: MapGroup, turn: number): Promise<void> {
    const map = this.#map;
    const at = map?.groups.findIndex((g) => groupKey(g) === groupKey(group)) ?? -1;
    const paths = [...(map?.paths ?? [])].filter((path) => sum(path.cells[at]) > 0).sort((a, b) => sum(b.cells[at]) - sum(a.cells[at]));
    const found: Record<string, AccessPrincipal> = {};
    this.#put(group, { state: "busy" });
    try {
      for (const path of paths) {
        const { readers } = await call("access_cell", cellRequest(path, group));
        if (turn !== this.#turn) return;
        for (const { principal } of readers) found[principal.arn] = principal;
        const principals = Object.values(found).sort((a, b) => (a.name < b.name ? -1 : 1));
        this.#put(group, { principals });
        if (principals.length >= group.principals) break;
      }
      this.#put(group, { state: "done", error: null });
    } catch (error) {
      if (turn === this.#turn) this.#put(group, { state: "done", error: asCommandError(error) });
    }
  }

  #put(group: MapGroup, change: Partial<Members>): void {
    this.groups = this.groups.map((members) => (groupKey(members.group) === groupKey(group) ? { ...members, ...change } : members));
  }
}
