//! The made-up organisation's event history, read through the real SDK: what was done is what is read.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_aws::lookup::{Ask, By, plan};
use keyturn_aws::{Connection, Rates, Target, discover};
use keyturn_domain::account::Region;
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::traffic::{Traffic, TrafficSpec};
use keyturn_estate::{Effect, Fault, Options, Server, Spec, generate, traffic};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).expect("an instant")
}

/// The organisation with a week of traffic, and its accounts.
async fn start() -> (Server, Arc<Traffic>, Vec<Target>) {
    let organisation = generate(&Spec::demo(now()));
    let traffic = Arc::new(traffic::generate(&organisation, &TrafficSpec { days: 7, ..TrafficSpec::month(3) }));
    let options = Options { traffic: Some(Arc::clone(&traffic)), ..Options::default() };
    let server = Server::start(organisation, options).expect("the endpoint starts");
    let connection = Connection {
        rates: Rates::unlimited().patience(3, Duration::from_millis(5), Duration::from_secs(5)),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), SECRET_ACCESS_KEY)
    };
    let regions = server.read(|organisation| organisation.regions.clone());
    let accounts = Accounts::Organization { role: "KeyturnReader".to_owned() };
    let found = discover(&connection, &[Source::new(None, accounts, regions)]).await;
    (server, traffic, found.targets)
}

/// What was done in a place that an ask wants, as far as it shows by now.
fn done(traffic: &Traffic, target: &Target, region: &Region, name: &str) -> BTreeSet<String> {
    let here = |record: &&traffic::Record| {
        traffic.place(record).is_some_and(|place| place.account == target.account.id && place.region == *region)
    };
    let records = traffic.records.iter().filter(|record| !record.is_copy && record.delivered_at <= now()).filter(here);
    records.filter(|record| traffic.event_name(record) == name).map(|record| record.id.to_string()).collect()
}

/// Every event's id, with a new reader after every second page.
async fn collected(target: &Target, region: &Region, ask: Ask) -> Vec<String> {
    let (from, mut to) = (now() - TimeDelta::days(8), now());
    let mut ids = Vec::new();
    loop {
        let mut reader = target.lookup(region, ask, from, to);
        for _ in 0..2 {
            let page = reader.next_page().await.expect("a page");
            for record in page.records {
                let record: serde_json::Value = serde_json::from_str(&record).expect("a record");
                ids.push(record["eventID"].as_str().expect("an id").to_owned());
            }
            to = page.from;
            if page.ended {
                return ids;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_what_is_read() {
    let (_server, traffic, targets) = start().await;
    let mut all = 0;
    for target in targets.iter().take(3) {
        for region in &target.regions {
            for ask in plan() {
                let By::Name(name) = ask.by else { continue };
                let ids = collected(target, region, ask).await;
                let once: BTreeSet<String> = ids.iter().cloned().collect();
                assert_eq!(once.len(), ids.len(), "{region} {name}: an event came twice");
                assert_eq!(once, done(&traffic, target, region, name), "{} {region} {name}", target.account.id);
                all += ids.len();
            }
        }
    }
    assert!(all > 500, "{all} events are no test");
}

#[tokio::test(flavor = "multi_thread")]
async fn trails_of_the_organisation_are_read() {
    let (server, _, targets) = start().await;
    let target = targets.first().expect("a target");
    let found = target.trails().await;
    assert_eq!(found.problems, []);
    assert!(found.trails.is_some_and(|trails| trails.iter().all(|t| t.status.is_some() && t.selectors.is_some())));
    server.set_faults(vec![Fault::on("CloudTrail.DescribeTrails", Effect::Deny)]);
    let denied = target.trails().await;
    assert_eq!((denied.trails, denied.problems.len()), (None, target.regions.len()));
}
