// Where a person can be. A route holds all that is needed to come back to the same sight.

/** What needs somebody. */
export interface TodayRoute {
  place: "today";
}

/** The secrets list, perhaps with one opened, perhaps with a filter asked for by a link. */
export interface SecretsRoute {
  place: "secrets";
  /** The opened secret. */
  arn?: string;
  /** A filter that a link asks for; the list takes it over as if typed. */
  filter?: string;
}

/** The parts of the reads. */
export type ReadsTab = "findings" | "query" | "secret" | "principal" | "checks" | "silenced" | "collection";

/** The reads of secrets in CloudTrail: one of its parts, perhaps with one finding opened. */
export interface ReadsRoute {
  place: "reads";
  /** Findings where none is named. */
  tab?: ReadsTab;
  /** The opened finding's key. */
  finding?: string;
  /** A query that a link asks for; the query line takes it over as if typed. */
  query?: string;
  /** The secret or principal opened among the uses, as the query that asks for it alone. */
  use?: string;
}

/** The parts of access. */
export type AccessTab = "map" | "secret" | "principal" | "findings" | "inputs";

/** Who can read: one of its parts, perhaps with something opened, perhaps with why one principal can or cannot read one secret. */
export interface AccessRoute {
  place: "access";
  /** The map where none is named. */
  tab?: AccessTab;
  /** A filter of secrets that a link asks for; the map takes it over as if typed. */
  filter?: string;
  /** The opened cell of the map. */
  cell?: { path: string; path_account: string; group_account: string; nature: string };
  /** The opened secret's ARN, among secrets. */
  secret?: string;
  /** The opened principal's ARN, among principals. */
  principal?: string;
  /** The opened finding's key. */
  finding?: string;
  /** Why this principal can or cannot read this secret. */
  why?: { principal: string; secret: string };
}

/** How the calendar is drawn. */
export type CalendarShape = "month" | "week" | "agenda" | "year";

/** The calendar, perhaps at a day. */
export interface CalendarRoute {
  place: "calendar";
  /** The month where none is named. */
  shape?: CalendarShape;
  /** The chosen day, as `YYYY-MM-DD`; today where none is named. */
  on?: string;
}

/** The parts of rotation. */
export type RotationTab = "due" | "rotations" | "tasks" | "exceptions" | "policy" | "cost";

/** Rotation: one of its parts, perhaps with something opened. */
export interface RotationRoute {
  place: "rotation";
  /** What is due where none is named. */
  tab?: RotationTab;
  /** A filter of secrets that a link asks for; what is due takes it over as if typed. */
  filter?: string;
  /** The only state of what is due that a link asks for, such as `overdue`. */
  state?: string;
  /** The opened secret's ARN, in what is due; among exceptions, the one for which one is asked. */
  secret?: string;
  /** The opened rotation's id, among rotations. */
  rotation?: string;
  /** What happened, for which tasks are asked. */
  trigger?: string;
}

/** Reviews of access: all of them, or one, perhaps at a tab and an item. */
export interface ReviewsRoute {
  place: "reviews";
  /** The opened review's id. */
  review?: string;
  /** The tab's code; what is undecided where none is named. */
  tab?: string;
  /** The opened item's id. */
  item?: string;
  /** A dialog that a link asks for. */
  ask?: "open" | "verify" | "compare" | "take-in";
}

/** The parts of an incident's screen. */
export type IncidentTab = "steps" | "timeline" | "evidence" | "telling" | "after";

/** Incidents: all of them, or the screen of one. */
export interface IncidentsRoute {
  place: "incidents";
  /** The opened incident's id. */
  incident?: string;
  /** The steps where none is named. */
  tab?: IncidentTab;
}

/** The parts of the library of runbooks. */
export type RunbooksTab = "library" | "issuers" | "folders" | "findings";

/** The library of runbooks: one of its parts, or one runbook as a page. */
export interface RunbooksRoute {
  place: "runbooks";
  /** The runbooks where none is named. */
  tab?: RunbooksTab;
  /** The opened runbook's id. */
  runbook?: string;
  /** The opened issuer card's id, among the cards. */
  issuer?: string;
}

/** The coverage matrix, perhaps with one cell opened. */
export interface CoverageRoute {
  place: "coverage";
  /** `account/region/store` of the opened cell. */
  cell?: string;
}

/** The doctor: what each account allows, perhaps with one account opened, perhaps with the policy to roll out. */
export interface DoctorRoute {
  place: "doctor";
  /** The opened account's 12 digits. */
  account?: string;
  /** A dialog that a link asks for. */
  ask?: "policy";
}

/** The audit log. */
export interface ActivityRoute {
  place: "activity";
}

/** Settings, perhaps at a section. */
export interface SettingsRoute {
  place: "settings";
  section?: "sources" | "sign-ins" | "schedule" | "appearance" | "reminders" | "rotate-now" | "keys" | "data" | "promises";
}

export type Route = TodayRoute | SecretsRoute | CalendarRoute | RotationRoute | AccessRoute | ReadsRoute | ReviewsRoute | IncidentsRoute | RunbooksRoute | CoverageRoute | DoctorRoute | ActivityRoute | SettingsRoute;
export type Place = Route["place"];

/** Goes somewhere. `replace` leaves no step to come back to. */
export type Go = (route: Route, how?: "push" | "replace") => void;
