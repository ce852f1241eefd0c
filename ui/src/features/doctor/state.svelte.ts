// The state of the doctor: what it found last, what runs, the policy that is shown. No DOM.
import type { CommandError, DiagnosisDto, DoctorPolicy, DoctorProgressDto, DoctorReply } from "../../ipc/bindings";
import { asCommandError, call, onDoctorProgress } from "../../ipc/client";

/** How the policy is written. */
export type PolicyForm = "json" | "cloudformation" | "terraform";

export class Doctor {
  last = $state.raw<DiagnosisDto | null>(null);
  error = $state.raw<CommandError | null>(null);
  progress = $state.raw<DoctorProgressDto | null>(null);
  running = $state(false);
  cancelling = $state(false);
  /** Whether it was asked how it stands. */
  asked = $state(false);

  /** Places that were tried, and how many there are. */
  readonly done = $derived.by(() => {
    const accounts = this.progress?.accounts ?? [];
    const sum = (of: (one: (typeof accounts)[number]) => number) => accounts.reduce((all, one) => all + of(one), 0);
    return { at: sum((one) => one.done), of: sum((one) => one.of), refused: sum((one) => one.refused) };
  });

  /** Hears of what runs. Gives the function that ends it. */
  follow = (): (() => void) => onDoctorProgress((progress) => (this.progress = progress));

  load = async (): Promise<void> => {
    try {
      const reply = await call("doctor_show");
      if (!this.running) this.#take(reply);
      else this.progress = reply.running ?? this.progress;
    } catch (error) {
      this.error = asCommandError(error);
    }
    this.asked = true;
  };

  /** Checks everything. What was found before stays shown until it ends. */
  run = async (): Promise<void> => {
    if (this.running) return;
    [this.running, this.cancelling, this.error, this.progress] = [true, false, null, null];
    try {
      this.#take(await call("doctor_run"));
    } catch (error) {
      this.error = asCommandError(error);
    } finally {
      [this.running, this.cancelling, this.progress] = [false, false, null];
    }
  };

  cancel = async (): Promise<void> => {
    if (!this.running || this.cancelling) return;
    this.cancelling = true;
    try {
      await call("doctor_cancel");
    } catch (error) {
      [this.cancelling, this.error] = [false, asCommandError(error)];
    }
  };

  /** Writes what was found into a file that the person chooses: where to, or null where none was chosen. */
  write = async (format: "csv" | "json"): Promise<string | null> => (await call("doctor_export", { format }))?.path ?? null;

  policy = (form: PolicyForm): Promise<DoctorPolicy> => call("doctor_policy", { form });

  /** Saves the policy into a file that the person chooses. */
  save = async (form: PolicyForm): Promise<string | null> => (await call("doctor_policy_export", { form }))?.path ?? null;

  #take(reply: DoctorReply): void {
    [this.last, this.error] = [reply.last, null];
    // Another window's or an earlier press's.
    [this.running, this.progress] = [reply.running !== null, reply.running];
  }
}
