//! Access of the made-up organisation through the use cases: collected with refusals, evaluated again, dated.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use keyturn_app::access::{Access, AccessProgress, Counts, Part, PartState, Principal};
use keyturn_app::trail::DepartedPerson;
use keyturn_app::{App, Clock, Connection, Origin};
use keyturn_domain::listing::Sort;
use keyturn_domain::problem::{Hidden, Reason};
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Effect, Fault, Options, Server, Spec, generate};
use keyturn_store::Database;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

/// The demo's organisation behind its server, synced.
pub(crate) async fn demo(folder: &Path) -> (Server, Arc<App>) {
    let organisation = generate(&Spec::demo(now()));
    let regions = organisation.regions.clone();
    let server = Server::start(organisation, Options::default()).expect("the endpoint starts");
    let connection = Connection {
        default_region: "us-east-1".parse().ok(),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), SECRET_ACCESS_KEY)
    };
    let database = Database::open_in_memory().expect("a database");
    let app = Arc::new(App::new(database, folder.to_owned(), connection, Clock::Fixed(now()), Origin::CommandLine));
    let accounts = Accounts::Organization { role: "KeyturnReader".to_owned() };
    app.save_sources(vec![Source::new(None, accounts, regions)]).await.expect("sources");
    app.sync(|_| ()).await.expect("synced");
    (server, app)
}

async fn counts(app: &Arc<App>) -> Counts {
    app.collect_access(|_| ()).await.expect("collected");
    app.access().await.expect("evaluated").counts
}

#[tokio::test]
async fn a_refused_call_makes_unknown_what_it_hides_and_loses_no_reader() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let whole = counts(&app).await;
    let known: Vec<(String, String)> = readable(&app).await;
    assert!(whole.can > 500 && whole.conditional > 50, "{whole:?}");
    for operation in ["KMS.ListGrants", "KMS.GetKeyPolicy", "SecretsManager.GetResourcePolicy"] {
        server.set_faults(vec![Fault::on(operation, Effect::Deny)]);
        let refused = counts(&app).await;
        assert!(refused.unknown > whole.unknown, "{operation}: {refused:?}");
        let now = readable(&app).await;
        let lost: Vec<_> = known.iter().filter(|pair| !now.contains(pair)).take(3).collect();
        assert!(lost.is_empty(), "{operation}: {lost:?}");
        let evaluation = app.access().await.expect("evaluated");
        assert!(!evaluation.problems.is_empty() && !evaluation.limits.is_empty(), "{operation}");
    }
    server.set_faults(vec![]);
    assert_eq!(counts(&app).await, whole);
}

/// Principals and secrets that do not stand as *cannot*.
async fn readable(app: &Arc<App>) -> Vec<(String, String)> {
    let evaluation = app.access().await.expect("evaluated");
    let world = &evaluation.world;
    let mut found = Vec::new();
    for (number, principal) in world.principals.iter().enumerate() {
        let cells = evaluation.cells(number);
        found.extend(cells.map(|(secret, _)| (principal.arn.clone(), world.secrets[secret].arn.clone())));
    }
    found.sort();
    found
}

#[tokio::test]
async fn an_account_that_says_nothing_has_no_readers_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    server.set_faults(vec![Fault::on("GetAccountAuthorizationDetails", Effect::Deny)]);
    let refused = counts(&app).await;
    assert_eq!((refused.can, refused.conditional, refused.unknown), (0, 0, 0));
    let evaluation = app.access().await.expect("evaluated");
    let said = evaluation.limits.iter().filter(|limit| limit.contains("iam:GetAccountAuthorizationDetails"));
    assert_eq!(said.count(), 4, "{:?}", evaluation.limits);
}

