// The state of the place of incidents. It outlives the place: whoever comes back finds it as it was left.
import { onIncidentChanged } from "../../ipc/client";
import { Incident } from "./incident.svelte";
import { IncidentList } from "./list.svelte";

export class Incidents {
  readonly list = new IncidentList();
  readonly incident = new Incident(() => void this.list.load());

  /** Follows what other windows and the command line start and write. Gives the function that ends it. */
  follow(): () => void {
    return onIncidentChanged(() => void this.list.load());
  }
}
