//! Reads by who made them and from where.

use keyturn_trail::event::{Event, Outcome};
use keyturn_trail::principal::Actor;
use keyturn_trail::read::{Object, Way};

use super::*;
use crate::table::trail::testing::{at, event, principal, secret_name, take_in};
use crate::testing::{arn, cell, instant, read_in_full};
use crate::{Database, Ended, ObjectUse};

const DAY: i64 = 86_400;

fn from(number: u32, who: &str, address: &str, secret: &str, seconds: i64) -> Event {
    let source = Source::Address(address.parse().expect("an address"));
    Event { from: Origin { source, vpc_endpoint: None }, ..event(number, who, secret, seconds) }
}

/// Ten days of a role from its own network, then another place, a refusal, and somebody else's key.
fn database() -> Database {
    let database = Database::open_in_memory().expect("a database");
    read_in_full(&database, &cell("eu-west-1"), &[], instant(1)).expect("a cell");
    let refused = Outcome::Denied("AccessDenied".to_owned());
    let service = Origin { source: Source::Service("secretsmanager.amazonaws.com".to_owned()), vpc_endpoint: None };
    let mut events = vec![
        from(1, "role/web", "198.51.100.7", "db", 0),
        from(2, "role/web", "198.51.100.9", "db", 9 * DAY),
        from(3, "role/web", "203.0.113.5", "db", 10 * DAY),
        from(4, "role/web", "203.0.113.5", "db", 10 * DAY + 60),
        Event { outcome: refused, ..from(5, "role/web", "203.0.113.5", "db", 10 * DAY + 90) },
        from(6, "role/web", "203.0.113.5", "api", 10 * DAY + 120),
        Event { call: Call::Decrypt, from: service, ..event(7, "role/web", "db", 10 * DAY) },
        Event { call: Call::Decrypt, ..event(8, "role/path", "db", 10 * DAY + 200) },
        Event { call: Call::PutSecretValue, ..event(9, "role/web", "db", 10 * DAY) },
        Event { outcome: Outcome::Failed("Throttled".to_owned()), ..event(10, "role/slow", "db", 10 * DAY) },
    ];
    let key = "AKIAIOSFODNN7EXAMPLE".to_owned();
    let mut ann = from(11, "user/ann", "192.0.2.1", "api", 10 * DAY);
    ann.by = Actor { access_key: Some(key), session: None, ..ann.by };
    events.push(ann);
    take_in(&database, &events);
    let names =
        [(secret_name("db"), Some(arn("eu-west-1", "db"))), (secret_name("api"), Some(arn("eu-west-1", "api")))];
    database.write(|writer| writer.trail().resolve(&names)).expect("resolved");
    database
}

fn words(reads: &[SourceReads]) -> Vec<String> {
    let place = |origin: &Origin| origin.network().unwrap_or_default();
    let targets = |one: &SourceReads| {
        let names = one.targets.iter().map(|target| match target {
            Target::Secret(name) => format!(" {}", name.name),
            other => format!(" {other:?}"),
        });
        names.collect::<String>()
    };
    let one = |one: &SourceReads| {
        let seconds = (one.first_at - at(0)).num_seconds();
        let (who, from) = (&one.principal.name, place(&one.origin));
        format!(
            "{who} {from} {}+{} from {seconds} for {}{}",
            one.reads,
            one.denied,
            (one.last_at - one.first_at).num_seconds(),
            targets(one)
        )
    };
    reads.iter().map(one).collect()
}

