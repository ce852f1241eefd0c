// Rotations in the in-memory host: planned, moved, recorded step by step.
import type { RotationReply } from "../../bindings";
import { dayOf } from "./judge";
import { follows, notNext, recordOf, STEPS, STRATEGIES, strategyOf, summaryOf, wantedOf, wholeRotation, type Recorded, type Step } from "./records";
import type { Of, World } from "./world";

type Names = "rotations_list" | "rotation_show" | "rotation_plan" | "rotation_move" | "rotation_record";
const LIKE_SECRET = /AKIA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY/u;

export function rotationHandlers(world: World): Of<Names> {
  const { host } = world;
  // What was found without a plan has no record: only its line.
  const record = (id: string): Recorded => world.records.find((r) => r.id === id && !r.outside) ?? host.fail("not_found", "There is no such rotation.");
  const whole = (of: Recorded): RotationReply => wholeRotation(of, world.row(of.arn), world.now);
  const checked = (text: string) => LIKE_SECRET.test(text) && host.fail("looks_like_secret", "The text holds what looks like a secret's value.", "Write where to see it instead.");

  function listed(which: string, arn: string | null) {
    const passes: Record<string, (r: Recorded) => boolean> = { open: (r) => r.open, closed: (r) => !r.open && !r.outside, outside: (r) => r.outside, all: () => true };
    const test = passes[which] ?? host.fail("bad_request", `${which} is none of open, closed, outside, all.`);
    const rows = world.records.filter((r) => test(r) && (arn === null || r.arn === arn)).map((r) => ({ open: r.open, of: summaryOf(r, world.row(r.arn)) }));
    rows.sort((a, b) => Number(b.open) - Number(a.open) || (a.open ? ((a.of.planned_on ?? "9") < (b.of.planned_on ?? "9") ? -1 : 1) : a.of.changed_at < b.of.changed_at ? 1 : -1));
    return { rotations: rows.map(({ of }) => of) };
  }

  return {
    rotations_list: ({ which, arn }) => listed(which, arn),
    rotation_show: ({ id }) => whole(record(id)),
    rotation_plan: ({ items, strategy, owner, note }) => {
      checked(note);
      if (items.length === 0) host.fail("bad_request", "No secret is named.");
      if (strategy !== null && !STRATEGIES[strategy]) host.fail("bad_request", `${strategy} is not a strategy.`);
      for (const { arn, on } of items) {
        if (on < dayOf(world.now)) host.fail("bad_request", "That day has passed.");
        if (world.open(arn)) host.fail("bad_request", `${world.row(arn).name} has an open rotation already.`, "Move that one.");
      }
      for (const { arn, on } of items) {
        const row = world.row(arn);
        const made = recordOf({ id: world.id("R"), arn, strategy: strategy ?? strategyOf(row), planned_on: on, owner: owner ?? row.owner, note, taken: { planned: { at: world.now, who: "you", evidence: "", version: null, seen: false } } });
        const task = world.tasks.find((t) => t.arn === arn && t.rotation === null && t.dropped === null);
        if (task) {
          task.rotation = made.id;
          made.trigger = task.trigger;
          made.due_at = task.due_at;
        }
        world.records.push(made);
        host.log("rotation.planned", row.name, { on });
      }
      return listed("open", null);
    },
    rotation_move: ({ id, on }) => {
      const of = record(id);
      if (!of.open) host.fail("bad_request", "This rotation has ended.");
      if (of.taken.stored) host.fail("bad_request", "The new value is stored already: there is nothing to move.");
      if (on < dayOf(world.now)) host.fail("bad_request", "That day has passed.");
      of.planned_on = on;
      host.log("rotation.moved", world.row(of.arn).name, { on });
      return whole(of);
    },
    rotation_record: ({ id, step, at, evidence }) => {
      const of = record(id);
      checked(evidence);
      const when = at === null ? world.now : Date.parse(at);
      if (Number.isNaN(when)) host.fail("bad_request", "That is not a time.");
      if (when > world.now + 60_000) host.fail("bad_request", "the step lies in the future");
      const taken = { at: when, who: "you", evidence: evidence.trim(), version: null, seen: false };
      if (step !== "cancelled" && (!(STEPS as readonly string[]).includes(step) || step === "planned")) host.fail("bad_request", `${step} is not a step to record.`);
      const known = step as Step | "cancelled";
      if (!follows(of, known)) host.fail("bad_request", notNext(of, known));
      const wanted = wantedOf(of, known);
      if (wanted !== null && taken.evidence === "") host.fail("bad_request", wanted);
      if (known === "cancelled") of.cancelled = taken;
      else of.taken[known] = taken;
      host.log("rotation.recorded", world.row(of.arn).name, { step });
      return whole(of);
    },
  };
}
