//! The doctor over the made-up organisation: its words where each action is refused in turn, its numbers, its stops.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use keyturn_app::access::Access;
use keyturn_app::doctor::{ACTIONS, ActionState, Asked, CheckOf, CheckState, Diagnosis, to_csv};
use keyturn_app::{App, KeyPlace};
use keyturn_domain::problem::Reason;
use keyturn_domain::source::Accounts;
use keyturn_estate::{Effect, Fault};

use crate::access::demo;

async fn diagnosed(app: &Arc<App>) -> Arc<Diagnosis> {
    app.diagnose(Some(KeyPlace::Passphrase), |_| ()).await.expect("diagnosed")
}

fn said(diagnosis: &Diagnosis) -> Vec<&str> {
    diagnosis.sentences.iter().map(|sentence| sentence.words.as_str()).collect()
}

/// The estate's name for an action's call.
fn operation(action: &str) -> String {
    let (service, name) = action.split_once(':').expect("an action");
    let service = match service {
        "secretsmanager" => "SecretsManager",
        "tag" => "Tagging",
        "cloudtrail" => "CloudTrail",
        "organizations" => "Organizations",
        "identitystore" => "IdentityStore",
        "account" => "Account",
        other => &other.to_uppercase(),
    };
    format!("{service}.{name}")
}

#[tokio::test]
async fn where_everything_is_allowed_nothing_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    assert!(app.last_diagnosis().is_none());
    let mut watched = None;
    let found = app.diagnose(Some(KeyPlace::Passphrase), |progress| watched = Some(progress)).await.expect("diagnosed");
    assert_eq!(said(&found), Vec::<&str>::new());
    assert_eq!(found.problems, []);
    assert!(found.is_well() && !found.is_partial());
    let organization = ACTIONS.iter().filter(|action| action.asked == Asked::Organization).count();
    let actions: Vec<usize> = found.accounts.iter().map(|account| account.actions.len()).collect();
    let (all, others) = (ACTIONS.len(), ACTIONS.len() - organization);
    assert_eq!(actions, [all, others, others, others]);
    let states = found.accounts.iter().flat_map(|account| &account.actions).map(|action| action.state);
    assert!(states.into_iter().all(|state| matches!(state, ActionState::Allowed | ActionState::NotTried)));
    let progress = watched.expect("a progress").borrow().clone();
    assert_eq!(
        progress.accounts.iter().map(|one| (one.done, one.of)).collect::<Vec<_>>(),
        [(5, 5), (4, 4), (4, 4), (4, 4)]
    );
    let checks: Vec<_> = found.checks.iter().map(|check| (check.of.code(), check.state.code(), &check.words)).collect();
    insta::assert_debug_snapshot!("checks", checks);
    assert!(Arc::ptr_eq(&found, &app.last_diagnosis().expect("kept")));
    assert_eq!((app.diagnosis_progress(), server.value_calls()), (None, 0));
}

#[tokio::test]
async fn each_refused_action_is_told_with_what_it_hides() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    // One region of two accounts is enough, once for each action.
    let mut sources = app.sources().await.expect("sources");
    sources[0].regions.truncate(1);
    let mut own = sources[0].clone();
    own.accounts = Accounts::Own;
    let other = server.read(|organisation| organisation.active().nth(1).expect("an account").id.clone());
    sources[0].accounts = Accounts::List { role: "KeyturnReader".to_owned(), accounts: vec![other] };
    sources.insert(0, own);
    app.save_sources(sources).await.expect("saved");
    let mut told = Vec::new();
    for action in &ACTIONS {
        server.set_faults(vec![Fault::on(&operation(action.name), Effect::Deny)]);
        let found = diagnosed(&app).await;
        assert!(!found.is_well(), "{}", action.name);
        let [sentence] = found.sentences.as_slice() else { panic!("{}: {:?}", action.name, said(&found)) };
        assert_eq!((sentence.action.as_str(), sentence.hides), (action.name, action.hides));
        for account in &found.accounts {
            for one in &account.actions {
                let refused = one.state == ActionState::Refused;
                assert_eq!(refused, one.action == action, "{} while {} is refused", one.action.name, action.name);
                assert_eq!(refused, one.problem.is_some());
            }
        }
        told.push(sentence.words.clone());
    }
    insta::assert_snapshot!("words", told.join("\n"));
}

