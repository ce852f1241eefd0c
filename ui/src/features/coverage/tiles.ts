// The tiles at the rail's foot: one for each cell while there is room, else one for each account and region, else one for
// each account. A tile that stands for several shows the worst of them.
import { worse } from "./coverage.svelte";

/** What a tile stands for. */
export interface Tile {
  key: string;
  title: string;
  state: string;
}

/** More tiles than this say nothing at the foot of a narrow rail. */
export const MOST_TILES = 96;

interface Named {
  account: string;
  region: string;
  store: string;
  state: string;
}

/** The tiles of some cells, in their order. */
export function tilesOf(cells: readonly Named[], name: (account: string) => string, stateWord: (state: string) => string): Tile[] {
  const levels: ((cell: Named) => string[])[] = [
    (c) => [name(c.account), c.region, c.store === "ssm" ? "SSM" : "SM"],
    (c) => [name(c.account), c.region],
    (c) => [name(c.account)],
  ];
  for (const level of levels) {
    const tiles = new Map<string, { title: string; state: string }>();
    for (const cell of cells) {
      const title = level(cell).join(" / ");
      const known = tiles.get(title);
      tiles.set(title, { title, state: known ? worse(known.state, cell.state) : cell.state });
    }
    if (tiles.size <= MOST_TILES || level === levels.at(-1)) {
      return [...tiles].map(([key, { title, state }]) => ({ key, state, title: `${title}: ${stateWord(state)}` }));
    }
  }
  return [];
}
