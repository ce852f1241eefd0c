// The columns of the list of secrets, as keyturn-domain's listing has them. The first ones fit beside an open detail in a
// window of 1280 pixels.
import type { ColumnSpec } from "../../shared/table/layout.svelte";

export type ColumnCode =
  | "name" | "store" | "age" | "due" | "kind" | "account" | "region" | "rotation" | "rotated" | "owner" | "readers" | "read" | "key"
  | "environment" | "service" | "replicas" | "review";

export const COLUMNS: readonly ColumnSpec<ColumnCode>[] = [
  { code: "name", title: "Name", about: "The path, quiet, and the leaf", width: 186, share: 0.2, least: 120, shown: true, fixed: true },
  { code: "age", title: "Age of value", about: "Days since the current value was made, drawn against the age at which its policy wants it rotated", width: 118, share: 0.1, least: 62, shown: true, numeric: true },
  { code: "due", title: "Due", about: "The date at which the policy wants it rotated", width: 92, least: 56, shown: true },
  { code: "kind", title: "Kind", about: "What the value is for", width: 106, share: 0.095, least: 56, shown: true },
  { code: "account", title: "Account", about: "The account's name, or its number", width: 84, least: 56, shown: true },
  { code: "region", title: "Region", about: "The region of the primary", width: 86, least: 56, shown: true },
  { code: "store", title: "Store", about: "SM: Secrets Manager · SSM: Parameter Store", width: 52, least: 46, shown: true },
  { code: "rotation", title: "Rotation", about: "Who rotates it", width: 80, least: 56, shown: true },
  { code: "rotated", title: "Rotated", about: "The last automatic rotation", width: 78, least: 56, shown: false },
  { code: "owner", title: "Owner", about: "From tags", width: 82, least: 56, shown: true },
  { code: "readers", title: "Can read", about: "Users and roles that can read it, under a condition included; + where more are not known", width: 74, least: 50, shown: true, numeric: true },
  { code: "read", title: "Last read", about: "The day of the last read that AWS reports; never for parameters", width: 76, least: 56, shown: true },
  { code: "key", title: "Key", about: "The KMS key: AWS managed, or the organisation's own", width: 92, least: 56, shown: true },
  { code: "environment", title: "Environment", about: "Read from the path", width: 96, least: 56, shown: false },
  { code: "service", title: "Service", about: "Read from the path", width: 96, least: 56, shown: false },
  { code: "replicas", title: "Replicas", about: "Copies in other regions; a secret counts once", width: 84, least: 56, shown: false },
  { code: "review", title: "Review", about: "Review status; empty until there are reviews", width: 76, least: 56, shown: false },
];

/** Columns whose interesting end comes first on the first click: the oldest, the longest ago. */
const LARGEST_FIRST: ReadonlySet<string> = new Set(["age", "rotated", "readers", "read", "replicas"]);

/** The order after a click on a column's header. */
export function nextSort(
  now: { column: string; descending: boolean },
  column: string,
): { column: string; descending: boolean } {
  return { column, descending: now.column === column ? !now.descending : LARGEST_FIRST.has(column) };
}
