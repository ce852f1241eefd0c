//! How a resource policy's statement, or a grant, names a principal.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::collections::HashMap;

use super::verdict::{Cause, Verdict};
use crate::policy::{Effect, Element, PrincipalPattern};
use crate::world::{Principal, PrincipalKind};

/// Whether a principal is named, in each way that counts differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Itself: a user, or a session of the role.
    pub(super) itself: Verdict,
    /// Its role.
    pub(super) role: Verdict,
    /// Its account.
    pub(super) account: Verdict,
    /// As everybody is.
    pub(super) anyone: Verdict,
}

const NOBODY: Named = Named { itself: Verdict::No, role: Verdict::No, account: Verdict::No, anyone: Verdict::No };

impl Named {
    /// In whichever way.
    pub(super) fn anyhow(&self) -> Verdict {
        Verdict::any([self.itself, self.role, self.account, self.anyone])
    }
}

/// How one pattern names a principal. `session` is the key of a session's name.
fn by_pattern(pattern: &PrincipalPattern, principal: &Principal, session: Cause) -> Named {
    let is_role = principal.kind == PrincipalKind::Role;
    match pattern {
        PrincipalPattern::Anyone => Named { anyone: Verdict::Yes, ..NOBODY },
        PrincipalPattern::Account(account) if *account == principal.account => {
            Named { account: Verdict::Yes, ..NOBODY }
        }
        PrincipalPattern::Arn(arn) if *arn == principal.arn && is_role => Named { role: Verdict::Yes, ..NOBODY },
        PrincipalPattern::Arn(arn) if *arn == principal.arn => Named { itself: Verdict::Yes, ..NOBODY },
        PrincipalPattern::Arn(arn) if is_role && session_role(arn) == Some((&principal.account, last(principal))) => {
            Named { itself: Verdict::On(session), ..NOBODY }
        }
        _ => NOBODY,
    }
}

/// The last part of a principal's ARN.
fn last(principal: &Principal) -> &str {
    principal.arn.rsplit('/').next().unwrap_or_default()
}

/// The account and role of a session's ARN.
fn session_role(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.splitn(6, ':').collect::<Vec<_>>().into_iter().rev();
    let (resource, account, region, service) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (role, session) = resource.strip_prefix("assumed-role/")?.split_once('/')?;
    (service == "sts" && region.is_empty() && !session.contains('/')).then_some((account, role))
}

/// How a statement names a principal.
pub(super) fn named(
    principals: Option<&Element<PrincipalPattern>>,
    effect: Effect,
    principal: &Principal,
    session: Cause,
) -> Named {
    match principals {
        None => Named { anyone: Verdict::Yes, ..NOBODY },
        Some(Element::Only(patterns)) => {
            let each: Vec<Named> = patterns.iter().map(|pattern| by_pattern(pattern, principal, session)).collect();
            Named {
                itself: Verdict::any(each.iter().map(|one| one.itself)),
                role: Verdict::any(each.iter().map(|one| one.role)),
                account: Verdict::any(each.iter().map(|one| one.account)),
                anyone: Verdict::any(each.iter().map(|one| one.anyone)),
            }
        }
        // A denial of all but some denies whoever has a boundary; naming the account spares its root user alone.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
        Some(Element::Not(_)) if effect == Effect::Deny && principal.boundary.is_some() => {
            Named { anyone: Verdict::Yes, ..NOBODY }
        }
        Some(Element::Not(patterns)) => {
            let each: Vec<Named> = patterns.iter().map(|pattern| by_pattern(pattern, principal, session)).collect();
            let way = |of: fn(&Named) -> Verdict| Verdict::any(each.iter().map(of));
            let spared = Verdict::any([way(|one| one.itself), way(|one| one.role), way(|one| one.anyone)]);
            Named { anyone: spared.not(), ..NOBODY }
        }
    }
}

/// The pattern that a grant's grantee stands for.
pub(super) fn grantee(text: &str) -> PrincipalPattern {
    match text.split(':').nth(4) {
        account if text.ends_with(":root") => PrincipalPattern::Account(account.unwrap_or_default().to_owned()),
        _ => PrincipalPattern::Arn(text.to_owned()),
    }
}

/// Numbers of what names principals, by whom it may name.
#[derive(Default)]
pub(super) struct Register {
    anyone: Vec<usize>,
    accounts: HashMap<String, Vec<usize>>,
    arns: HashMap<String, Vec<usize>>,
    roles: HashMap<(String, String), Vec<usize>>,
}

impl Register {
    /// Notes whom a number names.
    pub(super) fn note(&mut self, number: usize, principals: Option<&Element<PrincipalPattern>>) {
        let Some(Element::Only(patterns)) = principals else { return self.anyone.push(number) };
        for pattern in patterns {
            match pattern {
                PrincipalPattern::Anyone => self.anyone.push(number),
                PrincipalPattern::Account(account) => self.accounts.entry(account.clone()).or_default().push(number),
                PrincipalPattern::Arn(arn) => {
                    self.arns.entry(arn.clone()).or_default().push(number);
                    if let Some((account, role)) = session_role(arn) {
                        self.roles.entry((account.to_owned(), role.to_owned())).or_default().push(number);
                    }
                }
                _ => {}
            }
        }
    }

    /// The numbers of what may name a principal, each once.
    pub(super) fn may_name(&self, principal: &Principal) -> Vec<usize> {
        let role = (principal.account.clone(), last(principal).to_owned());
        let lists = [self.accounts.get(&principal.account), self.arns.get(&principal.arn), self.roles.get(&role)];
        let mut found: Vec<usize> = self.anyone.iter().chain(lists.into_iter().flatten().flatten()).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
