//! What was not read, and what has to be signed in to before it can be.

use std::collections::BTreeMap;

use keyturn_domain::cell::CellState;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_store::{Reader, StoreError};

use super::{NAMED, Named};

/// What was not read at the last attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Cells that were not read in full.
    pub cells: usize,
    /// Of how many, without those of regions that accounts have not enabled.
    pub of: usize,
    /// Why: what hides whole listings first. A sign-in that has ended is not among them.
    pub problems: Named<Problem>,
}

/// A sign-in without which something cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInNeeded {
    /// The profile, as the person named it; `None` for the environment's own credentials.
    pub profile: Option<String>,
    /// Why: it has ended, or there is none.
    pub reason: Reason,
    /// What the last attempts could not read for want of it.
    pub problems: usize,
}

/// What was not read, and the sign-ins behind some of it.
pub(super) fn unread(reader: &Reader<'_>) -> Result<(Unread, Vec<SignInNeeded>), StoreError> {
    let mut cells = reader.cells().all()?;
    cells.retain(|cell| cell.state != CellState::NotEnabled);
    let not_read = cells.iter().filter(|cell| cell.state != CellState::Complete).count();
    let (waiting, mut problems): (Vec<Problem>, Vec<Problem>) =
        reader.problems().all()?.into_iter().partition(|problem| is_of_sign_in(problem.reason));
    problems.sort_by_key(|problem| !matches!(problem.hides, Hidden::Secrets | Hidden::Accounts));
    let total = problems.len();
    problems.truncate(NAMED);
    let unread = Unread { cells: not_read, of: cells.len(), problems: Named { first: problems, total } };
    Ok((unread, sign_ins(waiting)))
}

fn is_of_sign_in(reason: Reason) -> bool {
    matches!(reason, Reason::ExpiredSignIn | Reason::NoSignIn)
}

/// One line for each profile: its problems are one deed.
fn sign_ins(problems: Vec<Problem>) -> Vec<SignInNeeded> {
    let mut by_profile: BTreeMap<(Option<String>, Reason), usize> = BTreeMap::new();
    for problem in problems {
        *by_profile.entry((problem.profile, problem.reason)).or_default() += 1;
    }
    let one = |((profile, reason), problems)| SignInNeeded { profile, reason, problems };
    by_profile.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(profile: &str, reason: Reason) -> Problem {
        Problem {
            account: None,
            profile: Some(profile.to_owned()),
            region: None,
            store: None,
            action: "sts:GetCallerIdentity".to_owned(),
            reason,
            hides: Hidden::Accounts,
            message: String::new(),
        }
    }

    #[test]
    fn a_profile_whose_sign_in_ended_is_one_line_however_much_it_hides() {
        let found = sign_ins(vec![
            problem("prod", Reason::ExpiredSignIn),
            problem("audit", Reason::NoSignIn),
            problem("prod", Reason::ExpiredSignIn),
        ]);
        let told: Vec<_> = found.iter().map(|one| (one.profile.as_deref(), one.reason, one.problems)).collect();
        assert_eq!(told, [(Some("audit"), Reason::NoSignIn, 1), (Some("prod"), Reason::ExpiredSignIn, 2)]);
        for reason in Reason::ALL {
            let needs = matches!(reason.code(), "expired_sign_in" | "no_sign_in");
            assert_eq!(is_of_sign_in(reason), needs, "{reason:?}");
        }
    }
}
