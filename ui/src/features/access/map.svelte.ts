// The map: groups of principals × paths. What is asked, in which order paths stand, which cell is opened. No DOM.
import type { AccessCellReply, AccessCellRequest, AccessMapReply, CommandError, MapCell, MapGroup, MapPath } from "../../ipc/bindings";
import { call } from "../../ipc/client";
import type { Vocabulary } from "../../shared/filter/filterText";
import { Latest } from "./latest.svelte";

/** How long typing rests before the map is asked again, in milliseconds: it is evaluated over every secret. */
const REST = 180;
/** So many more rows are drawn at a time. */
export const PART = 80;

export type Order = "readers" | "path";

/** A cell with its row and column. */
export interface Place {
  path: MapPath;
  group: MapGroup;
  cell: MapCell;
}

const NOBODY: MapCell = { can: 0, conditional: 0, unknown: 0 };

export class AccessMap {
  filter = $state("");
  order = $state<Order>("readers");
  /** Whether groups that read nothing of what is shown are shown too. */
  whole = $state(false);
  vocabulary = $state.raw<Vocabulary>({});
  readonly map = new Latest<string, AccessMapReply>((filter) => call("access_map", { filter }), true);
  readonly cell = new Latest<AccessCellRequest, AccessCellReply>((request) => call("access_cell", request));
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Where groups that somebody reads with stand in the reply. */
  readonly columns = $derived.by(() => {
    const reply = this.map.answer;
    const all = (reply?.groups ?? []).map((_, i) => i);
    const some = all.filter((i) => reply?.paths.some((path) => sum(path.cells[i]) > 0));
    return this.whole || some.length === 0 ? all : some;
  });
  readonly groups = $derived(this.columns.flatMap((i) => this.map.answer?.groups[i] ?? []));
  readonly hidden = $derived((this.map.answer?.groups.length ?? 0) - this.groups.length);

  readonly rows = $derived.by(() => {
    const paths = [...(this.map.answer?.paths ?? [])];
    const byPath = (a: MapPath, b: MapPath) => (a.path === b.path ? (a.account < b.account ? -1 : 1) : a.path < b.path ? -1 : 1);
    return paths.sort((a, b) => (this.order === "readers" ? b.readers - a.readers || byPath(a, b) : byPath(a, b)));
  });

  /** How many rows are drawn: nobody reads thousands at once, and each costs as many elements as there are groups. */
  most = $state(PART);
  readonly drawn = $derived(this.rows.slice(0, this.most));

  /** Every cell with somebody in it, row by row: the table twin. */
  readonly places = $derived(
    this.rows.flatMap((path) => this.columns.flatMap((i) => {
      const group = this.map.answer?.groups[i];
      const cell = path.cells[i];
      return group && cell && sum(cell) > 0 ? [{ path, group, cell }] : [];
    })),
  );

  /** A filter that has been mended in the meantime is not held against anyone. */
  readonly badFilter = $derived.by<CommandError | null>(() => (this.map.error?.code === "bad_filter" && this.map.question === this.filter ? this.map.error : null));

  /** The cell where a row and a shown column meet. */
  at(path: MapPath, column: number): MapCell {
    return path.cells[this.columns[column] ?? -1] ?? NOBODY;
  }

  /** Takes a filter over; with `ask`, the map is asked as soon as typing rests. */
  set(filter: string, ask: boolean): void {
    this.filter = filter;
    clearTimeout(this.#timer);
    if (ask) this.#timer = setTimeout(() => void this.map.ask(filter), REST);
  }

  /** The first look, or another one after something came in. */
  async load(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.map.question === this.filter) await this.map.reload();
    else await this.map.ask(this.filter);
    if (this.cell.question) await this.cell.reload();
  }

  /** Learns what may be typed: accounts, regions and kinds. */
  async learn(): Promise<void> {
    const [coverage, kinds] = await Promise.all([call("coverage_show"), call("kinds_list")]);
    this.vocabulary = {
      account: Object.fromEntries(coverage.accounts.map(({ id, name }) => [name ?? id, name ? id : ""])),
      region: Object.fromEntries(coverage.regions.map((region) => [region, ""])),
      kind: Object.fromEntries(kinds.map(({ code, label }) => [code, label])),
    };
  }
}

/** Everybody in a cell. */
export function sum(cell: MapCell | undefined): number {
  return cell ? cell.can + cell.conditional + cell.unknown : 0;
}

/** A cell as it is asked for. */
export function cellRequest(path: MapPath, group: MapGroup): AccessCellRequest {
  return { path: path.path, path_account: path.account, group_account: group.account, nature: group.nature };
}

/** How dark a cell is drawn, 0 to 4: the share of its group that reads, conditional included, or that might. */
export function weight(cell: MapCell, group: MapGroup): number {
  const readers = sum(cell);
  if (readers === 0) return 0;
  const share = readers / Math.max(1, group.principals);
  return share > 0.75 ? 4 : share > 0.4 ? 3 : share > 0.15 ? 2 : 1;
}
