// Ninety days of made-up CloudTrail: habits that repeat, and what does not fit them. The same each time for a clock.
import type { EventRow, ObjectDto, PrincipalDto, SecretRow } from "../../bindings";
import { ACCOUNTS, numbers } from "../seed";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An event with what the window does not see. */
export interface FakeEvent extends EventRow {
  ms: number;
}

/** Principals by their last word. */
export const PEOPLE = {
  web: who("role/web-task", "workload", 0),
  checkout: who("role/checkout-task", "workload", 0),
  ci: who("role/ci-deploy", "workload", 0),
  etl: who("role/etl", "workload", 0),
  terraform: who("role/terraform", "workload", 1),
  developers: who("role/AWSReservedSSO_Developers_0a1b2c3d", "human", 0),
  admin: who("user/admin-2", "human", 0),
  external: who("web-identity/eks-external-secrets", "web_identity", 1),
  legacy: who("role/legacy-batch", "workload", 0),
  reporting: who("role/reporting", "workload", 3),
  rotation: { account: null, account_name: null, name: "service/secretsmanager.amazonaws.com", nature: "aws_service" },
} satisfies Record<string, PrincipalDto>;

function who(name: string, nature: string, account: number): PrincipalDto {
  const of = ACCOUNTS[account];
  return { account: of?.id ?? null, account_name: of?.name ?? null, name, nature };
}

/** A secret as events name it. */
export function objectOf(row: SecretRow): ObjectDto {
  return { kind: "secret", name: row.name, store: row.store, account: row.account, region: row.region, arn: row.arn };
}

interface Habit {
  by: PrincipalDto;
  rows: SecretRow[];
  every: number;
  /** Days ago that it began, and ended. */
  from: number;
  to: number;
  /** Reads in one go. */
  run: number;
  sources: string[];
  agent: string;
  session: string;
  vpc?: string;
  person?: string;
  /** Only at these hours, UTC. */
  hours?: [number, number];
}

