//! Trying the actions, many places at once.

use std::sync::Arc;

use keyturn_aws::{Outcome, Probe, Target};
use keyturn_domain::account::AccountId;
use keyturn_domain::problem::Reason;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::AskedFrom;
use super::progress::DoctorProgress;
use crate::error::AppError;
use crate::running;

type Signals = running::Signals<DoctorProgress>;

/// Places that are tried at the same time: each makes one call at a time.
const AT_ONCE: usize = 24;

/// What was found, by account.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) probes: Vec<(AccountId, Vec<Probe>)>,
    /// From which account the organisation was asked about; `None` without accounts, or where it was stopped before.
    pub(super) from: Option<AskedFrom>,
}

/// A place in which actions are tried.
enum Place {
    Region(usize),
    Account,
    Organization,
}

/// Tries everything, to the end or to a person's stop.
pub(super) async fn ask(targets: &[Arc<Target>], signals: &Signals) -> Result<Found, AppError> {
    let mut found = Found::default();
    let asked = tokio::select! {
        biased;
        () = signals.cancel.cancelled() => None,
        from = told(targets) => from,
    };
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for (number, target) in targets.iter().enumerate() {
        let mut here: Vec<Place> = (0..target.regions.len()).map(Place::Region).collect();
        here.push(Place::Account);
        if asked.as_ref().is_some_and(|(at, _)| *at == number) {
            signals.progress.send_modify(|now| {
                if let Some(one) = now.one(&target.account.id) {
                    one.of += 1;
                }
            });
            here.push(Place::Organization);
        }
        for place in here {
            let (target, places, signals) = (Arc::clone(target), Arc::clone(&places), signals.clone());
            tasks.spawn(async move {
                tokio::select! {
                    biased;
                    () = signals.cancel.cancelled() => (number, Vec::new()),
                    probes = one(&target, &place, &places) => {
                        note(&signals, &target.account.id, &probes);
                        (number, probes)
                    }
                }
            });
        }
    }
    found.probes = targets.iter().map(|target| (target.account.id.clone(), Vec::new())).collect();
    while let Some(ended) = tasks.join_next().await {
        let (number, probes) = ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))?;
        if let Some((_, known)) = found.probes.get_mut(number) {
            known.extend(probes);
        }
    }
    found.from = asked.and_then(|(number, management)| {
        Some(AskedFrom { account: targets.get(number)?.account.id.clone(), management })
    });
    Ok(found)
}

async fn one(target: &Target, place: &Place, places: &Semaphore) -> Vec<Probe> {
    let _place = places.acquire().await;
    match place {
        Place::Region(number) => match target.regions.get(*number) {
            Some(region) => {
                let probes = target.probe_region(region).await;
                target.rest(region);
                probes
            }
            None => Vec::new(),
        },
        Place::Account => target.probe_account().await,
        Place::Organization => target.probe_organization().await,
    }
}

/// The account to ask about the organisation: its management account where that is among them, else the first; and
/// whether it is the management account, where that is known.
async fn told(targets: &[Arc<Target>]) -> Option<(usize, Option<bool>)> {
    let management = match targets.first() {
        Some(first) => first.management_account().await,
        None => return None,
    };
    let found = management.as_ref().and_then(|id| targets.iter().position(|target| target.account.id == *id));
    Some((found.unwrap_or(0), management.map(|_| found.is_some())))
}

fn note(signals: &Signals, account: &AccountId, probes: &[Probe]) {
    let refused = probes.iter().filter(|probe| is_refused(&probe.outcome)).count();
    signals.progress.send_modify(|now| {
        if let Some(one) = now.one(account) {
            one.done += 1;
            one.refused += u32::try_from(refused).unwrap_or(u32::MAX);
        }
    });
}

/// Whether a call was refused for want of permission.
pub(super) fn is_refused(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(problem) if problem.reason == Reason::MissingAction)
}