/// Secrets of which some principal's access is unknown.
async fn unknown(app: &Arc<App>) -> BTreeSet<String> {
    app.collect_access(|_| ()).await.expect("collected");
    let evaluation = app.access().await.expect("evaluated");
    let world = &evaluation.world;
    let is_unknown = |secret: &usize| {
        (0..world.principals.len()).any(|principal| evaluation.access(principal, *secret) == Access::Unknown)
    };
    // Replicas count with their primary.
    let replica = |secret: &usize| {
        let arn = &world.secrets[*secret].arn;
        world.secrets.iter().any(|other| &other.arn != arn && is_copy(&other.arn, arn))
    };
    let unknown = (0..world.secrets.len()).filter(|secret| is_unknown(secret) && !replica(secret));
    unknown.map(|secret| world.secrets[secret].arn.clone()).collect()
}

/// Whether two ARNs differ in their region alone, and the first comes before the second.
fn is_copy(first: &str, second: &str) -> bool {
    let parts = |arn: &str| arn.split(':').map(str::to_owned).collect::<Vec<_>>();
    let (first, second) = (parts(first), parts(second));
    first.get(4..) == second.get(4..) && first.get(3) < second.get(3)
}

#[tokio::test]
async fn the_numbers_are_those_of_the_evaluation() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    // Some are unknown without a refusal: a policy asks for what nobody can know beforehand.
    let before = unknown(&app).await;
    // The last two take away what was known of keys.
    for operation in ["KMS.GetKeyPolicy", "SecretsManager.GetResourcePolicy", "KMS.DescribeKey", "KMS.ListKeys"] {
        server.set_faults(vec![Fault::on(operation, Effect::Deny)]);
        let found = diagnosed(&app).await;
        let [sentence] = found.sentences.as_slice() else { panic!("{operation}: {:?}", said(&found)) };
        let (told, after) = (sentence.secrets as usize, unknown(&app).await);
        // Those that were unknown before may have been so for another reason.
        let new = after.difference(&before).count();
        assert!(new <= told, "{operation}: {}, evaluated {new}: never fewer", sentence.words);
        // What a Deny elsewhere settles for everybody is counted all the same: a few secrets.
        assert!(told <= after.len() + 8, "{operation}: {}, evaluated {}", sentence.words, after.len());
    }
}

#[tokio::test]
async fn words_say_where_accounts_and_regions_differ() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let (accounts, regions) = server.read(|organisation| {
        let accounts: Vec<_> = organisation.active().map(|member| member.id.clone()).collect();
        (accounts, organisation.regions.clone())
    });
    let deny = |operation: &str| Fault::on(operation, Effect::Deny);
    let in_region = |fault: Fault| {
        let mut fault = fault;
        fault.matches.region = Some(regions[1].clone());
        fault
    };
    for (name, faults) in [
        ("one account", vec![deny("KMS.GetKeyPolicy").in_account(&accounts[1])]),
        (
            "two accounts",
            vec![deny("KMS.ListGrants").in_account(&accounts[1]), deny("KMS.ListGrants").in_account(&accounts[2])],
        ),
        ("one region of one account", vec![in_region(deny("SecretsManager.ListSecrets").in_account(&accounts[0]))]),
        ("one region everywhere", vec![in_region(deny("CloudTrail.LookupEvents"))]),
        ("both ways to tags", vec![deny("Tagging.GetResources"), deny("SSM.ListTagsForResource")]),
        ("no way in", vec![deny("STS.AssumeRole").in_account(&accounts[3])]),
        ("no way into any", vec![deny("STS.AssumeRole")]),
        (
            "the gravest first",
            vec![
                deny("Tagging.GetResources"),
                deny("SecretsManager.ListSecrets"),
                deny("IdentityStore.ListUsers"),
                deny("IAM.GetAccountAuthorizationDetails"),
            ],
        ),
    ] {
        server.set_faults(faults);
        let found = diagnosed(&app).await;
        let advice: Vec<_> = found.sentences.iter().map(|one| format!("{}\n  {}", one.words, one.advice)).collect();
        insta::assert_snapshot!(name.replace(' ', "_"), advice.join("\n"));
        let table = to_csv(&found).expect("a table");
        assert!(table.contains(",refused,") || table.contains(",differs,") || table.contains(",not_asked,"), "{table}");
    }
}

