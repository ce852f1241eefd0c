//! Whether a principal may call any action on anything that the model holds.

use super::decide::{Policies, decide};
use super::read::of_principal;
use super::standing::Standing;
use super::statement::Asked;
use crate::request::{Facts, Request};
use crate::world::{Attached, Key, Principal, Secret, World};

/// What is called upon.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// A secret or a parameter.
    Secret(&'a Secret),
    /// A key.
    Key(&'a Key),
    /// A user or a role; assuming a role asks its trust policy.
    Principal(&'a Principal),
    /// Anything without a policy of its own, by ARN and account.
    Other(&'a str, &'a str),
}

/// How far a principal may call an action on a target.
pub fn may(world: &World, principal: &Principal, action: &str, target: Target<'_>) -> Standing {
    let mut facts = Facts::open();
    world.principal_facts(principal, &mut facts);
    let (resource, account, own): (_, _, &[Attached]) = match target {
        Target::Secret(secret) => {
            world.secret_facts(secret, &mut facts);
            (&*secret.arn, &*secret.account, &secret.policies)
        }
        Target::Key(key) => {
            world.key_facts(key, &mut facts);
            (&*key.arn, &*key.account, &key.policies)
        }
        Target::Principal(other) => {
            facts.set_tags("aws:ResourceTag/", &other.tags);
            let trust = if action.starts_with("sts:") { other.trust.as_slice() } else { &[] };
            (&*other.arn, &*other.account, trust)
        }
        Target::Other(arn, account) => (arn, account, &[]),
    };
    let request = Request {
        caller: principal.caller(),
        action: action.to_owned(),
        resource: resource.to_owned(),
        also: None,
        resource_account: account.to_owned(),
        facts,
    };
    let asked =
        |attached: &Attached| Asked { place: attached.place.clone(), document: world.document(attached.policy) };
    // Of the services that are asked here, resource control policies bind these.
    let bound = ["secretsmanager", "kms", "sts"].contains(&request.service()) && !principal.service_linked;
    let owner = world.account(account).filter(|_| bound);
    let grants = match target {
        Target::Key(key) => key.grants.iter().map(|grant| (key.arn.as_str(), grant)).collect(),
        _ => Vec::new(),
    };
    let policies = Policies {
        resource: own.iter().map(asked).collect(),
        resource_control: owner.iter().flat_map(|owner| &owner.resource_control).map(asked).collect(),
        grants,
        ..of_principal(world, principal)
    };
    decide(&request, &policies).standing
}
