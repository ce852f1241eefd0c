//! Whether a principal can read a secret's value: the store's call, and the key's where one applies.

use serde::Serialize;

use super::decide::{Policies, Ruling, Step, decide};
use super::standing::{Access, Cause, Standing};
use super::statement::{Answer, Asked};
use crate::request::{Facts, Known, Request};
use crate::world::{Attached, Encryption, Key, Principal, Secret, SecretKind, World};

/// What was decided for one principal and one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// In one word.
    pub access: Access,
    /// What it hangs on: conditions, or what could not be read.
    pub causes: Vec<Cause>,
}

/// Why: every call that could read the value, and every policy that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The principal's ARN.
    pub principal: String,
    /// The secret's ARN.
    pub secret: String,
    /// What was decided.
    pub decision: Decision,
    /// The store's calls: one of them must be allowed.
    pub store: Vec<Leg>,
    /// The store's call to KMS: it must be allowed as well, where the value is encrypted.
    pub decrypt: Option<Leg>,
}

/// One call with what was decided of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leg {
    /// The action.
    pub action: String,
    /// The ARN that it was asked on.
    pub resource: String,
    /// What was decided.
    pub decision: Decision,
    /// What keeps it from being allowed surely, in AWS's order.
    pub blocked_by: Vec<Step>,
    /// What each policy answered.
    pub answers: Vec<Answer>,
}

/// How far a principal can read a secret; by one action alone, where it is named.
pub fn read(world: &World, principal: &Principal, secret: &Secret, action: Option<&str>) -> Standing {
    let store = requests(world, principal, secret, action);
    let mut readable = Standing::sure(false);
    for request in &store {
        readable = readable.or(call(world, principal, secret, None, request).standing);
        if readable.lo {
            break;
        }
    }
    both(readable, || decrypt(world, principal, secret).map(|(_, ruling)| ruling.standing))
}

/// The store's call and, where the value is encrypted, the key's: the key is not asked where the store surely refuses.
fn both(store: Standing, decrypt: impl FnOnce() -> Option<Standing>) -> Standing {
    let decrypt = if store.hi { decrypt() } else { None };
    decrypt.into_iter().fold(store, Standing::and)
}

/// In words that the window and the command line show.
pub fn decision(standing: &Standing) -> Decision {
    Decision { access: standing.access(), causes: standing.causes.iter().cloned().collect() }
}

/// Why a principal can or cannot read a secret.
pub fn explain(world: &World, principal: &Principal, secret: &Secret, action: Option<&str>) -> Explanation {
    let mut store: Vec<Leg> = Vec::new();
    let mut readable = Standing::sure(false);
    for request in requests(world, principal, secret, action) {
        let ruling = call(world, principal, secret, None, &request);
        readable = readable.or(ruling.standing.clone());
        let leg = leg(&request, ruling);
        // The ways to ask for a path are told apart only where they differ.
        if !store.iter().any(|known| known.action == leg.action && is_same_path(known, &leg)) {
            store.push(leg);
        }
    }
    let decrypt = decrypt(world, principal, secret);
    let whole = both(readable, || decrypt.as_ref().map(|(_, ruling)| ruling.standing.clone()));
    let decrypt = decrypt.map(|(request, ruling)| leg(&request, ruling));
    Explanation {
        principal: principal.arn.clone(),
        secret: secret.arn.clone(),
        decision: decision(&whole),
        store,
        decrypt,
    }
}

fn is_same_path(one: &Leg, other: &Leg) -> bool {
    one.resource.trim_end_matches('/') == other.resource.trim_end_matches('/') && one.decision == other.decision
}

fn leg(request: &Request, ruling: Ruling) -> Leg {
    Leg {
        action: request.action.clone(),
        resource: request.resource.clone(),
        decision: decision(&ruling.standing),
        blocked_by: ruling.blocked_by,
        answers: ruling.answers,
    }
}

/// Decides one call of a principal: to the store, or, with a key, to KMS.
pub fn call(world: &World, principal: &Principal, secret: &Secret, key: Option<&Key>, request: &Request) -> Ruling {
    let mut ruling = decide(request, &policies(world, principal, secret, key, request));
    if key.is_some_and(|key| !key.usable()) {
        ruling.standing = Standing::sure(false);
        ruling.blocked_by = vec![Step::KeyState];
    }
    ruling
}

/// The call to KMS that the store makes for the principal, and what was decided of it.
fn decrypt(world: &World, principal: &Principal, secret: &Secret) -> Option<(Request, Ruling)> {
    let Encryption::Key(number) = secret.encryption else { return None };
    let key = &world.keys[number];
    let mut facts = Facts::open();
    world.principal_facts(principal, &mut facts);
    world.decrypt_facts(principal, secret, key, &mut facts);
    let request = Request {
        caller: principal.caller(),
        action: "kms:Decrypt".to_owned(),
        resource: key.arn.clone(),
        also: None,
        resource_account: key.account.clone(),
        facts,
    };
    let ruling = call(world, principal, secret, Some(key), &request);
    Some((request, ruling))
}

