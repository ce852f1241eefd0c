// Events that are all here, for the grid that is made for long lists.
import type { EventRow } from "../../ipc/bindings";
import { PagedRows } from "../../shared/table/paged.svelte";

/** Rows that answer from what they hold. */
export function heldRows(events: readonly EventRow[]): PagedRows<string, EventRow, string[]> {
  const rows = new PagedRows<string, EventRow, string[]>(async (_query, offset, limit) => ({ rows: events.slice(offset, offset + limit), total: events.length, extra: [] }));
  rows.ask("");
  return rows;
}
