// Profiles of the made-up organisation, what they sign in to, and the questions of a sync. `123456` is the code that is right.
import type { AccountTried, CommandError, Commands, ProblemDto, ProfileDto, ProfileTried, SignInDto, SignInQuestion, SignInStage, SourceDto } from "../bindings";
import { ACCOUNTS, REGIONS } from "./seed";
import { NOT_ENABLED } from "./sync";

interface Parts {
  clock: () => number;
  stepMs: number;
  /** How the host stands: `no-profiles`, `expired`, `mfa`, `questions`, `denied`, `code-expired`, `expiring`, `first-run` or another. */
  scenario: string;
  sources: () => SourceDto[];
  send: (event: string, payload: unknown) => void;
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

type Names = "profiles_try" | "sources_try" | "try_cancel" | "sign_ins_show" | "sign_in_start" | "sign_in_cancel" | "sign_in_browse" | "sign_in_answer";
type Handlers = { [K in Names]: (request: Commands[K]["request"]) => Commands[K]["reply"] | Promise<Commands[K]["reply"]> };

const ACME = "sso acme";
const OLD = "sso https://legacy.awsapps.com/start";
const DEVICE = "arn:aws:iam::444444444444:mfa/ana";
const MFA = `mfa ${DEVICE}`;
const HOUR = 3_600_000;

/** A profile: how it signs in, through what, and where it leads. */
interface Known extends ProfileDto {
  of?: string;
  account?: number;
  as?: string;
  says?: Pick<ProblemDto, "reason" | "message" | "advice">;
}

const sso = (set: string) => `assumed-role/AWSReservedSSO_${set}_0123456789abcdef/ana@example.test`;

const PROFILES: Known[] = [
  { name: "audit", region: "us-east-1", sign_in: "sso", of: ACME, account: 3, as: sso("SecurityAudit") },
  { name: "ci", region: "eu-west-1", sign_in: "process", says: { reason: "no_sign_in", message: "credential_process: /opt/tools/aws-creds --role ci: No such file or directory (os error 2)", advice: "Install the program that the profile names, or mend credential_process in ~/.aws/config." } },
  { name: "console", region: "eu-west-1", sign_in: "login", account: 2, as: "user/ana" },
  { name: "default", region: "eu-west-1", sign_in: "keys", account: 2, as: "user/ana" },
  { name: "legacy", region: "eu-central-1", sign_in: "sso", of: OLD, account: 1, as: sso("ReadOnlyAccess") },
  { name: "old-deploy", region: null, sign_in: "keys", says: { reason: "no_sign_in", message: "InvalidClientTokenId: The security token included in the request is invalid.", advice: "The access key was deleted or made inactive. Take the profile out, or make a new key." } },
  { name: "pod", region: null, sign_in: "web_identity", says: { reason: "no_sign_in", message: "/var/run/secrets/eks.amazonaws.com/serviceaccount/token: No such file or directory", advice: "This profile works inside its cluster only." } },
  { name: "prod-admin", region: "us-east-1", sign_in: "sso", of: ACME, account: 0, as: sso("AdministratorAccess") },
  { name: "prod-readonly", region: null, sign_in: "role", of: MFA, account: 0, as: "assumed-role/readonly/keyturn-ana" },
];

/** As many profiles as one start page makes in a large organisation. */
function teams(size: number): Known[] {
  return Array.from({ length: size }, (_, i) => ({ name: `team-${String(i + 1).padStart(3, "0")}-${i % 3 === 0 ? "prod" : i % 3 === 1 ? "stage" : "dev"}`, region: "eu-west-1", sign_in: "sso", of: ACME, account: i % 4, as: sso("SecurityAudit") }));
}

/** What signing in needs, and what a sync asks. */
export function signInOf({ clock, stepMs, scenario, sources, send, log, fail }: Parts) {
  const profiles = scenario === "no-profiles" ? [] : scenario === "many-profiles" ? [...PROFILES, ...teams(180)] : PROFILES;
  const fresh = scenario === "many-profiles" || scenario === "first-run" || scenario === "denied" || scenario === "code-expired";
  const until: Record<string, number | null> = {
    [ACME]: fresh ? null : clock() + (scenario === "expiring" ? 2 * 60_000 : 41 * 60_000),
    [OLD]: fresh ? null : clock() - 26 * HOUR,
    [MFA]: null,
  };
  const running = new Map<string, { stage: SignInStage; end: (stage: SignInStage) => void }>();
  let questions: SignInQuestion[] = [];
  let held: { of: string; accounts: string[]; refuse: () => void; release: () => void }[] = [];
  let trying: { stop: boolean } | null = null;

  const wait = () => new Promise<void>((go) => setTimeout(go, stepMs));
  const iso = (ms: number) => new Date(ms).toISOString();
  const labelOf = (of: string) => of.slice(of.indexOf(" ") + 1);
  const valid = (of: string | undefined) => of === undefined || (until[of] ?? 0) > clock();
  const production = (name: string) => name.startsWith("prod");

  function signIns(): SignInDto[] {
    return [ACME, OLD, MFA].filter((of) => profiles.some((p) => p.of === of)).map((of) => {
      const at = until[of] ?? null;
      const used = profiles.filter((p) => p.of === of).map((p) => p.name);
      return {
        of,
        kind: of === MFA ? "mfa" : "sso",
        label: labelOf(of),
        start_url: of === MFA ? null : of === ACME ? "https://acme.awsapps.com/start" : labelOf(of),
        profiles: used,
        sources: sources().filter((s) => s.profile !== null && used.includes(s.profile)).length,
        state: at === null ? "never" : at > clock() ? "valid" : "expired",
        until: at === null ? null : iso(at),
        renews: of === ACME && scenario === "renews",
        expires_during_sync: of === ACME && scenario === "expiring" && at !== null && at < clock() + 11 * 60_000,
        running: running.get(of)?.stage ?? null,
      };
    });
  }
  const reply = () => ({ sign_ins: signIns(), questions, last_sync_seconds: scenario === "expiring" ? 640 : 42 });
  const ask = () => send("sign_in_asked", { questions });

  function advance(of: string, stage: SignInStage): void {
    const one = running.get(of);
    if (!one) return;
    one.stage = stage;
    send("sign_in_progress", { of, stage });
    if (stage.stage === "done" || stage.stage === "failed") one.end(stage);
  }
  const failed = (reason: string, message: string, advice: string): SignInStage => ({ stage: "failed", reason, message, advice });

  /** The person is signed in: whatever waited for it goes on. */
  function succeed(of: string): void {
    until[of] = clock() + (of === MFA ? HOUR * 0.75 : 8 * HOUR);
    log("sign_in.done", labelOf(of), { kind: of === MFA ? "mfa" : "sso", until: iso(until[of] ?? 0) });
    advance(of, { stage: "done", until: iso(until[of] ?? 0), renews: false });
    close(of, "release");
  }

  function close(of: string, how: "refuse" | "release"): void {
    for (const one of held.filter((h) => h.of === of)) one[how]();
    held = held.filter((h) => h.of !== of);
    if (!questions.some((q) => q.of === of)) return;
    questions = questions.filter((q) => q.of !== of);
    ask();
  }

  function open(of: string, profile: string, why: string, waiting: number): void {
    questions = [...questions.filter((q) => q.of !== of), { of, kind: of === MFA ? "mfa" : "sso", label: labelOf(of), profile, why, waiting, asked_at: iso(clock()) }];
    ask();
  }

  function tried(profile: Known): ProfileTried {
    const account = profile.account === undefined ? undefined : ACCOUNTS[profile.account];
    const needs = profile.of ? { of: profile.of, kind: profile.of === MFA ? "mfa" : "sso", label: labelOf(profile.of) } : null;
    const works = profile.says === undefined && valid(profile.of);
    return {
      name: profile.name,
      region: profile.region,
      sign_in: profile.sign_in,
      needs,
      state: works ? "works" : profile.says ? "fails" : profile.of === MFA ? "asks_for_code" : "sign_in_first",
      account: works ? (account?.id ?? null) : null,
      account_name: works ? (account?.name ?? null) : null,
      principal: works && account ? `arn:aws:${profile.as?.startsWith("user/") ? "iam" : "sts"}::${account.id}:${profile.as}` : null,
      valid_until: works && profile.of ? iso(until[profile.of] ?? 0) : null,
      production: production(profile.name) || (works && production(account?.name ?? "")),
      problem: profile.says ? { account: null, account_name: null, profile: profile.name, region: null, store: null, action: "sts:GetCallerIdentity", hides: "accounts", ...profile.says } : null,
    };
  }

  /** The accounts that a source leads to. One cannot be entered where a role is asked for. */
  function accountsOf(source: SourceDto): AccountTried[] {
    const { accounts, profile } = source;
    const base = profiles.find((p) => p.name === profile)?.account ?? 3;
    const list = accounts.scope === "own" ? ACCOUNTS.slice(base, base + 1) : accounts.scope === "organization" ? ACCOUNTS : accounts.accounts.map((id) => ACCOUNTS.find((a) => a.id === id) ?? { id, name: null });
    const refused = accounts.scope !== "own" && source.external_id === undefined ? "222222222222" : null;
    return list.map(({ id, name }) => ({
      account: id,
      account_name: name,
      profile,
      regions: source.enabled_regions ? [...REGIONS] : source.regions.length > 0 ? source.regions : [REGIONS[0] ?? ""],
      regions_off: source.enabled_regions ? [...NOT_ENABLED] : [],
      problem:
        id !== refused || accounts.scope === "own" ? null
        : { account: id, account_name: name, profile, region: null, store: null, action: "sts:AssumeRole", reason: "role_refused", hides: "secrets", message: `User: arn:aws:sts::444444444444:assumed-role/audit/ana is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${id}:role/${accounts.role}`, advice: `Make the role ${accounts.role} in ${id} trust this principal. If its trust policy asks for an external id, give it here.` },
    }));
  }

  async function each<T>(list: readonly T[], tell: (one: T) => void): Promise<boolean> {
    const mine = (trying = { stop: false });
    for (const one of list) {
      await wait();
      if (mine.stop) return true;
      tell(one);
    }
    return false;
  }

  const handlers: Handlers = {
    profiles_try: async ({ profiles: names }) => {
      const found: ProfileTried[] = [];
      const cancelled = await each(profiles.filter((p) => names === null || names.includes(p.name)), (profile) => {
        const one = tried(profile);
        found.push(one);
        send("profile_tried", one);
      });
      return { profiles: found, cancelled };
    },
    sources_try: async ({ sources: given }) => {
      const accounts: AccountTried[] = [];
      // A code is asked for, by whoever needs one first.
      const asking = given.find((s) => profiles.find((p) => p.name === s.profile)?.of === MFA && !valid(MFA));
      if (asking) await new Promise<void>((go) => {
        held.push({ of: MFA, accounts: [], refuse: go, release: go });
        open(MFA, asking.profile ?? "", "first", 1);
      });
      const needing = given.filter((s) => !valid(profiles.find((p) => p.name === s.profile)?.of));
      const problems = needing.map((s): ProblemDto => ({ account: null, account_name: null, profile: s.profile, region: null, store: null, action: "sts:GetCallerIdentity", reason: "expired_sign_in", hides: "secrets", message: "nobody has signed in to acme here yet", advice: "Sign in first, then try again." }));
      const cancelled = await each(given.filter((s) => !needing.includes(s)).flatMap(accountsOf), (one) => {
        accounts.push(one);
        send("account_tried", one);
      });
      return { accounts, problems, cancelled };
    },
    try_cancel: () => {
      if (trying) trying.stop = true;
      return null;
    },
    sign_ins_show: reply,
    sign_in_start: async ({ of }) => {
      if (!(of in until)) fail("not_found", "There is no such sign-in.", "The profile may be gone from ~/.aws/config.");
      const ended = new Promise<SignInStage>((end) => running.set(of, { stage: { stage: "waiting" }, end }));
      advance(of, { stage: "waiting" });
      void (async () => {
        await wait();
        if (of === MFA) return open(of, "prod-readonly", "first", 0);
        const holds = 10 * 60_000;
        const page = of === OLD ? "https://sign-in.example.test/device" : "https://device.sso.us-east-1.amazonaws.com/";
        advance(of, { stage: "code_shown", user_code: "WDJB-MJHT", verification_uri: page, verification_uri_complete: `${page}?user_code=WDJB-MJHT`, expires_at: iso(clock() + holds), may_open: of !== OLD });
        if (scenario !== "code-expired") return;
        setTimeout(() => advance(of, failed("code_expired", "ExpiredTokenException: The device code has expired.", "Get a new code, and confirm it on the page within ten minutes.")), holds);
      })();
      const stage = await ended;
      running.delete(of);
      return { of, stage };
    },
    sign_in_cancel: ({ of }) => {
      advance(of, failed("cancelled", "", "Sign in again when it suits."));
      close(of, "refuse");
      return reply();
    },
    sign_in_browse: ({ of }) => {
      if (running.get(of)?.stage.stage !== "code_shown") fail("not_found", "There is no code to confirm.", "Get a new code.");
      setTimeout(() => {
        if (scenario === "denied") advance(of, failed("denied", "AccessDeniedException: The request was denied.", "Somebody pressed Deny on the page, or your administrator does not let this application in. Sign in again, or ask who looks after IAM Identity Center."));
        else if (scenario !== "code-expired") succeed(of);
      }, stepMs * 4);
      return null;
    },
    sign_in_answer: async ({ of, code }) => {
      const question = questions.find((q) => q.of === of);
      if (!question) return fail("not_found", "Nobody asks for this code any more.");
      // As the core does: the question is over once it is answered, and comes again where the code was wrong.
      questions = questions.filter((q) => q.of !== of);
      ask();
      await wait();
      if (code === "123456") {
        succeed(of);
        return { of, stage: { stage: "done" as const, until: iso(until[of] ?? 0), renews: false } };
      }
      setTimeout(() => open(of, question.profile, "wrong_code", question.waiting), 0);
      return { of, stage: failed("wrong_code", "AWS did not accept the code; each is accepted once.", "Wait for the device's next code and type that.") };
    },
  };

  return {
    handlers,
    profiles: profiles.map(({ name, region, sign_in }): ProfileDto => ({ name, region, sign_in })),
    /** What a sync that starts is to be asked halfway: of which sign-in, and which accounts wait for it. */
    asks(): { of: string; profile: string; why: string; accounts: string[] }[] {
      const expired = { of: ACME, profile: "audit", why: "expired", accounts: ["222222222222", "333333333333"] };
      const code = { of: MFA, profile: "prod-readonly", why: "first", accounts: ["444444444444"] };
      if (scenario === "expired" && questions.length === 0) return [expired];
      if (scenario === "mfa" && !valid(MFA)) return [code];
      return scenario === "questions" ? [expired, code] : [];
    },
    /** Asks; `release` or `refuse` says how it ended. */
    hold(question: { of: string; profile: string; why: string; accounts: string[] }, waiting: number, release: () => void, refuse: () => void): void {
      held.push({ of: question.of, accounts: question.accounts, release, refuse });
      open(question.of, question.profile, question.why, waiting);
    },
    /** The sync ended: nothing is asked any more. */
    settle(): void {
      held = [];
      if (questions.length === 0) return;
      questions = [];
      ask();
    },
  };
}
