//! Whether a resource policy's statement is about a caller, and in which way it names it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::standing::{Cause, Match};
use crate::keys::Class;
use crate::policy::{Effect, Element, PrincipalPattern, Statement};
use crate::request::{Caller, CallerKind};

/// How a statement names a caller. It decides what else has to allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// The user, the session, or the root user itself: nothing else has to allow in the same account.
    Itself,
    /// Its role: the boundary and the session policy still have to allow.
    Role,
    /// Its account: the account's own policies have to allow.
    Account,
    /// Everybody.
    Anyone,
}

/// The ways a caller can be named.
pub(super) const NAMINGS: [Naming; 4] = [Naming::Itself, Naming::Role, Naming::Account, Naming::Anyone];

/// Whether a statement names the caller in each of the [`NAMINGS`].
pub(super) fn named(statement: &Statement, caller: &Caller) -> [Match; 4] {
    match &statement.principals {
        None => [Match::No, Match::No, Match::No, Match::Yes],
        Some(Element::Only(patterns)) => {
            NAMINGS.map(|naming| Match::any(patterns.iter().map(|pattern| names(pattern, caller, naming))))
        }
        Some(Element::Not(patterns)) => {
            // A denial of all but some denies whoever has a boundary, whatever it lists.
            // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
            if statement.effect == Effect::Deny && caller.bounded {
                return [Match::No, Match::No, Match::No, Match::Yes];
            }
            // Naming the account spares its root user alone, as that page's example of a user and its account shows.
            let ways = [Naming::Itself, Naming::Role, Naming::Anyone];
            let spared = ways.map(|way| Match::any(patterns.iter().map(|pattern| names(pattern, caller, way))));
            [Match::No, Match::No, Match::No, Match::any(spared).not()]
        }
    }
}

/// Whether a pattern names a caller in this way.
fn names(pattern: &PrincipalPattern, caller: &Caller, naming: Naming) -> Match {
    match (pattern, naming) {
        (PrincipalPattern::Anyone, Naming::Anyone) => Match::Yes,
        (PrincipalPattern::Account(account), Naming::Itself) => {
            Match::sure(caller.kind == CallerKind::Root && *account == caller.account)
        }
        (PrincipalPattern::Account(account), Naming::Account) => {
            Match::sure(caller.kind != CallerKind::Root && *account == caller.account)
        }
        (PrincipalPattern::Arn(arn), Naming::Itself) if caller.kind == CallerKind::Role => session_of(arn, caller),
        (PrincipalPattern::Arn(arn), Naming::Itself) => Match::sure(*arn == caller.arn),
        (PrincipalPattern::Arn(arn), Naming::Role) => Match::sure(is_role_of(arn, caller)),
        // The id of what was deleted names nobody; services and identity providers are no users or roles.
        _ => Match::No,
    }
}

/// A session's ARN names a role's holder only under that session name.
fn session_of(arn: &str, role: &Caller) -> Match {
    let name = role.arn.rsplit('/').next().unwrap_or_default();
    match arn.splitn(6, ':').collect::<Vec<_>>()[..] {
        [.., "sts", "", account, resource] if account == role.account => {
            match resource.split('/').collect::<Vec<_>>()[..] {
                ["assumed-role", of, session] if of == name => Match::Open(Cause::Condition {
                    key: "sts:RoleSessionName".to_owned(),
                    class: Class::Session,
                    words: format!("only as session {}", session.chars().take(64).collect::<String>()),
                }),
                _ => Match::No,
            }
        }
        _ => Match::No,
    }
}

/// Whether an ARN is the caller's role: of a session, the ARN does not tell the role's path.
fn is_role_of(arn: &str, caller: &Caller) -> bool {
    match caller.kind {
        CallerKind::Role => arn == caller.arn,
        CallerKind::Session => {
            let role = caller.arn.split('/').nth(1).unwrap_or_default();
            let parts: Vec<&str> = arn.splitn(6, ':').collect();
            let [_, _, "iam", "", account, name] = parts[..] else { return false };
            account == caller.account && name.starts_with("role/") && name.rsplit('/').next() == Some(role)
        }
        _ => false,
    }
}

/// Whether a role's trust may name a caller at all.
pub(crate) fn may_name(statement: &Statement, caller: &Caller) -> bool {
    named(statement, caller).iter().any(|one| *one != Match::No)
}

/// How a key's grant names a caller.
pub(super) fn grantee(grantee: &str, caller: &Caller) -> (Match, Match) {
    let account = grantee.split(':').nth(4).unwrap_or_default();
    let pattern = if grantee.ends_with(":root") {
        PrincipalPattern::Account(account.to_owned())
    } else {
        PrincipalPattern::Arn(grantee.to_owned())
    };
    let itself = Match::any([Naming::Itself, Naming::Role].map(|naming| names(&pattern, caller, naming)));
    (itself, names(&pattern, caller, Naming::Account))
}
