//! How access goes: by the principal's own policies.

use std::collections::BTreeSet;

use keyturn_access::people;
use keyturn_access::place::Place;
use keyturn_access::plain::{self, Access};
use keyturn_access::policy::{Document, Effect, Element, Statement, Version};
use keyturn_access::world::{Attached, Principal, PrincipalKind, World};
use keyturn_domain::review::removal::wanted_gone;
use keyturn_domain::review::{Decided, Item, Verdict};
use keyturn_domain::shell;
use serde_json::{Value, json};

use super::Way;
use super::tried::{added, document, still_readable};
use crate::access::Evaluation;
use crate::access::readers::name;
use crate::review::counted;

/// Secrets of an item that are explained to find the policies.
const EXPLAINED: usize = 20;

/// Others that are named.
const NAMED: usize = 5;

/// The most that an inline policy of a role holds, in characters without white space; of a user it is a fifth.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const LONGEST: [(PrincipalKind, usize); 2] = [(PrincipalKind::Role, 10_240), (PrincipalKind::User, 2_048)];

/// Actions that read a value, or decrypt it.
const READS: [&str; 7] = [
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
    "kms:Decrypt",
];

/// How what a decision wants gone goes.
pub(super) fn way(evaluation: &Evaluation, item: &Item, decision: &Decided) -> Way {
    let world = &evaluation.world;
    let gone = wanted_gone(item, decision.verdict, &decision.keep);
    let Some(principal) = item.principal.as_deref().and_then(|arn| world.principal(arn)) else {
        return Way {
            words: "The principal is no longer known here: nothing is left to do.".to_owned(),
            ..Way::default()
        };
    };
    let of = &world.principals[principal];
    let still: Vec<usize> = gone
        .iter()
        .filter_map(|arn| world.secret(arn))
        .filter(|secret| evaluation.access(principal, *secret) != Access::Cannot)
        .collect();
    if still.is_empty() {
        return Way { words: "By the last reading it is done: none of them is readable.".to_owned(), ..Way::default() };
    }
    if of.service_linked {
        let words = "An AWS service made this role for itself and its policies cannot be changed: it goes when the \
                     service is no longer used here.";
        return Way { words: words.to_owned(), ..Way::default() };
    }
    let departed = item.grounds.marks.iter().any(|mark| mark == "departed");
    if departed && decision.verdict == Verdict::Revoke && of.kind == PrincipalKind::User {
        return leave(of);
    }
    let narrower = if is_of_identity_center(of) { None } else { narrower(evaluation, principal, &still) };
    narrower.unwrap_or_else(|| deny(evaluation, principal, item, &still))
}

fn is_of_identity_center(of: &Principal) -> bool {
    of.kind == PrincipalKind::Role && people::region(&of.path).is_some()
}

/// Everything of a user who left, in the order in which it is taken away.
fn leave(of: &Principal) -> Way {
    let user = of.name.as_str();
    let steps = [
        shell::command(&["aws", "iam", "delete-login-profile", "--user-name", user]),
        shell::command(&["aws", "iam", "list-access-keys", "--user-name", user]),
        format!(
            "{} --access-key-id \"$ACCESS_KEY_ID\"",
            shell::command(&["aws", "iam", "update-access-key", "--status", "Inactive", "--user-name", user])
        ),
        shell::command(&["aws", "iam", "delete-user", "--user-name", user]),
    ];
    Way {
        words: "The person left. First take the console password away and make each access key inactive (put its id \
                into ACCESS_KEY_ID); when nothing is missed, delete the keys, policies and groups, and then the user."
            .to_owned(),
        command: Some(steps.join("\n")),
        ..Way::default()
    }
}

