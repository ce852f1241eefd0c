//! Sign-ins that need a person: start pages by device code, MFA codes, and what happens when they end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use keyturn_aws::{
    Because, Connection, DeviceCode, Question, Rates, SignInId, SignInState, Target, Why, discover, sign_in_to,
    sign_ins, try_profiles,
};
use keyturn_domain::problem::{Problem, Reason};
use keyturn_domain::source::{Accounts, Source};
use keyturn_domain::store::Store;
use keyturn_estate::profiles::{self, ADMIN, AUDITOR, BASE, CHAINED, CLOSED, CORP, MFA, OLDER, PROD, USER};
use keyturn_estate::server::{DeviceEnd, SECRET_ACCESS_KEY, SignInScript};
use keyturn_estate::{Options, Server, Spec, generate};

/// A person's own files, and the estate behind them.
struct Desk {
    server: Server,
    connection: Connection,
    cache: PathBuf,
    _folder: tempfile::TempDir,
}

fn anchor() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).expect("an instant")
}

fn desk(script: SignInScript) -> Desk {
    let server = Server::start(generate(&Spec::demo(anchor())), Options { sign_in: script, ..Options::default() });
    let server = server.expect("the endpoint starts");
    let folder = tempfile::tempdir().expect("a folder");
    let files = (folder.path().join("config"), folder.path().join("credentials"));
    let parts = [CORP, BASE, PROD, CLOSED, OLDER, CHAINED, USER, ADMIN, AUDITOR];
    std::fs::write(&files.0, profiles::config(&server, &parts)).expect("written");
    std::fs::write(&files.1, "").expect("written");
    let cache = folder.path().join("sso/cache");
    let connection = Connection {
        endpoint_url: Some(server.endpoint_url()),
        rates: Rates::unlimited().patience(3, Duration::from_millis(5), Duration::from_secs(5)),
        config_files: Some(files),
        sso_cache: Some(cache.clone()),
        person: Some("ana".to_owned()),
        ..Connection::default()
    };
    Desk { server, connection, cache, _folder: folder }
}

fn corp() -> SignInId {
    SignInId::SsoSession("corp".to_owned())
}

fn through(profile: &str) -> Vec<Source> {
    vec![Source::new(Some(profile.to_owned()), Accounts::Own, Vec::new())]
}

/// The state of each thing to sign in to, as of the anchor.
async fn states(desk: &Desk) -> BTreeMap<String, SignInState> {
    sign_ins(&desk.connection, anchor()).await.into_iter().map(|one| (one.id.to_string(), one.state)).collect()
}

async fn list(target: &Target) -> Result<usize, Problem> {
    let mut reader = target.reader(&target.regions[0], Store::SecretsManager);
    let mut listed = 0;
    while let Some(page) = reader.next_page().await? {
        listed += page.len();
    }
    Ok(listed)
}

/// Answers every question as `answer` says, and gives those that were asked.
fn answering(
    connection: &Connection,
    answer: impl Fn(&Connection, &Question, usize) + Send + 'static,
) -> Arc<Mutex<Vec<Question>>> {
    let asked: Arc<Mutex<Vec<Question>>> = Arc::default();
    let (mut questions, connection, seen) = (connection.sign_ins.questions(), connection.clone(), Arc::clone(&asked));
    tokio::spawn(async move {
        loop {
            let first = questions.borrow_and_update().first().cloned();
            if let Some(first) = first {
                let number = {
                    let mut seen = seen.lock().expect("not poisoned");
                    seen.push(first.clone());
                    seen.len()
                };
                answer(&connection, &first, number);
                // Until it is gone: another look at the same question is not another question.
                let gone = questions.wait_for(|open| open.iter().all(|one| one.asked_at != first.asked_at)).await;
                if gone.is_err() {
                    return;
                }
            } else if questions.changed().await.is_err() {
                return;
            }
        }
    });
    asked
}

