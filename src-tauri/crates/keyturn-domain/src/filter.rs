//! The filter language: `store:ssm account:prod age:>90d tag:team=payments db`.
//!
//! Terms are joined by *and*; a comma inside a value is *or*; a leading `-` negates. A bare word looks into the name.
//! Quotes hold white space, commas and colons together: `tag:"cost center=a, b"` is one word, `"account:x"` plain text.
//! This file has the parsed form; [`parse`] reads text into it, [`Filter`]'s `Display` writes it back so that it reads
//! the same, and the store turns it into SQL with bound values.

mod display;
mod parse;
mod words;

pub use parse::{FilterError, parse};
pub(crate) use words::nearest;

use crate::rotation::due::DueState;
use crate::store::Store;

/// A parsed filter: every term must hold. Empty: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The terms, in the order typed.
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether the test must fail rather than hold.
    pub negated: bool,
    /// The test.
    pub test: Test,
}

/// What a term asks of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The name contains this text, in any case.
    Name(String),
    /// The ARN or the name contains this text, in any case: what a pasted `arn:…` asks for.
    Arn(String),
    /// The secret is in one of these stores.
    Store(Vec<Store>),
    /// A text field matches one of these patterns.
    Field(TextField, Vec<Pattern>),
    /// A tag with this key exists and, where patterns are given, matches one of them. Keys compare in any case.
    Tag(String, Vec<Pattern>),
    /// A number of days compares.
    Days(DayField, Comparison, u32),
    /// `readers:` how many users and roles can read it, under a condition included, compares. Not known before access
    /// was evaluated.
    Readers(Comparison, u32),
    /// `due:` how it stands under the rotation policy.
    Due(DueTest),
    /// A yes-or-no property holds.
    Is(Property),
}

/// A test of how secrets stand under the rotation policy. No column holds that: whoever evaluates puts in what holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueTest {
    /// What was asked.
    pub asked: DueAsked,
    /// The store's numbers of the secrets for which it holds; none as long as nobody has evaluated it.
    pub rows: Vec<i64>,
}

/// What is asked of a due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DueAsked {
    /// It is in one of these states.
    In(Vec<DueState>),
    /// The days from today to its date compare; a date that is past is fewer than none.
    Days(Comparison, u32),
}

impl DueAsked {
    /// Whether it holds for a state and the days from today to the date.
    pub fn holds(&self, state: DueState, days: Option<i32>) -> bool {
        match self {
            Self::In(states) => states.contains(&state),
            Self::Days(comparison, wanted) => days.is_some_and(|days| comparison.holds(days.into(), (*wanted).into())),
        }
    }
}

/// Fields that hold text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    /// `account:` its id or name.
    Account,
    /// `region:` its code.
    Region,
    /// `kind:` the kind's code.
    Kind,
    /// `env:` the environment read from the path.
    Environment,
    /// `service:` the service read from the path.
    Service,
    /// `owner:`
    Owner,
    /// `rotation:` none, function, service or external.
    Rotation,
    /// `key:` aws, customer, unknown, none, or the alias.
    Key,
    /// `name:` the whole name.
    Name,
}

/// Fields that count days before now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayField {
    /// `age:` of the current value.
    Age,
    /// `rotated:` since the last automatic rotation.
    Rotated,
    /// `read:` since the last read that AWS reports.
    Read,
    /// `seen:` since Keyturn first saw the secret.
    Seen,
    /// `changed:` since anything about it changed.
    Changed,
}

/// How a number compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`, or no sign.
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

impl Comparison {
    /// Whether a number compares so with another.
    pub fn holds(self, number: i64, with: i64) -> bool {
        match self {
            Self::Less => number < with,
            Self::AtMost => number <= with,
            Self::Equal => number == with,
            Self::AtLeast => number >= with,
            Self::More => number > with,
        }
    }
}

/// Properties that hold or do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// `is:plain` a parameter in plain text.
    Plain,
    /// `is:pending` an `AWSPENDING` version that lingers.
    Pending,
    /// `is:replicated` it has copies in other regions.
    Replicated,
    /// `is:deleted` its deletion was asked for.
    Deleted,
    /// `is:gone` a full listing of its cell no longer had it. Without this term gone secrets are left out.
    Gone,
    /// `is:noted` a person has written a note.
    Noted,
    /// `is:corrected` a person has corrected its kind.
    Corrected,
    /// `is:unowned` nobody is named as its owner.
    Unowned,
    /// `is:ageless`, or `age:unknown`: the age of its value is not known.
    Ageless,
    /// `is:neverread`, or `read:never`: AWS reports no read. Parameters have no such report, so they never hold it.
    NeverRead,
}

/// A text pattern: `*` stands for any text. Without a `*`, codes compare whole and other text by containing. Any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(pub String);
