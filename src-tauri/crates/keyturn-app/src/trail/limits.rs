//! What the answers cannot know: stretches that were not collected, listings that were left out, events that a trail
//! excludes. Told in a sentence each, beside every answer and in every export.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_aws::lookup::{self, Ask};
use keyturn_domain::account::{AccountId, Region};
use keyturn_store::{CoveredBy, Reader, StoreError, Stretch};
use keyturn_trail::checks::{CheckId, State};

use super::checks;
use super::closing;

/// How many single places are named before they are summed up.
const MOST_NAMED: usize = 5;

/// How far apart the places of one collection may end: the last stretch of each is read when its turn comes.
const ONE_RUN: TimeDelta = TimeDelta::hours(1);

/// An account and region.
pub(super) type Place = (AccountId, Region);

/// What is collected of one account and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailCell {
    /// The account.
    pub account: AccountId,
    /// The region.
    pub region: Region,
    /// Stretches of the window that were read in full, oldest first.
    pub covered: Vec<Stretch>,
    /// Stretches of the window that were not, oldest first.
    pub gaps: Vec<Stretch>,
    /// Single events that are kept of it.
    pub events: u64,
}

/// The stretch that answers are expected to cover: the last 90 days, but for the minutes in which events still appear.
pub(crate) fn window(now: DateTime<Utc>) -> Stretch {
    Stretch { from: now - lookup::KEPT, to: now - lookup::LATE }
}

/// Every account and region that the inventory or a collection knows, with what is covered of a window.
///
/// Asks that the last collection left out on purpose are no gaps: they are told by themselves.
pub(super) fn cells(reader: &Reader<'_>, window: Stretch) -> Result<Vec<TrailCell>, StoreError> {
    let mut events: BTreeMap<Place, u64> = BTreeMap::new();
    for cell in reader.cells().all()? {
        events.entry((cell.cell.account, cell.cell.region)).or_default();
    }
    for (part, _) in reader.trail().coverage()? {
        events.entry((part.account, part.region)).or_default();
    }
    for (account, region, count) in reader.trail().events_by_cell()? {
        events.insert((account, region), count);
    }
    let codes = asked(reader)?;
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let of_place = |((account, region), events)| {
        let gaps = reader.trail().gaps(&account, &region, &codes, window)?;
        Ok(TrailCell { covered: window.without(&gaps), gaps, account, region, events })
    };
    events.into_iter().map(of_place).collect()
}

/// From when on the events of one account and region are known without a gap up to the end of a window. `None` where
/// nothing of it was collected.
pub(crate) fn known_from(
    reader: &Reader<'_>,
    account: &AccountId,
    region: &Region,
    window: Stretch,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let codes = asked(reader)?;
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let gaps = reader.trail().gaps(account, region, &codes, window)?;
    Ok(window.without(&gaps).last().map(|covered| covered.from))
}

/// The stretches of a window of which every event that is asked for was collected, oldest first.
pub(crate) fn covered(
    reader: &Reader<'_>,
    account: &AccountId,
    region: &Region,
    window: Stretch,
) -> Result<Vec<Stretch>, StoreError> {
    let codes = asked(reader)?;
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    Ok(window.without(&reader.trail().gaps(account, region, &codes, window)?))
}

/// Codes of the asks that the last collection made.
fn asked(reader: &Reader<'_>) -> Result<Vec<String>, StoreError> {
    let left_out = closing::left_out(reader)?;
    Ok(lookup::plan().into_iter().map(Ask::code).filter(|code| !left_out.contains(code)).collect())
}

/// What is not known within a window.
pub(crate) fn limits(reader: &Reader<'_>, window: Stretch, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    if reader.trail().event_count()? == 0 && reader.trail().coverage()?.is_empty() {
        return Ok(vec!["No events were collected yet.".to_owned()]);
    }
    let mut limits = gaps(reader, window, now)?;
    let left_out = closing::left_out(reader)?;
    for ask in lookup::plan().into_iter().filter(|ask| left_out.contains(&ask.code())) {
        limits.push(format!("{} was left out of the last collection: not known are {}.", ask.code(), ask.leaves_out));
    }
    limits.extend(excluded(reader, now)?);
    Ok(limits)
}

/// Places with gaps: the first few by name, the others by number. What is newer than the last collection is told once.
fn gaps(reader: &Reader<'_>, window: Stretch, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    let mut cells = cells(reader, window)?;
    let newer = if window.to == self::window(now).to { newer(&mut cells, window.to) } else { None };
    let newer = newer
        .map(|from| format!("What happened after {} UTC is not collected in full yet.", from.format("%Y-%m-%d %H:%M")));
    let mut said = older_gaps(reader, &cells)?;
    said.extend(newer);
    Ok(said)
}

