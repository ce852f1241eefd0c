// What can be done with the shown rotation, for keys, palette and help.
import type { RotationReply } from "../../../ipc/bindings";
import type { Action } from "../../../shared/actions.svelte";
import { doWord } from "../words";
import { cancellable } from "./rotations.svelte";

const GROUP = "Rotations";

interface Shown {
  reply: () => RotationReply | null;
  /** Whether anything is shown. */
  opened: () => boolean;
  /** The step to take next. */
  next: () => string | null;
  some: () => boolean;
  step: (by: number) => void;
  close: () => void;
  record: (step: string) => void;
  move: () => void;
  generate: () => void;
  secret: () => void;
}

/** Actions about the shown rotation. */
export function rotationActions({ reply, opened, next, some, step, close, record, move, generate, secret }: Shown): Action[] {
  const state = () => reply()?.rotation.state ?? "";
  const givable = () => {
    const of = reply();
    return of !== null && cancellable(of);
  };
  const upcoming = next();
  return [
    { id: "rotation.next", title: "Next rotation", group: GROUP, keys: ["j"], when: some, run: () => step(1) },
    { id: "rotation.before", title: "Rotation before", group: GROUP, keys: ["k"], when: some, run: () => step(-1) },
    { id: "rotation.open", title: "Go into the rotation", group: GROUP, keys: ["Enter"], when: some },
    { id: "rotation.close", title: "Back to the rotations", group: GROUP, keys: ["Escape"], when: opened, run: close },
    { id: "rotation.record", title: upcoming ? `${doWord(upcoming)}…` : "Record the next step…", group: GROUP, keys: ["r"], words: "step proof evidence", when: () => next() !== null, run: () => record(next() ?? "") },
    { id: "rotation.end", title: "Close without proof…", group: GROUP, when: () => reply()?.steps.some((s) => s.step === "closed" && s.open) === true && next() !== "closed", run: () => record("closed") },
    { id: "rotation.generate-for", title: "Generate its new value…", group: GROUP, keys: ["v"], when: () => next() === "value_made", run: generate },
    { id: "rotation.move", title: "Move the rotation…", group: GROUP, keys: ["m"], words: "date reschedule", when: () => ["planned", "value_made"].includes(state()), run: move },
    { id: "rotation.cancel", title: "Cancel the rotation…", group: GROUP, keys: ["x"], when: givable, run: () => record("cancelled") },
    { id: "rotation.secret", title: "Open the rotation's secret", group: GROUP, keys: ["o"], when: opened, run: secret },
  ];
}
