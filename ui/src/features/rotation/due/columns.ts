// The columns of what is due.
import type { ColumnSpec } from "../../../shared/table/layout.svelte";

export type DueColumn = "name" | "due" | "age" | "rule" | "aws" | "level" | "kind" | "account" | "owner" | "rotation";

export const DUE_COLUMNS: readonly ColumnSpec<DueColumn>[] = [
  { code: "name", title: "Name", about: "The path, quiet, and the leaf", width: 190, share: 0.24, least: 120, shown: true, fixed: true },
  { code: "due", title: "Due", about: "How far its date lies, or why it has none", width: 112, least: 86, shown: true },
  { code: "age", title: "Age / policy", about: "Days since the value was made, against the age at which it is due", width: 140, share: 0.125, least: 90, shown: true },
  { code: "rule", title: "Rule", about: "The rule that decides; its reason on hover", width: 96, share: 0.09, least: 60, shown: true },
  { code: "aws", title: "AWS’s own", about: "Secrets Manager's own schedule beside the policy", width: 94, least: 60, shown: true },
  { code: "level", title: "Level", about: "How much depends on it", width: 66, least: 56, shown: true },
  { code: "owner", title: "Owner", about: "From tags", width: 80, least: 56, shown: true },
  { code: "rotation", title: "Rotation", about: "The open rotation, if there is one", width: 116, least: 70, shown: true },
  { code: "kind", title: "Kind", about: "What the value is for", width: 100, least: 56, shown: false },
  { code: "account", title: "Account", about: "The account's name, or its number", width: 76, least: 56, shown: true },
];