/// The calls to the store that would read the secret's value; the named one alone, where one is named.
///
/// Of a parameter, any of four actions. By path it can be read through every path above it, and the one who calls
/// chooses how: directly above it with or without `Recursive`, further up with it alone; a path is asked for as `/a` or
/// as `/a/`, and IAM sees it as it was asked for (an error on `parameter/aft/account-request/custom-fields/` tells so:
/// aws-ia/terraform-aws-control_tower_account_factory, issue 174). A denial on `parameter/a` stops both, as
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html> has it. A path has no
/// tags and no resource policy of its own.
pub fn requests(world: &World, principal: &Principal, secret: &Secret, action: Option<&str>) -> Vec<Request> {
    let mut facts = Facts::open();
    world.principal_facts(principal, &mut facts);
    let mut of_path = facts.clone();
    world.secret_facts(secret, &mut facts);
    let request = |action: &str, facts: &Facts| Request {
        caller: principal.caller(),
        action: action.to_owned(),
        resource: secret.arn.clone(),
        also: None,
        resource_account: secret.account.clone(),
        facts: facts.clone(),
    };
    let mut found = Vec::new();
    match secret.kind {
        SecretKind::Secret => found.push(request("secretsmanager:GetSecretValue", &facts)),
        SecretKind::Parameter => {
            let actions = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory"];
            found.extend(actions.map(|action| request(action, &facts)));
            let untagged = Secret { tags: Vec::new(), tags_unread: None, ..secret.clone() };
            world.secret_facts(&untagged, &mut of_path);
            for (number, path) in paths_above(&secret.arn).into_iter().enumerate() {
                for recursive in if number == 0 { &["false", "true"][..] } else { &["true"] } {
                    of_path.set("ssm:Recursive", Known::value(*recursive));
                    let plain = Request { resource: path.clone(), ..request("ssm:GetParametersByPath", &of_path) };
                    if !path.ends_with('/') {
                        let with_slash = format!("{path}/");
                        found.push(Request { resource: with_slash, also: Some(path.clone()), ..plain.clone() });
                    }
                    found.push(plain);
                }
            }
        }
    }
    found.retain(|request| {
        let name = request.action.split(':').nth(1).unwrap_or_default();
        action.is_none_or(|action| action.eq_ignore_ascii_case(name) || action.eq_ignore_ascii_case(&request.action))
    });
    found
}

/// The paths above a parameter, from the one directly above it up to `/`, as ARNs.
fn paths_above(arn: &str) -> Vec<String> {
    let Some((head, name)) = arn.split_once(":parameter/") else { return Vec::new() };
    let mut found = Vec::new();
    let mut rest = name;
    while let Some((above, _)) = rest.rsplit_once('/') {
        found.push(format!("{head}:parameter/{above}"));
        rest = above;
    }
    found.push(format!("{head}:parameter/"));
    found
}

/// Every policy that bears on a principal's call: to the store, or, with a key, to KMS.
pub fn policies<'a>(
    world: &'a World,
    principal: &'a Principal,
    secret: &'a Secret,
    key: Option<&'a Key>,
    request: &Request,
) -> Policies<'a> {
    let asked =
        |attached: &Attached| Asked { place: attached.place.clone(), document: world.document(attached.policy) };
    let list = |attached: &[Attached]| attached.iter().map(asked).collect::<Vec<_>>();
    let of_principal = of_principal(world, principal);
    let owner = world.account(&request.resource_account).filter(|_| !principal.service_linked);
    // Resource control policies bind neither Parameter Store nor AWS's own keys.
    // <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
    let bound = key.map_or(secret.kind == SecretKind::Secret, |key| !key.aws_managed);
    let resource = match key {
        Some(key) => list(&key.policies),
        // A path above a parameter is not the parameter.
        None if request.resource != secret.arn => Vec::new(),
        None => list(&secret.policies),
    };
    Policies {
        resource_control: owner.filter(|_| bound).map(|account| list(&account.resource_control)).unwrap_or_default(),
        resource,
        grants: key.iter().flat_map(|key| key.grants.iter().map(|grant| (key.arn.as_str(), grant))).collect(),
        grants_unread: key.and_then(|key| key.grants_unread.clone()),
        ..of_principal
    }
}

/// The policies that bear on whatever a principal calls.
pub(super) fn of_principal<'a>(world: &'a World, principal: &'a Principal) -> Policies<'a> {
    let asked =
        |attached: &Attached| Asked { place: attached.place.clone(), document: world.document(attached.policy) };
    let list = |attached: &[Attached]| attached.iter().map(asked).collect::<Vec<_>>();
    let account = world.account(&principal.account).filter(|_| !principal.service_linked);
    Policies {
        identity: list(&principal.identity),
        boundary: principal.boundary.iter().map(asked).collect(),
        service_control: account.map(|a| a.service_control.iter().map(|l| list(l)).collect()).unwrap_or_default(),
        ..Policies::default()
    }
}
