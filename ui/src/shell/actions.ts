// What can be done anywhere in the window.
import { call } from "../ipc/client";
import type { Action } from "../shared/actions.svelte";
import { announce } from "../shared/announce.svelte";
import { prefer, preferences, zoomStep } from "../shared/preferences.svelte";
import { toast, toastError } from "../shared/toasts.svelte";
import { asCommandError } from "../ipc/client";
import type { Router } from "./router.svelte";
import type { Session } from "./session.svelte";
import type { Sync } from "./sync.svelte";

interface Parts {
  session: Session;
  router: Router;
  sync: Sync;
  show: (which: "palette" | "keys") => void;
}

/** The shell's own actions. */
export function shellActions({ session, router, sync, show }: Parts): Action[] {
  const open = () => session.open;
  const zoom = (direction: 1 | -1 | 0) => () => {
    prefer({ zoom: zoomStep(direction) });
    announce(`Zoom ${Math.round(preferences.zoom * 100)} %`);
  };
  return [
    { id: "palette", title: "Find an action or a secret", group: "Anywhere", keys: ["Mod+K", "Mod+Shift+P"], run: () => show("palette") },
    { id: "keys", title: "Show the keys", group: "Anywhere", keys: ["?", "F1"], words: "help shortcuts keyboard", run: () => show("keys") },
    { id: "go.today", title: "Go to today", group: "Go to", keys: ["Alt+Home", "Mod+Shift+H"], words: "home start what needs somebody", when: open, run: () => router.go({ place: "today" }) },
    { id: "go.secrets", title: "Go to secrets", group: "Go to", keys: ["Mod+1"], when: open, run: () => router.go({ place: "secrets" }) },
    { id: "go.calendar", title: "Go to the calendar", group: "Go to", keys: ["Mod+2"], words: "due dates month week year freeze", when: open, run: () => router.go({ place: "calendar" }) },
    { id: "go.rotation", title: "Go to rotation", group: "Go to", keys: ["Mod+3"], words: "due overdue policy exceptions tasks cost", when: open, run: () => router.go({ place: "rotation" }) },
    { id: "go.access", title: "Go to access", group: "Go to", keys: ["Mod+4"], words: "who can read policies permissions iam map", when: open, run: () => router.go({ place: "access" }) },
    { id: "go.reads", title: "Go to reads", group: "Go to", keys: ["Mod+5"], words: "cloudtrail findings who read", when: open, run: () => router.go({ place: "reads" }) },
    { id: "coverage.open", title: "Go to coverage", group: "Go to", keys: ["Mod+6"], words: "matrix accounts regions not read", when: open, run: () => router.go({ place: "coverage" }) },
    { id: "go.activity", title: "Go to activity", group: "Go to", keys: ["Mod+7"], words: "audit log history", when: open, run: () => router.go({ place: "activity" }) },
    { id: "go.reviews", title: "Go to reviews", group: "Go to", keys: ["Mod+8"], words: "access review campaign quarterly attestation evidence", when: open, run: () => router.go({ place: "reviews" }) },
    { id: "go.incidents", title: "Go to incidents", group: "Go to", keys: ["Mod+9"], words: "incident response runbook leak drill", when: open, run: () => router.go({ place: "incidents" }) },
    { id: "reviews.open", title: "Open a review…", group: "Reviews", words: "new campaign quarterly access start", when: () => open() && !(router.route.place === "reviews" && router.route.review === undefined), run: () => router.go({ place: "reviews", ask: "open" }) },
    { id: "reviews.verify", title: "Verify a pack…", group: "Reviews", words: "check signature evidence minisign", when: open, run: () => router.go({ place: "reviews", ask: "verify" }) },
    { id: "reviews.compare", title: "Compare two packs…", group: "Reviews", words: "diff evidence quarters", when: open, run: () => router.go({ place: "reviews", ask: "compare" }) },
    { id: "go.runbooks", title: "Go to runbooks", group: "Go to", keys: ["Mod+B"], words: "library playbook incident issuer cards team folder lint", when: open, run: () => router.go({ place: "runbooks" }) },
    { id: "go.doctor", title: "Go to the doctor", group: "Go to", keys: ["Mod+D"], words: "doctor permissions missing iam policy denied clock check diagnose", when: open, run: () => router.go({ place: "doctor" }) },
    { id: "doctor.roll-out", title: "Show the IAM policy to roll out…", group: "Go to", words: "cloudformation stackset terraform role permissions", when: () => open() && router.route.place !== "doctor", run: () => router.go({ place: "doctor", ask: "policy" }) },
    { id: "go.settings", title: "Go to settings", group: "Go to", keys: ["Mod+,"], words: "preferences options", when: open, run: () => router.go({ place: "settings" }) },
    { id: "settings.sources", title: "Set up sources", group: "Go to", words: "profiles accounts regions organisation", when: open, run: () => router.go({ place: "settings", section: "sources" }) },
    { id: "settings.sign-ins", title: "Show the sign-ins", group: "Go to", words: "sso identity center mfa token expires renew log in", when: open, run: () => router.go({ place: "settings", section: "sign-ins" }) },
    { id: "settings.schedule", title: "Set up the schedule of syncs", group: "Go to", words: "every hours timer automatic cloudtrail", when: open, run: () => router.go({ place: "settings", section: "schedule" }) },
    { id: "settings.reminders", title: "Set up reminders", group: "Go to", words: "notifications desktop due", when: open, run: () => router.go({ place: "settings", section: "reminders" }) },
    { id: "settings.rotate-now", title: "Turn rotate now on or off", group: "Go to", words: "RotateSecret profile change cloud", when: open, run: () => router.go({ place: "settings", section: "rotate-now" }) },
    { id: "settings.keys", title: "Change keys", group: "Go to", words: "shortcuts chords keyboard rebind", when: open, run: () => router.go({ place: "settings", section: "keys" }) },
    { id: "settings.data", title: "Back up, export or delete what is kept", group: "Go to", words: "data backup restore export passphrase delete size folder storage", when: open, run: () => router.go({ place: "settings", section: "data" }) },
    { id: "go.back", title: "Back", group: "Go to", keys: ["Alt+ArrowLeft"], when: () => router.canGoBack, run: router.back },
    { id: "go.forward", title: "Forward", group: "Go to", keys: ["Alt+ArrowRight"], when: () => router.canGoForward, run: router.forward },
    { id: "sync.start", title: "Sync now", group: "Sync", keys: ["s", "Mod+R", "F5"], words: "refresh reload read again", when: () => open() && !sync.running, run: () => void sync.start() },
    { id: "sync.cancel", title: "Stop the sync", group: "Sync", words: "cancel abort", when: () => sync.running, run: () => void sync.cancel() },
    { id: "sync.show", title: "Show the running sync", group: "Sync", keys: ["s", "Mod+R", "F5"], when: () => sync.running, run: () => (sync.docked = true) },
    { id: "sync.report", title: "Show the last sync's report", group: "Sync", words: "added changed gone problems", when: () => open() && !sync.running && sync.report !== null, run: () => (sync.docked = true) },
    { id: "sync.hide", title: "Hide the sync's panel", group: "Sync", when: () => sync.docked, run: () => (sync.docked = false) },
    { id: "audit.verify", title: "Verify the audit log", group: "Sync", words: "chain hash check", when: open, run: () => void verify() },
    { id: "theme.light", title: "Use the light theme", group: "Appearance", words: "bright day", when: () => preferences.theme !== "light", run: () => prefer({ theme: "light" }) },
    { id: "theme.dark", title: "Use the dark theme", group: "Appearance", words: "night", when: () => preferences.theme !== "dark", run: () => prefer({ theme: "dark" }) },
    { id: "theme.system", title: "Use the system's theme", group: "Appearance", when: () => preferences.theme !== "system", run: () => prefer({ theme: "system" }) },
    { id: "times.switch", title: "Switch times between UTC and local", group: "Appearance", words: "timezone zone clock", run: () => switchTimes() },
    { id: "zoom.in", title: "Zoom in", group: "Appearance", keys: ["Mod++", "Mod+=", "Mod+Shift++", "Mod+Shift+="], words: "larger bigger", run: zoom(1) },
    { id: "zoom.out", title: "Zoom out", group: "Appearance", keys: ["Mod+-", "Mod+Shift+_"], words: "smaller", run: zoom(-1) },
    { id: "zoom.reset", title: "Natural size", group: "Appearance", keys: ["Mod+0"], words: "zoom reset 100", run: zoom(0) },
    { id: "session.reload", title: "Look again for the keyring", group: "Anywhere", when: () => session.reply !== null && !session.open, run: () => void session.load() },
  ];
}

function switchTimes(): void {
  prefer({ times: preferences.times === "utc" ? "local" : "utc" });
  toast(preferences.times === "utc" ? "Times are in UTC." : "Times are local.");
}

async function verify(): Promise<void> {
  try {
    const reply = await call("audit_verify");
    if (reply.holds) toast(`The audit log holds: ${reply.entries} entries walked.`, { tone: "ok" });
    else toast(`The audit log is broken. ${reply.broken ?? ""}`, { tone: "late" });
  } catch (error) {
    toastError(asCommandError(error));
  }
}