#[tokio::test]
async fn a_sync_and_an_evaluation_after_it_change_nothing_that_did_not_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let before = counts(&app).await;
    let evaluation = app.access().await.expect("evaluated");
    let (principal, secret) = evaluation
        .world
        .principals
        .iter()
        .enumerate()
        .find_map(|(number, principal)| {
            let (secret, _) = evaluation.cells(number).find(|(_, access)| *access == Access::Can)?;
            Some((principal.arn.clone(), evaluation.world.secrets[secret].arn.clone()))
        })
        .expect("somebody can read something");
    app.sync(|_| ()).await.expect("synced");
    let again = app.access().await.expect("evaluated");
    assert!(!Arc::ptr_eq(&evaluation, &again), "a sync makes it evaluate again");
    assert_eq!(again.counts, before);
    let readers = app.readers(&secret, false).await.expect("readers");
    let pair = readers.pairs.iter().find(|pair| again.world.principals[pair.principal].arn == principal);
    assert_eq!(pair.expect("the reader").since, Some(now()));
    let all = app.readers(&secret, true).await.expect("readers");
    assert_eq!(all.pairs.len(), again.world.principals.len());
}

#[tokio::test]
async fn the_readers_of_one_secret_are_the_same_without_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    app.collect_access(|_| ()).await.expect("collected");
    let listed = app.secrets("", Sort::default(), 0, 1000).await.expect("a page").rows;
    let readers = async || {
        let mut all = Vec::new();
        for row in &listed {
            let found = app.readers(row.arn.as_str(), true).await.expect("readers");
            let world = &found.evaluation.world;
            let pairs = found.pairs.iter().map(|pair| {
                let chain: Vec<&str> = pair.chain.iter().map(|role| &*world.principals[*role].arn).collect();
                let (principal, secret) = (&world.principals[pair.principal].arn, &world.secrets[pair.secret].arn);
                format!(
                    "{principal} {secret} {chain:?} {:?} {:?} {:?} {:?}",
                    pair.access, pair.causes, pair.marks, pair.through
                )
            });
            all.push((pairs.collect::<Vec<_>>(), found.evaluation.outside(found.secret), world.secrets.len()));
        }
        all
    };
    let alone = readers().await;
    assert!(alone.iter().all(|(_, _, secrets)| *secrets == 1), "only the one was evaluated");
    app.access().await.expect("evaluated");
    let together = readers().await;
    assert!(together.iter().all(|(_, _, secrets)| *secrets >= listed.len()), "all were evaluated");
    for ((alone, outside, _), (together, outside_of_all, _)) in alone.iter().zip(&together) {
        assert_eq!(alone, together);
        assert_eq!(outside, outside_of_all);
    }
}

#[tokio::test]
async fn what_did_not_change_is_not_evaluated_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    counts(&app).await;
    let before = app.access().await.expect("evaluated");
    counts(&app).await;
    assert!(Arc::ptr_eq(&before, &app.access().await.expect("evaluated")), "nothing changed");
    server.set_faults(vec![Fault::on("KMS.ListGrants", Effect::Deny)]);
    counts(&app).await;
    assert!(!Arc::ptr_eq(&before, &app.access().await.expect("evaluated")), "a refusal is a change");
}

/// Collects until AWS is asked for keys, whose answers never come, and stops it there.
async fn stop_at_the_keys(server: &Server, app: &Arc<App>) {
    server.set_faults(vec![Fault::on("KMS.ListKeys", Effect::Stall(Duration::from_mins(10)))]);
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let collecting = Arc::clone(app);
    let work = tokio::spawn(async move {
        let watching = |progress| drop(sender.send(progress));
        collecting.collect_access(watching).await
    });
    let mut progress = receiver.await.expect("it runs");
    let at_the_keys =
        |now: &AccessProgress| now.parts.iter().any(|one| one.part == Part::Keys && one.state == PartState::Running);
    progress.wait_for(at_the_keys).await.expect("it comes to the keys");
    assert!(app.access_progress().is_some_and(|now| at_the_keys(&now)));
    assert!(app.cancel_access());
    work.await.expect("it ends").expect("stopped is not failed");
    let ended = progress.borrow().clone();
    assert!(ended.parts.iter().any(|one| one.state == PartState::Cancelled), "{ended:?}");
    assert!(ended.parts.iter().all(|one| !matches!(one.state, PartState::Waiting | PartState::Running)), "{ended:?}");
    assert!(app.access_progress().is_none() && !app.cancel_access());
    server.set_faults(vec![]);
}

