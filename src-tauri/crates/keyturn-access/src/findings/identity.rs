//! Findings in the policies of users, groups and roles.

use crate::finding::{Finding, Rule};
use crate::place::Place;
use crate::plain::covers_action;
use crate::policy::{Effect, Element, Statement};
use crate::world::{Principal, PrincipalKind, World};

/// AWS's managed policy that reads and writes every secret.
const READ_WRITE: &str = ":aws:policy/SecretsManagerReadWrite";

/// Looks at every identity policy. AWS's own managed policies cannot be narrowed, and are not looked into.
pub(crate) fn look(world: &World, found: &mut Vec<Finding>) {
    for principal in &world.principals {
        for attached in &principal.identity {
            let managed = match &attached.place {
                Place::Attached { arn } | Place::GroupAttached { arn, .. } => Some(arn),
                _ => None,
            };
            let mut add = |finding: Finding, statement: Option<usize>| {
                found.push(Finding { place: Some(attached.place.clone()), statement, ..finding });
            };
            if let Some(arn) = managed.filter(|arn| arn.contains(":aws:policy/")) {
                if arn.ends_with(READ_WRITE) && is_person(principal) {
                    let text = "SecretsManagerReadWrite";
                    add(Finding::of(Rule::ReadWriteOnPerson, &principal.account, &principal.arn, text), None);
                }
                continue;
            }
            let document = world.document(attached.policy);
            for statement in document.statements.iter().filter(|one| one.effect == Effect::Allow && !one.faulty) {
                for (rule, text, narrower) in of_statement(world, principal, statement) {
                    let finding = Finding::of(rule, &principal.account, &principal.arn, text);
                    add(Finding { narrower, ..finding }, Some(statement.index));
                }
            }
        }
    }
}

/// Whether a principal is a person: a user, or a role that Identity Center made for people.
fn is_person(principal: &Principal) -> bool {
    match principal.kind {
        PrincipalKind::User => true,
        PrincipalKind::Role => principal.name.starts_with("AWSReservedSSO_"),
    }
}

/// What is wrong with one statement that allows, and what to write instead.
fn of_statement(world: &World, principal: &Principal, statement: &Statement) -> Vec<(Rule, String, Vec<String>)> {
    let mut found = Vec::new();
    let Element::Only(actions) = &statement.actions else { return found };
    for action in actions {
        // `*` and `ssm:*` mean everything, not reading: marks name them.
        let service = action.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("ssm:"));
        let star = action.contains(['*', '?']) && action.len() > "ssm:*".len();
        let opens = |name: &str| covers_action(action, name);
        if service && star && opens("ssm:GetParameter") && opens("ssm:GetParameterHistory") {
            let narrower = ["ssm:GetParameter", "ssm:GetParameters"].map(str::to_owned).into();
            found.push((Rule::StarReads, action.clone(), narrower));
        }
    }
    let reads = ["secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"];
    if !actions.iter().any(|action| reads.iter().any(|read| covers_action(action, read))) {
        return found;
    }
    let Some(Element::Only(resources)) = &statement.resources else { return found };
    for resource in resources {
        let parts: Vec<&str> = resource.splitn(6, ':').collect();
        let [arn, partition, service, region, account, rest] = parts[..] else { continue };
        if !["secretsmanager", "ssm"].contains(&service) {
            continue;
        }
        if ["", "*"].contains(&region) || ["", "*"].contains(&account) {
            found.push((Rule::AnyAccountOrRegion, resource.clone(), narrowed(world, principal, &parts)));
        }
        let with = |rest: String| [arn, partition, service, region, account, &rest].join(":");
        if let Some(name) = rest.strip_prefix("parameter//") {
            found.push((Rule::NeverMatches, resource.clone(), vec![with(format!("parameter/{name}"))]));
        }
        let Some(name) = rest.strip_prefix("secret:") else { continue };
        match name.strip_suffix("-*") {
            Some(stem) if !stem.is_empty() => {
                found.push((Rule::LooseSuffix, resource.clone(), vec![with(format!("secret:{stem}-??????"))]));
            }
            _ if !name.contains(['*', '?', '$']) && !ends_in_suffix(name) => {
                found.push((Rule::NeverMatches, resource.clone(), vec![with(format!("secret:{name}-??????"))]));
            }
            _ => {}
        }
    }
    found
}

/// Whether a secret's name goes on with a hyphen and the six characters that Secrets Manager adds.
fn ends_in_suffix(name: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(_, end)| end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The same resource in the principal's account and in the regions where secrets are that it means.
fn narrowed(world: &World, principal: &Principal, parts: &[&str]) -> Vec<String> {
    let account = if ["", "*"].contains(&parts[4]) { principal.account.as_str() } else { parts[4] };
    let service = |arn: &str| arn.split(':').nth(2) == Some(parts[2]);
    let mut regions: Vec<&str> = if ["", "*"].contains(&parts[3]) {
        let here = world.secrets.iter().filter(|secret| secret.account == account && service(&secret.arn));
        here.map(|secret| secret.region.as_str()).collect()
    } else {
        vec![parts[3]]
    };
    regions.sort_unstable();
    regions.dedup();
    regions.iter().map(|region| [parts[0], parts[1], parts[2], region, account, parts[5]].join(":")).collect()
}
