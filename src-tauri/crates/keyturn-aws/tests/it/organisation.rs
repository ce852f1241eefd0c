//! The whole made-up organisation, read as the demo is read.

use std::time::Duration;

use chrono::{DateTime, Utc};
use keyturn_aws::{Connection, Rates, discover};
use keyturn_domain::account::Region;
use keyturn_domain::problem::{Problem, Reason};
use keyturn_domain::secret::Secret;
use keyturn_domain::source::{Accounts, Source};
use keyturn_domain::store::Store;
use keyturn_domain::{age, key::KeyManager};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Effect, Fault, Options, Server, Spec, generate};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).expect("an instant")
}

fn start() -> Server {
    Server::start(generate(&Spec::demo(now())), Options::default()).expect("the endpoint starts")
}

async fn read(server: &Server) -> (Vec<Secret>, Vec<Problem>) {
    let connection = Connection {
        rates: Rates::unlimited().patience(2, Duration::from_millis(5), Duration::from_secs(5)),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), SECRET_ACCESS_KEY)
    };
    let regions = server.read(|organisation| organisation.regions.clone());
    let accounts = Accounts::Organization { role: "KeyturnReader".to_owned() };
    let found = discover(&connection, &[Source::new(None, accounts, regions)]).await;
    let (mut secrets, mut problems) = (Vec::new(), found.problems);
    for target in &found.targets {
        for cell in target.cells() {
            let mut reader = target.reader(&cell.region, cell.store);
            loop {
                match reader.next_page().await {
                    Ok(None) => break,
                    Ok(Some(mut page)) => {
                        reader.date_versions(&mut page).await;
                        secrets.extend(page);
                    }
                    Err(problem) => {
                        problems.push(problem);
                        break;
                    }
                }
            }
            problems.extend(reader.problems());
        }
    }
    (secrets, problems)
}

#[tokio::test]
async fn everything_is_read_and_no_value() {
    let server = start();
    let (secrets, problems) = read(&server).await;
    assert_eq!(problems, []);
    let held = |store| {
        server.read(|organisation| {
            let of = organisation.places.values().map(|contents| match store {
                Store::SecretsManager => contents.secrets.len(),
                Store::ParameterStore => contents.parameters.len(),
            });
            of.sum::<usize>()
        })
    };
    for store in Store::ALL {
        let mut arns: Vec<&str> =
            secrets.iter().filter(|secret| secret.arn.store() == store).map(|secret| secret.arn.as_str()).collect();
        arns.sort_unstable();
        arns.dedup();
        assert_eq!(arns.len(), held(store), "{store}");
    }
    for secret in &secrets {
        assert!(secret.tags.is_some(), "{}", secret.arn);
        assert_ne!(secret.key.manager, KeyManager::Unknown, "{}", secret.arn);
        assert_ne!(age::settle(secret, None).basis, age::AgeBasis::Unknown, "{}", secret.arn);
    }
    assert_eq!(server.value_calls(), 0);
}

#[tokio::test]
async fn a_fault_in_one_cell_costs_that_cell() {
    let server = start();
    let (whole, _) = read(&server).await;
    let account = server.read(|organisation| organisation.active().nth(1).map(|member| member.id.clone()));
    let account = account.expect("a second account");
    let region: Region = server.read(|organisation| organisation.regions.first().cloned()).expect("a region");
    for (effect, reason) in [
        (Effect::Deny, Reason::MissingAction),
        (Effect::Expire, Reason::ExpiredSignIn),
        (Effect::Status500, Reason::ServiceFailed),
        (Effect::Reset, Reason::NoNetwork),
        (Effect::Truncate, Reason::NoNetwork),
        (Effect::NotJson, Reason::NotUnderstood),
        (Effect::RepeatToken, Reason::NotUnderstood),
        (Effect::DisabledRegion, Reason::RegionDisabled),
    ] {
        let described = format!("{effect:?}");
        let fault = Fault::on("SecretsManager.ListSecrets", effect).in_account(&account).in_region(&region);
        server.set_faults(vec![fault]);
        let (secrets, problems) = read(&server).await;
        let [problem] = &problems[..] else { panic!("{described}: one problem: {problems:?}") };
        assert_eq!(problem.reason, reason, "{described}: {}", problem.message);
        assert_eq!((problem.account.as_ref(), problem.region.as_ref()), (Some(&account), Some(&region)));
        assert_eq!(problem.store, Some(Store::SecretsManager));
        let elsewhere = |secret: &&Secret| {
            secret.arn.account() != &account
                || secret.arn.region() != &region
                || secret.arn.store() != Store::SecretsManager
        };
        assert_eq!(secrets.iter().filter(elsewhere).count(), whole.iter().filter(elsewhere).count(), "{described}");
    }
}