#[tokio::test]
async fn a_stopped_collection_keeps_what_was_known_and_says_what_it_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let whole = counts(&app).await;
    let known = readable(&app).await;
    stop_at_the_keys(&server, &app).await;
    assert_eq!(readable(&app).await, known);
    let evaluation = app.access().await.expect("evaluated");
    assert_eq!(evaluation.counts, whole);
    let stopped = evaluation.problems.iter().filter(|problem| problem.reason == Reason::Cancelled);
    assert_eq!(stopped.count(), evaluation.inputs.len(), "each account says that it was stopped");
    assert_eq!(counts(&app).await, whole);
    let evaluation = app.access().await.expect("evaluated");
    assert!(evaluation.problems.iter().all(|problem| problem.reason != Reason::Cancelled));
}

#[tokio::test]
async fn a_first_collection_that_is_stopped_is_not_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    stop_at_the_keys(&server, &app).await;
    let evaluation = app.access().await.expect("evaluated");
    assert_eq!((evaluation.inputs.len(), evaluation.counts), (4, Counts::default()));
    for input in &evaluation.inputs {
        assert_eq!(input.taken_at, None);
        assert!(input.missing.iter().any(|words| words.contains("GetAccountAuthorizationDetails (cancelled)")));
    }
}

/// The roles of Identity Center with who stands behind each.
async fn people(app: &Arc<App>) -> Vec<String> {
    let evaluation = app.access().await.expect("evaluated");
    let shared = |name: &str| name.starts_with("AWSReservedSSO_");
    let roles = evaluation.world.principals.iter().enumerate().filter(|(_, of)| shared(&of.name));
    let words = roles.map(|(number, of)| {
        let people: Vec<&str> = evaluation.people(number).iter().map(|person| person.name.as_str()).collect();
        format!("{} {}: {}", of.account, of.name, people.join(", "))
    });
    words.collect()
}

#[tokio::test]
async fn people_stand_behind_the_roles_of_identity_center() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let whole = counts(&app).await;
    insta::assert_snapshot!("people", people(&app).await.join("\n"));
    let calls = server.calls();
    assert_eq!(calls["IdentityStore.ListUsers"], 2, "130 people are two pages: {calls:?}");
    let known = people(&app).await;
    // What was told once stays where it is refused later; nothing else hangs on it.
    server.set_faults(vec![Fault::on("SSO.ListAccountAssignments", Effect::Deny)]);
    assert_eq!(counts(&app).await, whole);
    assert_eq!(people(&app).await, known);
    let evaluation = app.access().await.expect("evaluated");
    let problems: Vec<_> = evaluation.problems.iter().map(|problem| (problem.action.as_str(), problem.hides)).collect();
    assert_eq!(problems, [("sso:ListAccountAssignments", Hidden::People)]);
    assert!(
        evaluation.limits.iter().any(|limit| limit.contains("sso:ListAccountAssignments")),
        "{:?}",
        evaluation.limits
    );
    assert!(evaluation.world.organization.is_some(), "the tree is as it was");
}

#[tokio::test]
async fn a_refused_call_hides_people_and_nothing_of_readers() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let mut all: Option<Counts> = None;
    for (operation, expected) in [
        ("SSO.ListInstances", ""),
        ("SSO.DescribePermissionSet", ""),
        ("IdentityStore.ListUsers", "user "),
        ("IdentityStore.ListGroups", "li.wei@example.com, tom.baker@example.com"),
        ("IdentityStore.ListGroupMemberships", "group Developers"),
    ] {
        server.set_faults(vec![Fault::on(operation, Effect::Deny)]);
        let counts = counts(&app).await;
        assert_eq!(*all.get_or_insert(counts), counts, "{operation}");
        let found = people(&app).await;
        let shared = found.iter().find(|words| words.starts_with("111122223333 AWSReservedSSO_Developer_"));
        let (_, names) = shared.and_then(|words| words.split_once(": ")).expect("the role");
        assert!(names.starts_with(expected) && names.is_empty() == expected.is_empty(), "{operation}: {names}");
        let evaluation = app.access().await.expect("evaluated");
        assert_eq!(evaluation.problems.len(), 1, "{operation}: {:?}", evaluation.problems);
    }
}

