//! Sign-ins that end, are asked for and are answered while a sync runs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use keyturn_app::sign_in::Stage;
use keyturn_app::sync::{CellStep, SyncReport};
use keyturn_app::{App, Because, Clock, Connection, Origin, Question, Rates, SignInId, SignInState, Zeroizing};
use keyturn_domain::problem::Reason;
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::profiles::{self, ADMIN, BASE, CORP, MFA, USER};
use keyturn_estate::server::SignInScript;
use keyturn_estate::{Options, Server, Spec, generate};
use keyturn_store::Database;

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

fn corp() -> SignInId {
    SignInId::SsoSession("corp".to_owned())
}

/// An organisation behind a start page, and Keyturn with a person's files.
async fn desk(folder: &Path, accounts: u32, script: SignInScript) -> (Server, Arc<App>) {
    let organisation = generate(&Spec { accounts, regions: 1, secrets: 600, parameters: 400, ..Spec::demo(now()) });
    let regions = organisation.regions.clone();
    let server = Server::start(organisation, Options { sign_in: script, ..Options::default() });
    let server = server.expect("the endpoint starts");
    let files = (folder.join("config"), folder.join("credentials"));
    std::fs::write(&files.0, profiles::config(&server, &[CORP, BASE, USER, ADMIN])).expect("written");
    std::fs::write(&files.1, "").expect("written");
    let connection = Connection {
        endpoint_url: Some(server.endpoint_url()),
        rates: Rates::unlimited(),
        config_files: Some(files),
        sso_cache: Some(folder.join("sso/cache")),
        person: Some("ana".to_owned()),
        ..Connection::default()
    };
    let database = Database::open_in_memory().expect("a database");
    let app = Arc::new(App::new(database, folder.to_owned(), connection, Clock::Fixed(now()), Origin::CommandLine));
    let accounts = Accounts::Organization { role: "KeyturnReader".to_owned() };
    app.save_sources(vec![Source::new(Some("base".to_owned()), accounts, regions)]).await.expect("sources");
    (server, app)
}

/// Syncs; when so many cells have ended, every sign-in ends.
async fn sync_with_an_end_halfway(server: &Arc<Server>, app: &Arc<App>, after: usize) -> SyncReport {
    let ending = Arc::clone(server);
    app.sync(move |mut progress| {
        tokio::spawn(async move {
            let ended = |cells: &[keyturn_app::sync::CellProgress]| {
                cells.iter().filter(|cell| matches!(cell.step, CellStep::Ended(_))).count()
            };
            drop(progress.wait_for(|now| ended(&now.cells) >= after).await);
            ending.end_sign_ins();
        });
    })
    .await
    .expect("a report")
}

/// Notes each question that is asked, once, and does `answer` about it.
fn answering<F: Future<Output = ()> + Send + 'static>(
    app: &Arc<App>,
    answer: impl Fn(Arc<App>, Question) -> F + Send + 'static,
) -> Arc<Mutex<Vec<Question>>> {
    let asked: Arc<Mutex<Vec<Question>>> = Arc::default();
    let (seen, app, mut questions) = (Arc::clone(&asked), Arc::clone(app), app.questions());
    tokio::spawn(async move {
        loop {
            let open = questions.borrow_and_update().first().cloned();
            if let Some(question) = open {
                let known = {
                    let mut seen = seen.lock().expect("not poisoned");
                    let known = seen.last().is_some_and(|last| last.asked_at == question.asked_at);
                    if !known {
                        seen.push(question.clone());
                    }
                    known
                };
                if !known {
                    tokio::spawn(answer(Arc::clone(&app), question));
                }
            }
            if questions.changed().await.is_err() {
                return;
            }
        }
    });
    asked
}

async fn sign_in(app: Arc<App>, question: Question) {
    app.sign_in(&question.of, |_| ()).await.expect("it ends");
}

async fn audit(app: &App, action: &str) -> Vec<String> {
    let entries = app.audit_log(0, 500).await.expect("the log").entries;
    entries
        .into_iter()
        .filter(|one| one.action == action)
        .map(|one| format!("{} {}", one.subject, one.detail))
        .collect()
}

