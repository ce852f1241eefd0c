// Counts what was changed about rotations, policies, exceptions and dates, so that whatever shows a date reads it again.

let changes = $state(0);

/** Grows with each change; read it in an effect to read dates again. */
export function rotationChanges(): number {
  return changes;
}

/** Says that something about dates has changed. */
export function rotationChanged(): void {
  changes += 1;
}
