//! Marks beside a reader: what about its access wants a second look.

use serde::Serialize;

use crate::plain::{Access, Explanation, Leg};
use crate::policy::{Document, Effect, Element, PrincipalPattern, Statement};
use crate::world::{Principal, Secret, World};

/// A mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The statement allows far more: every action of the store, every resource, all but some, everybody.
    Broad,
    /// The statement names secrets by a star that takes in others, as `name-*` does.
    Wildcard,
    /// The reader is of another account.
    OtherAccount,
    /// The reader is of no account of the organisation.
    OutsideOrganization,
    /// The secret's policy lets everybody read, under no condition.
    Public,
    /// The secret's policy names an identity that was deleted.
    StaleId,
}

/// The marks of one reader of one secret, by what its explanation rests on.
pub fn of_reader(world: &World, principal: &Principal, secret: &Secret, why: &Explanation) -> Vec<Mark> {
    let mut marks = of_secret(world, secret);
    let policies = principal.identity.iter().chain(&secret.policies);
    let store: Vec<&Leg> = why.store.iter().filter(|leg| leg.decision.access > Access::Cannot).collect();
    for attached in policies {
        let document = world.document(attached.policy);
        for answer in store.iter().flat_map(|leg| &leg.answers).filter(|answer| answer.place == attached.place) {
            for said in
                answer.statements.iter().filter(|said| said.effect == Effect::Allow && said.holds > Access::Cannot)
            {
                marks.extend(document.statements.iter().filter(|one| one.index == said.index).flat_map(of_statement));
            }
        }
    }
    if principal.account != secret.account {
        marks.push(Mark::OtherAccount);
        let member = |account: &str| world.account(account).is_some_and(|account| account.member);
        if member(&secret.account) && !member(&principal.account) {
            marks.push(Mark::OutsideOrganization);
        }
    }
    marks.sort();
    marks.dedup();
    marks
}

/// The marks of a secret's own policies.
pub fn of_secret(world: &World, secret: &Secret) -> Vec<Mark> {
    let mut marks = Vec::new();
    for statement in secret.policies.iter().flat_map(|attached| &world.document(attached.policy).statements) {
        if statement.effect != Effect::Allow || statement.faulty {
            continue;
        }
        let Some(Element::Only(named)) = &statement.principals else { continue };
        if named.contains(&PrincipalPattern::Anyone) && statement.conditions.is_empty() {
            marks.push(Mark::Public);
        }
        if named.iter().any(|one| matches!(one, PrincipalPattern::StaleId(_))) {
            marks.push(Mark::StaleId);
        }
    }
    marks.sort();
    marks.dedup();
    marks
}

/// The marks of a statement that allows.
pub fn of_statement(statement: &Statement) -> Vec<Mark> {
    let mut marks = Vec::new();
    let broad_action = match &statement.actions {
        Element::Only(actions) => actions.iter().any(|action| {
            let lower = action.to_ascii_lowercase();
            ["*", "*:*", "secretsmanager:*", "ssm:*"].contains(&lower.as_str())
        }),
        Element::Not(_) => true,
    };
    // On the secret itself, `*` means that secret.
    let on_resource = statement.principals.is_some();
    let (broad_resource, wildcard) = match &statement.resources {
        Some(Element::Only(resources)) => (
            !on_resource && resources.iter().any(|one| is_account_wide(one)),
            resources.iter().any(|one| one.ends_with("-*")),
        ),
        Some(Element::Not(_)) => (true, false),
        None => (false, false),
    };
    let anyone = match &statement.principals {
        Some(Element::Only(named)) => named.contains(&PrincipalPattern::Anyone),
        Some(Element::Not(_)) => true,
        None => false,
    };
    if broad_action || broad_resource || anyone {
        marks.push(Mark::Broad);
    }
    if wildcard {
        marks.push(Mark::Wildcard);
    }
    marks
}

