// The runbooks that the in-memory host follows: their phases and steps, as written.
import type { ChoiceDto, RecordDto } from "../../bindings";

/** A snippet with its placeholders. */
export interface PlanSnippet {
  language: string;
  risk: "ro" | "write" | "danger";
  text: string;
}

/** A step as the runbook has it. */
export interface PlanStep {
  id: string;
  title: string;
  role: string;
  act?: "manual" | "decision" | "wait";
  when?: { fact: string; is: string; not?: boolean };
  needs?: string[];
  /** Minutes from the detection. */
  due?: number;
  two_person?: boolean;
  choices?: ChoiceDto[];
  /** The fact that a decision, or the record of this id, sets. */
  sets?: { fact: string; record?: string };
  records?: RecordDto[];
  prefill?: string[];
  html: string;
  snippets?: PlanSnippet[];
  verify: string;
  wait_days?: number;
  action?: string;
  /** What it brings about in the rotation or the review that its run leads. */
  reaches?: string;
  added?: boolean;
}

/** A phase as the runbook has it. */
export interface PlanPhase {
  id: string;
  title: string;
  goal: string;
  budget: number | null;
  steps: PlanStep[];
}

/** A runbook. */
export interface Plan {
  id: string;
  title: string;
  version: string;
  severity: string;
  draft: boolean;
  kinds: string[];
  phases: PlanPhase[];
}

const record = (kind: string, id: string, prompt: string, options: string[] = []): RecordDto => ({ id, kind, prompt, options });
const PUSHED = { fact: "git.reach", is: "not_pushed", not: true };

const OPEN: PlanStep = {
  id: "open", title: "Open the incident and start the clocks", role: "lead",
  records: [record("text", "reported_by", "Who or what reported it?"), record("choice", "exposed", "Exposure confirmed?", ["yes", "no", "unknown"])],
  prefill: ["secret.name", "account.id", "secret.owner"],
  html: "<p>Record the trigger, name a lead, pick the higher severity when unsure, and use a channel that the suspect credential cannot read. Keep this closed to the response team until an insider is ruled out.</p>",
  verify: "The incident exists, a lead is named, and the awareness times are recorded separately from the detection time.",
};
const DEAD: PlanStep = {
  id: "verify-dead", title: "Prove the old value is dead", role: "responder", when: PUSHED, needs: ["revoke"], due: 15,
  records: [record("time", "dead_at", "When did the old value stop working?"), record("text", "dead_proof", "Call made and refusal received")],
  prefill: ["secret.name", "secret.issuer"],
  html: "<p>Revoking is not proof. Make <strong>one harmless call</strong> with the old value from a safe place and record the refusal.</p><p>Do not paste the value into the incident, a ticket or a chat, and keep it out of the shell’s history. If nobody holds it any more, say so, and prove it by the issuer’s own status instead.</p>",
  verify: "An authenticated test call with the old value is refused, and the refusal is recorded.",
};
const MONITOR: PlanStep = {
  id: "monitor", title: "Watch for renewed use for thirty days", role: "responder", act: "wait", wait_days: 30, action: "add_watch",
  records: [record("choice", "watch_result", "At the end", ["nothing seen", "seen again"])],
  html: "<p>Keep the old credential, the principal and the addresses on the watch list. Any hit reopens the incident.</p>",
  verify: "The watch list holds the old credential and its principal; a date to close it is set.",
};

