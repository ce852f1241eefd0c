// Links that ask for an incident. They fill in the dialog; the person starts.
import { asCommandError, call, onLinkOpened } from "../../ipc/client";
import { visible } from "../../shared/format";
import { startIncident } from "../../shared/incident.svelte";
import { toast, toastError } from "../../shared/toasts.svelte";

/** Takes the link that waits, and each that comes. Gives the function that ends it. */
export function followLinks(): () => void {
  void take();
  return onLinkOpened(() => void take());
}

async function take(): Promise<void> {
  const link = await call("link_take").catch((error: unknown) => toastError(asCommandError(error)));
  if (!link) return;
  if (link.problem !== null) return toast(`The link was not followed: ${visible(link.problem)}.`, { tone: "late" });
  startIncident({ text: link.about, finding: link.finding, trigger: link.trigger, drill: link.drill, fromLink: true });
}