/** The events, the newest first. The cell prod-eu / eu-west-3 was never read, so it has none. */
export function seedEvents(rows: SecretRow[], now: number): FakeEvent[] {
  const next = numbers(4_711);
  const of = (account: number, service: string, least: number) => {
    const kept = rows.filter((r) => r.gone_at === null && r.account === ACCOUNTS[account]?.id && !(r.account_name === "prod-eu" && r.region === "eu-west-3") && !/[<=';\u202e\u200b]/u.test(r.name) && r.name.length < 200);
    const own = kept.filter((r) => r.service === service);
    return own.length >= least ? own : [...own, ...kept.filter((r) => r.service !== service)].slice(0, least);
  };
  const web = of(0, "web", 16);
  const habits: Habit[] = [
    { by: PEOPLE.web, rows: web.slice(0, 5), every: 47 * MINUTE, from: 90, to: 0, run: 1, sources: ["10.0.12.41", "10.0.12.77", "10.0.13.8"], agent: "aws-sdk-go/1", session: "a1b2c3d4e5f6", vpc: "vpce-0abc12de" },
    { by: PEOPLE.checkout, rows: of(0, "checkout", 4).slice(0, 4), every: 2 * HOUR, from: 90, to: 0, run: 2, sources: ["10.0.21.5"], agent: "aws-sdk-java/2", session: "checkout", vpc: "vpce-0abc12de" },
    { by: PEOPLE.ci, rows: web.slice(0, 4), every: 5 * HOUR, from: 90, to: 0, run: 3, sources: ["203.0.113.24", "203.0.113.31", "203.0.113.87"], agent: "aws-cli/2", session: "deploy-4821", hours: [9, 17] },
    { by: PEOPLE.etl, rows: of(0, "etl", 12).slice(0, 12), every: DAY, from: 41, to: 0, run: 12, sources: ["10.0.30.9"], agent: "Boto3/1", session: "etl-nightly" },
    { by: PEOPLE.terraform, rows: of(1, "ledger", 20).slice(0, 20), every: 7 * DAY, from: 90, to: 0, run: 20, sources: ["203.0.113.40"], agent: "APN/1.0 HashiCorp/1.0 Terraform/1.9", session: "terraform-plan" },
    { by: PEOPLE.developers, rows: web.slice(2, 4), every: 3 * DAY, from: 70, to: 0, run: 1, sources: ["192.0.2.77"], agent: "console", session: "ann@example.test", person: "ann@example.test", hours: [8, 18] },
    { by: PEOPLE.external, rows: of(1, "auth", 6).slice(0, 6), every: HOUR, from: 25, to: 0, run: 6, sources: ["10.8.4.20"], agent: "aws-sdk-go-v2/1", session: "external-secrets", vpc: "vpce-0def34ab" },
    { by: PEOPLE.legacy, rows: web.slice(1, 3), every: 12 * HOUR, from: 90, to: 31, run: 2, sources: ["10.0.40.2"], agent: "Boto/2", session: "cron" },
    { by: PEOPLE.rotation, rows: of(0, "billing", 2).slice(0, 2), every: 30 * DAY, from: 89, to: 0, run: 1, sources: ["secretsmanager.amazonaws.com"], agent: "secretsmanager.amazonaws.com", session: "" },
  ];
  const found: FakeEvent[] = [];
  let serial = 0;
  const add = (at: number, by: PrincipalDto, row: SecretRow | null, more: Partial<EventRow>) => {
    serial += 1;
    const sm = row?.store === "secretsmanager";
    found.push({
      id: `00000000-0000-4000-8000-${serial.toString(16).padStart(12, "0")}`,
      at: new Date(at).toISOString(), ms: at,
      account: row?.account ?? by.account ?? "111111111111",
      account_name: row?.account_name ?? by.account_name,
      region: row?.region ?? "us-east-1",
      call: row ? (sm ? "GetSecretValue" : "GetParameter") : "ListSecrets",
      class: row ? "read" : "list",
      principal: by, session: null, person: null, source: "198.51.100.7", vpc_endpoint: null, agent: "Boto3/1",
      objects: row ? [objectOf(row)] : [], outcome: "done", error: null, finding: null, ...more,
    });
  };
  for (const habit of habits) {
    let turn = 0;
    for (let at = now - habit.from * DAY + next() * habit.every; at < now - habit.to * DAY; at += habit.every * (0.9 + next() * 0.2)) {
      const hour = new Date(at).getUTCHours();
      if (habit.hours && (hour < habit.hours[0] || hour >= habit.hours[1])) continue;
      for (let i = 0; i < habit.run; i += 1, turn += 1) {
        const row = habit.rows[turn % Math.max(1, habit.rows.length)];
        if (!row) continue;
        const denied = next() < 0.002;
        add(Math.floor(at + i * 170), habit.by, row, {
          session: habit.session || null, person: habit.person ?? null, agent: habit.agent, vpc_endpoint: habit.vpc ?? null,
          source: habit.sources[Math.floor(next() * habit.sources.length)] ?? "",
          outcome: denied ? "denied" : "done", error: denied ? "AccessDeniedException" : null,
        });
      }
    }
  }
  const burst = now - 96 * MINUTE;
  const odd = { session: "i-0a12b34c56d78e90f", source: "198.51.100.7", agent: "Boto3/1", finding: "burst-ci-deploy" };
  for (let i = 0; i < 3; i += 1) add(burst - MINUTE + i * 4000, PEOPLE.ci, null, { ...odd, outcome: "denied", error: "AccessDeniedException", session: i === 1 ? "<img src=x onerror=alert(1)>" : odd.session });
  web.slice(1, 16).forEach((row, i) => add(burst + i * 270, PEOPLE.ci, row, { ...odd, ...(i === 6 ? { agent: '=HYPERLINK("http://example.test")' } : {}) }));
  const night = Date.parse(`${new Date(now).toISOString().slice(0, 10)}T02:14:31Z`);
  const glass = web.find((r) => /BREAK_GLASS/.test(r.name)) ?? web.at(-1);
  if (glass) add(night < now ? night : night - DAY, PEOPLE.admin, glass, { session: "admin-2", person: "admin-2", source: "192.0.2.14", agent: "aws-cli/2", finding: "break-glass-admin-2" });
  of(2, "search", 3).forEach((row, i) => add(now - 3 * DAY + i * 61_000, PEOPLE.reporting, row, { session: "report", source: "10.44.0.3", agent: "aws-sdk-js/3", finding: "cross-reporting" }));
  return found.sort((a, b) => b.ms - a.ms);
}
