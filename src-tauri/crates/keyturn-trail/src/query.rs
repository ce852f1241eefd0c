//! The query line over reads: `secret:/prod/web/* principal:role/ci-* outcome:denied since:7d`.
//!
//! Written as the filter of secrets is: terms are joined by *and*, a comma inside a value is *or*, a leading `-` negates,
//! a word without a field is looked for in every text of a read, quotes hold white space, commas and colons together.
//! This file has the parsed form; [`parse`] reads text into it, the store turns it into SQL with bound values, and
//! [`matches`] is the same said plainly, for tests to compare with.

mod parse;
mod plain;
mod words;

use std::net::IpAddr;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

pub use keyturn_domain::filter::Pattern;

pub use self::parse::{QueryError, parse};
pub use self::plain::matches;

use crate::call::Class;
use crate::read::Way;

/// A parsed query: every term must hold. Empty: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
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

/// What a term asks of a read. Where it has a list, one of it must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The secret, principal, session, person, agent or source contains this text, in any case.
    Text(String),
    /// A text field matches a pattern. With a `*` the whole text must match, else it must contain the pattern; accounts
    /// and regions are always compared whole. In any case.
    Field(TextField, Vec<Pattern>),
    /// The source is in a network or matches a pattern.
    Source(Vec<Place>),
    /// How it ended.
    Outcome(Vec<Ended>),
    /// By which way.
    Way(Vec<Way>),
    /// What the call does.
    Class(Vec<Class>),
    /// Not before: `since:`.
    Since(When),
    /// Before the end of: `until:`.
    Until(When),
}

/// Fields that hold text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    /// `secret:` its name; the path, filter or instance where no secret is named.
    Secret,
    /// `principal:` its name, such as `role/ci-deploy`.
    Principal,
    /// `person:`
    Person,
    /// `session:`
    Session,
    /// `agent:` tool and major version.
    Agent,
    /// `account:` the id of the account whose trail holds the read.
    Account,
    /// `region:`
    Region,
}

/// Where a call came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An address of a network: the network's first address and the length of its prefix, 32 or 128 for one address.
    Network(IpAddr, u8),
    /// The source's text or the VPC endpoint matches.
    Pattern(Pattern),
}

/// How a call ended, without its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It worked.
    Done,
    /// It was refused.
    Denied,
    /// It failed for another reason.
    Failed,
}

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// So long before now.
    Ago(TimeDelta),
    /// A day (UTC).
    On(NaiveDate),
    /// An instant.
    At(DateTime<Utc>),
}

impl When {
    /// The first instant that `since:` takes.
    pub fn since(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Ago(ago) => now.checked_sub_signed(ago).unwrap_or(DateTime::<Utc>::MIN_UTC),
            Self::On(day) => day.and_time(NaiveTime::MIN).and_utc(),
            Self::At(at) => at,
        }
    }

    /// The first instant that `until:` takes no more: the end of a day that is named, as people mean it.
    pub fn until(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::On(day) => {
                let next = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
                next.and_time(NaiveTime::MIN).and_utc()
            }
            Self::Ago(_) | Self::At(_) => self.since(now),
        }
    }
}

#[cfg(test)]
mod tests;
