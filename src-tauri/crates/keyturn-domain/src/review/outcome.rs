//! What follows for an item from the decisions on it, and whether what was to go went.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::reviewer::same;
use super::{Decided, Entry, ItemId, LogEntry, Verdict};
use crate::code::codes;

/// What follows from the decisions on an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nobody has decided.
    #[default]
    Undecided,
    /// It stays, goes, or stays in part.
    Stands(Verdict),
    /// It was handed to this reviewer, who has not decided.
    Reassigned(String),
    /// Nobody can decide yet.
    CannotDecide,
    /// Two people decided otherwise, and the lead not after both.
    Differs,
}

impl Outcome {
    /// The outcome with this code; `to` is for one that was handed on.
    pub fn from_code(code: &str, to: Option<String>) -> Option<Self> {
        Some(match (code, Verdict::from_code(code)) {
            ("undecided", _) => Self::Undecided,
            ("differs", _) => Self::Differs,
            (_, Some(Verdict::Reassign)) => Self::Reassigned(to.unwrap_or_default()),
            (_, Some(Verdict::CannotDecide)) => Self::CannotDecide,
            (_, Some(verdict)) => Self::Stands(verdict),
            (_, None) => return None,
        })
    }

    /// Its code: `undecided`, the verdict's code, or `differs`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Stands(verdict) => verdict.code(),
            Self::Reassigned(_) => Verdict::Reassign.code(),
            Self::CannotDecide => Verdict::CannotDecide.code(),
            Self::Differs => "differs",
        }
    }

    /// Whether a decision stands: a campaign closes only with these.
    pub fn is_decided(&self) -> bool {
        matches!(self, Self::Stands(_))
    }
}

/// What the log says of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// What follows.
    pub outcome: Outcome,
    /// To whom it was handed; `None` where its frozen reviewer decides.
    pub handed_to: Option<String>,
    /// Whether it was opened again after the close.
    pub reopened: bool,
    /// The sequence numbers of the decisions that stand: of each person the last, since it was handed on or opened
    /// again.
    pub standing: Vec<u64>,
}

impl Settled {
    /// What follows from an item's entries, oldest first, those that were taken back left out.
    ///
    /// A reopening and a handing-on begin anew: what was decided before them stands no more. Of each person the last
    /// decision stands. Where these differ, they are shown and not merged, until the lead decides after all others. That
    /// somebody could not decide differs from nothing.
    pub fn of<'e>(lead: &str, entries: impl IntoIterator<Item = &'e LogEntry>) -> Self {
        let mut settled = Self::default();
        let mut standing: Vec<(u64, &Decided)> = Vec::new();
        for entry in entries {
            match &entry.entry {
                Entry::Reopened { .. } => {
                    settled.reopened = true;
                    settled.handed_to = None;
                    standing.clear();
                }
                Entry::Decided(decided) => {
                    match decided.verdict {
                        Verdict::Reassign => {
                            settled.handed_to.clone_from(&decided.to);
                            standing.clear();
                        }
                        _ => standing.retain(|(_, earlier)| !same(&earlier.by, &decided.by)),
                    }
                    standing.push((entry.sequence, decided));
                }
                _ => {}
            }
        }
        settled.outcome = outcome(lead, &standing);
        settled.standing = standing.iter().map(|(sequence, _)| *sequence).collect();
        settled
    }
}

fn outcome(lead: &str, standing: &[(u64, &Decided)]) -> Outcome {
    let firm = |decided: &Decided| matches!(decided.verdict, Verdict::Keep | Verdict::Revoke | Verdict::Reduce);
    let of = |decided: &Decided| match decided.verdict {
        Verdict::Reassign => Outcome::Reassigned(decided.to.clone().unwrap_or_default()),
        Verdict::CannotDecide => Outcome::CannotDecide,
        verdict => Outcome::Stands(verdict),
    };
    let Some((_, last)) = standing.last() else { return Outcome::Undecided };
    let mut decided = standing.iter().map(|(_, decided)| *decided).filter(|decided| firm(decided));
    if same(&last.by, lead) {
        return of(last);
    }
    let Some(first) = decided.next() else { return of(last) };
    if decided.all(|other| agree(first, other)) { of(first) } else { Outcome::Differs }
}

/// Whether two decisions come to the same: the order in which secrets that stay are named makes no difference.
fn agree(one: &Decided, other: &Decided) -> bool {
    let stays = |decided: &Decided| decided.keep.iter().cloned().collect::<BTreeSet<_>>();
    one.verdict == other.verdict && stays(one) == stays(other)
}

/// What the syncs since say of something that was to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalState {
    /// Nothing was read since the decision.
    NextSync,
    /// It is gone.
    Removed,
    /// It is still there.
    StillThere,
    /// Something else changed: a part is gone, or something came.
    Changed,
}

codes!(RemovalState {
    NextSync => "next_sync",
    Removed => "removed",
    StillThere => "still_there",
    Changed => "changed",
});

/// Something that is to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Of which item.
    pub item: ItemId,
    /// Revoke or reduce.
    pub verdict: Verdict,
    /// The secrets that are no longer to be readable, by ARN.
    pub wanted_gone: Vec<String>,
    /// What the syncs since say.
    pub state: RemovalState,
    /// When that was seen (UTC).
    pub seen_at: Option<DateTime<Utc>>,
    /// In a sentence.
    pub words: String,
}

#[cfg(test)]
mod tests;