#[tokio::test]
async fn a_device_code_leads_to_the_first_list() {
    let desk = desk(SignInScript::default());
    let before = discover(&desk.connection, &through("base")).await;
    assert_eq!(before.problems.iter().map(|p| p.reason).collect::<Vec<_>>(), [Reason::ExpiredSignIn]);
    assert_eq!(states(&desk).await["sso-session:corp"], SignInState::Never);

    let shown: Arc<Mutex<Vec<DeviceCode>>> = Arc::default();
    let hear = Arc::clone(&shown);
    let done = sign_in_to(&desk.connection, &corp(), move |code| hear.lock().expect("not poisoned").push(code)).await;
    let SignInState::Valid { until, renews: true } = done.expect("a sign-in") else { panic!("it holds") };
    let codes = shown.lock().expect("not poisoned").clone();
    assert_eq!((codes.len(), codes[0].user_code.as_str()), (1, "DEMO-0001"));
    assert!(codes[0].verification_uri_complete.as_deref().is_some_and(|page| page.ends_with("user_code=DEMO-0001")));
    assert_eq!(desk.server.calls()["OIDC.CreateToken"], 2);

    let found = discover(&desk.connection, &through("base")).await;
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert!(list(&found.targets[0]).await.expect("a list") > 0);
    assert_eq!(found.targets[0].needs(), [corp()]);
    // Another account of the same start page needs no other sign-in, nor does a role assumed from there.
    let expect_id = SignInScript {
        external_ids: BTreeMap::from([("Partner".to_owned(), "agreed".to_owned())]),
        ..SignInScript::default()
    };
    desk.server.set_sign_in(expect_id);
    for profile in ["prod", "chained"] {
        let found = discover(&desk.connection, &through(profile)).await;
        assert_eq!(found.targets[0].account.id.as_str(), "123456789012", "{:?}", found.problems);
    }
    let closed = discover(&desk.connection, &through("closed")).await;
    assert_eq!(closed.problems[0].reason, Reason::RoleRefused, "{:?}", closed.problems);
    assert_eq!(desk.server.calls()["OIDC.StartDeviceAuthorization"], 1);
    // The older form has a page, and a token, of its own.
    assert_eq!(states(&desk).await["sso-start:https://older.awsapps.com/start"], SignInState::Never);
    let older = SignInId::SsoStart("https://older.awsapps.com/start".to_owned());
    sign_in_to(&desk.connection, &older, |_| ()).await.expect("a sign-in");
    assert!(discover(&desk.connection, &through("older")).await.problems.is_empty());
    let kept = std::fs::read_dir(&desk.cache).expect("the folder").count();
    assert_eq!(kept, 2);
    assert!(until > anchor() - chrono::Duration::days(3650));
}

#[tokio::test]
async fn a_sign_in_that_fails_says_why() {
    for (end, because) in [(DeviceEnd::Denied, Because::Denied), (DeviceEnd::Expired, Because::CodeExpired)] {
        let desk = desk(SignInScript { end, ..SignInScript::at_once() });
        let failed = sign_in_to(&desk.connection, &corp(), |_| ()).await.expect_err("no sign-in");
        assert_eq!(failed.because, because);
        assert!(!desk.cache.exists(), "nothing is kept");
    }
    let desk = desk(SignInScript::default());
    let nowhere = SignInId::SsoSession("nowhere".to_owned());
    let failed = sign_in_to(&desk.connection, &nowhere, |_| ()).await.expect_err("no sign-in");
    assert_eq!(failed.because, Because::Problem(Reason::NoSignIn));
}

#[tokio::test]
async fn a_role_that_refuses_session_tags_says_so() {
    let desk = desk(SignInScript { untagged_roles: BTreeSet::from(["Plain".to_owned()]), ..SignInScript::default() });
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    for (tags, role, action) in
        [(true, "Plain", Some("sts:TagSession")), (false, "Plain", None), (true, "Tagged", None)]
    {
        let accounts = vec!["123456789012".parse().expect("an account")];
        let accounts = Accounts::List { role: role.to_owned(), accounts };
        let mut source = Source::new(Some("base".to_owned()), accounts, Vec::new());
        source.session_tags.extend(tags.then(|| ("team".to_owned(), "security".to_owned())));
        let found = discover(&desk.connection, &[source]).await;
        let problem = found.problems.first();
        assert_eq!(problem.map(|problem| problem.action.as_str()), action, "{tags} {role}: {problem:?}");
        let told = problem.is_none_or(|one| one.reason == Reason::RoleRefused && one.advice().contains("session tags"));
        assert!(told, "{problem:?}");
    }
}

#[tokio::test]
async fn aws_may_ask_to_slow_down() {
    let desk = desk(SignInScript { slow_downs: 1, ..SignInScript::at_once() });
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    assert_eq!(desk.server.calls()["OIDC.CreateToken"], 2);
}