/// Takes away the statements that give nothing but what goes. `None` where another policy or a wider statement gives
/// it too.
fn narrower(evaluation: &Evaluation, principal: usize, gone: &[usize]) -> Option<Way> {
    let world = &evaluation.world;
    let of = &world.principals[principal];
    let giving = giving(evaluation, principal, gone);
    let mut identity = of.identity.clone();
    let (mut documents, mut words, mut commands, mut policy, mut also) =
        (Vec::new(), Vec::new(), Vec::new(), None, None);
    for attached in &of.identity {
        let drop: BTreeSet<usize> =
            giving.iter().filter(|(place, _)| *place == attached.place).map(|(_, index)| *index).collect();
        if drop.is_empty() {
            continue;
        }
        let whole = world.document(attached.policy);
        if whole.statements.iter().any(|one| drop.contains(&one.index) && !reads_alone(one)) {
            return None;
        }
        let kept = Document {
            statements: whole.statements.iter().filter(|one| !drop.contains(&one.index)).cloned().collect(),
            ..whole.clone()
        };
        let empty = kept.statements.is_empty();
        match &attached.place {
            Place::Inline { name: policy_name } if empty => {
                words.push(format!("Delete the inline policy {policy_name}: it gives nothing but what goes."));
                commands.push(iam(of, "delete", policy_name, None));
            }
            // Another policy than this one would be changed for everybody who has it.
            Place::Inline { name: policy_name }
                if policy.is_none() && kept.statements.iter().all(|one| !one.faulty) =>
            {
                let text = text(&kept);
                words.push(format!(
                    "Replace the inline policy {policy_name}: {} statements stay.",
                    kept.statements.len()
                ));
                commands.push(iam(of, "put", policy_name, Some(&text)));
                policy = Some(text);
            }
            Place::Attached { arn } if empty => {
                words.push(format!("Detach {arn}: it gives nothing but what goes."));
                let kind = if of.kind == PrincipalKind::User { "user" } else { "role" };
                let (verb, flag) = (format!("detach-{kind}-policy"), format!("--{kind}-name"));
                commands.push(shell::command(&["aws", "iam", &verb, &flag, &of.name, "--policy-arn", arn]));
                also = sharing(world, principal, &attached.place).or(also);
            }
            _ => return None,
        }
        if empty {
            identity.retain(|other| other.place != attached.place);
        } else {
            let number = added(world, documents.len());
            documents.push(kept);
            identity.iter_mut().filter(|other| other.place == attached.place).for_each(|other| other.policy = number);
        }
    }
    let takes_more = takes_more(evaluation, principal, &identity, &documents, gone);
    let done =
        !commands.is_empty() && !takes_more && still_readable(world, principal, &identity, &documents, gone).is_empty();
    done.then(|| Way { words: words.join(" "), policy, command: Some(commands.join("\n")), also })
}

/// Whether a change would take what stays.
fn takes_more(
    evaluation: &Evaluation,
    principal: usize,
    identity: &[Attached],
    documents: &[Document],
    gone: &[usize],
) -> bool {
    let stays: Vec<usize> =
        evaluation.cells(principal).map(|(secret, _)| secret).filter(|secret| !gone.contains(secret)).collect();
    still_readable(&evaluation.world, principal, identity, documents, &stays).len() < stays.len()
}

