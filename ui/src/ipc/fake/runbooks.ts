// The library of runbooks in the in-memory host: the shipped one as the real back end gives it, and a team's folder.
import type { CommandError, IssuerReply, RunbookFindingDto, RunbookFolderDto, RunbookReply, RunbookRow, RunbooksReply } from "../bindings";
import type { Of } from "./reviews/world";
import cards from "./runbooks/issuers.json";
import shipped from "./runbooks/library.json";
import pages from "./runbooks/pages.json";

/** What the host gives. */
interface Given {
  clock: () => number;
  /** Whether there is no team's folder yet. */
  quiet: boolean;
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

const FOLDER = "/home/you/src/runbooks";
const HOSTILE = `<img src=x onerror=alert(1)>\u202e`;

/** The team's version of a shipped runbook, and one of its own. */
function ofTeam(rows: RunbookRow[]): RunbookRow[] {
  const drill = rows.find((row) => row.id === "drill");
  const own: RunbookRow = {
    id: "feature-flag-key", title: `The key of the feature flags leaked ${HOSTILE}`, version: "0.1.0", kind: "incident", severity: "SEV-3", owner: "Platform", status: "draft",
    reviewed_on: null, overdue: false, tested_on: null, folder: FOLDER, replaces: null, approved: false, applies_to: ["api_key"], triggers: ["The vendor says so"], tags: ["vendor"], steps: 4, findings: 2, sha256: "5".repeat(64),
  };
  return [...(drill ? [{ ...drill, version: "1.1.0", folder: FOLDER, replaces: drill.version, approved: false, reviewed_on: "2026-03-02", overdue: true, sha256: "4".repeat(64) }] : []), own];
}

const FINDINGS: RunbookFindingDto[] = [
  { file: `${FOLDER}/broken.md`, line: 4, rule: "L02", level: "error", message: "this is no TOML: expected a value after “id =”" },
  { file: `${FOLDER}/feature-flag-key.md`, line: 3, rule: "L23", level: "warning", message: "nobody has reviewed this runbook: “reviewed” is missing" },
  { file: `${FOLDER}/feature-flag-key.md`, line: 31, rule: "L15", level: "error", message: "“secret.value” is no placeholder" },
];

/** The cards; one as if nobody had compared it with its sources. */
const ISSUERS = (shipped.issuers as IssuerReply["row"][]).map((of) => (of.id === "groq" ? { ...of, checked_on: null } : of));

/** The handlers of the runbooks' commands. */
export function runbookHandlers({ clock, quiet, log, fail }: Given): Of<"runbooks_list" | "runbook_show" | "runbook_export" | "runbook_approve" | "runbook_folder_add" | "runbook_folder_remove" | "issuer_show"> {
  const approved = new Set<string>();
  const folder = (path: string, problem: string | null): RunbookFolderDto => ({ path, added_at: new Date(clock() - 40 * 86_400_000).toISOString(), runbooks: 2, problem });
  let folders = quiet ? [] : [folder(FOLDER, "keys.md is passed over: the link leads out of the folder.")];
  const here = () => folders.some((one) => one.path === FOLDER);

  function rows(): RunbookRow[] {
    const all = shipped.runbooks as RunbookRow[];
    const team = here() ? ofTeam(all) : [];
    const kept = all.filter((row) => !team.some((of) => of.id === row.id));
    return [...kept, ...team].map((row) => ({ ...row, approved: row.approved || approved.has(row.sha256) })).sort((a, b) => a.title.localeCompare(b.title));
  }
  const row = (id: string): RunbookRow => rows().find((of) => of.id === id) ?? fail("not_found", `There is no runbook "${id}".`);
  const list = (): RunbooksReply => ({ runbooks: rows(), issuers: ISSUERS, folders, findings: here() ? FINDINGS : [] });

  return {
    runbooks_list: list,
    runbook_show: ({ id }): RunbookReply => {
      const of = row(id);
      const page = (pages as Record<string, Pick<RunbookReply, "html" | "related" | "references">>)[id];
      const runs = id === "secret-in-git" ? [{ incident: "INC-2026-003", version: "1.0.0", opened_at: new Date(clock() - 3 * 86_400_000).toISOString(), drill: false }, { incident: "DRILL-2026-001", version: "1.0.0", opened_at: new Date(clock() - 60 * 86_400_000).toISOString(), drill: true }] : [];
      return { row: of, runs, related: page?.related ?? [], references: page?.references ?? [], html: page?.html ?? `<h1>${of.id}</h1>\n<p><code>${of.id}</code> ${of.version}</p>`, findings: FINDINGS.filter((finding) => here() && finding.file.endsWith(`/${id}.md`)) };
    },
    runbook_export: ({ id, format }) => ({ path: `/home/you/${id}.${format === "cacao" ? "json" : format === "html" ? "html" : "md"}`, items: row(id).steps, sha256: "7".repeat(64) }),
    runbook_approve: ({ id, sha256 }) => {
      if (row(id).sha256 !== sha256) fail("bad_request", `${id} changed since it was shown: read it again, then approve it`);
      approved.add(sha256);
      log("runbook.approved", id, { sha256 });
      return list();
    },
    runbook_folder_add: () => {
      const path = here() ? "/home/you/src/more-runbooks" : FOLDER;
      folders = [...folders.filter((one) => one.path !== path), { ...folder(path, null), runbooks: here() ? 0 : 2, added_at: new Date(clock()).toISOString() }];
      log("runbook.folder_added", path, {});
      return list();
    },
    runbook_folder_remove: ({ path }) => {
      if (!folders.some((one) => one.path === path)) fail("not_found", `There is no folder of runbooks "${path}".`);
      folders = folders.filter((one) => one.path !== path);
      log("runbook.folder_removed", path, {});
      return list();
    },
    issuer_show: ({ id }) => {
      const card = (cards as Record<string, IssuerReply>)[id];
      const of = ISSUERS.find((one) => one.id === id) ?? fail("not_found", `There is no issuer card "${id}".`);
      return card ? { ...card, row: of } : { row: of, console: null, new_value: "As the issuer’s console shows it.", revoke: "Delete the old one.", usage: "Not shown.", html: "", sources: [] };
    },
  };
}
