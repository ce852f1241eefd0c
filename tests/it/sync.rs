//! Syncing the made-up organisation: what is complete, what is not, and what is never done.

use std::collections::{BTreeMap, BTreeSet};

use keyturn_app::AppError;
use keyturn_app::export::Form;
use keyturn_domain::cell::CellState;
use keyturn_domain::change::What;
use keyturn_domain::listing::{Column, Sort};
use keyturn_domain::problem::{Hidden, Reason};
use keyturn_domain::store::Store;
use keyturn_estate::{Effect, Fault, Spec, generate, plant_hostile};
use keyturn_tests::estate::{Estate, noon};

/// The ARNs that the organisation holds in active accounts, replicas left out.
fn held(estate: &Estate) -> BTreeSet<String> {
    estate.server.read(|organisation| {
        let active: BTreeSet<_> = organisation.active().map(|member| member.id.clone()).collect();
        let places = organisation.places.iter().filter(|(place, _)| active.contains(&place.account));
        places
            .flat_map(|(_, contents)| {
                let secrets = contents.secrets.iter().filter(|secret| {
                    secret.primary_region.as_ref().is_none_or(|primary| secret.arn.contains(&format!(":{primary}:")))
                });
                secrets
                    .map(|secret| secret.arn.clone())
                    .chain(contents.parameters.iter().map(|parameter| parameter.arn.clone()))
                    .collect::<Vec<_>>()
            })
            .collect()
    })
}

async fn listed(estate: &Estate, filter: &str) -> BTreeSet<String> {
    let mut arns = BTreeSet::new();
    loop {
        let offset = u32::try_from(arns.len()).expect("a count");
        let page = estate.app.secrets(filter, Sort::default(), offset, 1000).await.expect("a page");
        if page.rows.is_empty() {
            return arns;
        }
        arns.extend(page.rows.into_iter().map(|row| row.arn.to_string()));
    }
}

#[tokio::test]
async fn every_secret_of_every_cell_is_listed_once_and_no_value_is_read() {
    let estate = Estate::demo();
    let report = estate.sync().await;
    assert_eq!(report.problems, vec![]);
    assert_eq!((report.cells, report.cells_read), (24, 24), "4 accounts × 3 regions × 2 stores");
    assert_eq!(listed(&estate, "").await, held(&estate));

    // The same again: nothing changed, and nothing that is known is asked for again.
    estate.server.reset_calls();
    let again = estate.sync().await;
    assert_eq!((again.added, again.changed, again.gone), (0, 0, 0), "{:?}", again.lines);
    assert_eq!(estate.server.calls().get("SecretsManager.ListSecretVersionIds"), None, "{:?}", estate.server.calls());
    assert_eq!(estate.server.value_calls(), 0);
}

#[tokio::test]
async fn one_refused_call_costs_its_cell_and_nothing_else() {
    let estate = Estate::demo();
    estate.sync().await;
    let before = listed(&estate, "").await;
    let (account, region) = estate.server.read(|organisation| {
        let place = organisation.places.keys().next().expect("a place").clone();
        (place.account, place.region)
    });
    let faults = [
        (Effect::Deny, Reason::MissingAction),
        (Effect::Throttle, Reason::Throttled),
        (Effect::Expire, Reason::ExpiredSignIn),
        (Effect::Status500, Reason::ServiceFailed),
        (Effect::Reset, Reason::NoNetwork),
        (Effect::Stall(std::time::Duration::from_secs(30)), Reason::NoNetwork),
        (Effect::NotJson, Reason::NotUnderstood),
        (Effect::RepeatToken, Reason::NotUnderstood),
        (Effect::DisabledRegion, Reason::RegionDisabled),
    ];
    for (effect, reason) in faults {
        let fault = Fault::on("SSM.DescribeParameters", effect).in_account(&account).in_region(&region);
        estate.server.set_faults(vec![fault]);
        let report = estate.sync().await;
        let found: Vec<_> = report
            .problems
            .iter()
            .map(|problem| {
                (problem.account.clone(), problem.region.clone(), problem.store, problem.reason, problem.hides)
            })
            .collect();
        let expect =
            (Some(account.clone()), Some(region.clone()), Some(Store::ParameterStore), reason, Hidden::Secrets);
        assert_eq!(found, vec![expect], "{effect:?}");
        assert_eq!((report.cells_read, report.gone, report.changed), (23, 0, 0), "{effect:?}: {:?}", report.lines);
        assert_eq!(listed(&estate, "").await, before, "{effect:?}: the last complete picture stays");
    }
    let coverage = estate.app.coverage().await.expect("coverage");
    let failed: Vec<_> = coverage.cells.iter().filter(|known| known.state == CellState::Failed).collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].read_in_full_at.is_some(), "when it was last read in full is still known");
    estate.server.set_faults(vec![]);
    assert_eq!(estate.sync().await.problems, vec![], "and the next sync is whole again");
}