/// Takes the last gap of each place that was collected as far as any, give or take [`ONE_RUN`]: there time has simply gone
/// on since. Gives the first such moment. A place that was left behind keeps its gap.
fn newer(cells: &mut [TrailCell], end: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let reaches = |cell: &TrailCell| cell.covered.last().map(|covered| covered.to);
    let furthest = cells.iter().filter_map(reaches).max()?;
    let level = cells.iter_mut().filter(|cell| reaches(cell).is_some_and(|to| to > furthest - ONE_RUN));
    level.filter_map(|cell| cell.gaps.pop_if(|gap| gap.to >= end)).map(|gap| gap.from).min()
}

fn older_gaps(reader: &Reader<'_>, cells: &[TrailCell]) -> Result<Vec<String>, StoreError> {
    let open: Vec<&TrailCell> = cells.iter().filter(|cell| !cell.gaps.is_empty()).collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let names: BTreeMap<AccountId, String> =
        reader.accounts().all()?.into_iter().filter_map(|account| Some((account.id, account.name?))).collect();
    let place = |cell: &TrailCell| {
        let account = names.get(&cell.account).map_or(cell.account.as_str(), String::as_str);
        format!("{account} / {}", cell.region)
    };
    let said = |cell: &&TrailCell| {
        let (from, to) = (cell.gaps.first()?.from, cell.gaps.last()?.to);
        let (from, to) = (from.format("%Y-%m-%d %H:%M"), to.format("%Y-%m-%d %H:%M"));
        Some(match &cell.gaps[..] {
            [_] => format!("{}: not collected from {from} to {to} UTC.", place(cell)),
            gaps => format!("{}: {} gaps between {from} and {to} UTC.", place(cell), gaps.len()),
        })
    };
    if open.len() <= MOST_NAMED {
        return Ok(open.iter().filter_map(said).collect());
    }
    let whole = open.iter().filter(|cell| cell.covered.is_empty()).count();
    Ok(vec![format!(
        "{} of {} accounts and regions have gaps, {whole} were not collected at all: what was read there then is not known.",
        open.len(),
        cells.len()
    )])
}

/// What trails keep out of their files, for accounts of which files were imported: LookupEvents does not depend on it.
fn excluded(reader: &Reader<'_>, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    let coverage = reader.trail().coverage()?;
    let with_files: BTreeSet<&AccountId> =
        coverage.iter().filter(|(part, _)| part.by == CoveredBy::Files).map(|(part, _)| &part.account).collect();
    let mut said = Vec::new();
    for account in checks::checked(reader, now)?.accounts {
        let says = |id: CheckId| account.checks.iter().any(|check| check.id == id && check.state == State::NotMet);
        let name = &account.account;
        if says(CheckId::ManagementReads) {
            said.push(format!("The trails of {name} leave reads out: files tell of none."));
        } else if says(CheckId::KmsNotExcluded) {
            let files = if with_files.contains(name) { "" } else { " in files" };
            said.push(format!("KMS events are excluded in {name}: path reads{files} are not attributed."));
        }
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    #[test]
    fn what_is_newer_than_the_last_collection_is_no_hole() {
        let stretches = |pairs: &[(i64, i64)]| -> Vec<Stretch> {
            pairs.iter().map(|(from, to)| Stretch { from: hour(*from), to: hour(*to) }).collect()
        };
        let cell = |covered: &[(i64, i64)], gaps: &[(i64, i64)]| TrailCell {
            account: "111122223333".parse().expect("an account"),
            region: "eu-west-1".parse().expect("a region"),
            covered: stretches(covered),
            gaps: stretches(gaps),
            events: 0,
        };
        let mut cells = [
            cell(&[(0, 8)], &[(8, 10)]),
            cell(&[(0, 2), (4, 8)], &[(2, 4), (8, 10)]),
            cell(&[(0, 5)], &[(5, 10)]),
            cell(&[], &[(0, 10)]),
        ];
        assert_eq!(newer(&mut cells, hour(10)), Some(hour(8)));
        let left: Vec<_> = cells.into_iter().map(|cell| cell.gaps).collect();
        let expect: [&[(i64, i64)]; 4] = [&[], &[(2, 4)], &[(5, 10)], &[(0, 10)]];
        assert_eq!(left, expect.map(stretches));
        assert_eq!(newer(&mut [cell(&[(0, 10)], &[])], hour(10)), None);
    }
}
