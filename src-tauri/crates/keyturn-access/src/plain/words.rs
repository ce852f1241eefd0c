//! Conditions in words, for the window and the evidence.

use crate::keys;
use crate::policy::{Condition, Effect, Over, Test};

/// The longest list of values that words repeat, and the longest value, in characters.
const VALUES: usize = 5;
const LENGTH: usize = 120;

/// A condition as a person says it, from the side of the access that it leaves open: an Allow `if`, a Deny `unless`.
pub(super) fn condition(condition: &Condition, effect: Effect) -> String {
    let negated = condition.operator.test.is_negated();
    let only = negated == (effect == Effect::Deny);
    let key = keys::canonical(&condition.key);
    let values = values(condition);
    let truth = condition.operator.test == Test::Bool && condition.values.len() == 1;
    let truth = truth.then(|| condition.values[0].eq_ignore_ascii_case("true") == (effect == Effect::Allow));
    let but = if only { "only" } else { "not" };
    match (key.as_str(), truth) {
        ("aws:MultiFactorAuthPresent", Some(true)) => "only with MFA".to_owned(),
        ("aws:MultiFactorAuthPresent", Some(false)) => "only without MFA".to_owned(),
        ("aws:SecureTransport", Some(true)) => "only over TLS".to_owned(),
        ("aws:SecureTransport", Some(false)) => "only without TLS".to_owned(),
        ("aws:ViaAWSService", Some(true)) => "only through an AWS service".to_owned(),
        ("aws:ViaAWSService", Some(false)) => "not through an AWS service".to_owned(),
        ("aws:SourceVpce", _) if is_text(condition) => format!("{but} through VPC endpoint {values}"),
        ("aws:SourceVpc", _) if is_text(condition) => format!("{but} from VPC {values}"),
        ("aws:SourceIp", _) if is_address(condition) => format!("{but} from {values}"),
        ("aws:CalledVia" | "aws:CalledViaFirst" | "aws:CalledViaLast", _) if is_text(condition) => {
            format!("{but} called via {values}")
        }
        ("secretsmanager:VersionStage", _) if is_text(condition) => format!("{but} the version labelled {values}"),
        ("aws:SourceIdentity", _) if is_text(condition) => format!("{but} with source identity {values}"),
        _ => {
            let word = if effect == Effect::Allow { "only if" } else { "not if" };
            format!("{word} {} {key} {values}", condition.operator)
        }
    }
}

fn is_text(condition: &Condition) -> bool {
    condition.operator.over != Some(Over::All) && condition.operator.test <= Test::StringNotLike
}

fn is_address(condition: &Condition) -> bool {
    matches!(condition.operator.test, Test::IpAddress | Test::NotIpAddress)
}

/// The values, bounded.
fn values(condition: &Condition) -> String {
    let short = condition.values.iter().take(VALUES).map(|value| value.chars().take(LENGTH).collect::<String>());
    let mut list = short.collect::<Vec<_>>().join(" or ");
    if condition.values.len() > VALUES {
        list = format!("{list} or {} more", condition.values.len() - VALUES);
    }
    list
}