#[tokio::test]
async fn a_secret_is_gone_only_after_a_full_listing_without_it() {
    let estate = Estate::demo();
    estate.sync().await;
    let arn = held(&estate).into_iter().find(|arn| arn.contains(":ssm:")).expect("a parameter");
    estate.server.mutate(|organisation| assert!(organisation.remove(&arn)));
    estate.server.set_faults(vec![Fault::on("SSM.DescribeParameters", Effect::Deny)]);
    assert_eq!(estate.sync().await.gone, 0);
    assert!(listed(&estate, "").await.contains(&arn));

    estate.server.set_faults(vec![]);
    let report = estate.sync().await;
    assert_eq!(report.gone, 1);
    assert!(!listed(&estate, "").await.contains(&arn));
    assert!(listed(&estate, "is:gone").await.contains(&arn));
    let whole = estate.app.secret(&arn).await.expect("it can still be opened");
    assert_eq!(whole.changes.first().map(|seen| seen.change.what), Some(What::Gone));
}

#[tokio::test]
async fn details_that_are_refused_leave_the_list_whole_and_say_so() {
    for (operation, hides) in [("SecretsManager.ListSecretVersionIds", Hidden::Ages), ("KMS.ListAliases", Hidden::Keys)]
    {
        let estate = Estate::demo();
        estate.server.set_faults(vec![Fault::on(operation, Effect::Deny)]);
        let report = estate.sync().await;
        assert_eq!(listed(&estate, "").await, held(&estate), "{operation}");
        assert!(!report.problems.is_empty(), "{operation}");
        for problem in &report.problems {
            assert_eq!((problem.hides, problem.reason), (hides, Reason::MissingAction), "{operation}");
        }
        let coverage = estate.app.coverage().await.expect("coverage");
        assert!(coverage.cells.iter().any(|known| known.state == CellState::Partial), "{operation}");
    }
    // Tags have a second way; only without both they are hidden.
    let estate = Estate::demo();
    estate.server.set_faults(vec![Fault::on("GetResources", Effect::Deny)]);
    assert_eq!(estate.sync().await.problems, vec![]);
    estate
        .server
        .set_faults(vec![Fault::on("GetResources", Effect::Deny), Fault::on("ListTagsForResource", Effect::Deny)]);
    let report = estate.sync().await;
    assert!(report.problems.iter().all(|problem| problem.hides == Hidden::Tags) && !report.problems.is_empty());
}

#[tokio::test]
async fn an_account_whose_role_is_refused_costs_that_account() {
    let estate = Estate::demo();
    let account = estate.server.read(|organisation| {
        let management = organisation.management().expect("a management account").id.clone();
        organisation.active().map(|member| member.id.clone()).find(|id| *id != management).expect("another account")
    });
    estate.server.set_faults(vec![Fault::on("AssumeRole", Effect::Deny).in_account(&account)]);
    let report = estate.sync().await;
    assert_eq!(report.cells_read, 18);
    let found: Vec<_> = report.problems.iter().map(|problem| (problem.account.clone(), problem.reason)).collect();
    assert_eq!(found, vec![(Some(account), Reason::RoleRefused)]);
}