#[tokio::test]
async fn a_token_renews_itself_while_it_can() {
    // Of no length at all: due to be renewed whenever it is looked at.
    let desk = desk(SignInScript { token_seconds: 0, ..SignInScript::at_once() });
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    let found = discover(&desk.connection, &through("base")).await;
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(desk.server.calls()["OIDC.CreateToken"], 2);
    desk.server.set_sign_in(SignInScript { renews: false, ..SignInScript::default() });
    let found = discover(&desk.connection, &through("base")).await;
    assert_eq!(found.problems[0].reason, Reason::ExpiredSignIn);
}

#[tokio::test]
async fn sessions_that_end_are_fetched_anew_without_a_question() {
    let desk = desk(SignInScript::at_once());
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    let organisation = Accounts::Organization { role: "KeyturnReader".to_owned() };
    let source = Source::new(Some("base".to_owned()), organisation, Vec::new());
    let found = discover(&desk.connection, &[source]).await;
    assert!(found.problems.is_empty() && found.targets.len() > 2, "{:?}", found.problems);
    desk.server.end_sessions();
    for target in &found.targets {
        list(target).await.expect("a list");
    }
    assert_eq!(desk.server.calls()["OIDC.StartDeviceAuthorization"], 1);
}

#[tokio::test]
async fn an_end_halfway_asks_once_and_all_go_on() {
    let desk = desk(SignInScript::at_once());
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    let organisation = Accounts::Organization { role: "KeyturnReader".to_owned() };
    let source = Source::new(Some("base".to_owned()), organisation, Vec::new());
    let sources = [source, through("prod").remove(0)];
    let found = discover(&desk.connection, &sources).await;
    let asked = answering(&desk.connection, |connection, question, _| {
        let (connection, of) = (connection.clone(), question.of.clone());
        tokio::spawn(async move { sign_in_to(&connection, &of, |_| ()).await });
    });
    desk.server.end_sign_ins();
    let begin = |target: Target| tokio::spawn(async move { list(&target).await });
    let lists: Vec<_> = found.targets.iter().cloned().map(begin).collect();
    for one in lists {
        one.await.expect("it ends").expect("a list");
    }
    let asked = asked.lock().expect("not poisoned").clone();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((&asked[0].of, asked[0].why), (&corp(), Why::Expired));
}

#[tokio::test]
async fn what_is_declined_is_a_problem() {
    let desk = desk(SignInScript::at_once());
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    let found = discover(&desk.connection, &through("base")).await;
    let asked = answering(&desk.connection, |connection, question, _| {
        connection.sign_ins.decline(&question.of);
    });
    desk.server.end_sign_ins();
    for _ in 0..2 {
        let problem = list(&found.targets[0]).await.expect_err("no list");
        assert_eq!(problem.reason, Reason::ExpiredSignIn, "{problem}");
    }
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
}

fn type_in(codes: &'static [&'static str]) -> impl Fn(&Connection, &Question, usize) + Send + 'static {
    move |connection, question, number| match codes.get(number - 1) {
        Some(code) => drop(connection.sign_ins.answer(&question.of, (*code).to_owned().into())),
        None => drop(connection.sign_ins.decline(&question.of)),
    }
}

#[tokio::test]
async fn a_code_is_asked_for_once_and_serves_every_role_of_the_device() {
    let desk = desk(SignInScript::with_codes(&["123456"]));
    let asked = answering(&desk.connection, type_in(&["123456"]));
    for profile in ["admin", "auditor", "admin"] {
        let found = discover(&desk.connection, &through(profile)).await;
        assert!(found.problems.is_empty(), "{profile}: {:?}", found.problems);
        assert_eq!(found.targets[0].needs(), [SignInId::Mfa(MFA.to_owned())]);
        list(&found.targets[0]).await.expect("a list");
    }
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
    assert!(matches!(states(&desk).await[&format!("mfa:{MFA}")], SignInState::Valid { .. }));
}

#[tokio::test]
async fn a_wrong_code_is_asked_for_again_and_a_declined_one_is_not() {
    for (codes, whys, reached) in [
        (&["000000", "123456"][..], &[Why::First, Why::WrongCode][..], true),
        (&["000000"][..], &[Why::First, Why::WrongCode][..], false),
        (&[][..], &[Why::First][..], false),
    ] {
        let desk = desk(SignInScript::with_codes(&["123456"]));
        let asked = answering(&desk.connection, type_in(codes));
        let found = discover(&desk.connection, &through("admin")).await;
        assert_eq!(found.targets.len(), usize::from(reached), "{codes:?}: {:?}", found.problems);
        assert!(found.problems.iter().all(|problem| problem.reason == Reason::ExpiredSignIn));
        let asked: Vec<Why> = asked.lock().expect("not poisoned").iter().map(|question| question.why).collect();
        assert_eq!(asked, whys, "{codes:?}");
    }
}