#[tokio::test]
async fn a_role_whose_people_have_all_left_is_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    counts(&app).await;
    let evaluation = app.access().await.expect("evaluated");
    let marked = async |set: &str| {
        let of_set = |of: &Principal| of.account == "111122223333" && of.name.starts_with(set);
        let role = evaluation.world.principals.iter().position(of_set).expect("the role");
        let pairs = app.pairs(&evaluation, vec![(role, 0)]).await.expect("a pair");
        pairs[0].marks.contains("departed")
    };
    let (alone, together) = ("AWSReservedSSO_Administrator_", "AWSReservedSSO_Developer_");
    for (left, expected) in [
        (&["Jonas.Brandt@example.com"][..], (true, false)),
        (&["li.wei@example.com"], (false, false)),
        (&["li.wei@example.com", "tom.baker@example.com"], (false, true)),
    ] {
        let mut settings = app.trail_settings().await.expect("settings");
        let left_on = now().date_naive();
        settings.departed =
            left.iter().map(|person| DepartedPerson { person: (*person).to_owned(), left_on }).collect();
        app.save_trail_settings(settings).await.expect("saved");
        assert_eq!((marked(alone).await, marked(together).await), expected, "{left:?}");
    }
}

/// What is said of a statement on a secret or a key is what the whole organisation, evaluated without it, shows.
#[tokio::test]
async fn without_a_resource_statement_the_organisation_is_as_was_said() {
    use keyturn_access::fast::Matrix;
    use keyturn_access::place::Place;
    use keyturn_access::policy::Document;
    use keyturn_access::world::{Attached, PolicyId};

    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    app.collect_access(|_| ()).await.expect("collected");
    let evaluation = app.access().await.expect("evaluated");
    let world = &evaluation.world;
    let (mut keys, mut resources) = (0, 0);
    for principal in 0..world.principals.len() {
        if keys >= 6 && resources >= 6 {
            break;
        }
        for rests in app.rests(&evaluation, principal).await.expect("statements").statements {
            let on = match rests.place {
                Place::Key { .. } => &mut keys,
                Place::Resource { .. } => &mut resources,
                _ => continue,
            };
            *on += 1;
            if *on > 6 {
                continue;
            }
            let mut without = world.clone();
            let lists = without.secrets.iter_mut().map(|secret| &mut secret.policies);
            let lists = lists.chain(without.keys.iter_mut().map(|key| &mut key.policies));
            let there: Vec<&mut Attached> = lists.flatten().filter(|one| one.place == rests.place).collect();
            let number = world.policies.len();
            for attached in there {
                let document = world.document(attached.policy);
                let kept = document.statements.iter().filter(|one| one.index != rests.statement.index).cloned();
                let document = Document { statements: kept.collect(), ..document.clone() };
                attached.policy = PolicyId(number);
                if without.policies.len() == number {
                    without.policies.push(document);
                }
            }
            let matrix = Matrix::of(&without);
            let reads = |one: usize, secret: usize| matrix.access(one, secret) != Access::Cannot;
            let gone: Vec<usize> =
                evaluation.cells(principal).map(|(at, _)| at).filter(|at| !reads(principal, *at)).collect();
            assert_eq!(rests.removes, gone.len(), "{}", rests.place);
            let before: Vec<usize> = (0..world.principals.len())
                .filter(|one| gone.iter().any(|at| evaluation.access(*one, *at) != Access::Cannot))
                .collect();
            let left = before.iter().filter(|one| gone.iter().any(|at| reads(**one, *at))).count();
            let expected = (!gone.is_empty()).then_some((left, before.len()));
            assert_eq!(rests.readers, expected, "{}", rests.place);
        }
    }
    assert!(keys > 0 && resources > 0, "{keys} key statements, {resources} resource statements");
}
