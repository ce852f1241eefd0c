//! The words of the query line.

use super::{Ended, TextField};

/// What may stand before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Text(TextField),
    Source,
    Outcome,
    Way,
    Class,
    Since,
    Until,
}

/// Every field by its word, and an example of its use.
pub(super) const FIELDS: [(&str, Field, &str); 13] = [
    ("secret", Field::Text(TextField::Secret), "secret:/prod/web/*"),
    ("principal", Field::Text(TextField::Principal), "principal:role/ci-*"),
    ("person", Field::Text(TextField::Person), "person:ann@example.com"),
    ("session", Field::Text(TextField::Session), "session:i-0*"),
    ("agent", Field::Text(TextField::Agent), "agent:aws-cli*"),
    ("account", Field::Text(TextField::Account), "account:111122223333"),
    ("region", Field::Text(TextField::Region), "region:eu-west-1"),
    ("source", Field::Source, "source:198.51.100.0/24 or source:203.0.113.7"),
    ("outcome", Field::Outcome, "outcome:denied"),
    ("way", Field::Way, "way:path"),
    ("class", Field::Class, "class:read"),
    ("since", Field::Since, "since:7d or since:2026-11-01"),
    ("until", Field::Until, "until:2026-11-01"),
];

impl Ended {
    /// Every way to end.
    pub const ALL: [Self; 3] = [Self::Done, Self::Denied, Self::Failed];

    /// The word after `outcome:`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }

    /// The one with this word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ended| ended.code() == code)
    }
}

/// The word that was meant: one that begins as what was typed does, or has one letter more, less or other.
pub(super) fn near<'w>(typed: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let mut words = words.into_iter();
    words.find(|word| (typed.len() > 1 && word.starts_with(typed)) || differs_by_one(typed, word))
}

/// Whether what is left between the common beginning and the common end is one letter at most, or two that changed places.
fn differs_by_one(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let shorter = a.len().min(b.len());
    let begin = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let end = a.iter().rev().zip(b.iter().rev()).take(shorter - begin).take_while(|(a, b)| a == b).count();
    let (left_a, left_b) = (a.len() - begin - end, b.len() - begin - end);
    let swapped = left_a == 2 && left_b == 2 && a.get(begin) == b.get(begin + 1) && a.get(begin + 1) == b.get(begin);
    (left_a <= 1 && left_b <= 1) || swapped
}
