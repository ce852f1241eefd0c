//! What was read of a scope: a campaign does not open over what nobody read, unless somebody says why.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::cell::{self, CellState};
use keyturn_domain::review::{Coverage, Gap, GapState, Scope};
use keyturn_domain::store::Store;
use keyturn_store::{Reader, StoreError};

use crate::access::Evaluation;
use crate::trail::limits;

/// From which age on a reading no longer counts.
const OLD: TimeDelta = TimeDelta::days(7);

/// Most sentences about what cannot be known.
const MOST_LIMITS: usize = 100;

/// What stands for an account's policies, beside the codes of stores.
const POLICIES: &str = "policies";

/// What was read of a scope, and what was not, in part, or long ago.
pub(crate) fn of(
    reader: &Reader<'_>,
    scope: &Scope,
    evaluation: &Evaluation,
    now: DateTime<Utc>,
) -> Result<Coverage, StoreError> {
    let wanted = |list: &[String], one: &str| list.is_empty() || list.iter().any(|known| known == one);
    let names: BTreeMap<String, Option<String>> =
        reader.accounts().all()?.into_iter().map(|account| (account.id.to_string(), account.name)).collect();
    // Every account that is known, and those that are named and not known.
    let mut accounts: BTreeSet<String> = names.keys().chain(&scope.accounts).cloned().collect();
    let cells = reader.cells().all()?;
    accounts.extend(cells.iter().map(|coverage| coverage.cell.account.to_string()));
    accounts.retain(|account| wanted(&scope.accounts, account));
    let gap = |account: &str, region: Option<&str>, what: &str, state, read_at| Gap {
        account: account.to_owned(),
        account_name: names.get(account).cloned().flatten(),
        region: region.map(str::to_owned),
        what: what.to_owned(),
        state,
        read_at,
    };
    let mut found = Coverage::default();
    let mut seen: BTreeSet<(String, Option<String>)> = BTreeSet::new();
    for one in &cells {
        let (account, region) = (one.cell.account.as_str(), one.cell.region.as_str());
        if !accounts.contains(account) || !wanted(&scope.regions, region) {
            continue;
        }
        found.cells += 1;
        seen.insert((account.to_owned(), None));
        seen.insert((account.to_owned(), Some(region.to_owned())));
        match missing(one, now) {
            None => {
                found.read += 1;
                found.oldest_at = [found.oldest_at, one.read_in_full_at].into_iter().flatten().min();
            }
            Some(state) => {
                found.gaps.push(gap(account, Some(region), one.cell.store.code(), state, one.read_in_full_at));
            }
        }
    }
    let taken_at = reader.access().taken_at()?;
    for account in &accounts {
        // An account that could not be entered, and a region that is named and was never tried, have no cells.
        let regions = scope.regions.iter().map(|region| Some(region.clone()));
        let places: Vec<Option<String>> = if scope.regions.is_empty() { vec![None] } else { regions.collect() };
        for place in places.into_iter().filter(|place| !seen.contains(&(account.clone(), place.clone()))) {
            for store in Store::ALL {
                found.cells += 1;
                found.gaps.push(gap(account, place.as_deref(), store.code(), GapState::Never, None));
            }
        }
        let read_at = taken_at.get(account).copied();
        if let Some(state) = policies(evaluation, account, read_at, now) {
            found.gaps.push(gap(account, None, POLICIES, state, read_at));
        }
    }
    found.gaps.sort_by(|a, b| (&a.account, &a.region, &a.what).cmp(&(&b.account, &b.region, &b.what)));
    found.limits.extend(evaluation.limits.iter().cloned());
    found.limits.extend(limits::limits(reader, limits::window(now), now)?);
    if found.limits.len() > MOST_LIMITS {
        let more = found.limits.len() - MOST_LIMITS;
        found.limits.truncate(MOST_LIMITS);
        found.limits.push(format!("and {more} more"));
    }
    Ok(found)
}

/// How a cell's reading falls short; `None` where it does not.
fn missing(coverage: &cell::Coverage, now: DateTime<Utc>) -> Option<GapState> {
    if coverage.state == CellState::NotEnabled {
        // What was there before the region was disabled is still there, and cannot be seen.
        return (coverage.secrets > 0).then_some(GapState::Failed);
    }
    let Some(read_at) = coverage.read_in_full_at else { return Some(GapState::Never) };
    match coverage.state {
        CellState::Failed | CellState::Cancelled | CellState::NotEnabled | CellState::Never => Some(GapState::Failed),
        CellState::Partial => Some(GapState::Partial),
        CellState::Complete => (now - read_at > OLD).then_some(GapState::Old),
    }
}

/// How the reading of an account's policies falls short; `None` where it does not.
fn policies(
    evaluation: &Evaluation,
    account: &str,
    read_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<GapState> {
    let Some(input) = evaluation.inputs.iter().find(|input| input.account == account) else {
        return Some(GapState::Never);
    };
    if !input.missing.is_empty() {
        return Some(GapState::Partial);
    }
    // The last reading was refused, and what is known is from before.
    if evaluation.problems.iter().any(|problem| problem.account.as_ref().is_some_and(|id| id.as_str() == account)) {
        return Some(GapState::Failed);
    }
    read_at.is_none_or(|at| now - at > OLD).then_some(GapState::Old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_counts_where_it_is_whole_and_late_enough() {
        let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().expect("an instant");
        let holding = |state, days: Option<i64>, secrets, expected| {
            let coverage = cell::Coverage {
                cell: cell::Cell {
                    account: "111122223333".parse().expect("an account"),
                    region: "eu-west-1".parse().expect("a region"),
                    store: Store::SecretsManager,
                },
                state,
                attempted_at: Some(now),
                read_in_full_at: days.map(|days| now - TimeDelta::days(days)),
                secrets,
            };
            assert_eq!(missing(&coverage, now), expected, "{state:?} {days:?} {secrets}");
        };
        let check = |state, days, expected| holding(state, days, 1, expected);
        check(CellState::Complete, Some(0), None);
        check(CellState::Complete, Some(7), None);
        check(CellState::Complete, Some(8), Some(GapState::Old));
        check(CellState::Partial, Some(0), Some(GapState::Partial));
        check(CellState::Failed, Some(1), Some(GapState::Failed));
        check(CellState::Cancelled, Some(1), Some(GapState::Failed));
        holding(CellState::NotEnabled, None, 0, None);
        holding(CellState::NotEnabled, Some(30), 0, None);
        holding(CellState::NotEnabled, Some(30), 4, Some(GapState::Failed));
        for state in [CellState::Never, CellState::Failed, CellState::Cancelled] {
            check(state, None, Some(GapState::Never));
        }
    }
}
