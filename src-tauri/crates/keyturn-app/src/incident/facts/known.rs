//! What a group of facts stands on: how old it is, and what of it was never collected.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::arn::SecretArn;
use keyturn_store::{Reader, StoreError, Stretch};

use super::Case;
use crate::trail::limits;

/// How old something is, and what it lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Basis {
    pub(super) as_of: Option<DateTime<Utc>>,
    pub(super) missing: Option<String>,
}

impl Basis {
    /// With a further sentence of what is missing.
    pub(super) fn and(mut self, more: Option<String>) -> Self {
        self.missing = match (self.missing, more) {
            (Some(missing), Some(more)) => Some(format!("{missing} {more}")),
            (missing, more) => missing.or(more),
        };
        self
    }
}

/// What is known of CloudTrail where the incident's subjects are: a secret's own account and region, every place for
/// principals and keys, which may call from anywhere.
pub(super) fn of_trail(reader: &Reader<'_>, case: &Case) -> Result<Basis, StoreError> {
    let everywhere = !case.subjects.principals.is_empty() || !case.subjects.keys.is_empty();
    let places: BTreeSet<(AccountId, Region)> = if everywhere {
        reader.cells().all()?.into_iter().map(|cell| (cell.cell.account, cell.cell.region)).collect()
    } else {
        case.subjects.secrets.iter().map(place).collect()
    };
    of_places(reader, &places, case.within, case.now)
}

fn place(arn: &SecretArn) -> (AccountId, Region) {
    (arn.account().clone(), arn.region().clone())
}

fn of_places(
    reader: &Reader<'_>,
    places: &BTreeSet<(AccountId, Region)>,
    within: Stretch,
    now: DateTime<Utc>,
) -> Result<Basis, StoreError> {
    // What came in the last minutes cannot be known yet, and is no hole.
    let settled = limits::window(now).to;
    let looked = Stretch { from: within.from.max(limits::window(now).from), to: within.to.min(settled) };
    let (mut never, mut gaps, mut as_of) = (0, 0, None::<DateTime<Utc>>);
    for (account, region) in places {
        let covered = limits::covered(reader, account, region, looked)?;
        match covered.last() {
            None => never += 1,
            Some(last) => {
                as_of = Some(as_of.map_or(last.to, |known| known.min(last.to)));
                // What is younger than the last collection is told by its age.
                gaps += usize::from(covered.len() > 1 || covered.first().is_some_and(|one| one.from > looked.from));
            }
        }
    }
    Ok(Basis { as_of, missing: words(places.len(), never, gaps) })
}

fn words(places: usize, never: usize, gaps: usize) -> Option<String> {
    let of = |count: usize| format!("{count} of {places} accounts and regions");
    let advice = "Ask CloudTrail now, or collect under Activity.";
    match (never, gaps) {
        _ if places == 0 => Some("No account or region is known: sync first.".to_owned()),
        (0, 0) => None,
        (0, gaps) => Some(format!("CloudTrail of {} has gaps in the window. {advice}", of(gaps))),
        (never, 0) => Some(format!("CloudTrail of {} was never collected for the window. {advice}", of(never))),
        (never, gaps) => Some(format!(
            "CloudTrail of {} was never collected for the window, and {gaps} have gaps in it. {advice}",
            of(never)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_collected_is_said() {
        let advice = "Ask CloudTrail now, or collect under Activity.";
        for (counts, expect) in [
            ((12, 0, 0), None),
            ((0, 0, 0), Some("No account or region is known: sync first.".to_owned())),
            (
                (12, 2, 0),
                Some(format!(
                    "CloudTrail of 2 of 12 accounts and regions was never collected for the window. {advice}"
                )),
            ),
            ((12, 0, 1), Some(format!("CloudTrail of 1 of 12 accounts and regions has gaps in the window. {advice}"))),
            (
                (12, 2, 1),
                Some(format!(
                    "CloudTrail of 2 of 12 accounts and regions was never collected for the window, and 1 have gaps \
                     in it. {advice}"
                )),
            ),
        ] {
            let (places, never, gaps) = counts;
            assert_eq!(words(places, never, gaps), expect);
        }
        let basis = Basis { as_of: None, missing: None };
        assert_eq!(basis.clone().and(None).missing, None);
        assert_eq!(basis.and(Some("a".into())).and(Some("b".into())).missing.as_deref(), Some("a b"));
    }
}