#[tokio::test]
async fn what_could_not_be_tried_is_no_refusal() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let region = server.read(|organisation| organisation.regions[2].clone());
    let mut disabled = Fault::on("", Effect::DisabledRegion);
    (disabled.matches.operation, disabled.matches.region) = (None, Some(region.clone()));
    server.set_faults(vec![disabled]);
    let found = diagnosed(&app).await;
    assert_eq!(said(&found), Vec::<&str>::new());
    let [problem] = found.problems.as_slice() else { panic!("{:?}", found.problems) };
    assert_eq!((problem.reason, &problem.region, &problem.account), (Reason::RegionDisabled, &Some(region), &None));
    assert!(problem.message.starts_with("In 4 accounts ("), "{}", problem.message);
    assert!(found.is_partial() && !found.is_well());
    let failed = |action: &keyturn_app::doctor::ActionFound| action.state == ActionState::Failed;
    assert!(!found.accounts.iter().flat_map(|account| &account.actions).any(failed));

    server.set_faults(vec![Fault::on("KMS.ListKeys", Effect::Status500)]);
    let found = diagnosed(&app).await;
    let states = found.accounts.iter().flat_map(|one| &one.actions).filter(|one| one.action.name == "kms:ListKeys");
    assert!(states.map(|one| one.state).all(|state| state == ActionState::Failed));
    assert!(found.problems.iter().all(|problem| problem.reason == Reason::ServiceFailed));
}

#[tokio::test]
async fn an_account_that_is_not_told_of_the_organisation_says_so_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let (member, place) = server.read(|organisation| {
        let member = organisation.active().nth(1).expect("an account").id.clone();
        (member.clone(), member)
    });
    let mut sources = app.sources().await.expect("sources");
    sources[0].accounts = Accounts::List { role: "KeyturnReader".to_owned(), accounts: vec![member] };
    app.save_sources(sources).await.expect("saved");
    let found = diagnosed(&app).await;
    let organization: Vec<_> =
        found.sentences.iter().filter(|one| one.words.starts_with("The organisation tells")).collect();
    assert_eq!((organization.len(), found.sentences.len()), (1, 1), "{:?}", said(&found));
    assert_eq!(organization[0].accounts, [place]);
}

#[tokio::test]
async fn a_person_can_stop_it_and_what_was_tried_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    server.set_faults(vec![Fault::on("CloudTrail.LookupEvents", Effect::Stall(Duration::from_mins(10)))]);
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let running = tokio::spawn({
        let app = Arc::clone(&app);
        async move { app.diagnose(None, |progress| drop(sender.send(progress))).await }
    });
    let mut progress = receiver.await.expect("it runs");
    let some_done = |now: &keyturn_app::doctor::DoctorProgress| now.accounts.iter().any(|one| one.done > 0);
    progress.wait_for(some_done).await.expect("a place ends");
    let second = app.diagnose(None, |_| ()).await;
    assert!(second.is_err(), "one at a time");
    assert!(app.cancel_diagnosis());
    let found = running.await.expect("ended").expect("diagnosed");
    assert!(found.cancelled && found.is_partial() && !found.is_well());
    let tried = found.accounts.iter().any(|account| !account.actions.is_empty());
    assert!(tried, "what was tried is told");
    assert!(!app.cancel_diagnosis(), "nothing runs any more");
}

#[tokio::test]
async fn without_a_source_the_machine_is_looked_at_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    app.save_sources(Vec::new()).await.expect("saved");
    let found = diagnosed(&app).await;
    assert_eq!((found.sources, found.accounts.len()), (0, 0));
    let state = |of: CheckOf| found.checks.iter().find(|check| check.of == of).map(|check| check.state);
    assert_eq!(state(CheckOf::Sources), Some(CheckState::Bad));
    assert_eq!(state(CheckOf::Database), Some(CheckState::Good));
    assert!(!found.is_well());
}
