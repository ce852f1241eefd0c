// The in-memory host for work on the front end and for its tests. `?scenario=` in the address chooses how it stands,
// `?rows=` how many secrets there are, `?items=` how many items the open review has, `?step=` how fast a sync goes, `?about=` which link opened it. Never part of the real window.
import type { AuditEntryDto, CommandError, Commands, FindingReply, LinkDto, LockState, NoteDto, SecretRow, SourceDto, SyncReport, ViewDto } from "./bindings";
import type { Host } from "./client";
import { accessHandlers, readerCounts } from "./fake/access";
import { dataHandlers } from "./fake/data";
import { doctorHandlers } from "./fake/doctor";
import { readFilter, sortRows } from "./fake/filter";
import { incidentHandlers } from "./fake/incidents";
import { ledOf } from "./fake/incidents/led";
import { reviewHandlersOf } from "./fake/reviews";
import { rotationOf } from "./fake/rotation";
import { runbookHandlers } from "./fake/runbooks";
import { scheduleHandlers } from "./fake/schedule";
import { wholeSecret } from "./fake/secret";
import { ACCOUNTS, KINDS, PROBLEMS, REGIONS, seedRows } from "./fake/seed";
import { signInOf } from "./fake/signIn";
import { coverageCells, FakeSync, NOT_ENABLED, notEnabled } from "./fake/sync";
import { todayReply } from "./fake/today";
import { trailHandlers } from "./fake/trail";

/** How the host stands when it starts. */
export type Scenario = "demo" | "plain" | "first-run" | "choose" | "locked" | "keyring" | "broken" | "empty" | "failing" | "slow" | "uncollected" | "quiet" | "no-profiles" | "expired" | "mfa" | "questions" | "denied" | "code-expired" | "expiring" | "many-profiles";

/** Where nothing was set up yet. */
const FIRST: readonly Scenario[] = ["first-run", "no-profiles", "denied", "code-expired", "many-profiles"];

type Handlers = { [K in keyof Commands]: (request: Commands[K]["request"]) => Commands[K]["reply"] | Promise<Commands[K]["reply"]> };

