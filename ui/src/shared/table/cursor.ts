// Where a key takes the cursor in a list, and where a row lies under a sticky header.

/** Keys that move the cursor; letters as in vi. */
const MOVES: Record<string, (at: number, page: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  j: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  k: (at) => at - 1,
  PageDown: (at, page) => at + page,
  PageUp: (at, page) => at - page,
  Home: () => 0,
  g: () => 0,
  End: (_at, _page, last) => last,
  G: (_at, _page, last) => last,
};

/** The row that `key` leads to from `at` (-1: none yet), or null when the key moves nothing. `page` is the rows in view. */
export function move(key: string, at: number, total: number, page: number): number | null {
  const step = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  if (!step || total === 0) return null;
  const last = total - 1;
  // Without a cursor, the first step upwards or downwards lands on the first row.
  if (at < 0 && key !== "End" && key !== "G") return 0;
  return Math.min(last, Math.max(0, step(at, Math.max(1, page - 1), last)));
}

/** The scroll position that shows a row whole, below a header of `header` pixels that covers the top of the scroller. */
export function reveal(index: number, row: number, top: number, height: number, header: number): number {
  const start = index * row;
  const room = height - header;
  if (start < top) return start;
  if (start + row > top + room) return start + row - room;
  return top;
}

/** The rows to draw: those in view and `spare` on either side. */
export function span(top: number, height: number, row: number, total: number, spare: number): [number, number] {
  const first = Math.max(0, Math.floor(top / row) - spare);
  const end = Math.min(total, Math.ceil((top + height) / row) + spare);
  return [Math.min(first, end), end];
}
