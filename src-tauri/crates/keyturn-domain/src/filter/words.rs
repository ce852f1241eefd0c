//! The words of the filter language: its fields, signs and properties.

use super::{Comparison, DayField, Property, TextField};

/// What may stand before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Store,
    Text(TextField),
    Tag,
    Days(DayField),
    Readers,
    Due,
    Is,
}

/// Every field by its word; the first word of a field is the one that is written.
pub(super) const FIELDS: [(&str, Field); 21] = [
    ("store", Field::Store),
    ("account", Field::Text(TextField::Account)),
    ("region", Field::Text(TextField::Region)),
    ("kind", Field::Text(TextField::Kind)),
    ("env", Field::Text(TextField::Environment)),
    ("environment", Field::Text(TextField::Environment)),
    ("service", Field::Text(TextField::Service)),
    ("owner", Field::Text(TextField::Owner)),
    ("rotation", Field::Text(TextField::Rotation)),
    ("key", Field::Text(TextField::Key)),
    ("name", Field::Text(TextField::Name)),
    ("tag", Field::Tag),
    ("tags", Field::Tag),
    ("age", Field::Days(DayField::Age)),
    ("rotated", Field::Days(DayField::Rotated)),
    ("read", Field::Days(DayField::Read)),
    ("seen", Field::Days(DayField::Seen)),
    ("changed", Field::Days(DayField::Changed)),
    ("readers", Field::Readers),
    ("due", Field::Due),
    ("is", Field::Is),
];

/// Signs, longer ones first, so that `>=` is not read as `>` and `=`.
pub(super) const SIGNS: [(&str, Comparison); 5] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    (">", Comparison::More),
    ("<", Comparison::Less),
    ("=", Comparison::Equal),
];

/// Words after `age:` and its like that are properties rather than numbers.
pub(super) const DAY_WORDS: [(DayField, &str, Property); 2] =
    [(DayField::Age, "unknown", Property::Ageless), (DayField::Read, "never", Property::NeverRead)];

impl TextField {
    /// The word before the colon.
    pub fn code(self) -> &'static str {
        word_of(Field::Text(self))
    }
}

impl DayField {
    /// The word before the colon.
    pub fn code(self) -> &'static str {
        word_of(Field::Days(self))
    }
}

impl Comparison {
    /// The sign as it is typed.
    pub fn sign(self) -> &'static str {
        SIGNS.iter().find(|(_, comparison)| *comparison == self).map_or("=", |(sign, _)| sign)
    }
}

impl Property {
    /// Every property.
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::Pending,
        Self::Replicated,
        Self::Deleted,
        Self::Gone,
        Self::Noted,
        Self::Corrected,
        Self::Unowned,
        Self::Ageless,
        Self::NeverRead,
    ];

    /// The word after `is:`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Pending => "pending",
            Self::Replicated => "replicated",
            Self::Deleted => "deleted",
            Self::Gone => "gone",
            Self::Noted => "noted",
            Self::Corrected => "corrected",
            Self::Unowned => "unowned",
            Self::Ageless => "ageless",
            Self::NeverRead => "neverread",
        }
    }
}

fn word_of(field: Field) -> &'static str {
    FIELDS.iter().find(|(_, other)| *other == field).map_or("", |(word, _)| word)
}

/// The word that a person may have meant: one that begins with what was typed, or differs by at most two letters.
pub(crate) fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Longer text is no slip of the finger, and comparing it costs.
    if typed.chars().count() > 20 {
        return None;
    }
    words
        .into_iter()
        .map(|word| {
            (if typed.chars().count() > 1 && word.starts_with(typed) { 0 } else { distance(typed, word) }, word)
        })
        .filter(|(distance, word)| *distance <= 2 && *distance * 2 <= word.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// How many letters must be put in, left out or replaced to make one word of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(b.chars()) {
            let best = (diagonal + usize::from(from != to)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, letters) in [("", "", 0), ("", "age", 3), ("accout", "account", 1), ("kitten", "sitting", 3)] {
            assert_eq!((distance(a, b), distance(b, a)), (letters, letters), "{a} {b}");
        }
    }

    #[test]
    fn near_words() {
        for (typed, word) in [
            ("accout", Some("account")),
            ("acc", Some("account")),
            ("regoin", Some("region")),
            ("ag", Some("age")),
            ("xy", None),
            ("zzz", None),
            ("a very long text that is no field", None),
        ] {
            assert_eq!(nearest(typed, FIELDS.iter().map(|(word, _)| *word)), word, "{typed}");
        }
    }
}
