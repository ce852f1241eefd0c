//! Asking for reads: the list, counted by something, and over time.

use chrono::{DateTime, Utc};
use keyturn_store::{FoundEvent, Group, GroupBy, ReadsAsked, Stretch, Timeline, TimelineAsked};
use keyturn_trail::query::{self, Query, Test};

use super::limits;
use crate::app::App;
use crate::error::AppError;
use crate::secrets::MOST_ROWS;

/// Most groups that one request gives.
pub const MOST_GROUPS: u32 = 1000;

/// A stretch of the events that a query matches.
#[derive(Clone, Debug)]
pub struct ReadsPage {
    /// The newest first.
    pub events: Vec<FoundEvent>,
    /// How many match; counted up to a million.
    pub total: u64,
    /// What the answer lacks, in a sentence each.
    pub limits: Vec<String>,
}

/// Events counted by something.
#[derive(Clone, Debug)]
pub struct ReadGroups {
    /// The largest first; days the latest first.
    pub groups: Vec<Group>,
    /// How many there are in all.
    pub total: u64,
}

impl App {
    /// Events that a query line matches, newest first: `limit` (at most [`MOST_ROWS`]) from `offset` on.
    pub async fn reads(&self, line: &str, offset: u32, limit: u32) -> Result<ReadsPage, AppError> {
        let now = self.now();
        let (asked, window) = asked(line, now)?;
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let trail = reader.trail();
                Ok(ReadsPage {
                    events: trail.reads(&asked, offset, limit.min(MOST_ROWS))?,
                    total: trail.count_reads(&asked)?,
                    limits: limits::limits(reader, window, now)?,
                })
            })?)
        })
        .await
    }

    /// Events that a query line matches, counted: at most `limit` groups.
    pub async fn read_groups(&self, line: &str, by: GroupBy, limit: u32) -> Result<ReadGroups, AppError> {
        let (asked, _) = asked(line, self.now())?;
        self.with_database(move |database| {
            let (groups, total) =
                database.read(|reader| reader.trail().read_groups(&asked, by, limit.min(MOST_GROUPS)))?;
            Ok(ReadGroups { groups, total })
        })
        .await
    }

    /// Events that a query line matches over time, a lane for each principal; `None` where none matches and no stretch
    /// is asked for.
    pub async fn read_timeline(&self, line: &str, divided: TimelineAsked) -> Result<Option<Timeline>, AppError> {
        if !(10..=500).contains(&divided.buckets) {
            return Err(AppError::BadRequest("a timeline has 10 to 500 stretches".to_owned()));
        }
        if divided.from.zip(divided.to).is_some_and(|(from, to)| from >= to) {
            return Err(AppError::BadRequest("the timeline ends before it begins".to_owned()));
        }
        let divided = TimelineAsked { lanes: divided.lanes.min(200), ..divided };
        let (asked, _) = asked(line, self.now())?;
        self.with_database(move |database| Ok(database.read(|reader| reader.trail().read_timeline(&asked, divided))?))
            .await
    }
}

/// What a query line asks of the database, and the stretch that it is about: at most the last 90 days.
pub(super) fn asked(line: &str, now: DateTime<Utc>) -> Result<(ReadsAsked, Stretch), AppError> {
    let query = query::parse(line).map_err(|error| AppError::Query {
        message: error.message,
        start: error.start,
        end: error.end,
    })?;
    let window = window(&query, now);
    Ok((ReadsAsked::of(&query, now), window))
}

/// The part of the last 90 days that a query's `since` and `until` leave.
fn window(query: &Query, now: DateTime<Utc>) -> Stretch {
    let mut window = limits::window(now);
    for term in query.terms.iter().filter(|term| !term.negated) {
        match term.test {
            Test::Since(when) => window.from = window.from.max(when.since(now)),
            Test::Until(when) => window.to = window.to.min(when.until(now)),
            _ => {}
        }
    }
    window.to = window.to.max(window.from);
    window
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn a_query_line_becomes_what_the_database_is_asked() {
        for (line, terms) in [
            ("", Some(0)),
            ("secret:/prod/* -principal:role/ci outcome:denied since:7d", Some(4)),
            ("source:203.0.113.0/24,198.51.100.7", Some(1)),
            ("source:lambda.amazonaws.com", Some(1)),
            ("source:203.0.113.7,lambda.amazonaws.com", Some(1)),
            ("way:path class:read account:111122223333 region:eu-west-1 person:ann session:x agent:aws-cli*", Some(7)),
            ("outcome:perhaps", None),
        ] {
            let found = asked(line, now()).ok().map(|(asked, _)| asked.terms.len());
            assert_eq!(found, terms, "{line}");
        }
    }

    #[test]
    fn limits_are_told_of_the_stretch_that_is_asked_for() {
        let window = |line: &str| asked(line, now()).expect("a query").1;
        assert_eq!(window("").to - window("").from, chrono::TimeDelta::days(90) - chrono::TimeDelta::minutes(15));
        let asked = window("since:2026-11-01 until:2026-11-02");
        assert_eq!(
            (asked.from.to_rfc3339(), asked.to.to_rfc3339()),
            ("2026-11-01T00:00:00+00:00".to_owned(), "2026-11-03T00:00:00+00:00".to_owned())
        );
        let past = window("until:2020-01-01");
        assert_eq!(past.from, past.to, "nothing of the last 90 days is asked for");
    }
}