/** What leads in the made-up organisation; the first is proposed for secrets. */
export const PLANS: readonly Plan[] = [
  {
    id: "secret-in-git", title: "A secret was committed to git", version: "1.0.0", severity: "SEV-2", draft: false, kinds: ["secret", "name"],
    phases: [
      { id: "assess", title: "Assess", goal: "What leaked, and how far it got, is known.", budget: 5, steps: [
        OPEN,
        { id: "reach", title: "Where did it get to", role: "responder", act: "decision", sets: { fact: "git.reach" },
          choices: [{ value: "not_pushed", label: "Only in a local commit" }, { value: "private", label: "Pushed to a private repository" }, { value: "public", label: "Pushed to a public repository or a public fork" }, { value: "package", label: "Published in a package, image or gist" }],
          records: [record("link", "commit", "Commit and path"), record("time", "first_push", "First push time")], prefill: ["repo.url", "repo.path", "repo.commit"],
          html: "<p>History rewriting never un-leaks a secret. Once pushed it counts as public, also in a private repository.</p>",
          verify: "First push time and every branch, tag and fork that holds it are known." },
      ] },
      { id: "contain", title: "Contain", goal: "The committed value is worthless.", budget: 15, steps: [
        { id: "local-undo", title: "Undo a commit that never left the laptop", role: "responder", when: { fact: "git.reach", is: "not_pushed" }, records: [record("text", "undone", "What was done")],
          html: "<p>Take the value out of the file, then commit again.</p>", snippets: [{ language: "sh", risk: "write", text: "git reset --soft HEAD~1\ngit restore --staged -- {{repo.path}}" }], verify: "No ref reaches the commit." },
        { id: "revoke", title: "Revoke at the issuer", role: "responder", when: PUSHED, due: 15, action: "open_issuer_card",
          records: [record("time", "revoked_at", "When"), record("text", "revoked_by", "By whom")], prefill: ["secret.issuer", "secret.issuer_url", "secret.consumers"],
          html: "<p>It may have been used from outside and it moves money: <strong>revoke now and accept the outage</strong>. Roll with expiry <strong>now</strong>; the issuer may take a moment, and the next step proves it.</p><h3>How</h3><ol><li>Developers → API keys → <strong>rk_live … web checkout</strong> → Roll key → Expire: now</li><li>Or end the consumers first if the dashboard is out of reach:</li></ol>",
          snippets: [{ language: "sh", risk: "write", text: "aws --profile {{aws.profile}} --region {{region}} ecs update-service \\\n  --cluster {{ecs.cluster}} --service {{ecs.service}} --desired-count 0" }], verify: "The issuer shows the key as expired, and its last use does not move." },
        { id: "preserve", title: "Preserve the events", role: "responder", action: "export_events", records: [record("text", "custody", "Who collected it, where it lies")], prefill: ["window.start", "window.end"],
          html: "<p>Export the events of the window into the incident and note their hash. Never delay revocation for this when use by an attacker is confirmed.</p>",
          snippets: [{ language: "sh", risk: "ro", text: "aws --profile {{aws.profile}} --region {{region}} cloudtrail lookup-events \\\n  --lookup-attributes AttributeKey=ResourceName,AttributeValue={{secret.arn}}" }], verify: "The export opens, and its hash is recorded." },
        DEAD,
      ] },
      { id: "replace", title: "Replace", goal: "Consumers work again and the scope is known.", budget: 60, steps: [
        { id: "replace", title: "Issue, store and deploy a new value", role: "owner", when: PUSHED, action: "rotate_now", records: [record("text", "version", "New version"), record("time", "deployed_at", "All consumers updated")], prefill: ["secret.consumers", "secret.cache_ttl"],
          html: "<p>Issue the new value, store it, and restart each consumer in turn. A task that got it as an environment variable keeps the old one until it is replaced.</p>",
          snippets: [{ language: "sh", risk: "write", text: "aws --profile {{aws.profile}} --region {{region}} ecs update-service \\\n  --cluster {{ecs.cluster}} --service {{ecs.service}} --force-new-deployment" }], verify: "The new value is read from the store; nothing in the repository holds it." },
        { id: "reads", title: "Find the reads and the uses", role: "responder", action: "cloudtrail_lookup", when: PUSHED, sets: { fact: "exposure.used", record: "used" }, records: [record("choice", "used", "Used by someone unexpected?", ["yes", "no", "unknown"])],
          html: "<p>Window: from the first moment of exposure until the revocation is verified. CloudTrail promises nothing about delay: take the last quarter of an hour as unknown.</p>", verify: "Every region was searched, denied calls included, and each unknown principal is explained or kept open." },
        { id: "update", title: "Tell the people concerned", role: "comms", action: "compose_update", due: 60, html: "<p>Use the template. SEV-1 every 30 minutes, SEV-2 every 2 hours, others at milestones.</p>", verify: "The update states severity, status, impact, actions and the time of the next one, and holds no secret value." },
      ] },
      { id: "clean", title: "Clean", goal: "Nobody trips over the old value.", budget: 1440, steps: [
        { id: "legal", title: "Decide whether anybody must be told by law", role: "legal", two_person: true, action: "start_clocks", records: [record("choice", "personal", "Personal data reachable?", ["yes", "no", "unknown"]), record("text", "regimes", "Regimes considered, and why each applies or not")],
          html: "<p>Each regime has its own awareness time and its own clock. Decide on what <em>could</em> be reached with the credential, not only on what was seen being taken.</p>", verify: "Each regime has a recorded decision, also where the answer is not to notify." },
        { id: "copies", title: "How long, and who has copies", role: "responder", records: [record("text", "forks", "Forks, clones, mirrors, CI caches, artifacts")], html: "<p>Look at every ref, not only at the default branch.</p>",
          snippets: [{ language: "sh", risk: "ro", text: "git log --all --date=iso --format='%h %ad %an %d' -- {{repo.path}}\ngit branch -a --contains {{repo.commit}}" }], verify: "Exposure start is the first push that held it, on any branch." },
        { id: "rewrite-decide", title: "Decide whether to rewrite history", role: "lead", act: "decision", sets: { fact: "git.rewrite" }, choices: [{ value: "leave", label: "Leave it, the value is dead" }, { value: "rewrite", label: "Rewrite, for data that rotation cannot cure or for policy" }], records: [record("text", "rewrite_why", "Why")],
          html: "<p>Rewriting changes commit ids, breaks open pull requests and signatures, and does not reach forks or clones.</p>", verify: "Rewriting is chosen only with everyone’s agreement." },
        { id: "rewrite", title: "Rewrite and force push", role: "admin", when: { fact: "git.rewrite", is: "rewrite" }, two_person: true, needs: ["verify-dead"], records: [record("text", "refs", "Refs rewritten")],
          html: "<p>Merge or close open pull requests first. Work on a fresh mirror clone.</p>",
          snippets: [{ language: "sh", risk: "danger", text: "git clone --mirror {{repo.url}} clean.git && cd clean.git\ngit filter-repo --sensitive-data-removal --invert-paths --path {{repo.path}}\ngit push --force --mirror" }], verify: "A fresh clone and the host’s cached views no longer show it." },
      ] },
      { id: "learn", title: "Learn", goal: "It does not happen again, and we would know.", budget: 43_200, steps: [
        MONITOR,
        { id: "review", title: "Review and close", role: "lead", action: "compose_postmortem", html: "<p>Say how the value got out, what should have seen it, and who does what until when.</p>", verify: "The report is written, and each follow-up has an owner and a date." },
      ] },
    ],
  },
  {
    id: "suspected-compromise", title: "A secret may be compromised", version: "1.0.0", severity: "SEV-3", draft: false, kinds: ["secret", "finding", "principal", "name"],
    phases: [
      { id: "assess", title: "Assess", goal: "Whether it happened is known.", budget: 15, steps: [OPEN] },
      { id: "contain", title: "Contain", goal: "The old value is worthless.", budget: 60, steps: [{ id: "revoke", title: "Revoke the value", role: "responder", html: "<p>Revoke it where it was issued.</p>", verify: "The issuer shows it as revoked." }, { ...DEAD, when: { fact: "exposure.used", is: "no", not: true } }] },
      { id: "learn", title: "Learn", goal: "", budget: null, steps: [MONITOR] },
    ],
  },
  {
    id: "aws-access-key", title: "An AWS access key is compromised", version: "1.0.0", severity: "SEV-1", draft: false, kinds: ["access_key", "principal"],
    phases: [
      { id: "contain", title: "Contain", goal: "The key opens nothing.", budget: 5, steps: [OPEN, { id: "revoke", title: "Deactivate the key", role: "admin", due: 5, html: "<p>Deactivate; deleting comes later, and loses evidence.</p>", snippets: [{ language: "sh", risk: "danger", text: "aws iam update-access-key --access-key-id {{principal.access_key_id}} --status Inactive" }], verify: "A call with the key is refused." }] },
      { id: "learn", title: "Learn", goal: "", budget: null, steps: [MONITOR] },
    ],
  },
  { id: "supplier-breach", title: "A supplier was broken into", version: "0.3.0", severity: "SEV-2", draft: true, kinds: ["secret", "name"], phases: [{ id: "assess", title: "Assess", goal: "", budget: 60, steps: [OPEN] }] },
];