#[tokio::test]
async fn an_end_in_the_middle_of_forty_accounts_loses_nothing_and_asks_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = desk(folder.path(), 40, SignInScript::at_once()).await;
    let server = Arc::new(server);
    app.sign_in(&corp(), |_| ()).await.expect("a sign-in");
    let asked = answering(&app, sign_in);
    let report = sync_with_an_end_halfway(&server, &app, 8).await;
    assert_eq!(report.problems, []);
    assert_eq!((report.cells_read, report.cells), (80, 80));
    let held = server.read(keyturn_estate::Organisation::len);
    assert_eq!(report.secrets as usize, held);
    let asked = asked.lock().expect("not poisoned").clone();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].of, corp());
    let entries = audit(&app, "sign_in.done").await;
    assert_eq!(entries.len(), 2, "{entries:?}");
    assert!(entries.iter().all(|entry| entry.contains("until") && !entry.contains("made-up")), "{entries:?}");
}

#[tokio::test]
async fn declined_cells_are_problems_and_the_rest_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    // More accounts than are read at once: some begin after the end.
    let (server, app) = desk(folder.path(), 40, SignInScript::at_once()).await;
    let server = Arc::new(server);
    app.sign_in(&corp(), |_| ()).await.expect("a sign-in");
    // The person declines once, and signs in when asked again.
    let first = Arc::new(AtomicBool::new(true));
    let asked = answering(&app, move |app: Arc<App>, question: Question| {
        let first = Arc::clone(&first);
        async move {
            if first.swap(false, Ordering::SeqCst) {
                app.cancel_sign_in(&question.of);
            } else {
                sign_in(app, question).await;
            }
        }
    });
    let report = sync_with_an_end_halfway(&server, &app, 3).await;
    assert!(report.cells_read >= 3 && report.cells_read < report.cells, "{} of {}", report.cells_read, report.cells);
    let reasons: BTreeSet<Reason> = report.problems.iter().map(|problem| problem.reason).collect();
    assert_eq!(reasons, BTreeSet::from([Reason::ExpiredSignIn]));
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
    // The next sync may ask again.
    let report = app.sync(|_| ()).await.expect("a report");
    assert_eq!((report.problems.len(), report.cells_read), (0, report.cells));
    assert_eq!(asked.lock().expect("not poisoned").len(), 2);
}

#[tokio::test]
async fn a_sync_that_is_stopped_takes_its_question_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = desk(folder.path(), 4, SignInScript::default()).await;
    let asked = answering(&app, async |app: Arc<App>, _| {
        app.cancel_sync();
    });
    let report = app.sync(|_| ()).await.expect("a report");
    assert!(report.cancelled);
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
    // Who asked is dropped by the runtime, a moment after the report.
    app.questions().wait_for(Vec::is_empty).await.expect("it is taken back");
}

