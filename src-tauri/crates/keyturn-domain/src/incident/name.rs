//! An incident's number and its code name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a runbook leads: no list can take one for another, as each is counted and named apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// An incident: `INC-2026-014`.
    Incident,
    /// An exercise, which counts nowhere: `DRILL-2026-003`.
    Drill,
    /// A rotation or a review, followed by a runbook: `RUN-2026-007`. It counts where the rotation or the review does.
    Run,
}

impl Series {
    /// Every series.
    pub const ALL: [Self; 3] = [Self::Incident, Self::Drill, Self::Run];

    /// How its numbers begin.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Incident => "INC",
            Self::Drill => "DRILL",
            Self::Run => "RUN",
        }
    }
}

/// An incident's number: `INC-2026-014`, `DRILL-2026-003` or `RUN-2026-007`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IncidentId {
    /// What it is a number of.
    pub series: Series,
    /// The year in which it was opened (UTC).
    pub year: u16,
    /// 1, 2, 3 … within the year and the series.
    pub number: u32,
}

impl IncidentId {
    /// Whether it is an exercise.
    pub fn is_drill(self) -> bool {
        self.series == Series::Drill
    }
}

/// A text that is no incident's number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no incident's number, such as INC-2026-014")]
pub struct NotAnIncidentId(pub String);

impl FromStr for IncidentId {
    type Err = NotAnIncidentId;

    fn from_str(text: &str) -> Result<Self, NotAnIncidentId> {
        let parse = || {
            let (kind, rest) = text.split_once('-')?;
            let (year, number) = rest.split_once('-')?;
            let series = Series::ALL.into_iter().find(|series| series.prefix() == kind)?;
            Some(Self { series, year: year.parse().ok()?, number: number.parse().ok()? })
        };
        // One way to write each: what is read is what would be written.
        parse().filter(|id| id.to_string() == text).ok_or_else(|| NotAnIncidentId(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for IncidentId {
    type Error = NotAnIncidentId;

    fn try_from(text: String) -> Result<Self, NotAnIncidentId> {
        text.parse()
    }
}

impl From<IncidentId> for String {
    fn from(id: IncidentId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:04}-{:03}", self.series.prefix(), self.year, self.number)
    }
}

/// Colours and moods that say nothing about what happened.
const FIRST: [&str; 24] = [
    "amber", "ashen", "azure", "brisk", "calm", "cedar", "copper", "coral", "dusky", "early", "fern", "gentle",
    "golden", "hazel", "indigo", "ivory", "jade", "lunar", "mellow", "olive", "quiet", "russet", "silver", "violet",
];

/// Animals of no particular repute.
const SECOND: [&str; 24] = [
    "badger", "bittern", "crane", "curlew", "dipper", "dormouse", "finch", "gannet", "grebe", "hare", "heron", "ibis",
    "lapwing", "linnet", "marten", "newt", "otter", "petrel", "plover", "puffin", "swift", "tern", "vole", "wren",
];

/// A neutral code name, such as `amber heron`, from a number of chance: it can be said aloud where the name of a secret
/// or a customer cannot. There are 576; an incident's number tells two of the same name apart.
pub fn codename(chance: u64) -> String {
    let pick = |list: &'static [&'static str], by: u64| {
        let at = usize::try_from(by % list.len() as u64).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    };
    format!("{} {}", pick(&FIRST, chance), pick(&SECOND, chance / FIRST.len() as u64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_written_in_one_way() {
        for (text, expect) in [
            ("INC-2026-014", Some((Series::Incident, 2026, 14))),
            ("DRILL-2026-003", Some((Series::Drill, 2026, 3))),
            ("INC-2026-1234", Some((Series::Incident, 2026, 1234))),
            ("RUN-2026-007", Some((Series::Run, 2026, 7))),
            ("INC-2026-14", None),
            ("inc-2026-014", None),
            ("INC-2026-+14", None),
            ("INC-26-014", None),
            ("CAT-2026-014", None),
            ("", None),
        ] {
            let found = text.parse::<IncidentId>().ok().map(|id| (id.series, id.year, id.number));
            assert_eq!(found, expect, "{text}");
        }
    }

    #[test]
    fn code_names_use_every_word() {
        let names: BTreeSet<String> = (0..576).map(codename).collect();
        assert_eq!(names.len(), 576);
        assert_eq!(codename(0), "amber badger");
    }

    proptest! {
        #[test]
        fn a_number_is_read_as_it_was_written(of in 0_usize..3, year in 1_000_u16..9_999, number: u32) {
            let id = IncidentId { series: Series::ALL[of], year, number };
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,30}") {
            drop(text.parse::<IncidentId>());
        }
    }
}
