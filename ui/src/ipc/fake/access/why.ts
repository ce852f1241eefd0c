// Why, in the made-up organisation: the policies as AWS asks them.
import type { AccessWhyReply, ReaderDto, SecretRow, WhyStep } from "../../bindings";
import type { Actor, Verdict } from "./world";

const step = (action: string, layer: string, place: string, says: string, more: Partial<WhyStep> = {}): WhyStep => ({ action, layer, place, says, statement: null, text: null, conditions: [], ...more });
const json = (value: object) => JSON.stringify(value, null, 2);

const GLASS = { Sid: "BreakGlassForPeople", Effect: "Deny", Action: ["secretsmanager:GetSecretValue", "ssm:GetParameter*"], Resource: ["arn:aws:secretsmanager:*:*:secret:*/BREAK_GLASS_ROOT-??????", "arn:aws:ssm:*:*:parameter/*/BREAK_GLASS_ROOT"], Condition: { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*" } } };
const ORG = { Sid: "OnlyOurOrganisation", Effect: "Deny", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } } };
const KEY = (account: string) => ({ Sid: "EnableIamPolicies", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" });

/** The explanation of one cell. */
export function whyOf(actor: Actor, row: SecretRow, found: Verdict, reader: ReaderDto, secret: AccessWhyReply["secret"]): AccessWhyReply {
  const ssm = row.store === "ssm";
  const action = ssm ? "ssm:GetParameter" : "secretsmanager:GetSecretValue";
  const { rule } = found;
  const conditions = found.conditions.map((words) => ({ words, state: "depends" }));
  const steps: WhyStep[] = [
    step(action, "organisation", "SCP FullAWSAccess at the root", "allows", { statement: "1", text: json({ Effect: "Allow", Action: "*", Resource: "*" }) }),
    row.name.includes("BREAK_GLASS")
      ? step(action, "organisation", "SCP break-glass at ou-prod", found.denied ? "denies" : "silent", found.denied ? { statement: GLASS.Sid, text: json(GLASS), conditions: [{ words: "the principal is not a role of Identity Center", state: "holds" }] } : {})
      : step(action, "organisation", "SCP break-glass at ou-prod", "silent"),
    ...(ssm ? [] : [step(action, "organisation", "RCP RCPFullAWSAccess at the root", "allows", { statement: "1" }), step(action, "resource", "resource policy of the secret", "silent", { statement: ORG.Sid, text: json(ORG), conditions: [{ words: "the principal is outside the organisation o-exampleorgid", state: "fails" }] })]),
    ...(rule ? [step(action, "identity", rule.place, found.conditions.length > 0 ? "may_allow" : "allows", { statement: rule.sid, text: json(rule.text), conditions })] : []),
    step(action, "identity", `${actor.principal.name}: managed policy logging`, "silent"),
    step(action, "identity", `${actor.principal.name}: managed policy ecs-basics`, "silent"),
    ...(actor.principal.name.includes("AWSReservedSSO") ? [step(action, "boundary", `${actor.principal.name}: boundary people`, rule ? "allows" : "silent", rule ? { statement: "1", text: json({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }) } : {})] : []),
  ];
  if (!row.plain_text && row.key === "customer") {
    const decrypt = "kms:Decrypt";
    const key = `key policy of ${row.key_alias ?? "the key"}`;
    steps.push(step(decrypt, "organisation", "SCP FullAWSAccess at the root", "allows", { statement: "1" }));
    if (found.access === "unknown") steps.push(step(decrypt, "key", key, "not_known", { conditions: [] }));
    else steps.push(step(decrypt, "key", key, "allows", { statement: "EnableIamPolicies", text: json(KEY(row.account)), conditions: [{ words: `only through ${ssm ? "ssm" : "secretsmanager"}.${row.region}.amazonaws.com`, state: "holds" }] }));
    if (rule) steps.push(step(decrypt, "identity", rule.place, "allows", { statement: rule.sid, text: json(rule.text) }));
    steps.push(step(decrypt, "grant", "grants on the key", found.access === "unknown" ? "not_known" : "silent"));
  }
  const who = actor.principal.name;
  const through = actor.chain.length > 0 ? ` by the roles ${actor.chain.join(" and ")}` : "";
  const summary =
    found.access === "can" ? `${who} can read ${row.name}${through}.`
    : found.access === "conditional" ? `${who} can read ${row.name}${through}, ${found.conditions.join(" and ")}.`
    : found.access === "unknown" ? `It is not known whether ${who} can read ${row.name}: ${found.unknown.join("; ")}.`
    : found.denied ? `${who} cannot read ${row.name}: SCP break-glass denies it.`
    : `${who} cannot read ${row.name}: no policy allows it.`;
  const text = [summary, "", ...steps.map((s, i) => `${i + 1}. ${s.action} · ${s.layer} · ${s.place}: ${s.says.replace("_", " ")}${s.statement ? ` (${s.statement})` : ""}${s.conditions.map((c) => `\n   ${c.words}: ${c.state}`).join("")}`)].join("\n");
  return { reader, secret, summary, steps, text };
}
