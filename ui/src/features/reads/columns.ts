// The columns of a list of events.
import type { ColumnSpec } from "../../shared/table/layout.svelte";

export type EventColumn = "at" | "principal" | "call" | "object" | "outcome" | "source" | "agent" | "account" | "region" | "session";

export const EVENT_COLUMNS: readonly ColumnSpec<EventColumn>[] = [
  { code: "at", title: "When", about: "When the call was made", width: 152, least: 110, shown: true },
  { code: "principal", title: "Who", about: "The role, user or service behind the session", width: 146, share: 0.14, least: 80, shown: true },
  { code: "call", title: "Call", about: "The API call", width: 122, least: 70, shown: true },
  { code: "object", title: "What", about: "The secret, path or filter", width: 190, least: 100, shown: true, fixed: true },
  { code: "outcome", title: "Outcome", about: "Whether it worked", width: 72, least: 60, shown: true },
  { code: "source", title: "From", about: "The address, the endpoint or the AWS service", width: 112, least: 70, shown: true },
  { code: "agent", title: "Agent", about: "The program, as it calls itself", width: 98, least: 60, shown: true },
  { code: "account", title: "Account", about: "The account whose trail holds it", width: 76, least: 56, shown: true },
  { code: "region", title: "Region", about: "The region that answered", width: 82, least: 56, shown: true },
];
