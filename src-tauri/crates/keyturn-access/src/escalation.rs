//! Changes by which a principal could give itself the right to read: as good as reading, shown apart from it.

use serde::Serialize;

use crate::place::Place;
use crate::plain::{Access, Cause, Target, may};
use crate::world::{Encryption, Principal, PrincipalKind, Secret, SecretKind, World};

/// One change that a principal may make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Means {
    /// The action.
    pub action: String,
    /// On what, by ARN.
    pub on: String,
    /// How far it may; never `cannot`.
    pub access: Access,
    /// What that hangs on.
    pub causes: Vec<Cause>,
}

/// Changes to a secret or its key that open the value.
///
/// A policy on the secret or the key that names the principal; another key on the secret; a grant; a rotation function
/// of one's own, which is handed the value.
pub fn of_secret(world: &World, principal: &Principal, secret: &Secret) -> Vec<Means> {
    let on_secret: &[&str] = match secret.kind {
        SecretKind::Secret => {
            &["secretsmanager:PutResourcePolicy", "secretsmanager:UpdateSecret", "secretsmanager:RotateSecret"]
        }
        SecretKind::Parameter => &["ssm:PutResourcePolicy"],
    };
    let mut found: Vec<Means> =
        on_secret.iter().filter_map(|action| means(world, principal, action, Target::Secret(secret))).collect();
    if let Encryption::Key(number) = secret.encryption
        && !world.keys[number].aws_managed
    {
        let key = Target::Key(&world.keys[number]);
        let on_key = ["kms:PutKeyPolicy", "kms:CreateGrant"];
        found.extend(on_key.iter().filter_map(|action| means(world, principal, action, key)));
    }
    found
}

/// Changes to its own policies.
pub fn of_itself(world: &World, principal: &Principal) -> Vec<Means> {
    let on_itself = match principal.kind {
        PrincipalKind::User => ["iam:PutUserPolicy", "iam:AttachUserPolicy"],
        PrincipalKind::Role => ["iam:PutRolePolicy", "iam:AttachRolePolicy"],
    };
    let itself = Target::Principal(principal);
    let mut found: Vec<Means> = on_itself.iter().filter_map(|action| means(world, principal, action, itself)).collect();
    let mut seen = Vec::new();
    for attached in &principal.identity {
        let (Place::Attached { arn } | Place::GroupAttached { arn, .. }) = &attached.place else { continue };
        // AWS's own managed policies cannot be changed.
        if arn.contains(":aws:policy/") || seen.contains(&arn) {
            continue;
        }
        seen.push(arn);
        let policy = Target::Other(arn, &principal.account);
        found.extend(["iam:CreatePolicyVersion"].iter().filter_map(|action| means(world, principal, action, policy)));
    }
    for group in &principal.groups {
        let arn = format!("arn:aws:iam::{}:group/{group}", principal.account);
        let on_group = ["iam:PutGroupPolicy", "iam:AttachGroupPolicy"];
        let target = Target::Other(&arn, &principal.account);
        found.extend(on_group.iter().filter_map(|action| means(world, principal, action, target)));
    }
    found
}

/// Changes by which a principal becomes, or acts through, a role of its account: a trust of its own making, or the role
/// passed to a service that runs its code.
pub fn of_role(world: &World, principal: &Principal, role: &Principal) -> Vec<Means> {
    if role.kind != PrincipalKind::Role || role.account != principal.account || role.arn == principal.arn {
        return Vec::new();
    }
    let actions = ["iam:UpdateAssumeRolePolicy", "iam:PassRole"];
    actions.iter().filter_map(|action| means(world, principal, action, Target::Principal(role))).collect()
}

fn means(world: &World, principal: &Principal, action: &str, target: Target<'_>) -> Option<Means> {
    let standing = may(world, principal, action, target);
    let on = match target {
        Target::Secret(secret) => &secret.arn,
        Target::Key(key) => &key.arn,
        Target::Principal(other) => &other.arn,
        Target::Other(arn, _) => arn,
    };
    standing.hi.then(|| Means {
        action: action.to_owned(),
        on: on.to_owned(),
        access: standing.access(),
        causes: standing.causes.iter().cloned().collect(),
    })
}