#[tokio::test]
async fn a_second_sync_is_refused_and_a_stopped_one_keeps_what_is_complete() {
    let estate = Estate::patient();
    let region = estate.sources[0].regions[0].clone();
    let stall = Effect::Stall(std::time::Duration::from_mins(5));
    estate.server.set_faults(vec![Fault::on("SSM.DescribeParameters", stall).in_region(&region)]);
    let other = estate.again(noon());
    let (sources, app) = (estate.sources.clone(), estate.app.clone());
    let (progress, mut watching) = tokio::sync::mpsc::channel(1);
    let first = tokio::spawn(async move {
        app.sync_from(&sources, |receiver| {
            progress.try_send(receiver).expect("the test listens");
        })
        .await
    });
    let mut receiver = watching.recv().await.expect("progress");
    let refused = other.sync_from(&estate.sources, |_| {}).await.expect_err("it is refused");
    assert!(matches!(refused, AppError::Store(keyturn_store::StoreError::SyncRunning)), "{refused:?}");
    let refused = estate.app.sync_from(&estate.sources, |_| {}).await.expect_err("in the same process too");
    assert!(matches!(refused, AppError::Store(keyturn_store::StoreError::SyncRunning) | AppError::SyncRunning));

    let ended = |progress: &keyturn_app::sync::Progress| {
        progress.cells.iter().filter(|cell| cell.step.code() == "complete").count()
    };
    receiver.wait_for(|progress| ended(progress) >= 20).await.expect("all but the stalled cells end");
    assert!(estate.app.cancel_sync());
    let report = first.await.expect("the task ends").expect("the sync ends");
    assert!(report.cancelled);
    assert_eq!((report.cells_read, report.problems.len()), (20, 4));
    assert!(report.problems.iter().all(|problem| problem.reason == Reason::Cancelled));
    let kept = listed(&estate, "").await;
    let expect: BTreeSet<String> = held(&estate)
        .into_iter()
        .filter(|arn| !(arn.contains(":ssm:") && arn.contains(&format!(":{region}:"))))
        .collect();
    assert_eq!(kept, expect);

    estate.server.set_faults(vec![]);
    estate.sync().await;
    assert_eq!(listed(&estate, "").await, held(&estate));
}