#[tokio::test]
async fn where_sessions_are_denied_the_code_goes_with_the_role() {
    let desk = desk(SignInScript { no_session_tokens: true, ..SignInScript::with_codes(&["123456"]) });
    let asked = answering(&desk.connection, type_in(&["123456"]));
    let found = discover(&desk.connection, &through("admin")).await;
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    list(&found.targets[0]).await.expect("a list");
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
}

#[tokio::test]
async fn a_device_that_aws_does_not_know_is_no_wrong_code() {
    let desk = desk(SignInScript {
        mfa_serial: "arn:aws:iam::111122223333:mfa/new".to_owned(),
        ..SignInScript::with_codes(&["1"])
    });
    let asked = answering(&desk.connection, type_in(&["123456", "654321"]));
    let found = discover(&desk.connection, &through("admin")).await;
    assert_eq!(found.problems[0].reason, Reason::RoleRefused, "{:?}", found.problems);
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
}

#[tokio::test]
async fn a_device_can_be_signed_in_to_before_it_is_needed() {
    let desk = desk(SignInScript::with_codes(&["123456", "654321"]));
    let asked = answering(&desk.connection, type_in(&["123456", "654321"]));
    let device = SignInId::Mfa(MFA.to_owned());
    for _ in 0..2 {
        sign_in_to(&desk.connection, &device, |_| ()).await.expect("a session");
    }
    assert_eq!(asked.lock().expect("not poisoned").len(), 2);
    let desk = self::desk(SignInScript::with_codes(&[]));
    let _asked = answering(&desk.connection, type_in(&[]));
    let failed = sign_in_to(&desk.connection, &device, |_| ()).await.expect_err("declined");
    assert_eq!(failed.because, Because::Cancelled);
}

#[tokio::test]
async fn profiles_are_tried_without_asking_anybody() {
    let desk = desk(SignInScript::with_codes(&["123456"]));
    let _face = desk.connection.sign_ins.questions();
    let lines = async || {
        let heard: Arc<Mutex<usize>> = Arc::default();
        let count = Arc::clone(&heard);
        let tried = try_profiles(&desk.connection, None, move |_| *count.lock().expect("not poisoned") += 1).await;
        assert_eq!(*heard.lock().expect("not poisoned"), tried.len());
        let line = |one: &keyturn_aws::ProfileTried| {
            let outcome = match &one.outcome {
                Ok(caller) => format!("{} {}", caller.account, caller.arn),
                Err(problem) => format!("{}: {}", problem.reason.code(), problem.message),
            };
            let needs = one.needs.as_ref().map_or("-".to_owned(), ToString::to_string);
            let missing = if one.missing.is_some() { "missing" } else { "" };
            format!("{} | {needs} | {missing} | {outcome}", one.profile.name)
        };
        tried.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("profiles_before", lines().await);
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    insta::assert_snapshot!("profiles_after", lines().await);
    let only = try_profiles(&desk.connection, Some(&["user".to_owned()]), |_| ()).await;
    assert_eq!(only.len(), 1);
}

#[tokio::test]
async fn no_token_shows_where_people_look() {
    let desk = desk(SignInScript::with_codes(&["731946"]));
    sign_in_to(&desk.connection, &corp(), |_| ()).await.expect("a sign-in");
    let asked = answering(&desk.connection, type_in(&["000000", "731946"]));
    let mut found = discover(&desk.connection, &[through("base"), through("admin")].concat()).await;
    desk.server.end_sign_ins();
    desk.connection.sign_ins.decline(&corp());
    for target in &found.targets {
        found.problems.extend(list(target).await.err());
    }
    assert!(!found.problems.is_empty());
    let states = states(&desk).await;
    let said = format!("{:?} {:?} {found:?} {states:?}", desk.connection, asked.lock().expect("not poisoned"));
    for canary in ["made-up-access", "made-up-refresh", "made-up-client-secret", "731946", SECRET_ACCESS_KEY] {
        assert!(!said.contains(canary), "{canary} in {said}");
    }
    assert!(said.contains("sso-session") || said.contains("SsoSession"));
}
