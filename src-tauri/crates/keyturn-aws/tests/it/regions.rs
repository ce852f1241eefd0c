//! Which regions of each account are read: those that a source names, or those that the account has enabled.

use std::time::Duration;

use chrono::DateTime;
use keyturn_aws::{Connection, Discovery, Rates, discover};
use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Reason};
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::organisation::Place;
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Effect, Fault, Options, Server, Spec, generate};

/// Regions that the estate's accounts have not opted in to.
const OFF: [&str; 4] = ["af-south-1", "ap-east-1", "eu-south-2", "me-central-1"];

fn start() -> Server {
    let now = DateTime::from_timestamp(1_795_262_400, 0).expect("an instant");
    Server::start(generate(&Spec::demo(now)), Options::default()).expect("the endpoint starts")
}

async fn found(server: &Server, named: &[&str], enabled_regions: bool) -> Discovery {
    let connection = Connection {
        rates: Rates::unlimited().patience(2, Duration::from_millis(5), Duration::from_secs(5)),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), SECRET_ACCESS_KEY)
    };
    let named = named.iter().map(|code| code.parse().expect("a region")).collect();
    let accounts = Accounts::Organization { role: "KeyturnReader".to_owned() };
    discover(&connection, &[Source { enabled_regions, ..Source::new(None, accounts, named) }]).await
}

fn codes(regions: &[Region]) -> Vec<&str> {
    regions.iter().map(Region::as_str).collect()
}

#[tokio::test]
async fn each_account_says_which_regions_it_has_enabled() {
    let server = start();
    let mut regions = server.read(|organisation| organisation.regions.clone());
    regions.sort();
    let (second, closed) = server.read(|organisation| {
        let second = organisation.active().nth(1).expect("a second account").id.clone();
        (second, organisation.regions[1].clone())
    });
    server.mutate(|organisation| {
        organisation.not_enabled.insert(Place { account: second.clone(), region: closed.clone() });
    });
    let found = found(&server, &[], true).await;
    assert_eq!(found.problems, []);
    assert_eq!(found.targets.len(), 4);
    for target in &found.targets {
        let here = target.account.id == second;
        let read: Vec<&Region> = regions.iter().filter(|region| !here || **region != closed).collect();
        assert_eq!(target.regions.iter().collect::<Vec<_>>(), read, "{}", target.account.id);
        let mut off = OFF.to_vec();
        off.extend(here.then_some(closed.as_str()));
        off.sort_unstable();
        assert_eq!(codes(&target.regions_off), off, "{}", target.account.id);
        assert_eq!((target.cells().len(), target.cells_off().len()), (2 * read.len(), 2 * off.len()));
    }
    assert_eq!(server.calls()["Account.ListRegions"], 4, "once an account");
}

#[tokio::test]
async fn where_aws_may_not_say_the_regions_of_every_account_are_read() {
    let server = start();
    let second = server.read(|organisation| organisation.active().nth(1).expect("a second account").id.clone());
    for (effect, reason) in [(Effect::Deny, Reason::MissingAction), (Effect::Status500, Reason::ServiceFailed)] {
        server.set_faults(vec![Fault::on("Account.ListRegions", effect).in_account(&second)]);
        let found = found(&server, &[], true).await;
        let [problem] = found.problems.as_slice() else { panic!("{:?}", found.problems) };
        assert_eq!((problem.action.as_str(), problem.hides), ("account:ListRegions", Hidden::Regions));
        assert_eq!((problem.account.as_ref(), problem.reason), (Some(&second), reason));
        for target in &found.targets {
            let defaults = target.account.id == second;
            assert_eq!(target.regions.len() == 17, defaults, "{}", target.account.id);
            assert_eq!(target.regions_off.is_empty(), defaults, "{}", target.account.id);
        }
    }
}

#[tokio::test]
async fn a_named_region_that_is_off_is_told_apart_and_others_need_no_question() {
    let server = start();
    let one = found(&server, &["eu-west-1", "us-east-1"], false).await;
    assert!(one.targets.iter().all(|target| codes(&target.regions) == ["eu-west-1", "us-east-1"]));
    assert_eq!(server.calls().get("Account.ListRegions"), None, "every account has these");

    let mixed = found(&server, &["me-central-1", "eu-west-1"], false).await;
    for target in &mixed.targets {
        assert_eq!((codes(&target.regions), codes(&target.regions_off)), (vec!["eu-west-1"], vec!["me-central-1"]));
    }
    // What AWS does not say, the calls there will.
    server.set_faults(vec![Fault::on("Account.ListRegions", Effect::Deny)]);
    let unsaid = found(&server, &["me-central-1", "eu-west-1"], false).await;
    assert_eq!(unsaid.problems, []);
    assert!(unsaid.targets.iter().all(|target| codes(&target.regions) == ["me-central-1", "eu-west-1"]));
}
