// Facts beside the steps in the in-memory host: from what is stored, then fresh. Hostile where AWS would be.
import type { FactDto, FactGroup, IncidentFactsReply } from "../../bindings";

const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();
const ACCOUNT = "111111111111";

/** The facts of an incident on a secret. `fresh` events came from CloudTrail just now. */
export function factsOf(incident: { name: string; arn: string; from: number; siblings: { name: string; arn: string }[] }, attached: (text: string) => boolean, collected: number, now: number, fresh: number | null): IncidentFactsReply {
  const { name, arn, from } = incident;
  const fact = (key: string, text: string, source: string, more: Partial<FactDto> = {}): FactDto => ({ key, text, detail: "", at: null, source, secret: null, principal: null, odd: null, attached: attached(text), ...more });
  const role = (of: string) => `arn:aws:iam::${ACCOUNT}:role/${of}`;
  const event = (n: number) => `e7f0a1b2-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const others = incident.siblings.slice(0, 3);
  const as_of = fresh === null ? collected : fresh;
  const group = (id: string, facts: FactDto[], more: Partial<FactGroup> = {}): FactGroup => ({ id, as_of: iso(as_of), missing: null, total: facts.length, facts, ...more });
  return {
    from: iso(from), until: iso(now), window_words: "From the first push that held it until now: nothing shows yet that the old value is refused.",
    groups: [
      group("can_read", [
        fact("can:web-task", "role/web-task", "access", { detail: "By the policy web-secrets, statement ReadProd", principal: role("web-task") }),
        fact("can:checkout-task", "role/checkout-task", "access", { detail: "By the policy checkout, statement Secrets", principal: role("checkout-task") }),
        fact("can:ci-deploy", "role/ci-deploy", "access", { detail: "By role/deploy, which it may become: sts:AssumeRole → role/deploy → policy deploy-all, statement 2", principal: role("ci-deploy"), odd: "by a chain" }),
        fact("can:dev", "SSO/Developers", "access", { detail: "With MFA only: the policy has a condition on aws:MultiFactorAuthPresent" }),
        fact("can:hostile", "role/<img src=x onerror=alert(1)>", "access", { detail: "By its own policy", principal: role("<img src=x onerror=alert(1)>") }),
      ], { as_of: iso(collected), missing: "prod-eu / eu-west-3 was not read: 1 account is missing. Sync again with access to it." }),
      group("did_read", [
        fact("did:ci", "role/ci-deploy read it 15 times from 198.51.100.7", event(15), { at: iso(now - 16 * MINUTE), detail: `An address that this role never used. Session i-\u202e4321, python-requests/2.31.`, odd: "first time from there", principal: role("ci-deploy"), secret: arn }),
        ...(fresh === null ? [] : [fact("did:fresh", "role/ci-deploy was refused GetSecretValue from 198.51.100.7", event(99), { at: iso(now - 1 * MINUTE), odd: "refused", principal: role("ci-deploy"), secret: arn })]),
        fact("did:web", "role/web-task read it 12,480 times", event(1), { at: iso(now - 2 * MINUTE), principal: role("web-task"), secret: arn, detail: "From 10.2.0.0/16, as always" }),
        fact("did:checkout", "role/checkout-task read it 2,116 times", event(2), { at: iso(now - 5 * MINUTE), principal: role("checkout-task"), secret: arn }),
      ], { total: fresh === null ? 14_611 : 14_612 }),
      group("read_elsewhere", others.map((other, i) => fact(`else:${i}`, `role/ci-deploy also read ${other.name}`, event(20 + i), { at: iso(now - (16 - i) * MINUTE), secret: other.arn, principal: role("ci-deploy"), odd: "never before" }))),
      group("changed", [fact("changed:policy", "user/admin-2 put a policy on the secret", event(40), { at: iso(now - 50 * MINUTE), detail: "PutResourcePolicy from 203.0.113.9, a quarter of an hour before the first odd read", odd: "near it", secret: arn })]),
      group("siblings", others.map((other, i) => fact(`sibling:${i}`, `${other.name} lies beside it`, "inventory", { secret: other.arn, detail: "Same path and owner" })), { as_of: iso(collected) }),
      group("consumers", [], { as_of: null, total: 0, missing: `Nobody has recorded what uses ${name.split("/").at(-1) ?? name}. Note it on the secret, or ask its owner.` }),
    ],
  };
}
