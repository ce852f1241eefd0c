// The team's day: which date it is in the time zone of the policy in force. UTC until that is known.

let zone = $state("UTC");

/** Takes note of the policy's time zone. One that this browser does not know changes nothing. */
export function learnZone(name: string): void {
  try {
    new Intl.DateTimeFormat("en-CA", { timeZone: name });
    zone = name;
  } catch {
    // The day stays that of the zone before.
  }
}

/** The team's day at an instant, as `YYYY-MM-DD`. */
export function teamDay(ms: number): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(ms);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}`;
}
