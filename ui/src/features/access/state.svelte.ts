// The state of the place of access. It outlives the place: whoever comes back finds it as it was left.
import type { AccessFindingsReply, AccessWhyReply, AccessWhyRequest, PrincipalAccessReply, ReadersReply, ReadersRequest, SecretRow } from "../../ipc/bindings";
import { call } from "../../ipc/client";
import { ColumnLayout } from "../../shared/table/layout.svelte";
import { PagedRows } from "../../shared/table/paged.svelte";
import { SECRET_COLUMNS } from "./columns";
import type { Inputs } from "./inputs.svelte";
import { Latest } from "./latest.svelte";
import { AccessMap } from "./map.svelte";
import { Principals } from "./principals.svelte";

export class Access {
  readonly inputs: Inputs;
  readonly map = new AccessMap();
  readonly principals = new Principals();
  readonly readers = new Latest<ReadersRequest, ReadersReply>((request) => call("access_readers", request));
  readonly principal = new Latest<string, PrincipalAccessReply>((arn) => call("access_principal", { arn }));
  readonly why = new Latest<AccessWhyRequest, AccessWhyReply>((request) => call("access_why", request));
  readonly findings = new Latest<"all", AccessFindingsReply>(() => call("access_findings"));
  /** Secrets to choose from, by name. */
  readonly layout = new ColumnLayout(SECRET_COLUMNS);
  readonly secrets = new PagedRows<string, SecretRow, null>(async (filter, offset, limit) => {
    const { secrets, total } = await call("secrets_list", { filter, sort: { column: "name", descending: false }, offset, limit });
    return { rows: secrets, total, extra: null };
  });
  /** Whether those that cannot read are listed too. */
  all = $state(false);

  constructor(inputs: Inputs) {
    this.inputs = inputs;
  }

  /** Reads again what was read: policies or secrets have changed. */
  async refresh(): Promise<void> {
    const again = [this.readers, this.principal, this.why].filter((latest) => latest.question !== null);
    await Promise.all([...again.map((latest) => latest.reload()), this.findings.question ? this.findings.reload() : this.findings.ask("all"), this.map.load(), ...(this.principals.loaded ? [this.principals.load()] : [])]);
    if (this.secrets.answered !== null) this.secrets.refresh();
  }
}
