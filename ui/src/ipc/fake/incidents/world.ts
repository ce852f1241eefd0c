// The incidents of the made-up organisation: one that runs, a drill, a closed one; and how another starts.
import type { CommandError, FindingReply, IncidentProposal, IncidentStartRequest, IncidentsReply, LeadingReply, LedRequest, RunStartRequest, SecretRow } from "../../bindings";
import { act } from "./acts";
import { LEADING, PLANS, planOf } from "./plan";
import { Run, type Led, type Opening } from "./run";

/** What the fake of incidents needs of the rest. */
export interface Host {
  rows: () => SecretRow[];
  clock: () => number;
  stepMs: number;
  bare: boolean;
  /** The rotation or the review of this name. */
  led: (of: string, id: string) => Led;
  finding: (key: string) => FindingReply | null;
  send: (event: string, payload: unknown) => void;
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string | null) => never;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const BY = "you";
const NAMES = ["amber heron", "quiet otter", "north linnet", "slate wren", "early plover", "copper vole"];

type Request = Pick<IncidentStartRequest, "text" | "finding" | "trigger">;

export class World {
  readonly runs: Run[] = [];
  readonly host: Host;
  profile: string | null = null;
  #seeded = false;

  constructor(host: Host) {
    this.host = host;
  }

  run(id: string): Run {
    this.seed();
    return this.runs.find((r) => r.of.id === id) ?? this.host.fail("not_found", `There is no incident ${id}.`);
  }

  /** What it would start from and be led by. */
  propose({ text, finding, trigger }: Request): IncidentProposal {
    this.seed();
    const of = finding === null ? null : this.host.finding(finding);
    if (finding !== null && !of) this.host.fail("not_found", "There is no such finding.");
    const pasted = text.trim();
    if (!of && pasted === "") this.host.fail("bad_request", "Paste an ARN, an access key id, or a secret’s name.");
    if (/^(sk_live_|ghp_|-----BEGIN)/u.test(pasted)) this.host.fail("looks_like_secret", "This looks like a secret’s value: paste the secret’s name or ARN, never its value.");
    const row = this.host.rows().find((r) => r.arn === pasted || r.name === pasted);
    const subject = of ? "finding" : row || /:(secret|parameter)[:/]/u.test(pasted) ? "secret" : /^A(KIA|SIA)[A-Z0-9]{16}$/u.test(pasted) ? "access_key" : /:(role|user)\//u.test(pasted) || /^(role|user)\//u.test(pasted) ? "principal" : "name";
    const name = of ? of.finding.title : (row?.name ?? pasted.split(/:(?:role|user)\//u).at(-1) ?? pasted);
    const git = /git|commit|push|gist|repo/iu.test(trigger) || (trigger === "" && subject === "secret");
    const fits = PLANS.filter((p) => p.kinds.includes(subject)).sort((a, b) => Number(b.id === "secret-in-git" && git) - Number(a.id === "secret-in-git" && git) || Number(a.draft) - Number(b.draft));
    const production = row ? row.name.includes("prod") : true;
    const open = this.runs.find((r) => r.closed === null && !r.of.drill && r.ledger.some((e) => e.text === (row?.arn ?? pasted)));
    return {
      subject, name, subject_text: of ? of.finding.key : (row?.arn ?? pasted), known: row !== undefined || of !== null, title: `${name.slice(0, 200)}: ${(fits[0]?.title ?? "an incident").toLowerCase()}`,
      severity: of ? "SEV-2" : production ? (fits[0]?.severity ?? "SEV-3") : "SEV-4",
      reasons: [production ? "It is of production." : "It is not of production.", subject === "access_key" ? "An access key acts at once." : "Its exposure is not confirmed yet; in doubt, the higher."],
      runbooks: fits.map((p, i) => ({ id: p.id, title: p.title, version: p.version, reason: i === 0 ? (git && p.id === "secret-in-git" ? "For what was committed, and for secrets when nobody says otherwise." : "For this kind of subject.") : "It fits the kind, not what happened.", draft: p.draft })),
      already_in: open?.of.id ?? null,
    };
  }

  start(request: IncidentStartRequest): Run {
    const proposal = this.propose(request);
    const plan = planOf(request.runbook ?? proposal.runbooks[0]?.id ?? "");
    if (plan.draft && !request.drill) this.host.fail("bad_request", `${plan.title} is a draft: it starts only as an exercise.`);
    const drills = this.runs.filter((r) => r.of.drill === request.drill).length;
    const now = this.host.clock();
    const run = this.#open({
      id: `${request.drill ? "DRILL" : "INC"}-2026-${String((request.drill ? 1 : 12) + drills).padStart(4, "0")}`, codename: NAMES[this.runs.length % NAMES.length] ?? "amber heron",
      title: request.title ?? proposal.title, severity: request.severity ?? proposal.severity, drill: request.drill, subject: proposal.subject, subject_text: proposal.subject_text, name: proposal.name,
      trigger: request.trigger, reasons: proposal.reasons, plan, detected: request.detected_at ? Date.parse(request.detected_at) : now, opened: now, values: {}, known: {}, leads: null,
    });
    this.host.log("incident.started", run.of.id, { drill: request.drill });
    this.host.send("incident_changed", { id: run.of.id });
    return run;
  }

