// The state of the place of rotation. It outlives the place: whoever comes back finds it as it was left.
import { rotationChanged } from "../../shared/rotation/changes.svelte";
import { Cost } from "./cost/cost.svelte";
import { DueList } from "./due/due.svelte";
import { Exceptions } from "./exceptions/exceptions.svelte";
import { Policy } from "./policy/policy.svelte";
import { Rotations } from "./rotations/rotations.svelte";
import { Tasks } from "./tasks/tasks.svelte";

export class Rotation {
  readonly due = new DueList();
  readonly rotations = new Rotations(rotationChanged);
  readonly tasks = new Tasks(rotationChanged);
  readonly exceptions = new Exceptions(rotationChanged);
  readonly policy = new Policy(rotationChanged);
  readonly cost = new Cost();

  /** Reads again what tells numbers, and what is on show. */
  async refresh(): Promise<void> {
    this.due.refresh();
    await Promise.all([this.rotations.load(), this.rotations.reload(), this.tasks.load(), this.exceptions.load(), this.policy.load(), this.cost.reply && this.cost.load()]);
  }
}
