//! A query as typed, as what is asked of events.

use chrono::{DateTime, Utc};
use keyturn_trail::query::{self, Place, Query, Test, TextField};

use super::condition::{ReadField, ReadTerm, ReadTest, ReadsAsked};
use super::uses::Ended;

impl ReadsAsked {
    /// What a query asks at this instant.
    pub fn of(query: &Query, now: DateTime<Utc>) -> Self {
        let term = |term: &query::Term| ReadTerm { negated: term.negated, test: test(&term.test, now) };
        Self { terms: query.terms.iter().map(term).collect() }
    }
}

fn test(asked: &Test, now: DateTime<Utc>) -> ReadTest {
    match asked {
        Test::Text(text) => ReadTest::Text(text.clone()),
        Test::Field(field, patterns) => ReadTest::Field(read_field(*field), patterns.clone()),
        Test::Source(places) => ReadTest::Any(places.iter().map(place).collect()),
        Test::Outcome(ends) => ReadTest::Ended(ends.iter().map(|ended| end(*ended)).collect()),
        Test::Way(ways) => ReadTest::Way(ways.clone()),
        Test::Class(classes) => ReadTest::Class(classes.clone()),
        Test::Since(when) => ReadTest::Since(when.since(now)),
        Test::Until(when) => ReadTest::Until(when.until(now)),
    }
}

fn place(place: &Place) -> ReadTest {
    match place {
        Place::Network(first, bits) => ReadTest::Network(vec![(*first, *bits)]),
        Place::Pattern(pattern) => ReadTest::Field(ReadField::Source, vec![pattern.clone()]),
    }
}

fn read_field(field: TextField) -> ReadField {
    match field {
        TextField::Secret => ReadField::Secret,
        TextField::Principal => ReadField::Principal,
        TextField::Person => ReadField::Person,
        TextField::Session => ReadField::Session,
        TextField::Agent => ReadField::Agent,
        TextField::Account => ReadField::Account,
        TextField::Region => ReadField::Region,
    }
}

fn end(ended: query::Ended) -> Ended {
    match ended {
        query::Ended::Done => Ended::Done,
        query::Ended::Denied => Ended::Denied,
        query::Ended::Failed => Ended::Failed,
    }
}

#[cfg(test)]
mod tests {
    use keyturn_trail::event::{Event, Outcome};
    use keyturn_trail::query::parse;

    use super::*;
    use crate::Database;
    use crate::table::trail::testing::{at, event, take_in};

    #[test]
    fn a_query_line_finds_what_it_asks_for() {
        let database = Database::open_in_memory().expect("a database");
        let mut away = event(3, "role/web", "prod/api/key", 90_000);
        away.from.source = keyturn_trail::origin::Source::Service("AWS Internal".to_owned());
        let refused = Outcome::Denied("AccessDenied".to_owned());
        let events = [
            event(1, "role/ci", "prod/web/db", 0),
            Event { outcome: refused, ..event(2, "role/ci-deploy", "dev/web/db", 60) },
            away,
        ];
        take_in(&database, &events);
        let check = |line: &str, expect: &[usize]| {
            let query = parse(line).expect(line);
            let asked = ReadsAsked::of(&query, at(90_060));
            let found = database.read(|reader| reader.trail().reads(&asked, 0, 9)).expect("reads");
            let mut found: Vec<_> = found.into_iter().map(|found| found.event.id).collect();
            found.reverse();
            let expect: Vec<_> = expect.iter().map(|place| events[*place].id.clone()).collect();
            assert_eq!(found, expect, "{line}");
        };
        check("", &[0, 1, 2]);
        check("secret:prod/*", &[0, 2]);
        check("-secret:prod/*", &[1]);
        check("principal:role/ci", &[0, 1]);
        check("principal:role/ci-*,role/web", &[1, 2]);
        check("outcome:denied", &[1]);
        check("outcome:done,denied class:read", &[0, 1, 2]);
        check("way:batch", &[]);
        check("source:198.51.100.0/24", &[0, 1]);
        check("source:198.51.100.8", &[]);
        check("source:203.0.113.0/24,internal", &[2]);
        check("since:1h", &[2]);
        check("until:2026-01-01", &[0, 1]);
        check("since:2026-01-02", &[2]);
        check("account:111122223333 region:eu-west-1 agent:boto3", &[0, 1, 2]);
        check("account:1111", &[]);
        check("session:run-1 -person:ann", &[0, 1, 2]);
        check("\"web/db\" prod", &[0]);
    }
}
