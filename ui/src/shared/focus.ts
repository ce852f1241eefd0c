// Where the focus goes.
import { tick } from "svelte";

/** Where what had the focus has left the page: the first button of this part takes it, so that a person goes on where they were. */
export async function keepFocus(part: HTMLElement): Promise<void> {
  await tick();
  if (document.activeElement === document.body) part.querySelector("button")?.focus({ preventScroll: true });
}

/** Focuses the first field that is marked as wrong, so that what to mend is at hand and read out. */
export async function focusWrong(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