/** What leads a rotation or a review. Their kinds are what they lead. */
export const LEADING: readonly Plan[] = [
  {
    id: "rotate-manual", title: "Rotate by hand", version: "1.1.0", severity: "SEV-4", draft: false, kinds: ["rotation"],
    phases: [
      { id: "rotate", title: "Rotate", goal: "New value in use.", budget: 120, steps: [
        { id: "create", title: "Make the new value beside the old one", role: "owner", reaches: "value_made", records: [record("text", "newid", "Issuer’s id of the new value")], prefill: ["secret.issuer_url"], html: "", verify: "The old value still works." },
        { id: "store", title: "Store it as a new version", role: "owner", needs: ["create"], reaches: "stored", records: [record("text", "version", "New version")], prefill: ["secret.name"], html: "<p>Paste the value when nothing seems to happen, and press Enter: it is not shown and not in the history.</p>",
          snippets: [{ language: "sh", risk: "write", text: "read -rs v && printf %s \"$v\" | aws --profile {{aws.profile}} --region {{region}} secretsmanager put-secret-value \\\n  --secret-id {{secret.arn}} --secret-string file:///dev/stdin; unset v" }], verify: "The inventory shows the next version." },
        { id: "deploy", title: "Roll out", role: "owner", needs: ["store"], reaches: "moved", records: [record("time", "deployed_at", "When was the last consumer on the new value?")], prefill: ["secret.consumers"], html: "<p>Restart or reload each consumer in turn.</p>", verify: "No consumer still reads the earlier version." },
        { id: "revoke", title: "Revoke the old value", role: "owner", needs: ["deploy"], reaches: "refused", records: [record("time", "revoked_at", "When"), record("text", "refusal", "What the refused call said, and where")], html: "", verify: "A test call with the old value is refused." },
      ] },
      { id: "close", title: "Close", goal: "Records are right.", budget: 1440, steps: [
        { id: "record", title: "Record and set the next date", role: "owner", action: "record_rotation", reaches: "closed", records: [record("link", "change", "Change record")], html: "", verify: "Rotation record, next due date, owner and consumers are up to date." },
      ] },
    ],
  },
  {
    id: "access-review", title: "Quarterly access review", version: "1.1.0", severity: "SEV-4", draft: false, kinds: ["review"],
    phases: [
      { id: "prepare", title: "Prepare", goal: "A frozen, complete picture.", budget: 3 * 1440, steps: [{ id: "freeze", title: "Refresh and freeze", role: "reviewer", reaches: "frozen", records: [record("text", "coverage", "Accounts and regions covered, failed, why")], html: "", verify: "All accounts in scope answered, or each gap has a reason." }] },
      { id: "decide", title: "Decide", goal: "Keep, narrow or remove, each with a reason.", budget: 10 * 1440, steps: [{ id: "each", title: "Each remaining access", role: "reviewer", action: "open_review", reaches: "decided", records: [record("text", "each", "Decision and reason per secret and principal")], html: "", verify: "No item without a decision." }] },
    ],
  },
];

/** The plan of this id; the first where there is none. */
export function planOf(id: string): Plan {
  return [...PLANS, ...LEADING].find((plan) => plan.id === id) ?? (PLANS[0] as Plan);
}
