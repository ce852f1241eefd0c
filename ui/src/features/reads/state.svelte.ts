// The state of the place of the reads. It outlives the place: whoever comes back finds it as it was left.
import { Checks, Silences } from "./checks.svelte";
import { Findings } from "./findings.svelte";
import { Query } from "./query.svelte";
import { TrailSettings } from "./settings.svelte";
import { Timeline } from "./timeline.svelte";
import type { Trail } from "./trail.svelte";
import { Usage } from "./usage.svelte";

export class Reads {
  readonly trail: Trail;
  readonly findings: Findings;
  /** What happened around the opened finding. */
  readonly around = new Timeline();
  readonly query = new Query();
  readonly secrets = new Usage("secret");
  readonly principals = new Usage("principal");
  readonly checks = new Checks();
  readonly silences: Silences;
  readonly settings = new TrailSettings();

  constructor(trail: Trail) {
    this.trail = trail;
    this.findings = new Findings(() => trail.judged());
    this.silences = new Silences(() => trail.judged());
  }
}
