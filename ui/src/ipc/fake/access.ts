// Access in the in-memory host: who can read what, by rules that are simple enough to be looked through.
import type { AccessReply, AccessSecret, CommandError, Commands, MapGroup, PrincipalRow, ProblemDto, ReaderCounts, ReaderDto, ReadersReply, SecretRow } from "../bindings";
import { ACCESS_FINDINGS } from "./access/findings";
import { FakeCollecting } from "./access/collecting";
import { whyOf } from "./access/why";
import { seedActors, verdict, type Actor, type Verdict } from "./access/world";
import { readFilter } from "./filter";
import { ACCOUNTS } from "./seed";

type Names = Extract<keyof Commands, `access_${string}`>;
/** The handlers of access's commands. */
export type AccessHandlers = { [K in Names]: (request: Commands[K]["request"]) => Commands[K]["reply"] | Promise<Commands[K]["reply"]> };

interface Host {
  rows: () => SecretRow[];
  clock: () => number;
  stepMs: number;
  /** Whether nothing is collected at first. */
  bare: boolean;
  /** Whether there is nothing to find. */
  quiet: boolean;
  /** Told when policies came in: the list shows who can read from then on. */
  evaluated: () => void;
  send: (event: string, payload: unknown) => void;
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

const DAY = 86_400_000;
const LIMITS = ["The policy of 4 keys in prod-eu / eu-west-3 could not be read: who may decrypt with them is not known.", "Session policies are not in any list that AWS gives: a session may be able to do less."];
const PROBLEM: ProblemDto = {
  account: "222222222222", account_name: "prod-eu", profile: "audit", region: "eu-west-3", store: null, action: "kms:GetKeyPolicy", reason: "missing_action", hides: "readers",
  message: "User: arn:aws:sts::222222222222:assumed-role/keyturn-read/audit is not authorized to perform: kms:GetKeyPolicy", advice: "Allow kms:GetKeyPolicy for the role keyturn-read in the policies of these keys.",
};
const STOPPED: ProblemDto = { ...PROBLEM, region: null, action: "iam:GetAccountAuthorizationDetails", reason: "cancelled", message: "The collection was stopped.", advice: "Collect again: what was known of this account before is still shown." };
const ACTORS = seedActors();
const ORDER = ["can", "conditional", "unknown", "cannot"];
const MARKED = /^(?:alias\/)?aws\//u;

/** How many stand to a secret in which way: what the list shows beside it. */
export function readerCounts(of: SecretRow): ReaderCounts {
  const counts = { can: 0, conditional: 0, unknown: 0, cannot: 0 };
  for (const by of ACTORS) counts[verdict(by, of, ACTORS).access] += 1;
  const { can, conditional, unknown } = counts;
  return { can, conditional, unknown };
}

export function accessHandlers(host: Host): AccessHandlers {
  const started = host.clock();
  const actors = ACTORS;
  let collected = !host.bare;
  let takenAt = started - 52 * 60_000;
  let running: FakeCollecting | null = null;
  /** Whether the last collection was stopped. */
  let stopped = false;
  const iso = (ms: number) => new Date(ms).toISOString();
  const rows = () => (collected ? host.rows().filter((r) => r.gone_at === null) : []);
  const row = (arn: string) => host.rows().find((r) => r.arn === arn) ?? host.fail("not_found", "There is no such secret.", "It may be gone since the last sync.");
  const actor = (arn: string) => actors.find((a) => a.principal.arn === arn) ?? host.fail("not_found", "There is no such principal.", "It may be gone since policies were read.");
  const needed = () => (collected ? undefined : host.fail("not_found", "No policies are collected yet.", "Collect them in Access."));

  function secretOf(of: SecretRow): AccessSecret {
    const key = of.plain_text ? null : of.key === "customer" && of.key_alias && !MARKED.test(of.key_alias) ? `arn:aws:kms:${of.region}:${of.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab` : of.store === "ssm" ? "aws/ssm" : "aws/secretsmanager";
    const state = key?.startsWith("arn:") ? (of.account === "222222222222" && of.service === "mail" ? "PendingDeletion" : "Enabled") : null;
    return { arn: of.arn, name: of.name, store: of.store, account: of.account, account_name: of.account_name, region: of.region, key, key_state: state };
  }
  function readerOf(by: Actor, of: SecretRow, found: Verdict, withSecret = false): ReaderDto {
    const some = found.access !== "cannot";
    return {
      principal: by.principal, secret: withSecret ? secretOf(of) : null, access: found.access, conditions: found.conditions, unknown: found.unknown, chain: some ? by.chain : [],
      marks: some ? [...new Set([...(found.rule?.marks ?? []), ...by.marks])] : [], through: found.rule && some ? [`${found.rule.place}, statement ${found.rule.sid}`, ...(of.key === "customer" && !of.plain_text ? ["key policy"] : [])] : [],
      since: some ? iso(started - by.since * DAY) : null, last_read_at: some && by.read !== null ? iso(started - by.read * DAY) : null,
    };
  }
  const sorted = (readers: ReaderDto[]) => readers.sort((a, b) => ORDER.indexOf(a.access) - ORDER.indexOf(b.access) || (a.principal.name < b.principal.name ? -1 : 1) || ((a.secret?.name ?? "") < (b.secret?.name ?? "") ? -1 : 1));
  const pathOf = (of: SecretRow) => {
    const parts = of.name.split("/").slice(0, -1);
    return parts.length === 0 || /[<=';\u202e]|very-long/u.test(of.name) ? "*" : `${parts.slice(0, of.name.startsWith("/") ? 3 : 2).join("/")}/*`;
  };
  const show = (): AccessReply => {
    const counts = { can: 0, conditional: 0, unknown: 0, cannot: 0 };
    for (const of of rows()) for (const by of actors) counts[verdict(by, of, actors).access] += 1;
    return {
      accounts: collected ? ACCOUNTS.map(({ id, name }, i) => ({ account: id, account_name: name, taken_at: i === 2 ? iso(started - 19 * DAY) : iso(takenAt), by: i === 2 ? "file" : "aws", missing: i === 1 ? ["the policies of 4 keys in eu-west-3: kms:GetKeyPolicy was refused"] : i === 2 ? ["VPC endpoint policies: not in the file", "who is behind Identity Center's roles: not in the file"] : [] })) : ACCOUNTS.map(({ id, name }) => ({ account: id, account_name: name, taken_at: null, by: "aws", missing: [] })),
      evaluated_at: collected ? iso(takenAt + 4000) : null, principals: collected ? actors.length : 0, secrets: rows().length,
      can: counts.can, conditional: counts.conditional, unknown: counts.unknown, findings: collected && !host.quiet ? ACCESS_FINDINGS.length : 0,
      limits: collected ? LIMITS : [], problems: [...(collected ? [PROBLEM] : []), ...(stopped ? [STOPPED] : [])], running: running?.progress ?? null,
    };
  };
  const told = () => {
    const reply = show();
    host.send("access_changed", reply);
    return reply;
  };
  const later = <T>(make: () => T) => new Promise<T>((done) => setTimeout(() => done(make()), host.stepMs * 6));

  return {
    access_show: show,
    access_collect: () => {
      if (running) host.fail("sync_running", "Another collection is running.", "Wait for it, or cancel it.");
      const mine = (running = new FakeCollecting(host.clock()));
      host.send("access_progress", mine.progress);
      return new Promise((done) => {
        const timer = setInterval(() => {
          const over = mine.step();
          host.send("access_progress", mine.progress);
          if (!over) return;
          clearInterval(timer);
          running = null;
          stopped = mine.cancelled;
          // What was known stays; where nothing was, nothing is.
          if (!stopped) [collected, takenAt] = [true, host.clock()];
          if (collected) host.evaluated();
          host.log("access.collected", "organisation", { accounts: ACCOUNTS.length });
          done(told());
        }, host.stepMs);
      });
    },
    access_cancel: () => {
      if (running) running.cancelled = true;
      return show();
    },
    access_import: () => later(() => {
      collected = true;
      host.evaluated();
      host.log("access.imported", "stage", { accounts: 1 });
      return told();
    }),
    access_export: () => {
      needed();
      return { path: "/home/you/access-snapshot.json", accounts: ACCOUNTS.length };
    },
    access_readers: ({ arn, all }): ReadersReply => {
      const of = row(arn);
      needed();
      const every = sorted(actors.map((by) => readerOf(by, of, verdict(by, of, actors))));
      const n = (access: string) => every.filter((r) => r.access === access && (access === "unknown" || r.chain.length === 0)).length;
      const outside = of.account === "444444444444" && of.service === "crm"
        ? [{ who: "arn:aws:iam::999999999999:root", marks: ["outside_organisation"], through: "resource policy, statement Partner", conditions: [] }, { who: "AIDACKCEVSQ6C2EXAMPLE", marks: ["stale_id"], through: "resource policy, statement Old", conditions: [] }]
        : of.service === "web" && of.store === "secretsmanager" ? [{ who: "*", marks: ["public"], through: "resource policy, statement Anybody", conditions: ["only within the organisation o-exampleorgid"] }] : [];
      return {
        secret: secretOf(of), readers: all ? every : every.filter((r) => r.access !== "cannot"), can: n("can"), conditional: n("conditional"), unknown: n("unknown"), cannot: n("cannot"),
        by_chain: every.filter((r) => r.chain.length > 0 && (r.access === "can" || r.access === "conditional")).length, outside, limits: every.some((r) => r.access === "unknown") ? LIMITS.slice(0, 1) : [],
      };
    },
    access_principals: ({ text }) => {
      const all = rows();
      const found = (collected ? actors : []).filter(({ principal: p }) => `${p.name} ${p.arn} ${p.account_name ?? ""}`.toLowerCase().includes(text.toLowerCase()));
      const principals = found.map((by): PrincipalRow => {
        const counts = { can: 0, conditional: 0, unknown: 0, cannot: 0 };
        for (const of of all) counts[verdict(by, of, actors).access] += 1;
        const { can, conditional, unknown } = counts;
        return { principal: by.principal, can, conditional, unknown, marks: [...by.marks].sort(), last_read_at: by.read === null ? null : iso(started - by.read * DAY) };
      });
      return { principals: principals.sort((a, b) => b.can + b.conditional - a.can - a.conditional || (a.principal.arn < b.principal.arn ? -1 : 1)) };
    },
    access_principal: ({ arn }) => {
      const by = actor(arn);
      needed();
      const found = rows().map((of) => ({ of, verdict: verdict(by, of, actors) })).filter((f) => f.verdict.access !== "cannot");
      const end = by.chain.length > 0 ? actors.find((a) => a.principal.name === by.chain.at(-1) && a.principal.account === by.principal.account) : by;
      const statements = (end?.rules ?? []).map((rule) => {
        const removes = found.filter((f) => f.verdict.rule === rule).length;
        const left = found.length - removes;
        return { place: rule.place, statement: rule.sid, text: JSON.stringify(rule.text, null, 2), removes, of: found.length, words: removes === 0 ? "Removing this changes nothing that it can read." : left === 0 ? "Removing this leaves it nothing to read." : `Removing this leaves ${left} of the ${found.length} secrets that it can read.` };
      });
      return { principal: by.principal, secrets: found.map((f) => readerOf(by, f.of, f.verdict, true)).sort((a, b) => ((a.secret?.name ?? "") < (b.secret?.name ?? "") ? -1 : 1)), statements, escalations: by.escalations, limits: found.some((f) => f.verdict.access === "unknown") ? LIMITS.slice(0, 1) : [] };
    },
    access_why: ({ principal, secret }) => {
      const [by, of] = [actor(principal), row(secret)];
      const found = verdict(by, of, actors);
      return whyOf(by, of, found, readerOf(by, of, found, true), secretOf(of));
    },
    access_findings: () => ({ findings: collected && !host.quiet ? ACCESS_FINDINGS : [] }),
    access_map: ({ filter }) => {
      const kept = rows().filter(readFilter(filter));
      const natures = ["human", "workload", "aws_service"];
      const words: Record<string, string> = { human: "people", workload: "programs", aws_service: "AWS services" };
      const groups: MapGroup[] = ACCOUNTS.flatMap(({ id, name }) => natures.map((nature) => ({ name: `${name} · ${words[nature]}`, account: id, nature, principals: actors.filter((a) => a.principal.account === id && a.principal.nature === nature).length }))).filter((g) => g.principals > 0);
      const paths = [...new Set(kept.map((of) => `${of.account} ${pathOf(of)}`))].sort().map((key) => {
        const account = key.slice(0, 12);
        const held = kept.filter((of) => of.account === account && pathOf(of) === key.slice(13));
        const best = actors.map((by) => ({ by, access: held.map((of) => verdict(by, of, actors).access).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))[0] ?? "cannot" }));
        const n = (g: MapGroup, access: string) => best.filter((b) => b.by.principal.account === g.account && b.by.principal.nature === g.nature && b.access === access).length;
        return { path: key.slice(13), account, secrets: held.length, readers: best.filter((b) => b.access === "can" || b.access === "conditional").length, cells: groups.map((g) => ({ can: n(g, "can"), conditional: n(g, "conditional"), unknown: n(g, "unknown") })) };
      });
      return { groups, paths };
    },
    access_cell: ({ path, path_account, group_account, nature }) => {
      const held = rows().filter((of) => of.account === path_account && pathOf(of) === path);
      const who = actors.filter((a) => a.principal.account === group_account && a.principal.nature === nature);
      return { readers: sorted(who.flatMap((by) => held.map((of) => readerOf(by, of, verdict(by, of, actors), true)).filter((r) => r.access !== "cannot"))) };
    },
  };
}