/// Denies what goes, to the principal alone.
fn deny(evaluation: &Evaluation, principal: usize, item: &Item, gone: &[usize]) -> Way {
    let world = &evaluation.world;
    let of = &world.principals[principal];
    let resources: Vec<&str> = gone.iter().map(|secret| world.secrets[*secret].arn.as_str()).collect();
    let actions: Vec<&str> = READS
        .into_iter()
        .filter(|action| resources.iter().any(|arn| arn.split(':').nth(2) == action.split(':').next()))
        .collect();
    let sid = format!("KeyturnReview{}", item.id);
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resources }],
    });
    let (text, policy_name) = (policy.to_string(), format!("keyturn-review-{}", item.id));
    let denial: Vec<Document> = document(&text).into_iter().collect();
    let mut identity = of.identity.clone();
    identity.push(Attached { place: Place::Inline { name: policy_name.clone() }, policy: added(world, 0) });
    let left = still_readable(world, principal, &identity, &denial, gone);
    let too_long = LONGEST.iter().any(|(kind, most)| *kind == of.kind && text.len() > *most);
    let shown = serde_json::to_string_pretty(&policy).unwrap_or(text.clone());
    let mut way = if is_of_identity_center(of) {
        let people = evaluation.people(principal).len();
        Way {
            words: "Change the permission set in Identity Center, not the role that it made: add this denial to its \
                    inline policy, and provision it again."
                .to_owned(),
            policy: Some(shown),
            command: None,
            also: (people > 1).then(|| format!("All {people} people behind it lose {}.", counted(gone.len()))),
        }
    } else {
        Way {
            words: format!(
                "Deny {} to {} alone: what gives them gives more, or gives it to others too.",
                counted(gone.len()),
                name(of)
            ),
            policy: Some(shown),
            command: (!too_long).then(|| iam(of, "put", &policy_name, Some(&text))),
            also: None,
        }
    };
    if too_long {
        way.words.push_str(" The policy is longer than an inline policy may be: attach it as a managed one.");
    }
    if !left.is_empty() {
        let left = counted(left.len());
        way.words = format!("{} This alone does not end it: {left} would stay readable, by a path above.", way.words);
    }
    way
}

/// Where the statements stand that give what goes: the allowing ones of the principal's own policies.
fn giving(evaluation: &Evaluation, principal: usize, gone: &[usize]) -> BTreeSet<(Place, usize)> {
    let world = &evaluation.world;
    let of = &world.principals[principal];
    let step = gone.len().div_ceil(EXPLAINED).max(1);
    let mut found = BTreeSet::new();
    for secret in gone.iter().step_by(step) {
        let why = plain::explain(world, of, &world.secrets[*secret], None);
        for answer in why.store.iter().flat_map(|leg| &leg.answers) {
            let allows =
                answer.statements.iter().filter(|said| said.effect == Effect::Allow && said.holds > Access::Cannot);
            found.extend(allows.map(|said| (answer.place.clone(), said.index)));
        }
    }
    found
}

/// Whether a statement gives the right to read values, and nothing beside.
fn reads_alone(statement: &Statement) -> bool {
    let Element::Only(actions) = &statement.actions else { return false };
    !statement.faulty && actions.iter().all(|action| READS.iter().any(|one| one.eq_ignore_ascii_case(action)))
}

/// `aws iam put-role-policy` and its kin.
fn iam(of: &Principal, verb: &str, policy: &str, text: Option<&str>) -> String {
    let kind = if of.kind == PrincipalKind::User { "user" } else { "role" };
    let (verb, flag) = (format!("{verb}-{kind}-policy"), format!("--{kind}-name"));
    let mut arguments = vec!["aws", "iam", &verb, &flag, &of.name, "--policy-name", policy];
    if let Some(text) = text {
        arguments.extend(["--policy-document", text]);
    }
    shell::command(&arguments)
}

/// A policy as JSON.
fn text(document: &Document) -> String {
    let version = if document.version == Version::V2012 { "2012-10-17" } else { "2008-10-17" };
    let mut policy = json!({ "Version": version });
    if let Some(id) = &document.id {
        policy["Id"] = json!(id);
    }
    policy["Statement"] = document.statements.iter().map(Statement::text).collect::<Vec<Value>>().into();
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

/// Who else has a managed policy, in a sentence.
fn sharing(world: &World, principal: usize, place: &Place) -> Option<String> {
    let has = |other: &Principal| other.identity.iter().any(|attached| attached.place == *place);
    let others: Vec<String> = world
        .principals
        .iter()
        .enumerate()
        .filter(|(number, other)| *number != principal && has(other))
        .map(|(_, other)| name(other))
        .collect();
    let first = others.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match others.len() {
        0 => None,
        count if count <= NAMED => Some(format!("{first} keep this policy and lose nothing.")),
        count => Some(format!("{first} and {} more keep this policy and lose nothing.", count - NAMED)),
    }
}