#[tokio::test]
async fn a_code_is_right_wrong_or_no_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = desk(folder.path(), 4, SignInScript::with_codes(&["731946"])).await;
    let device = SignInId::Mfa(MFA.to_owned());
    let early = app.answer_code(&device, Zeroizing::new("731946".to_owned())).await;
    assert!(early.is_err(), "nothing was asked");
    let mut questions = app.questions();
    let signing = {
        let (app, device) = (Arc::clone(&app), device.clone());
        tokio::spawn(async move { app.sign_in(&device, |_| ()).await })
    };
    for (typed, because) in [("73194", None), ("73 19 4x", None), ("000 000", Some(Because::WrongCode))] {
        questions.wait_for(|open| !open.is_empty()).await.expect("asked");
        let answered = app.answer_code(&device, Zeroizing::new(typed.to_owned())).await;
        match because {
            None => assert!(answered.is_err_and(|error| !error.to_string().contains(typed)), "{typed}"),
            Some(because) => {
                let Ok(Stage::Failed(failed)) = answered else { panic!("{typed}") };
                assert_eq!(failed.because, because);
            }
        }
    }
    questions.wait_for(|open| !open.is_empty()).await.expect("asked again");
    let right = app.answer_code(&device, Zeroizing::new("731 946".to_owned())).await.expect("answered");
    assert!(matches!(right, Stage::Done(SignInState::Valid { .. })), "{right:?}");
    let ended = signing.await.expect("it ends").expect("a stage");
    assert!(matches!(ended, Stage::Done(_)), "{ended:?}");
    let done = audit(&app, "sign_in.done").await;
    let failed = audit(&app, "sign_in.failed").await;
    assert_eq!((done.len(), failed.len()), (1, 1), "{done:?} {failed:?}");
    assert!(done.iter().chain(&failed).all(|entry| !entry.contains("731946") && !entry.contains("000")));
    let list = app.sign_ins().await.expect("a list");
    let of = list.sign_ins.iter().find(|one| one.found.id == device).expect("the device");
    assert!(matches!(of.found.state, SignInState::Valid { .. }) && of.running.is_none());
}

#[tokio::test]
async fn sources_are_tried_account_by_account_and_nothing_is_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = desk(folder.path(), 6, SignInScript::at_once()).await;
    let before = app.sources().await.expect("sources");
    let tried = app.try_sources(&before, |_| ()).await.expect("tried");
    assert_eq!((tried.found.len(), tried.problems.len()), (0, 1), "nobody signed in, and nobody was asked");
    app.sign_in(&corp(), |_| ()).await.expect("a sign-in");
    let closed = server.read(|organisation| organisation.active().nth(3).expect("an account").id.clone());
    let refuse = keyturn_estate::Fault::on("STS.AssumeRole", keyturn_estate::Effect::Deny).in_account(&closed);
    server.set_faults(vec![refuse]);
    let heard: Arc<Mutex<usize>> = Arc::default();
    let count = Arc::clone(&heard);
    let tried = app.try_sources(&before, move |_| *count.lock().expect("not poisoned") += 1).await.expect("tried");
    assert_eq!((tried.found.len(), *heard.lock().expect("not poisoned")), (6, 6));
    assert_eq!((&tried.found[0].account.id, tried.problems.len()), (&closed, 0), "what fails comes first");
    assert!(tried.found[1..].iter().all(|one| one.problem.is_none() && one.regions.len() == 1));
    assert_eq!(app.sources().await.expect("sources"), before);
    let profiles = app.try_profiles(None, |_| ()).await;
    let works: Vec<bool> = profiles.found.iter().map(|one| one.outcome.is_ok()).collect();
    assert_eq!(works, [false, true, true], "admin, base, user");
}

#[tokio::test]
async fn the_list_says_what_a_sync_needs() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = desk(folder.path(), 4, SignInScript::at_once()).await;
    let list = app.sign_ins().await.expect("a list");
    let lines: Vec<String> = list.sign_ins.iter().map(|one| format!("{} {}", one.found.id, one.sources)).collect();
    assert_eq!(lines, ["sso-session:corp 1".to_owned(), format!("mfa:{MFA} 0")]);
    assert_eq!(list.sign_ins[0].found.state, SignInState::Never);
    // A code that is shown can be opened, while it is shown, and stopped.
    let (shown, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let opening = Arc::clone(&app);
    let stage = app
        .sign_in(&corp(), move |stage| {
            if let Stage::CodeShown(code) = stage {
                drop(shown.send((code.page.clone(), opening.sign_in_page(&corp()))));
                opening.cancel_sign_in(&corp());
            }
        })
        .await
        .expect("it ends");
    let (page, open) = seen.recv().await.expect("a code was shown");
    assert!(page.is_some() && page == open, "{page:?} {open:?}");
    assert!(matches!(stage, Stage::Failed(failed) if failed.because == Because::Cancelled));
    assert_eq!(app.sign_in_page(&corp()), None);
    assert_eq!(audit(&app, "sign_in.failed").await.len(), 1);
}
