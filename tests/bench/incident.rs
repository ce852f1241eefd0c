//! From starting on a secret to who could read it and who did, with 50,000 secrets and 90 days of reads in the database.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use chrono::TimeDelta;
use keyturn_app::incident::Question;
use keyturn_domain::incident::entry::{Entry, Opening, Pinned};
use keyturn_domain::incident::ledger::Exposed;
use keyturn_domain::incident::log::append;
use keyturn_domain::incident::{Incident, Severity, Subject};
use keyturn_domain::listing::Sort;
use keyturn_estate::traffic::bucket::{self, BucketSpec};
use keyturn_estate::traffic::{self, Attacks, TrafficSpec};
use keyturn_estate::{Spec, generate};
use keyturn_tests::estate::noon;

use crate::process::Served;
use crate::{client, millis, row};

/// Fills the folder's database with access and 90 days of events, and asks for the facts of the secret that was read
/// most.
pub(crate) async fn measure(folder: &Path, secrets: u32, parameters: u32) {
    let served = Served::start(secrets, parameters);
    let app = client::open(&served, folder);
    let organisation = generate(&Spec::large(noon(), secrets, parameters));
    let spec = TrafficSpec { days: 90, attacks: Attacks::Chance(18), poll_minutes: 480, ..TrafficSpec::month(7) };
    let made = traffic::generate(&organisation, &spec);
    let files = tempfile::tempdir().expect("a folder");
    let written = BucketSpec { wanted_percent: 100, ..BucketSpec::default() };
    bucket::write(&made, files.path(), &written).expect("the bucket's files");
    let report = app.import_trail(vec![files.path().to_owned()], |_| ()).await.expect("the import ends");
    app.save_sources(client::sources(&served)).await.expect("sources");
    app.collect_access(|_| ()).await.expect("access is collected");
    let uses = app.read_groups("class:read", keyturn_app::trail::GroupBy::Secret, 1).await.expect("groups");
    let busiest = uses.groups.into_iter().find_map(|group| match group.of {
        keyturn_app::trail::GroupOf::Object(_, arn) => arn,
        _ => None,
    });
    let listed = app.secrets("", Sort::default(), 0, 1).await.expect("a page");
    let arn = busiest.unwrap_or_else(|| listed.rows[0].arn.clone());
    let incident = incident(&Subject::Secret { arn });
    let ask = || async {
        let start = Instant::now();
        let facts = app.incident_facts(&incident, &BTreeSet::new()).await.expect("facts");
        (start.elapsed(), facts)
    };
    let (first, facts) = ask().await;
    let of = |question| facts.groups.iter().find(|group| group.question == question).map_or(0, |group| group.total);
    let found =
        format!("{} events; {} can read, {} did", report.tally.new, of(Question::CanRead), of(Question::DidRead));
    row("the facts of an incident, access not evaluated yet", &millis(first), &found);
    let (again, _) = ask().await;
    row("the facts of an incident", &millis(again), "target ≤ 1 s");
}

/// An incident about this, of which nobody knows since when.
fn incident(what: &Subject) -> Incident {
    let opening = Opening {
        id: "INC-2026-001".parse().expect("a number"),
        codename: "amber heron".to_owned(),
        title: "A key is public".to_owned(),
        subject: what.clone(),
        trigger: String::new(),
        detected_at: noon() - TimeDelta::hours(1),
        severity: Severity::High,
        reasons: Vec::new(),
        runbook: Pinned {
            id: "third-party-key".to_owned(),
            version: "1.0.0".to_owned(),
            source_sha256: "0".repeat(64),
            resolved_sha256: "0".repeat(64),
        },
    };
    let exposed = Exposed {
        number: 1,
        what: what.clone(),
        name: what.text().to_owned(),
        level: None,
        exposed_from: None,
        because: "it started with it".to_owned(),
    };
    let first = append(None, noon(), "ada", Entry::Opened(Box::new(opening)));
    let second = append(Some((first.sequence, &first.hash)), noon(), "ada", Entry::Exposed(exposed));
    Incident::replay(&[first.clone(), second]).expect("an incident")
}