#[test]
fn reads_are_told_by_who_and_from_where() {
    let database = database();
    let check = |from: i64, to: i64, expect: &[&str]| {
        let within = Stretch { from: at(from), to: at(to) };
        let found = database.read(|reader| reader.trail().secret_reads_by_source(&arn("eu-west-1", "db"), within));
        assert_eq!(words(&found.expect("reads")), expect, "{from} to {to}");
    };
    check(
        -DAY,
        11 * DAY,
        &[
            "role/path 198.51.100.0/24 1+0 from 864200 for 0",
            "role/web 203.0.113.0/24 2+1 from 864000 for 90",
            "role/web 198.51.100.0/24 1+0 from 777600 for 0",
            "role/web 198.51.100.0/24 1+0 from 0 for 0",
        ],
    );
    check(9 * DAY, 10 * DAY, &["role/web 198.51.100.0/24 1+0 from 777600 for 0"]);
    check(20 * DAY, 30 * DAY, &[]);
    let within = Stretch { from: at(0), to: at(11 * DAY) };
    let (web, key, other) = database
        .read(|reader| {
            let trail = reader.trail();
            let web =
                trail.principal_reads_by_source(&principal("role/web"), Stretch { from: at(10 * DAY), ..within })?;
            let key = trail.key_reads_by_source("AKIAIOSFODNN7EXAMPLE", within)?;
            let holders = trail.holders_of_key("AKIAIOSFODNN7EXAMPLE")?;
            assert_eq!(holders, [principal("user/ann")]);
            assert_eq!(trail.sessions_of(&principal("role/web"), 5)?, ["run-1"]);
            assert!(trail.sessions_of(&principal("user/ann"), 5)?.is_empty());
            Ok((web, key, trail.key_reads_by_source("AKIAI44QH8DHBEXAMPLE", within)?))
        })
        .expect("reads");
    assert_eq!(
        words(&web),
        ["role/web 203.0.113.0/24 1+0 from 864120 for 0 api", "role/web 203.0.113.0/24 2+1 from 864000 for 90 db"]
    );
    assert_eq!(words(&key), ["user/ann 192.0.2.0/24 1+0 from 864000 for 0 api"]);
    assert_eq!(other, []);
}

#[test]
fn a_place_is_new_only_to_who_was_known_before() {
    let database = database();
    let check = |who: &str, address: &str, before: i64, expect: Option<bool>| {
        let origin = Origin { source: Source::Address(address.parse().expect("an address")), vpc_endpoint: None };
        let found = database.read(|reader| reader.trail().called_from(&principal(who), &origin, at(before)));
        assert_eq!(found.expect("an answer"), expect, "{who} {address} {before}");
    };
    check("role/web", "203.0.113.99", 10 * DAY, Some(false));
    check("role/web", "203.0.113.99", 10 * DAY + 1, Some(true));
    check("role/web", "198.51.100.200", 10 * DAY, Some(true));
    // Known for less than a week, and not at all.
    check("role/web", "203.0.113.5", 6 * DAY, None);
    check("role/path", "203.0.113.5", 10 * DAY + 300, None);
    check("role/nobody", "203.0.113.5", 10 * DAY, None);
}

#[test]
fn days_tell_who_read_and_what_else_they_read() {
    let database = database();
    let used = |name: &str, ended, count, seconds| ObjectUse {
        object: Object::Secret(secret_name(name)),
        way: Way::Named,
        ended,
        count,
        first_at: at(seconds),
        last_at: at(seconds + 60),
    };
    let days = [
        ("role/web", 0, vec![used("db", Ended::Done, 3, 0), used("api", Ended::Denied, 2, 5)]),
        ("role/web", DAY, vec![used("db", Ended::Done, 1, DAY), used("db", Ended::Failed, 9, DAY + 7)]),
        ("role/old", -300 * DAY, vec![used("db", Ended::Done, 4, -300 * DAY)]),
    ];
    let (read, readers) = database
        .write(|writer| {
            let trail = writer.trail();
            for (who, seconds, uses) in &days {
                trail.put_day(&principal(who), at(*seconds).date_naive(), uses, None::<&()>)?;
            }
            let (first, last) = (at(-400 * DAY).date_naive(), at(2 * DAY).date_naive());
            let read = trail.objects_read_by(&principal("role/web"), first, last)?;
            Ok((read, trail.readers_by_day(&arn("eu-west-1", "db"), first, last)?))
        })
        .expect("days");
    let brief =
        |one: &crate::ObjectReads| (one.arn.clone(), one.reads, one.denied, (one.last_at - one.first_at).num_seconds());
    let (db, api) = (Some(arn("eu-west-1", "db")), Some(arn("eu-west-1", "api")));
    assert_eq!(read.iter().map(brief).collect::<Vec<_>>(), [(db.clone(), 4, 0, DAY + 60), (api, 0, 2, 60)]);
    let by: Vec<_> = readers.iter().map(|(who, one)| (who.name.as_str(), brief(one))).collect();
    assert_eq!(by, [("role/old", (db.clone(), 4, 0, 60)), ("role/web", (db, 4, 0, DAY + 60))]);
}
