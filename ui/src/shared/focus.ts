// Where the focus goes.
import { tick } from "svelte";

/** Focuses the first field that is marked as wrong, so that what to mend is at hand and read out. */
export async function focusWrong(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
