// The columns of the secrets to choose from.
import type { ColumnSpec } from "../../shared/table/layout.svelte";

export type SecretColumn = "name" | "account" | "store";

export const SECRET_COLUMNS: readonly ColumnSpec<SecretColumn>[] = [
  { code: "name", title: "Secret", about: "The secret's name", width: 170, least: 100, shown: true, fixed: true },
  { code: "account", title: "Account", about: "The account that owns it", width: 76, least: 50, shown: true },
  { code: "store", title: "Store", about: "Secrets Manager (SM) or Parameter Store (SSM)", width: 52, least: 44, shown: true },
];