/** A host of its own; tests make one each. */
export function makeFake(options: { scenario?: Scenario; rows?: number; items?: number; now?: () => number; stepMs?: number; link?: LinkDto } = {}): Host {
  const scenario = options.scenario ?? "demo";
  const clock = options.now ?? Date.now;
  const started = clock();
  const bare = FIRST.includes(scenario) || scenario === "empty";
  const seeded = () => seedRows(options.rows ?? 420, started);
  // Counted when a row is looked at: most are not.
  const evaluated = () => rows.forEach((row) => Object.defineProperty(row, "readers", { get: () => readerCounts(row), enumerable: true }));
  let rows: SecretRow[] = bare ? [] : seeded();
  if (scenario !== "uncollected") evaluated();
  let lock: LockState = lockOf(scenario);
  let sources: SourceDto[] = FIRST.includes(scenario) ? [] : [{ profile: "audit", accounts: { scope: "organization", role: "keyturn-read" }, regions: [...REGIONS] }];
  let views: ViewDto[] = [];
  let sync: FakeSync | null = null;
  let link: LinkDto | null = options.link ?? null;
  let last: SyncReport | null = null;
  const notes = new Map<string, NoteDto>();
  const inspected = new Set<string>();
  const audit = seedAudit(started);
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const send = (event: string, payload: unknown) => listeners.get(event)?.forEach((callback) => callback(payload));
  const row = (arn: string): SecretRow => rows.find((r) => r.arn === arn) ?? fail("not_found", "There is no such secret.", "It may be gone since the last sync.");
  const counted = () => ({ views: views.map((view) => ({ view, total: countOf(view.filter) })) });
  const log = (action: string, subject: string, detail: object) =>
    audit.unshift({ sequence: audit.length + 1, at: new Date(clock()).toISOString(), actor: "you", origin: "window", action, subject, detail: JSON.stringify(detail), hash: fakeHash(audit.length + 1) });

  function countOf(filter: string): number | null {
    try {
      return rows.filter(readFilter(filter, dueOf)).length;
    } catch {
      return null;
    }
  }

  const reviews = reviewHandlersOf({ clock, bare: bare || scenario === "quiet" || scenario === "uncollected", items: options.items ?? 98, log, fail });
  const rotation = rotationOf({ rows: () => rows, clock, bare, quiet: scenario === "quiet", reviews: reviews.due, log, fail });
  const { dueOf } = rotation;
  const trail = trailHandlers({ rows: () => rows, clock, stepMs: options.stepMs ?? 160, bare: bare || scenario === "uncollected", quiet: scenario === "quiet", rotation: rotation.findings, send, log, fail });
  const finding = (key: string) => {
    try {
      return trail.finding_show({ key }) as FindingReply;
    } catch {
      return null;
    }
  };
  const led = ledOf(rotation.handlers, reviews.handlers, fail);
  const signIn = signInOf({ clock, stepMs: options.stepMs ?? 160, scenario, sources: () => sources, send, log, fail });
  const handlers: Handlers = {
    ...signIn.handlers,
    ...reviews.handlers,
    ...trail,
    ...doctorHandlers({ clock, stepMs: options.stepMs ?? 160, bare, quiet: scenario === "quiet", send, fail }),
    ...runbookHandlers({ clock, quiet: scenario === "quiet", log, fail }),
    ...incidentHandlers({ rows: () => rows, clock, stepMs: options.stepMs ?? 160, bare: bare || scenario === "quiet" || scenario === "uncollected", finding, led, send, log, fail }),
    ...accessHandlers({ rows: () => rows, clock, stepMs: options.stepMs ?? 160, bare: bare || scenario === "uncollected", quiet: scenario === "quiet", evaluated, send, log, fail }),
    ...rotation.handlers,
    ...dataHandlers({ clock, log, fail }),
    ...scheduleHandlers({ clock, sources: () => sources.length > 0, synced: () => (last ? Date.parse(last.ended_at) : null), log, fail }),
    session_show: () => ({ version: "0.1.0", data_dir: "/home/you/.local/share/keyturn", demo: scenario !== "plain" && !FIRST.includes(scenario), lock }),
    session_unlock: ({ passphrase }) => {
      if (lock.state === "passphrase_to_choose" && passphrase.length < 12) fail("bad_request", "A passphrase has at least 12 characters.");
      if (passphrase === "wrong passphrase") fail("wrong_key", "This passphrase does not open the database.", "Check the keyboard's layout, or restore a backup.");
      lock = { state: "open", key: "passphrase" };
      return handlers.session_show(null);
    },
    today_show: () => todayReply((name, request) => (handlers[name] as (request: unknown) => never)(request), clock),
    link_take: () => {
      const taken = link;
      link = null;
      return taken;
    },
    secrets_list: ({ filter, sort, offset, limit }) => {
      const passing = rows.filter(readFilter(filter, dueOf));
      const found = sort.column === "due" ? sortRows(passing.map((one) => ({ ...one, due: dueOf(one) })), "due", sort.descending) : sortRows(passing, sort.column, sort.descending);
      const secrets = found.slice(offset, offset + limit).map((one) => ({ ...one, due: dueOf(one) }));
      return { secrets, due_known: true, total: found.length, all: rows.filter((r) => r.gone_at === null).length, problems: bare ? [] : PROBLEMS };
    },
    secrets_export: ({ filter, format }) => ({ path: `/home/you/secrets.${format}`, secrets: rows.filter(readFilter(filter, dueOf)).length, problems: PROBLEMS.length }),
    secret_show: ({ arn }) => wholeSecret(row(arn), notes.get(arn) ?? null, inspected.has(arn), clock()),
    secret_inspect: ({ arn }) => {
      inspected.add(row(arn).arn);
      return handlers.secret_show({ arn });
    },
    secret_note_save: ({ arn, markdown }) => {
      if (/AKIA[A-Z0-9]{16}/.test(markdown)) fail("looks_like_secret", "The note holds what looks like an AWS access key id (line 1).", "Write where the value is kept instead.");
      const noted = row(arn);
      noted.noted = markdown.trim() !== "";
      log("note.saved", noted.name, { characters: markdown.length });
      if (!noted.noted) notes.delete(arn);
      else notes.set(arn, { markdown, html: safeHtml(markdown), written_at: new Date(clock()).toISOString(), author: "you" });
      return notes.get(arn) ?? null;
    },
    secret_kind_save: ({ arn, kind, reason }) => {
      const corrected = row(arn);
      const label = KINDS.find((k) => k.code === kind)?.label;
      if (kind && label) Object.assign(corrected, { kind, kind_label: label });
      corrected.kind_corrected = kind !== null;
      log("kind.corrected", corrected.name, { kind, reason });
      return handlers.secret_show({ arn });
    },
    kinds_list: () => KINDS,
    views_list: counted,
    view_save: (view) => {
      views = [...views.filter((v) => v.name !== view.name), view];
      log("view.saved", view.name, { filter: view.filter });
      return counted();
    },
    view_delete: ({ name }) => {
      views = views.filter((v) => v.name !== name);
      return counted();
    },
    sync_start: () => {
      if (sources.length === 0) fail("no_sources", "Nothing is set up to sync from.", "Choose a profile first.");
      if (sync) fail("sync_running", "Another sync is running.", "Wait for it, or cancel it.");
      if (rows.length === 0) rows = seeded();
      const running = (sync = new FakeSync(rows, clock()));
      send("sync_progress", running.progress);
      const asks = signIn.asks();
      return new Promise((done) => {
        const timer = setInterval(() => {
          if (running.cells.filter((c) => c.state === "complete").length >= 4) for (const ask of asks.splice(0)) {
            for (const account of ask.accounts) running.held.add(account);
            signIn.hold(ask, running.open(ask.accounts).length, () => ask.accounts.forEach((account) => running.held.delete(account)), () => running.refuse(ask.accounts));
          }
          const report = running.step(clock());
          send("sync_progress", running.progress);
          if (!report) return;
          clearInterval(timer);
          signIn.settle();
          [last, sync] = [report, null];
          log("sync.ended", "organisation", { added: report.added, cells_read: report.cells_read, cells: report.cells });
          send("sync_ended", report);
          done(report);
        }, options.stepMs ?? 160);
      });
    },
    sync_cancel: () => {
      sync?.cancel();
      return handlers.sync_status(null);
    },
    sync_status: () => ({ running: sync?.progress ?? null, last }),
    coverage_show: () => {
      const cells = rows.length === 0 ? [] : coverageCells(rows, last ? new Date(last.ended_at).getTime() + 8 * 60_000 : started);
      const off = rows.length > 0 && sources.some((source) => source.enabled_regions) ? notEnabled(cells) : [];
      return { accounts: rows.length ? [...ACCOUNTS] : [], regions: rows.length ? [...REGIONS, ...(off.length ? NOT_ENABLED : [])] : [], cells: [...cells, ...off], problems: rows.length ? PROBLEMS : [], read: cells.filter((c) => c.state === "complete" || c.state === "partial").length, secrets: rows.length };
    },
    sources_show: () => ({
      sources,
      profiles: signIn.profiles,
      environment: false,
      problem: null,
    }),
    sources_save: (request) => {
      sources = request.sources;
      log("sources.saved", "sources", { sources: sources.length });
      return handlers.sources_show(null);
    },
    audit_list: ({ offset, limit }) => ({ entries: audit.slice(offset, offset + limit), total: audit.length }),
    audit_verify: () => ({ holds: true, entries: audit.length, newest_hash: audit[0]?.hash ?? fakeHash(0), broken: null }),
  };

  const alwaysThere = new Set<string>(["session_show", "session_unlock", "kinds_list", "sync_status"]);
  return {
    async invoke(name, args) {
      await new Promise((go) => setTimeout(go, scenario === "slow" ? 60_000 : 0));
      if (scenario === "failing" && !alwaysThere.has(name)) fail("internal", "The database did not answer.", "Close other copies of Keyturn and try again.", ["reading the table of secrets", "database is locked"]);
      if (lock.state !== "open" && !alwaysThere.has(name)) fail("locked", "The database is locked.");
      const handler = handlers[name as keyof Handlers] as ((request: unknown) => unknown) | undefined;
      if (!handler) return fail("bad_request", `There is no command ${name}.`);
      return structuredClone(await handler(args["request"] ?? null));
    },
    async listen(event, callback) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(callback));
      return () => set.delete(callback);
    },
    async zoom(factor) {
      document.documentElement.style.setProperty("zoom", String(factor));
    },
  };
}

