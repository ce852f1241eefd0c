//! What the tests of CloudTrail's tables share.

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::store::Store;
use keyturn_trail::agent::Agent;
use keyturn_trail::call::Call;
use keyturn_trail::event::{Event, EventId, Outcome};
use keyturn_trail::finding::{Finding, NextStep, Severity};
use keyturn_trail::origin::{Origin, Source};
use keyturn_trail::principal::{Actor, Nature, Principal};
use keyturn_trail::read::Object;
use keyturn_trail::target::{SecretName, Target};

use crate::testing::{ACCOUNT, instant, region};
use crate::{Database, Ingest, TakenIn};

/// Text that breaks what does not expect it.
pub(super) const HOSTILE: &str = "'; DROP TABLE trail_events; -- \0<script>\u{1b}[31m=cmd|\"*%_";

/// A UUID made of a number.
pub(super) fn id(number: u32) -> EventId {
    EventId(format!("{:08x}-0000-4000-8000-{number:012x}", number.wrapping_mul(2_654_435_761)))
}

pub(super) fn principal(name: &str) -> Principal {
    Principal { account: Some(ACCOUNT.parse().expect("an account")), name: name.to_owned() }
}

pub(super) fn secret_name(name: &str) -> SecretName {
    SecretName {
        account: ACCOUNT.parse().expect("an account"),
        region: region("eu-west-1"),
        store: Store::SecretsManager,
        name: name.to_owned(),
    }
}

/// `GetSecretValue` of a secret by a role, so many seconds after the first noon.
pub(super) fn event(number: u32, name: &str, secret: &str, seconds: i64) -> Event {
    Event {
        id: id(number),
        shared_id: None,
        corrects: None,
        at: at(seconds),
        account: ACCOUNT.parse().expect("an account"),
        region: region("eu-west-1"),
        call: Call::GetSecretValue,
        by: Actor {
            principal: principal(name),
            nature: Nature::Workload,
            session: Some("run-1".to_owned()),
            person: None,
            access_key: Some("ASIAIOSFODNN7EXAMPLE".to_owned()),
            through: None,
        },
        from: Origin { source: Source::Address("198.51.100.7".parse().expect("an address")), vpc_endpoint: None },
        agent: Agent("Boto3/1".to_owned()),
        targets: vec![Target::Secret(secret_name(secret))],
        decrypted: true,
        outcome: Outcome::Done,
    }
}

/// So many seconds after the first noon.
pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    instant(1) + TimeDelta::seconds(seconds)
}

pub(super) fn take_in(database: &Database, events: &[Event]) -> TakenIn {
    let mut ingest = Ingest::new();
    database.write(|writer| writer.trail().take_in(&mut ingest, events)).expect("taken in")
}

/// Everything that is kept, in order.
pub(super) fn everything(database: &Database) -> Vec<Event> {
    let (from, to) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let classes = keyturn_trail::call::Class::ALL;
    database.read(|reader| reader.trail().events_in(&classes, from, to)).expect("events")
}

pub(super) fn finding(key: &str, name: &str, seconds: i64) -> Finding {
    Finding {
        key: key.to_owned(),
        rule: "burst".to_owned(),
        also: vec!["new-address".to_owned()],
        severity: Severity::High,
        account: ACCOUNT.parse().expect("an account"),
        principal: principal(name),
        session: None,
        first_at: at(seconds),
        last_at: at(seconds + 4),
        objects: vec![Object::Secret(secret_name("prod/web/db"))],
        events: vec![id(1), id(2)],
        title: format!("{name} read 15 secrets in 4 seconds"),
        reason: "1 to 3 are usual".to_owned(),
        compared: Vec::new(),
        excluded: Vec::new(),
        explained: None,
        next: NextStep::StartIncident,
    }
}
