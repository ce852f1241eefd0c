// Rows of a table by key: arrows, j and k, Home and End move the focus from row to row.
import { move } from "../../shared/table/cursor";

/** The row that holds the focus, as its `data-key`. */
export function focusedKey(root: HTMLElement | undefined): string | null {
  return document.activeElement instanceof HTMLElement && root?.contains(document.activeElement) ? (document.activeElement.closest<HTMLElement>("[data-key]")?.dataset["key"] ?? null) : null;
}

/** Moves the focus among rows; what takes it in a row is marked with `data-rover`. For `onkeydown` of what holds the rows. */
export function rowKeys(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.target instanceof HTMLElement && event.target.closest("input, select, textarea"))) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-rover]")];
  const at = rows.findIndex((row) => row.closest("[data-key]")?.contains(document.activeElement));
  const to = move(event.key, at, rows.length, 10);
  if (to === null) return;
  event.preventDefault();
  event.stopPropagation();
  rows[to]?.focus();
  rows[to]?.scrollIntoView({ block: "nearest" });
}