function fail(code: CommandError["code"], message: string, hint: string | null = null, causes: string[] = []): never {
  const error: CommandError = { code, message, hint, causes, span: null };
  throw error;
}

function lockOf(scenario: Scenario): LockState {
  if (scenario === "locked") return { state: "passphrase_needed" };
  if (scenario === "choose") return { state: "passphrase_to_choose", keyring: "No Secret Service answers on this session's bus." };
  if (scenario === "keyring") return { state: "keyring_unavailable", message: "The keyring is locked. Unlock it (log in to the desktop, or run gnome-keyring-daemon --unlock) and try again." };
  if (scenario === "broken")
    return { state: "broken", error: { code: "damaged", message: "keyturn.db is damaged: page 12 does not match its checksum.", hint: "Nothing was changed. Restore a backup with: keyturn restore FILE", causes: ["opening /home/you/.local/share/keyturn/keyturn.db", "file is not a database"], span: null } };
  return { state: "open", key: "keyring" };
}

function fakeHash(n: number): string {
  return Array.from({ length: 8 }, (_, i) => ((n + 1) * 2_654_435_761 * (i + 3)) % 4_294_967_296 >>> 0).map((x) => x.toString(16).padStart(8, "0")).join("");
}

function seedAudit(now: number): AuditEntryDto[] {
  const actions: [string, string, string][] = [
    ["sync.ended", "organisation", '{"added":3,"changed":1,"gone":1,"cells_read":23,"cells":24}'],
    ["note.saved", "/prod/web/STRIPE_API_KEY", '{"characters":182}'],
    ["kind.corrected", "prod/etl/thing", '{"from":"unclassified","to":"api_key"}'],
    ["view.saved", "Payments", '{"filter":"owner:payments"}'],
    ["sources.saved", "sources", '{"sources":1}'],
  ];
  const size = 640;
  return Array.from({ length: size }, (_, i) => {
    const [action, subject, detail] = actions[i % actions.length] as [string, string, string];
    return { sequence: size - i, at: new Date(now - i * 47 * 60_000).toISOString(), actor: "you", origin: i % 7 === 3 ? "keyturn 0.1.0" : "window", action, subject, detail, hash: fakeHash(size - i) };
  });
}

function safeHtml(markdown: string): string {
  const escaped = markdown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.split(/\n{2,}/).map((p) => `<p>${p.replaceAll(/\*\*(.+?)\*\*/g, "<strong>$1</strong>").replaceAll("\n", "<br>")}</p>`).join("");
}

const asked = typeof location === "undefined" ? new URLSearchParams() : new URLSearchParams(location.search);

export const fakeHost: Host = makeFake({
  ...(asked.has("step") ? { stepMs: Number(asked.get("step")) } : {}),
  scenario: (asked.get("scenario") ?? "demo") as Scenario,
  ...(asked.has("items") ? { items: Number(asked.get("items")) } : {}),
  ...(asked.has("about") ? { link: { about: asked.get("about") ?? "", finding: null, trigger: asked.get("trigger") ?? "", drill: false, problem: asked.get("problem") } } : {}),
  ...(asked.has("rows") ? { rows: Number(asked.get("rows")) } : {}),
});
