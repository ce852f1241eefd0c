//! ministack's event history: reads through its own API come back through LookupEvents, as nobody here wrote them.
//!
//! It answers with one page of 50 and no token, takes several attributes, gives `EventTime` with parts of a second and
//! records no error codes: paging and refusals are tested elsewhere.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_aws::discover;
use keyturn_aws::lookup::{By, plan};
use keyturn_domain::source::{Accounts, Source};
use keyturn_tests::servers::{Kind, Server};
use keyturn_trail::call::{Call, Class};
use keyturn_trail::event::Event;
use keyturn_trail::reads::reads;
use keyturn_trail::record::{Parsed, parse};
use keyturn_trail::resolve::Index;
use serde_json::Value;

use super::{connection, text};

#[tokio::test(flavor = "multi_thread")]
async fn reads_come_back_through_the_event_history() {
    let server = Server::start(Kind::Ministack).expect("ministack");
    let made = server.read().expect("reads");
    let folder = tempfile::tempdir().expect("a folder");
    let regions = made["regions"].as_array().expect("regions").iter();
    let regions = regions.map(|region| text(region).parse().expect("a region")).collect();
    let source = Source::new(None, Accounts::Own, regions);
    let found = discover(&connection(folder.path(), &server.endpoint()), &[source]).await;
    assert_eq!(found.problems, [], "{}", server.log());
    let target = found.targets.first().expect("a target");
    let (from, to) = (instant(&made["from"]), instant(&made["to"]));

    let mut taken: Vec<Event> = Vec::new();
    for region in &target.regions {
        for ask in plan() {
            let whole = collect(target, region, ask, from, to).await;
            let wanted = |event: &&Value| match ask.by {
                By::Name(name) => event["name"] == name,
                By::Source(source) => event["source"] == source,
            };
            let events = made["events"].as_array().expect("events").iter();
            let mut expected: Vec<&Value> =
                events.filter(|event| event["region"] == region.as_str()).filter(wanted).collect();
            expected.reverse();
            assert_eq!(
                whole.iter().map(|record| text(&record["eventName"])).collect::<Vec<_>>(),
                expected.iter().map(|event| text(&event["name"])).collect::<Vec<_>>(),
                "{region} {}",
                ask.code()
            );
            for (record, event) in whole.iter().zip(expected) {
                let at: DateTime<Utc> = text(&record["eventTime"]).parse().expect("an instant");
                assert!((at - instant(&event["at"])).abs() <= TimeDelta::seconds(60), "{record} is not {event}");
                taken.push(understood(record, event, &made));
            }

            // What two intervals hold is what one holds.
            let middle = to - TimeDelta::days(45);
            let mut halves = collect(target, region, ask, middle, to).await;
            halves.extend(collect(target, region, ask, from, middle).await);
            assert_eq!(halves, whole, "{region} {}", ask.code());
        }
    }

    // Collected twice, every read counts once, and none is lost.
    let twice: Vec<Event> = taken.iter().chain(&taken).cloned().collect();
    let counted = reads(&twice);
    assert_eq!(counted, reads(&taken));
    for event in taken.iter().filter(|event| event.call.class() == Class::Read && event.call != Call::Decrypt) {
        assert!(counted.iter().any(|read| read.events.contains(&event.id)), "{event:?} is told by no read");
    }
}

/// A record becomes the event that was made, without the value that a call carried.
fn understood(record: &Value, made: &Value, all: &Value) -> Event {
    let service = text(&made["source"]).replace(".amazonaws.com", "");
    let call = Call::find(&service, &text(&made["name"])).expect("only wanted calls are asked for");
    let mut record = record.clone();
    let asked = record["requestParameters"].as_object().cloned().unwrap_or_default();
    record["requestParameters"] = asked.into_iter().map(|(name, value)| (in_camel_case(&name), value)).collect();
    let event: Event = match parse(record.to_string().as_bytes(), &Index::default()) {
        Parsed::Event(event) => *event,
        other => panic!("{record}: {other:?}"),
    };
    assert_eq!((event.call, event.region.as_str()), (call, text(&made["region"]).as_str()));
    assert_eq!(event.account.as_str(), text(&all["account"]));
    let named = text(&made["secret"]);
    let targets = format!("{:?}", event.targets);
    assert!(targets.contains(&named) && (named.is_empty() || !event.targets.is_empty()), "{record}: {targets}");
    assert!(!format!("{event:?}").contains(&text(&all["canary"])), "{event:?} holds a value");
    event
}

/// ministack keeps the names of request parameters as the API has them; CloudTrail's begin with a small letter.
fn in_camel_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// Every record of an ask in an interval, newest first.
async fn collect(
    target: &keyturn_aws::Target,
    region: &keyturn_domain::account::Region,
    ask: keyturn_aws::lookup::Ask,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Vec<Value> {
    let mut reader = target.lookup(region, ask, from, to);
    let mut all = Vec::new();
    let mut ids = BTreeSet::new();
    loop {
        let page = reader.next_page().await.expect("a page");
        for record in page.records {
            let record: Value = serde_json::from_str(&record).expect("a record is JSON");
            assert!(ids.insert(text(&record["eventID"])), "each event comes once");
            all.push(record);
        }
        if page.ended {
            return all;
        }
    }
}

fn instant(seconds: &Value) -> DateTime<Utc> {
    let millis = seconds.as_f64().expect("seconds") * 1000.0;
    #[expect(clippy::cast_possible_truncation, reason = "a date of this century")]
    DateTime::from_timestamp_millis(millis as i64).expect("an instant")
}
