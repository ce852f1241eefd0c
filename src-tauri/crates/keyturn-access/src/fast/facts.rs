//! What is known of a condition key offline: of a principal, and of what is called upon.

use std::borrow::Cow;

use super::columns::{Column, Columns};
use super::keys::Key;
use crate::keys::{Class, class};
use crate::world::{Principal, PrincipalKind, SecretKind, World};

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fact<'w> {
    /// One value.
    One(Cow<'w, str>),
    /// Several, or an empty list.
    Many(Vec<Cow<'w, str>>),
    /// The call does not carry it.
    Absent,
    /// One value, of which the beginning is known.
    Prefix(String),
    /// It cannot be decided offline.
    Open,
    /// What it rests on could not be read.
    Missing,
}

fn one(text: &str) -> Fact<'_> {
    Fact::One(Cow::Borrowed(text))
}

fn made<'w>(text: String) -> Fact<'w> {
    Fact::One(Cow::Owned(text))
}

/// What is known of a key that hangs on nothing in the model, in a call of a service.
pub(super) fn of_call<'w>(key: &Key, service: &str) -> Fact<'w> {
    match class(&key.text, service) {
        Some(class) if class != Class::Static => Fact::Open,
        _ => Fact::Absent,
    }
}

/// A tag, compared without regard to case; several that differ in nothing else cannot be told apart.
fn tag<'w>(tags: &'w [(String, String)], name: &str) -> Option<Fact<'w>> {
    let mut found = tags.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let first = found.next()?;
    Some(if found.all(|other| other == first) { one(first) } else { Fact::Missing })
}

fn organisation<'w>(world: &'w World, account: &str, paths: bool) -> Fact<'w> {
    let member = world.account(account).filter(|account| account.member);
    match (&world.organization, member) {
        (Some(id), Some(member)) if paths => {
            let levels = member.path.iter().fold(format!("{id}/"), |path, level| path + level + "/");
            made(levels)
        }
        (Some(id), Some(_)) => one(id),
        _ => Fact::Absent,
    }
}

/// What is known of a key of a principal.
pub(super) fn of_principal<'w>(world: &'w World, principal: &'w Principal, key: &Key, service: &str) -> Fact<'w> {
    let user = principal.kind == PrincipalKind::User;
    match key.lower.as_str() {
        "aws:principalarn" => one(&principal.arn),
        "aws:principalaccount" => one(&principal.account),
        "kms:calleraccount" if service == "kms" => one(&principal.account),
        "aws:principalisawsservice" => one("false"),
        "aws:principalorgid" => organisation(world, &principal.account, false),
        "aws:principalorgpaths" => organisation(world, &principal.account, true),
        "aws:principaltype" => one(if user { "User" } else { "AssumedRole" }),
        "aws:username" if user => one(&principal.name),
        "aws:userid" if principal.id.is_empty() => Fact::Missing,
        "aws:userid" if user => one(&principal.id),
        "aws:userid" => Fact::Prefix(format!("{}:", principal.id)),
        lower => {
            let name = lower.strip_prefix("aws:principaltag/");
            name.and_then(|name| tag(&principal.tags, name)).unwrap_or_else(|| of_call(key, service))
        }
    }
}

/// What is known of a key of what is called upon.
pub(super) fn of_column<'w>(world: &'w World, columns: &Columns<'w>, at: usize, key: &Key) -> Fact<'w> {
    let found = match columns.of[at] {
        Column::Secret(secret) => {
            let secret = &world.secrets[secret];
            let is_secret = secret.kind == SecretKind::Secret;
            let family = if is_secret { "secretsmanager:resourcetag/" } else { "ssm:resourcetag/" };
            match key.lower.as_str() {
                "aws:requestedregion" => Some(one(&secret.region)),
                "secretsmanager:secretid" if is_secret => Some(one(&secret.arn)),
                "secretsmanager:secretprimaryregion" if is_secret => Some(one(&secret.primary_region)),
                "secretsmanager:resource/allowrotationlambdaarn" if is_secret => {
                    secret.rotation_function.as_deref().map(one)
                }
                lower => match lower.strip_prefix("aws:resourcetag/").or_else(|| lower.strip_prefix(family)) {
                    Some(_) if secret.tags_unread.is_some() => Some(Fact::Missing),
                    name => name.and_then(|name| tag(&secret.tags, name)),
                },
            }
        }
        Column::Path { secret, recursive } => match key.lower.as_str() {
            "aws:requestedregion" => Some(one(&world.secrets[secret].region)),
            "ssm:recursive" => Some(one(if recursive { "true" } else { "false" })),
            _ => None,
        },
        Column::Decrypt { key: number, secret } => {
            let (of, secret) = (&world.keys[number], &world.secrets[secret]);
            let (service, context): (_, &[&str]) = match secret.kind {
                SecretKind::Secret => ("secretsmanager", &["SecretARN", "SecretVersionId"]),
                SecretKind::Parameter => ("ssm", &["PARAMETER_ARN"]),
            };
            let many = |names: &mut dyn Iterator<Item = &'w str>| {
                let mut names: Vec<_> = names.map(Cow::Borrowed).collect();
                if names.len() == 1 { names.pop().map_or(Fact::Absent, Fact::One) } else { Fact::Many(names) }
            };
            match key.lower.as_str() {
                "aws:requestedregion" => Some(one(&of.region)),
                "kms:viaservice" => Some(made(format!("{service}.{}.amazonaws.com", secret.region))),
                "kms:encryptioncontextkeys" => Some(many(&mut context.iter().copied())),
                "kms:encryptioncontext:secretversionid" if context.len() > 1 => Some(Fact::Open),
                "kms:resourcealiases" => Some(match &of.aliases {
                    Some(aliases) => many(&mut aliases.iter().map(String::as_str)),
                    None => Fact::Missing,
                }),
                lower => match (lower.strip_prefix("kms:encryptioncontext:"), lower.strip_prefix("aws:resourcetag/")) {
                    (Some(name), _) if name.eq_ignore_ascii_case(context[0]) => Some(one(&secret.arn)),
                    (_, Some(_)) if of.tags_unread.is_some() => Some(Fact::Missing),
                    (_, Some(name)) => tag(&of.tags, name),
                    _ => None,
                },
            }
        }
    };
    found.unwrap_or_else(|| match key.lower.as_str() {
        "aws:resourceaccount" => one(columns.account(world, at)),
        "aws:resourceorgid" => organisation(world, columns.account(world, at), false),
        "aws:resourceorgpaths" => organisation(world, columns.account(world, at), true),
        _ => of_call(key, columns.service),
    })
}
