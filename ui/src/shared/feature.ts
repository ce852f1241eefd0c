// What the shell gives to the view of a place.
import type { Go, Route } from "./routes";

export interface FeatureProps<R extends Route> {
  route: R;
  go: Go;
  /** Grows each time a sync ended: what is shown may be old then. */
  revision: number;
  /** Whether a sync runs. */
  syncing: boolean;
  /** Starts a sync. */
  onsync: () => void;
}
