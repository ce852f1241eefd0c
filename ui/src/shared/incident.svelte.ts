// The way into an incident from anywhere: whoever shows a secret, a finding or a principal asks here; the shell shows the
// dialog.

/** From what an incident is to start. */
export interface IncidentAsk {
  /** An ARN, an access key's id or a name; empty where the person is to paste one. */
  text: string;
  /** A finding's key, where it starts from one. */
  finding: string | null;
  /** What happened, as far as it was said; may be empty. */
  trigger: string;
  /** Whether it is to be an exercise. */
  drill: boolean;
  /** Whether a link asked: whoever wrote it is not known, and the dialog says so. */
  fromLink: boolean;
}

export const incidentAsk = $state<{ wanted: IncidentAsk | null }>({ wanted: null });

/** What is asked for, with what was not said left empty. */
export function asking(from: Partial<IncidentAsk> = {}): IncidentAsk {
  return { text: "", finding: null, trigger: "", drill: false, fromLink: false, ...from };
}

/** Asks to start an incident. */
export function startIncident(from: Partial<IncidentAsk> = {}): void {
  incidentAsk.wanted = asking(from);
}
