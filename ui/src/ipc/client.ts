// The window's only way out: typed commands and events. In mock mode an in-memory host answers instead of Tauri.
import type { AccessProgress, AccessReply, AccountTried, CommandError, Commands, DoctorProgressDto, IncidentProgress, NoticePlace, ProfileTried, SignInProgress, SignInQuestions, SyncProgress, SyncReport, TrailProgress } from "./bindings";

/** What answers commands and sends events. */
export interface Host {
  invoke(name: string, args: Record<string, unknown>): Promise<unknown>;
  listen(event: string, callback: (payload: unknown) => void): Promise<() => void>;
  /** Sets the zoom of the whole page; 1 is the natural size. */
  zoom(factor: number): Promise<void>;
}

let host: Promise<Host> | undefined;

function theHost(): Promise<Host> {
  host ??= import.meta.env.MODE === "mock" ? import("./fake").then((m) => m.fakeHost) : import("./tauri").then((m) => m.tauriHost);
  return host;
}

/** Puts another host in the place of the one that the mode calls for: for tests of state classes. */
export function useHost(other: Host): void {
  host = Promise.resolve(other);
}

type Arguments<K extends keyof Commands> = Commands[K]["request"] extends null ? [] : [request: Commands[K]["request"]];

/** Runs a command of the contract. Rejects with a `CommandError`, never with anything else. */
export async function call<K extends keyof Commands>(name: K, ...args: Arguments<K>): Promise<Commands[K]["reply"]> {
  try {
    const [request] = args;
    const reply = await (await theHost()).invoke(name, request === undefined ? {} : { request });
    return reply as Commands[K]["reply"];
  } catch (error) {
    throw asCommandError(error);
  }
}

/** Calls back with each state of a running sync. Gives the function that ends it. */
export function onSyncProgress(callback: (progress: SyncProgress) => void): () => void {
  return subscribe("sync_progress", (payload) => callback(payload as SyncProgress));
}

/** Calls back when a sync ended, whoever started it. Gives the function that ends it. */
export function onSyncEnded(callback: (report: SyncReport) => void): () => void {
  return subscribe("sync_ended", (payload) => callback(payload as SyncReport));
}

/** Calls back with each state of a running collection of CloudTrail. Gives the function that ends it. */
export function onTrailProgress(callback: (progress: TrailProgress) => void): () => void {
  return subscribe("trail_progress", (payload) => callback(payload as TrailProgress));
}

/** Calls back when access was evaluated anew, whoever asked for it. Gives the function that ends it. */
export function onAccessChanged(callback: (reply: AccessReply) => void): () => void {
  return subscribe("access_changed", (payload) => callback(payload as AccessReply));
}

/** Calls back with each state of a running collection of access. Gives the function that ends it. */
export function onAccessProgress(callback: (progress: AccessProgress) => void): () => void {
  return subscribe("access_progress", (payload) => callback(payload as AccessProgress));
}

/** Calls back with each state of a running diagnosis. Gives the function that ends it. */
export function onDoctorProgress(callback: (progress: DoctorProgressDto) => void): () => void {
  return subscribe("doctor_progress", (payload) => callback(payload as DoctorProgressDto));
}

/** Calls back with each state of a running question to CloudTrail for an incident. Gives the function that ends it. */
export function onIncidentProgress(callback: (progress: IncidentProgress) => void): () => void {
  return subscribe("incident_progress", (payload) => callback(payload as IncidentProgress));
}

/** Calls back when an incident was written to, by whatever window or command line; with its id where that is told. Gives the function that ends it. */
export function onIncidentChanged(callback: (id: string | null) => void): () => void {
  return subscribe("incident_changed", (payload) => callback(incidentOf(payload)));
}

/** Calls back with each profile that was tried. Gives the function that ends it. */
export function onProfileTried(callback: (tried: ProfileTried) => void): () => void {
  return subscribe("profile_tried", (payload) => callback(payload as ProfileTried));
}

/** Calls back with each account that was tried. Gives the function that ends it. */
export function onAccountTried(callback: (tried: AccountTried) => void): () => void {
  return subscribe("account_tried", (payload) => callback(payload as AccountTried));
}

/** Calls back with each stage of a sign-in. Gives the function that ends it. */
export function onSignInProgress(callback: (progress: SignInProgress) => void): () => void {
  return subscribe("sign_in_progress", (payload) => callback(payload as SignInProgress));
}

/** Calls back with all questions that only a person can answer, whenever they change. Gives the function that ends it. */
export function onSignInAsked(callback: (asked: SignInQuestions) => void): () => void {
  return subscribe("sign_in_asked", (payload) => callback(payload as SignInQuestions));
}

/** Calls back when a link waits for the window. Gives the function that ends it. */
export function onLinkOpened(callback: () => void): () => void {
  return subscribe("link_opened", callback);
}

/** Calls back when a person chose a notice on the desktop, with what it is about. Gives the function that ends it. */
export function onNoticeOpened(callback: (place: NoticePlace) => void): () => void {
  return subscribe("notice_opened", (payload) => callback(payload as NoticePlace));
}

function incidentOf(payload: unknown): string | null {
  if (typeof payload === "string") return payload;
  return typeof payload === "object" && payload !== null && "id" in payload && typeof payload.id === "string" ? payload.id : null;
}

/** Zooms the page; 1 is the natural size. */
export async function setZoom(factor: number): Promise<void> {
  await (await theHost()).zoom(factor);
}

/** Whatever was thrown, as the error that the window can show. */
export function asCommandError(error: unknown): CommandError {
  if (isCommandError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, hint: null, causes: [], span: null };
}

function isCommandError(error: unknown): error is CommandError {
  return typeof error === "object" && error !== null && "code" in error && "message" in error && "causes" in error;
}

function subscribe(event: string, callback: (payload: unknown) => void): () => void {
  let stop: (() => void) | undefined;
  let stopped = false;
  void theHost()
    .then((h) => h.listen(event, (payload) => !stopped && callback(payload)))
    .then((unlisten) => {
      if (stopped) unlisten();
      else stop = unlisten;
    });
  return () => {
    stopped = true;
    stop?.();
  };
}
