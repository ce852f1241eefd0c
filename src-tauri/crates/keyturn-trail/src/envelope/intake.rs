//! From a file to the events that are wanted, with what was left out and why.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

use memchr::memmem;

use super::{Limits, Tally, read};
use crate::event::Event;
use crate::record::{Glance, Parsed, Why, glance, parse};
use crate::resolve::Index;

/// Why nothing was taken out of a file that may well be sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Skipped {
    /// It has no bytes, or no record: CloudTrail delivers such files.
    #[error("the file has no records")]
    Empty,
    /// A digest, which lists files and their hashes.
    #[error("a digest file: it lists log files and has no events")]
    Digest,
    /// Insight events: counts, not calls.
    #[error("Insight events: they count calls and name no secret")]
    Insight,
    /// AWS Config's or other services' JSON, or somebody else's.
    #[error("JSON, but no CloudTrail records")]
    NotCloudTrail,
    /// No JSON at all.
    #[error("not JSON")]
    NotJson,
}

impl Skipped {
    /// The word for it in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Digest => "digest",
            Self::Insight => "insight",
            Self::NotCloudTrail => "not_cloudtrail",
            Self::NotJson => "not_json",
        }
    }
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// Records, bytes, what broke, how it ended.
    pub tally: Tally,
    /// Events that are wanted; not deduplicated.
    pub wanted: u64,
    /// Records of other calls.
    pub not_wanted: u64,
    /// Records that cannot be understood, by why.
    pub unusable: BTreeMap<Why, u64>,
    /// Why the file gave nothing, where it has nothing to give.
    pub skipped: Option<Skipped>,
}

/// Reads a file and gives out each event that is wanted, in the file's order. [`ControlFlow::Break`] stops.
pub fn events(
    input: impl Read,
    limits: &Limits,
    known: &Index,
    mut each: impl FnMut(Event) -> ControlFlow<()>,
) -> Intake {
    let mut intake = Intake::default();
    let mut first = None;
    intake.tally = read(input, limits, |record| {
        let seen = glance(record);
        if first.is_none() {
            first = Some(strange(record, seen));
        }
        match seen {
            Glance::Other => intake.not_wanted += 1,
            Glance::Nameless => *intake.unusable.entry(Why::NotARecord).or_default() += 1,
            Glance::Promising => match parse(record, known) {
                Parsed::Event(event) => {
                    intake.wanted += 1;
                    return each(*event);
                }
                Parsed::NotWanted => intake.not_wanted += 1,
                Parsed::Unusable(why) => *intake.unusable.entry(why).or_default() += 1,
            },
        }
        ControlFlow::Continue(())
    });
    if intake.wanted == 0 {
        intake.skipped = match first {
            Some(found) => found,
            None if intake.tally.broken > 0 => Some(Skipped::NotJson),
            None if intake.tally.too_deep + intake.tally.too_long > 0 => None,
            None => (intake.tally.end == super::End::Complete).then_some(Skipped::Empty),
        };
        if intake.skipped.is_some() {
            // The file's reason says it better.
            intake.unusable.remove(&Why::NotARecord);
        }
    }
    intake
}

/// What a file's first record shows the file to be, where it is not CloudTrail's log.
fn strange(record: &[u8], seen: Glance) -> Option<Skipped> {
    let has = |word: &str| memmem::find(record, word.as_bytes()).is_some();
    match seen {
        Glance::Nameless if has("\"digestS3Bucket\"") || has("\"previousDigestS3Bucket\"") => Some(Skipped::Digest),
        Glance::Nameless => Some(Skipped::NotCloudTrail),
        Glance::Other | Glance::Promising if has("\"AwsCloudTrailInsight\"") => Some(Skipped::Insight),
        Glance::Other | Glance::Promising => None,
    }
}
