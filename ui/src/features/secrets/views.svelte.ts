// The tabs above the list: some that Keyturn brings, and the views that a person saved. A tab brings its filter, its order
// and its columns.
import type { SortDto, ViewCount, ViewDto } from "../../ipc/bindings";
import { call } from "../../ipc/client";
import type { Placed } from "../../shared/table/layout.svelte";
import type { SecretsList } from "./list.svelte";

/** A tab. */
export interface Tab {
  /** `all`, `older` …, or `view:` and the name of a saved view. */
  id: string;
  name: string;
  filter: string;
  sort: SortDto;
  saved: ViewDto | null;
}

const BY_NAME: SortDto = { column: "name", descending: false };
const OLDEST: SortDto = { column: "age", descending: true };
const tab = (id: string, name: string, filter: string, sort: SortDto): Tab => ({ id, name, filter, sort, saved: null });

export const BUILT_IN: readonly Tab[] = [
  tab("all", "All", "", BY_NAME),
  tab("older", "Older than a year", "age:>365d", OLDEST),
  tab("pending", "Rotation pending", "is:pending", OLDEST),
  tab("plain", "Plain text, looks secret", "is:plain -kind:configuration", BY_NAME),
  tab("unowned", "No owner", "is:unowned", BY_NAME),
];

/** What a tab of Keyturn's own remembers: codes and widths, nothing about the organisation. */
interface Remembered {
  sort: SortDto;
  /** Empty where nobody changed them. */
  columns: Placed[];
}

const KEY = "keyturn.secrets.tabs.2";

export class Views {
  saved = $state.raw<readonly ViewCount[]>([]);
  counts = $state.raw<Readonly<Record<string, number>>>({});
  current = $state("all");

  #list: SecretsList;
  #kept: Record<string, Remembered>;
  #storage: Pick<Storage, "getItem" | "setItem"> | null;

  constructor(list: SecretsList, storage: Pick<Storage, "getItem" | "setItem"> | null) {
    this.#list = list;
    this.#storage = storage;
    this.#kept = parseRemembered(storage?.getItem(KEY) ?? null);
    const all = this.#kept["all"];
    if (!all) return;
    list.layout.apply(all.columns);
    list.sort = all.sort;
  }

  tabs = $derived.by<Tab[]>(() => [
    ...BUILT_IN,
    ...this.saved.map(({ view }) => ({ id: `view:${view.name}`, name: view.name, filter: view.filter, sort: view.sort, saved: view })),
  ]);
  tab = $derived.by<Tab>(() => this.tabs.find(({ id }) => id === this.current) ?? (BUILT_IN[0] as Tab));

  /** Whether the list is no longer what the tab says: its filter, and for a saved view also its order and columns. */
  edited = $derived.by(() => {
    if (this.#list.filter.trim() !== this.tab.filter.trim()) return true;
    const { saved } = this.tab;
    return saved !== null && (!same(saved.sort, this.#list.sort) || !same(saved.columns, this.#list.layout.placed));
  });

  /** How many secrets a tab holds, where that is known. */
  count(of: Tab): number | null {
    if (of.id === "all") return this.#list.all;
    if (of.saved) return this.saved.find(({ view }) => view.name === of.name)?.total ?? null;
    return this.counts[of.id] ?? null;
  }

  /** Reads the saved views and every count anew. */
  async load(): Promise<void> {
    this.saved = (await call("views_list")).views;
    for (const { id, filter } of BUILT_IN.slice(1)) {
      const { total } = await call("secrets_list", { filter, sort: BY_NAME, offset: 0, limit: 1 });
      this.counts = { ...this.counts, [id]: total };
    }
  }

  pick(id: string): void {
    const next = this.tabs.find((other) => other.id === id);
    if (!next) return;
    this.remember();
    this.current = id;
    const kept = this.#kept[id];
    const columns = next.saved?.columns ?? kept?.columns ?? this.#kept["all"]?.columns ?? [];
    this.#list.layout.apply(columns);
    this.#list.show(next.filter, next.saved ? next.sort : (kept?.sort ?? next.sort));
  }

  /** An empty filter is no view but everything. */
  typed(filter: string): void {
    if (filter.trim() === "" && this.tab.filter !== "") {
      this.remember();
      this.current = "all";
    }
    this.#list.setFilter(filter);
  }

  /** Keeps columns and order of a tab of Keyturn's own. A saved view keeps them when it is saved. */
  remember(): void {
    if (this.tab.saved) return;
    this.#kept = { ...this.#kept, [this.tab.id]: { sort: this.#list.sort, columns: this.#list.layout.untouched ? [] : this.#list.layout.placed } };
    this.#storage?.setItem(KEY, JSON.stringify(this.#kept));
  }

  /** Saves what is shown under a name; a view of that name is replaced. */
  async save(name: string): Promise<void> {
    const { filter, sort, layout } = this.#list;
    this.saved = (await call("view_save", { name, filter, sort, columns: layout.placed })).views;
    this.current = `view:${name}`;
  }

  async rename(from: string, to: string): Promise<void> {
    const view = this.saved.find((other) => other.view.name === from)?.view;
    if (!view || from === to) return;
    // First the new one: should the second step fail, nothing is lost.
    this.saved = (await call("view_save", { ...view, name: to })).views;
    if (this.current === `view:${from}`) this.current = `view:${to}`;
    this.saved = (await call("view_delete", { name: from })).views;
  }

  async remove(name: string): Promise<void> {
    this.saved = (await call("view_delete", { name })).views;
    if (this.current === `view:${name}`) this.pick("all");
  }

  /** Saves a view again that was deleted. */
  async restore(view: ViewDto): Promise<void> {
    this.saved = (await call("view_save", view)).views;
  }

  /** Whether a saved view has this name already. */
  has(name: string): boolean {
    return this.saved.some(({ view }) => view.name === name);
  }
}

/** Reads what was kept; what is not understood is left out. */
export function parseRemembered(text: string | null): Record<string, Remembered> {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
  if (typeof kept !== "object" || kept === null) return {};
  return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, Remembered] => isRemembered(entry[1])));
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== "object" || value === null) return false;
  const { sort, columns } = value as Partial<Remembered>;
  return (
    typeof sort?.column === "string" &&
    typeof sort.descending === "boolean" &&
    Array.isArray(columns) &&
    columns.every((placed) => typeof placed?.column === "string" && typeof placed.width === "number")
  );
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