  #of({ of, id }: LedRequest): Run[] {
    this.seed();
    return this.runs.filter((r) => r.of.leads?.of === of && r.of.leads.id === id).reverse();
  }

  leading(request: LedRequest): LeadingReply {
    const runs = this.#of(request).map((run) => {
      const steps = run.reply().phases.flatMap((p) => p.steps);
      const now = steps.find((s) => s.state === "open" || s.state === "asks");
      return { id: run.of.id, title: run.of.title, runbook: run.plan.title, running: run.closed === null, current: now?.title ?? null, ended: steps.filter((s) => s.state !== "open" && s.state !== "asks").length, steps: steps.length };
    });
    const fits = LEADING.filter((p) => p.kinds.includes(request.of));
    return { runs, runbooks: fits.map((p) => ({ id: p.id, title: p.title, version: p.version, reason: "It is for every kind.", draft: false })) };
  }

  lead({ of, runbook }: RunStartRequest): Run {
    const led = this.host.led(of.of, of.id);
    const other = this.#of(of).find((run) => run.closed === null);
    if (other) this.host.fail("bad_request", `${led.name} is led by ${other.of.id} already`);
    if (!led.open()) this.host.fail("bad_request", `${led.name} has ended: nothing is left to follow`);
    const plan = planOf(runbook ?? LEADING.find((p) => p.kinds.includes(of.of))?.id ?? "");
    const now = this.host.clock();
    const number = this.runs.filter((r) => r.of.leads !== null).length + 1;
    const run = this.#open({ id: `RUN-2026-${String(number).padStart(3, "0")}`, codename: "copper vole", title: `${plan.title}: ${led.name}`, severity: plan.severity, drill: false, subject: of.of, subject_text: led.arn, name: led.name, trigger: "", reasons: [], plan, detected: now, opened: now, values: {}, known: {}, leads: led });
    run.roles.set("lead", BY);
    this.host.log("run.opened", run.of.id, { leads: of.of });
    return run;
  }

  #open(of: Opening): Run {
    const row = this.host.rows().find((r) => r.arn === of.subject_text);
    const known = { "secret.name": of.name, "secret.arn": of.subject_text, "account.id": row?.account ?? "111111111111", region: row?.region ?? "us-east-1", "aws.profile": "prod-break-glass", "secret.issuer": "Stripe", "secret.issuer_url": "https://dashboard.stripe.com/apikeys", "window.start": new Date(of.detected).toISOString(), "window.end": new Date(of.opened).toISOString(), ...(row?.owner ? { "secret.owner": row.owner } : {}), ...of.values };
    const run = new Run({ ...of, values: Object.fromEntries(Object.entries(known).filter(([, v]) => v !== "")) }, this.host.clock);
    if (of.subject === "access_key") run.values.set("principal.access_key_id", of.subject_text);
    this.runs.push(run);
    return run;
  }

  list(): IncidentsReply {
    this.seed();
    const runs = this.runs.filter((r) => r.of.leads === null);
    const real = runs.filter((r) => !r.of.drill);
    const urgency = (run: Run) => [run.closed === null ? 0 : 1, run.closed === null ? Date.parse(run.row().mark?.at ?? "2100-01-01") : -run.closed] as const;
    const sorted = [...runs].sort((a, b) => urgency(a)[0] - urgency(b)[0] || Number(a.of.drill) - Number(b.of.drill) || urgency(a)[1] - urgency(b)[1]);
    const leg = (id: string, known: number, median: number | null, longest: number | null, within: number, of: number) => ({ id, known, median_seconds: median, longest_seconds: longest, within, of });
    return {
      incidents: sorted.map((r) => r.row()),
      numbers: {
        incidents: real.length, drills: runs.length - real.length,
        legs: real.length === 0 ? [] : [leg("exposed_to_detected", 2, 840, 7_200, 0, 0), leg("detected_to_opened", 2, 62, 180, 2, 2), leg("detected_to_revoked", 1, 660, 660, 1, 1), leg("detected_to_proved", 1, 1_240, 1_240, 0, 1), leg("detected_to_replaced", 1, 3_120, 3_120, 1, 1), leg("detected_to_closed", 1, 2_950_000, 2_950_000, 0, 0)],
        paths: real.length === 0 ? [] : [{ what: "commit", count: 1 }], repeated: real.length === 0 ? [] : [{ what: "/prod/web/STRIPE_API_KEY", count: 2 }],
        open_follow_ups: real.flatMap((r) => r.followUps).filter((f) => !f.done).sort((a, b) => (a.due_on < b.due_on ? -1 : 1)),
      },
    };
  }

  seed(): void {
    if (this.#seeded || this.host.bare || this.host.rows().length === 0) return;
    this.#seeded = true;
    const now = this.host.clock();
    const row = this.host.rows().find((r) => r.name.endsWith("STRIPE_API_KEY")) ?? this.host.rows()[0];
    if (!row) return;
    const base = { subject: "secret", subject_text: row.arn, name: row.name, known: {}, leads: null, values: { "repo.url": "git@github.com:example/web.git", "ecs.cluster": "web", "secret.consumers": "web-task, checkout-task, worker, reporting" } };
    const git = planOf("secret-in-git");
    const running = this.#open({ ...base, id: "INC-2026-0011", codename: "amber heron", title: `${row.name}: a secret was committed to git`, severity: "SEV-2", drill: false, trigger: "Secret scanning alert", reasons: ["It is of production.", "Seen in a public gist."], plan: git, detected: now - 8 * MINUTE - 18_000, opened: now - 7 * MINUTE });
    running.roles.set("lead", "Mara (lead)");
    running.newer = "1.1.0";
    running.moments.set("aware", new Date(now - 7 * MINUTE).toISOString());
    this.#past(running, now - 6 * MINUTE, [
      { act: "step_done", step: "open", choice: null, second: null, records: [{ name: "reported_by", value: "Secret scanning" }, { name: "exposed", value: "yes" }] },
      { act: "step_done", step: "reach", choice: "public", second: null, records: [{ name: "commit", value: "https://github.com/example/web/commit/1a2b3c4" }, { name: "first_push", value: new Date(now - 22 * MINUTE).toISOString() }] },
      { act: "note", text: "Key seen in a public gist by the scanner", happened_at: new Date(now - 22 * MINUTE).toISOString(), source: null, in_report: true },
      { act: "value", name: "repo.path", value: "config/it's a file.env" },
    ]);
    const drill = this.#open({ ...base, id: "DRILL-2026-0001", codename: "quiet otter", title: "Exercise: a key in a public repository", severity: "SEV-2", drill: true, trigger: "Exercise of the quarter", reasons: ["An exercise."], plan: planOf("suspected-compromise"), detected: now - 3 * DAY, opened: now - 3 * DAY + MINUTE });
    drill.roles.set("lead", "Jon");
    const closed = this.#open({ ...base, id: "INC-2026-0009", codename: "slate wren", title: "user/old-deploy: an AWS access key is compromised", severity: "SEV-1", drill: false, subject: "access_key", subject_text: "AKIAIOSFODNN7EXAMPLE", name: "AKIAIOSFODNN7EXAMPLE", trigger: "AWS abuse notice", reasons: ["An access key acts at once."], plan: planOf("aws-access-key"), detected: now - 60 * DAY, opened: now - 60 * DAY + 3 * MINUTE });
    closed.expose("secret", row.arn, row.name, null, "Read with the key.");
    for (const entry of closed.ledger) for (const mark of ["revoked", "proved"]) closed.mark(entry, { mark, at: new Date(now - 60 * DAY + 20 * MINUTE).toISOString(), by: "Mara", statement: "InvalidClientTokenId" });
    this.#past(closed, now - 59 * DAY, [
      { act: "step_done", step: "open", choice: null, second: null, records: [{ name: "reported_by", value: "AWS" }, { name: "exposed", value: "yes" }] },
      { act: "path", path: "commit", basis: "Commit 9f8e7d in a fork" },
      { act: "follow_up", action: "Refuse pushes that hold key ids", effect: "prevents", owner: "platform", due_on: new Date(now + 9 * DAY).toISOString().slice(0, 10), link: "https://tracker.example/SEC-612" },
      { act: "close", statement: "The key is deleted, nothing used it since." },
    ]);
    closed.closed = now - 26 * DAY;
  }

  /** Acts that were done before the host started. */
  #past(run: Run, at: number, acts: Parameters<typeof act>[2][]): void {
    for (const what of acts) act(run, "Mara", what, this.host);
    for (const [i, line] of run.lines.entries()) if (i > 0) {
      const then = new Date(at + i * 20_000).toISOString();
      if (line.happened_at === line.learnt_at) line.happened_at = then;
      line.learnt_at = then;
    }
    for (const said of run.said.values()) if (said.what !== "answered") said.end.at = new Date(at).toISOString();
  }

  by(name: string | null): string {
    return name ?? BY;
  }
}
