//! Findings in the policies of secrets and parameters.

use crate::finding::{Finding, Rule};
use crate::marks::stale_ids;
use crate::policy::{Condition, Effect, Element, PrincipalPattern, Statement, Test};
use crate::world::World;

/// Condition keys that keep everybody else out when they are compared for being equal.
const BINDING: [&str; 7] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourcevpce",
    "aws:sourcevpc",
    "aws:userid",
];

/// Looks at every resource policy.
pub(crate) fn look(world: &World, found: &mut Vec<Finding>) {
    for secret in &world.secrets {
        for attached in &secret.policies {
            let document = world.document(attached.policy);
            let mut add = |rule: Rule, statement: Option<usize>, text: String| {
                let finding = Finding::of(rule, &secret.account, &secret.arn, text);
                found.push(Finding { place: Some(attached.place.clone()), statement, ..finding });
            };
            for id in stale_ids(document) {
                add(Rule::StaleId, None, id.to_owned());
            }
            for statement in document.statements.iter().filter(|one| one.effect == Effect::Allow && !one.faulty) {
                for text in outside(world, &secret.account, statement) {
                    add(Rule::ReadableFromOutside, Some(statement.index), text);
                }
            }
        }
    }
}

/// Whom a statement lets in from outside: everybody, or accounts beyond the organisation (without one: any other).
fn outside(world: &World, owner: &str, statement: &Statement) -> Vec<String> {
    let own = world.account(owner).is_some_and(|account| account.member);
    let foreign = |account: &str| {
        let member = world.account(account).is_some_and(|account| account.member);
        account != owner && !(own && member)
    };
    let bound = statement.conditions.iter().any(binds);
    match &statement.principals {
        Some(Element::Not(_)) if !bound => vec!["NotPrincipal".to_owned()],
        Some(Element::Only(named)) => named
            .iter()
            .filter_map(|one| match one {
                PrincipalPattern::Anyone if !bound => Some("*".to_owned()),
                PrincipalPattern::Account(account) if foreign(account) => Some(account.clone()),
                PrincipalPattern::Arn(arn) if foreign(arn.split(':').nth(4).unwrap_or_default()) => Some(arn.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a condition keeps strangers out: a binding key, compared for being like something that is not everything.
fn binds(condition: &Condition) -> bool {
    let equal = matches!(
        condition.operator.test,
        Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike | Test::ArnEquals | Test::ArnLike
    );
    let known = BINDING.contains(&condition.key.to_ascii_lowercase().as_str());
    equal && known && !condition.operator.if_exists && !condition.values.iter().any(|value| value == "*")
}