/// Whether a statement that allows takes in every secret of a store, in a region or more: by a resource that is all
/// wildcard, by `NotResource`, or by letting everybody in. One that a tag of the secret holds back does not, and neither
/// does one that names a path, however many actions it allows on it.
pub fn takes_in_everything(statement: &Statement) -> bool {
    let by_tag = |key: &str| key.to_ascii_lowercase().contains("resourcetag/");
    if statement.conditions.iter().any(|condition| by_tag(&condition.key)) {
        return false;
    }
    match &statement.principals {
        Some(Element::Only(named)) => named.contains(&PrincipalPattern::Anyone) && statement.conditions.is_empty(),
        Some(Element::Not(_)) => true,
        None => match &statement.resources {
            Some(Element::Only(resources)) => resources.iter().any(|one| is_all_wildcard(one)),
            Some(Element::Not(_)) => true,
            None => false,
        },
    }
}

/// Whether what a resource pattern says of a name is wildcards alone: `*`, `…:secret:*`, `…:parameter/*`,
/// `…:secret:*-??????`.
fn is_all_wildcard(pattern: &str) -> bool {
    // A star takes in colons too: `arn:aws:ssm:*` is all that the store has.
    let short = if pattern.ends_with(":*") { "*" } else { pattern };
    let rest = pattern.splitn(6, ':').nth(5).unwrap_or(short);
    let name = rest.strip_prefix("secret:").or_else(|| rest.strip_prefix("parameter")).unwrap_or(rest);
    name.contains('*') && name.chars().all(|char| "*?/-".contains(char))
}

/// Whether a resource pattern takes in everything of a store in some account.
fn is_account_wide(pattern: &str) -> bool {
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let rest = parts.get(5).copied().unwrap_or("*");
    ["*", "secret:*", "parameter/*", "parameter*"].contains(&rest)
}

/// The identities in a document that were deleted.
pub fn stale_ids(document: &Document) -> Vec<&str> {
    let named = document.statements.iter().filter_map(|statement| statement.principals.as_ref());
    let patterns = named.flat_map(|element| match element {
        Element::Only(patterns) | Element::Not(patterns) => patterns,
    });
    let stale =
        patterns.filter_map(|one| if let PrincipalPattern::StaleId(id) = one { Some(id.as_str()) } else { None });
    stale.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::policy::parse;

    fn check(statement: &Value, expected: bool) {
        let text = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
        let document = parse(&text).expect("a policy").document;
        assert_eq!(takes_in_everything(&document.statements[0]), expected, "{statement}");
    }

    #[test]
    fn everything_is_a_store_of_a_region_and_not_a_path() {
        let allow = |resource: &str| json!({ "Effect": "Allow", "Action": "secretsmanager:*", "Resource": resource });
        for must in [
            "*",
            "arn:aws:secretsmanager:*:*:secret:*",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*-??????",
            "arn:aws:secretsmanager:eu-west-1:111122223333:*",
            "arn:aws:ssm:*:111122223333:parameter/*",
            "arn:aws:ssm:*:111122223333:parameter*",
            "arn:*",
        ] {
            check(&allow(must), true);
        }
        for must_not in [
            "arn:aws:secretsmanager:*:*:secret:prod/*",
            "arn:aws:secretsmanager:*:*:secret:prod*",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:web/key-??????",
            "arn:aws:ssm:*:*:parameter/prod/web/*",
            "arn:aws:ssm:*:*:parameter/p*",
            "arn:aws:secretsmanager:*:*:secret:?",
        ] {
            check(&allow(must_not), false);
        }
        let not = json!({ "Effect": "Allow", "Action": "ssm:*", "NotResource": "arn:aws:ssm:*:*:parameter/prod/*" });
        check(&not, true);
        let tagged = json!({ "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
            "Condition": { "StringEquals": { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } });
        check(&tagged, false);
        let from_here = json!({ "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
            "Condition": { "IpAddress": { "aws:SourceIp": "192.0.2.0/24" } } });
        check(&from_here, true);
    }
}
