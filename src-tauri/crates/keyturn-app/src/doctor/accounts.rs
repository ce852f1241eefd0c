//! What was found, put together by account and action; and what could not be tried, told once.

use std::collections::BTreeMap;
use std::sync::Arc;

use keyturn_aws::{Outcome, Probe, Target};
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::problem::{Problem, Reason};

use super::ask::is_refused;
use super::{ACTIONS, AccountDiagnosis, Action, ActionFound, ActionState};

/// How many accounts of a folded problem are named.
const MOST_NAMED: usize = 5;

/// The accounts with what was found of each action; and what kept actions from being tried.
pub(super) fn put_together(
    targets: &[Arc<Target>],
    probes: Vec<(AccountId, Vec<Probe>)>,
) -> (Vec<AccountDiagnosis>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut accounts = Vec::new();
    for (target, (_, probes)) in targets.iter().zip(probes) {
        accounts.push(AccountDiagnosis {
            account: target.account.clone(),
            profile: target.profile.clone(),
            regions: target.regions.clone(),
            actions: actions(&target.regions, &probes),
        });
        problems.extend(probes.into_iter().filter_map(|probe| match probe.outcome {
            Outcome::Failed(problem) if problem.reason != Reason::MissingAction => Some(problem),
            Outcome::Failed(_) | Outcome::Allowed | Outcome::NotTried => None,
        }));
    }
    (accounts, fold(problems))
}

/// What was found of each action that was asked in an account.
pub(super) fn actions(regions: &[Region], probes: &[Probe]) -> Vec<ActionFound> {
    ACTIONS.iter().filter_map(|action| found(action, regions, probes)).collect()
}

fn found(action: &'static Action, regions: &[Region], probes: &[Probe]) -> Option<ActionFound> {
    let mut of_action: Vec<&Probe> = probes.iter().filter(|probe| probe.action == action.name).collect();
    if of_action.is_empty() {
        return None;
    }
    // Answers come in any order: the sources' order of regions is the one to show.
    of_action.sort_by_key(|probe| regions.iter().position(|region| Some(region) == probe.region.as_ref()));
    let (refused, others): (Vec<&Probe>, Vec<&Probe>) =
        of_action.into_iter().partition(|probe| is_refused(&probe.outcome));
    let allowed = others.iter().any(|probe| probe.outcome == Outcome::Allowed);
    let failed = others.iter().find_map(|probe| match &probe.outcome {
        // A region that is not enabled holds nothing.
        Outcome::Failed(problem) if problem.reason != Reason::RegionDisabled => Some(problem.clone()),
        Outcome::Failed(_) | Outcome::Allowed | Outcome::NotTried => None,
    });
    let state = match (refused.is_empty(), allowed, &failed) {
        (false, true, _) => ActionState::Differs,
        (false, false, _) => ActionState::Refused,
        (true, _, Some(_)) => ActionState::Failed,
        (true, true, None) => ActionState::Allowed,
        (true, false, None) => ActionState::NotTried,
    };
    let first = refused.iter().find_map(|probe| match &probe.outcome {
        Outcome::Failed(problem) => Some(problem.clone()),
        Outcome::Allowed | Outcome::NotTried => None,
    });
    let refused_in = refused.iter().filter_map(|probe| probe.region.clone()).collect();
    Some(ActionFound { action, state, refused_in, problem: first.or(failed) })
}

/// A region that is not enabled in many accounts is one problem, and so is an action that fails everywhere alike.
fn fold(problems: Vec<Problem>) -> Vec<Problem> {
    let mut groups: BTreeMap<(Reason, Option<String>, String), Vec<Problem>> = BTreeMap::new();
    for problem in problems {
        let region = problem.region.as_ref().map(ToString::to_string);
        groups.entry((problem.reason, region, problem.action.clone())).or_default().push(problem);
    }
    groups.into_values().filter_map(one_of).collect()
}

fn one_of(group: Vec<Problem>) -> Option<Problem> {
    let count = group.len();
    let accounts: Vec<String> = group.iter().filter_map(|one| one.account.as_ref()).map(ToString::to_string).collect();
    let first = group.into_iter().next()?;
    if count == 1 {
        return Some(first);
    }
    let more = accounts.len().saturating_sub(MOST_NAMED);
    let named = accounts.into_iter().take(MOST_NAMED).collect::<Vec<_>>().join(", ");
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    Some(Problem { account: None, message: format!("In {count} accounts ({named}{more}): {}", first.message), ..first })
}