#[tokio::test]
async fn the_age_is_the_age_of_the_value() {
    let estate = Estate::demo();
    estate.sync().await;
    // What the organisation itself knows, which no call that Keyturn makes says for parameters.
    let truth: BTreeMap<String, chrono::DateTime<chrono::Utc>> = estate.server.read(|organisation| {
        let secrets = organisation
            .secrets()
            .filter_map(|secret| Some((secret.arn.clone(), secret.staged("AWSCURRENT")?.created_at)));
        secrets.collect()
    });
    let mut compared = 0;
    let mut offset = 0;
    loop {
        let page = estate.app.secrets("store:sm", Sort::default(), offset, 100).await.expect("a page");
        if page.rows.is_empty() {
            break;
        }
        offset += 100;
        for row in page.rows {
            let expect = truth.get(row.arn.as_str()).map(chrono::DateTime::timestamp);
            assert_eq!(row.value.made_at.map(|at| at.timestamp()), expect, "{}", row.name);
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");

    // A parameter gets a new value: its age begins anew, and the change is told.
    let arn = held(&estate).into_iter().find(|arn| arn.contains(":ssm:")).expect("a parameter");
    let later = noon() + chrono::Duration::days(3);
    estate.server.mutate(|organisation| {
        let parameter = organisation.parameter_mut(&arn).expect("the parameter");
        parameter.put_value(later, "arn:aws:iam::111122223333:role/deploy", "KEYTURN-CANARY-new");
    });
    let app = estate.again(later + chrono::Duration::days(1));
    let report = app.sync_from(&estate.sources, |_| {}).await.expect("the sync ends");
    assert_eq!((report.changed, report.added, report.gone), (1, 0, 0), "{:?}", report.lines);
    let whole = app.secret(&arn).await.expect("the parameter");
    assert_eq!(whole.stored.listed.value.days(app.now()), Some(1));
    assert_eq!(whole.changes.first().map(|seen| seen.change.what), Some(What::Value));
}

#[tokio::test]
async fn no_value_is_found_in_anything_that_keyturn_writes() {
    let estate = Estate::demo();
    estate.sync().await;
    let arns = listed(&estate, "").await;
    for arn in arns.iter().step_by(17) {
        estate.app.sync_from(&[], |_| {}).await.expect_err("no sources");
        estate.app.secret(arn).await.expect("a secret");
    }
    let form = Form::Csv;
    let csv = estate.folder.path().join("all.csv");
    estate.app.export("", Sort::default(), Column::ALL.to_vec(), form, csv.clone()).await.expect("an export");
    let backup = estate.folder.path().join("all.ktbackup");
    estate.app.backup(&backup, "a passphrase for a backup").await.expect("a backup");
    let canaries: Vec<String> = estate.server.read(|organisation| organisation.canaries().map(str::to_owned).collect());
    assert!(canaries.len() > 300, "{}", canaries.len());
    for file in std::fs::read_dir(estate.folder.path()).expect("the folder") {
        let path = file.expect("a file").path();
        let bytes = std::fs::read(&path).expect("its bytes");
        let text = String::from_utf8_lossy(&bytes);
        for canary in &canaries {
            assert!(!text.contains(canary.as_str()), "{} holds a value", path.display());
        }
        // The database and the backup are encrypted: not even names are readable in them.
        if path.extension().is_none_or(|extension| extension != "csv" && extension != "json") {
            assert!(!text.contains("STRIPE"), "{} is readable", path.display());
        }
    }
    assert!(std::fs::read_to_string(csv).expect("the export").contains("STRIPE"), "the search finds what is there");
    assert_eq!(estate.server.value_calls(), 0);
}

#[tokio::test]
async fn hostile_names_are_kept_as_they_are() {
    let mut organisation = generate(&Spec::demo(noon()));
    assert!(plant_hostile(&mut organisation) > 5);
    let estate = Estate::of(organisation);
    let report = estate.sync().await;
    assert_eq!(report.problems, vec![]);
    assert_eq!(listed(&estate, "").await, held(&estate));
    for arn in held(&estate) {
        let whole = estate.app.secret(&arn).await.unwrap_or_else(|error| panic!("{arn}: {error}"));
        assert_eq!(whole.stored.secret.arn.as_str(), arn);
    }
    let csv = estate.folder.path().join("all.csv");
    let columns = Column::ALL.to_vec();
    estate.app.export("", Sort::default(), columns, Form::Csv, csv.clone()).await.expect("an export");
    let text = std::fs::read_to_string(csv).expect("the export");
    for line in text.lines() {
        for cell in line.split(',') {
            let first = cell.trim_start_matches('"').chars().next();
            assert!(!matches!(first, Some('=' | '+' | '@')), "a spreadsheet would run {cell}");
        }
    }
}

#[tokio::test]
async fn the_audit_log_has_an_entry_for_everything_and_its_chain_holds() {
    let estate = Estate::demo();
    estate.sync().await;
    let arn = held(&estate).into_iter().next().expect("a secret");
    estate.app.save_note(&arn, "Restricted since June.").await.expect("a note");
    estate.app.save_note(&arn, "").await.expect("no note");
    let verified = estate.app.verify_audit().await.expect("a walk");
    assert_eq!(verified.broken, None);
    let page = estate.app.audit_log(0, 500).await.expect("the log");
    assert_eq!(page.total, verified.entries);
    let mut actions: Vec<&str> = page.entries.iter().map(|entry| entry.action.as_str()).collect();
    actions.sort_unstable();
    actions.dedup();
    assert_eq!(actions, ["cell.read", "note.cleared", "note.saved", "sync.ended"]);
    let refused = estate.app.save_note(&arn, concat!("AKIA", "Z5T7QK3PLM2XVBNA")).await.expect_err("it is refused");
    assert!(matches!(refused, AppError::LooksLikeSecret { .. }), "{refused:?}");
    assert_eq!(estate.app.audit_log(0, 1).await.expect("the log").total, verified.entries, "nothing was stored");
}
