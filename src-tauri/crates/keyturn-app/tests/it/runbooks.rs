//! The library of runbooks: what is shipped, what a team's folders put in its place, and what a person approves.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use keyturn_app::incident::{Deed, NewIncident};
use keyturn_app::runbooks::{Form, Library, SHIPPED, Standing, offline};
use keyturn_app::{App, AppError, Clock, Connection, Origin};
use keyturn_domain::incident::Entry;
use keyturn_domain::incident::notice::{Answer as NoticeAnswer, Moment, Notices};
use keyturn_store::Database;

use crate::access::now;

fn app(folder: &Path) -> App {
    let database = Database::open_in_memory().expect("a database");
    App::new(database, folder.to_owned(), Connection::default(), Clock::Fixed(now()), Origin::CommandLine)
}

/// A shipped runbook's file with an edit.
fn edited(name: &str, from: &str, to: &str) -> String {
    let files = keyturn_runbook::shipped().files;
    let file = files.iter().find(|file| file.path == name).expect("a shipped file");
    let text = std::str::from_utf8(file.bytes).expect("UTF-8");
    assert!(text.contains(from), "{name} has no {from:?}");
    text.replacen(from, to, 1)
}

/// How the exercise's runbook stands now.
async fn drill(app: &App) -> Standing {
    app.runbook_library().await.expect("a library").runbook("drill").expect("a runbook").1.clone()
}

fn refused(result: Result<Arc<Library>, AppError>) -> String {
    result.expect_err("it was not refused").to_string()
}

#[tokio::test]
async fn what_is_shipped_is_there_without_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = app(folder.path()).runbook_library().await.expect("a library");
    assert!(library.catalogue.runbooks.len() >= 30 && library.catalogue.issuers.len() >= 20);
    assert!(library.findings.is_empty() && library.folders.is_empty(), "{:?}", library.findings);
    for (id, entry) in &library.catalogue.runbooks {
        let (_, standing) = library.runbook(id).expect("it stands");
        assert!(standing.approved && entry.folder == SHIPPED && entry.replaces.is_none(), "{id}");
    }
    assert!(library.runbook("no-such").is_err());
}

#[tokio::test]
async fn a_teams_runbook_takes_the_place_of_the_shipped_one_and_is_approved_by_what_it_says() {
    let (data, team) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let app = app(data.path());
    let file = team.path().join("drill.md");
    fs::write(&file, edited("drill.md", "version = \"1.0.0\"", "version = \"1.1.0\"")).expect("a file");
    fs::write(team.path().join("broken.md"), "# Broken\n\n```toml runbook\nid = \n```\n").expect("a file");
    assert!(matches!(app.add_runbook_folder(&team.path().join("none")).await, Err(AppError::Read { .. })));
    assert!(matches!(app.add_runbook_folder(&file).await, Err(AppError::Read { .. })));
    let library = app.add_runbook_folder(team.path()).await.expect("added");
    let (entry, standing) = library.runbook("drill").expect("a runbook");
    let root = team.path().canonicalize().expect("a path");
    assert_eq!(Path::new(&entry.folder), root);
    let (replaced, version) = entry.replaces.as_ref().expect("it replaces");
    assert_eq!((replaced.as_str(), version.to_string().as_str()), (SHIPPED, "1.0.0"));
    assert!(!standing.approved);
    assert_eq!((library.folders[0].runbooks, library.folders[0].problems.len()), (1, 0));
    // The broken file is told with its place, and the others are there.
    assert_eq!(library.findings.len(), 1, "{:?}", library.findings);
    assert!(library.findings[0].at.file.ends_with("/broken.md"));
    assert!(library.catalogue.runbooks.len() >= 30);

    // Only what the person saw is approved.
    let hash = standing.pinned.json_sha256.clone();
    assert!(refused(app.approve_runbook("drill", "00").await).contains("changed since"));
    fs::write(&file, edited("drill.md", "version = \"1.0.0\"", "version = \"1.2.0\"")).expect("a file");
    assert!(refused(app.approve_runbook("drill", &hash).await).contains("changed since"));
    let hash = drill(&app).await.pinned.json_sha256;
    let library = app.approve_runbook("drill", &hash).await.expect("approved");
    assert!(library.runbook("drill").expect("a runbook").1.approved);
    app.approve_runbook("drill", &hash).await.expect("approved once");
    let entries = app.audit_log(0, 50).await.expect("the audit log").entries;
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["runbook.approved", "runbook.folder_added"]);
    assert!(entries[0].detail.contains(&hash) && entries[0].detail.contains("1.2.0"));

    // With another text the approval is gone; with the same one again, it holds.
    let text = fs::read_to_string(&file).expect("the file");
    fs::write(&file, text.replace("version = \"1.2.0\"", "version = \"1.3.0\"")).expect("a file");
    assert!(!drill(&app).await.approved);
    fs::write(&file, text).expect("a file");
    assert!(drill(&app).await.approved);

    // One with an error is not approved.
    let wrong = edited("drill.md", "# ", "# password: hJ7#kL9$mN2@pQ5x ").replace("1.0.0", "1.4.0");
    fs::write(&file, wrong).expect("a file");
    let hash = drill(&app).await.pinned.json_sha256;
    assert!(refused(app.approve_runbook("drill", &hash).await).contains("has errors"));

    let path = root.to_str().expect("UTF-8");
    let library = app.remove_runbook_folder(path).await.expect("removed");
    assert!(library.folders.is_empty() && library.runbook("drill").expect("a runbook").1.approved);
    assert!(app.remove_runbook_folder(path).await.is_err());
}

#[tokio::test]
async fn shared_steps_of_a_team_want_the_approval_of_what_includes_them() {
    let (data, team) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let app = app(data.path());
    let common = edited("_common.md", "", "");
    fs::write(team.path().join("_common.md"), &common).expect("a file");
    let standing = |library: &Library| library.runbook("secret-in-git").expect("a runbook").1.clone();
    // The same text is the same runbook.
    let library = app.add_runbook_folder(team.path()).await.expect("added");
    let before = standing(&library);
    assert!(before.approved);
    let (from, to) = ("verify = \"", "verify = \"The team says: ");
    fs::write(team.path().join("_common.md"), common.replace(from, to)).expect("a file");
    let after = standing(&app.runbook_library().await.expect("a library"));
    assert!(!after.approved && after.pinned.json_sha256 != before.pinned.json_sha256);
    assert_eq!(after.pinned.source_sha256, before.pinned.source_sha256, "its own file is as it was shipped");
}

#[tokio::test]
async fn a_folder_that_went_away_is_told_and_the_others_stay() {
    let (data, team) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let app = app(data.path());
    app.add_runbook_folder(team.path()).await.expect("added");
    team.close().expect("gone");
    let library = app.runbook_library().await.expect("a library");
    assert_eq!(library.folders[0].problems.len(), 1);
    assert!(library.catalogue.runbooks.len() >= 30);
}

#[tokio::test]
async fn a_teams_clocks_for_notices_stand_with_the_shipped_ones() {
    let (data, team) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let file = team.path().join("notices.toml");
    let own = "schema = 1\n[calendar]\ntime_zone = \"Europe/Berlin\"\nholidays = [2026-11-23]\n[[notice]]\n\
               id = \"bank\"\nname = \"Our bank\"\njurisdiction = \"contract\"\nlaw = \"clause 7\"\n\
               starts_from = \"aware\"\ndeadline = { business_days = 1 }\nquestion = \"Was its key in it?\"\n\
               to = \"the bank\"\nsource = \"https://example.com/contract\"\n";
    fs::write(&file, own).expect("a file");
    let app = app(data.path());
    app.add_runbook_folder(team.path()).await.expect("added");
    let key = NewIncident { text: "AKIAIOSFODNN7EXAMPLE".to_owned(), ..NewIncident::default() };
    let id = app.start_incident(key).await.expect("started").row.incident.opening.id.to_string();
    let aware = Deed::Write(Entry::MomentSet { moment: Moment::Aware, at: now() });
    app.act_in_incident(&id, Some("Ada"), aware).await.expect("recorded");
    let answer = NoticeAnswer::Notify;
    let notify = Deed::Notice { row: "bank".to_owned(), answer, reason: "It was.".to_owned(), second: None };
    let shown = app.act_in_incident(&id, Some("Ada"), notify).await.expect("decided").shown;
    let notice = shown.notices.iter().find(|one| one.row.id == "bank").expect("the own row");
    // Saturday's clock: Sunday, then a holiday, and the first business day ends in Berlin.
    let due = "2026-11-24T22:59:59Z".parse().expect("an instant");
    assert_eq!((notice.own, notice.due_at), (true, Some(due)));
    assert!(shown.notices.iter().any(|one| one.row.id == "gdpr-33" && !one.own));
    assert_eq!(shown.notice_calendar, "Business days are Monday to Friday in Europe/Berlin, without 1 holiday.");

    // A file that is not right is told, and nothing of it is used; the decision stays on record.
    fs::write(&file, own.replace("Europe/Berlin", "Berlin")).expect("a file");
    let library = app.runbook_library().await.expect("a library");
    let problems = library.folders[0].problems.join(" ");
    assert!(
        problems.contains("notices.toml is not used: calendar: the time zone \"Berlin\" is not known"),
        "{problems}"
    );
    assert_eq!(library.notices, Notices::default());
    let shown = app.incident(&id).await.expect("shown");
    assert!(shown.notices.iter().all(|one| one.row.id != "bank"));
    assert_eq!(shown.row.incident.decisions.len(), 1);
}

#[tokio::test]
async fn a_runbook_is_written_as_a_page_and_as_a_playbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    for (form, within) in [
        (Form::Markdown, "# A secret was committed to git"),
        (Form::Html, "<!doctype html>"),
        (Form::Cacao, "\"type\":\"playbook\""),
    ] {
        let path = folder.path().join(form.code());
        let file = app.export_runbook("secret-in-git", form, path.clone()).await.expect("written");
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(within) && file.items > 5 && file.sha256.len() == 64, "{form:?}");
        let offline = offline::by_id("secret-in-git", &[]).expect("a runbook");
        assert_eq!(text, keyturn_app::runbooks::text(&offline, form));
    }
    assert!(app.export_runbook("none", Form::Html, folder.path().join("none")).await.is_err());
}

#[test]
fn a_folder_is_linted_over_the_shipped_runbooks() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |files: &[(&str, &str)], rules: &[&str]| {
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let linted = offline::lint_folder(folder.path(), None).expect("linted");
        let found: Vec<&str> = linted.findings.iter().map(|finding| finding.rule.code()).collect();
        assert_eq!(found, rules, "{:?}", linted.findings);
    };
    let begun = offline::begin(keyturn_app::runbooks::RunbookKind::Incident, "our-own", "", "Team A", folder.path());
    let path = begun.expect("begun");
    check(&[], &[]);
    assert!(offline::begin(keyturn_app::runbooks::RunbookKind::Drill, "our-own", "", "", folder.path()).is_err());
    assert!(offline::begin(keyturn_app::runbooks::RunbookKind::Drill, "../out", "", "", folder.path()).is_err());
    assert_eq!(offline::by_file(&path).expect("a runbook").head.id, "our-own");
    assert!(offline::by_id("our-own", &[folder.path().to_owned()]).is_ok() && offline::by_id("our-own", &[]).is_err());
    let text = fs::read_to_string(&path).expect("a file");
    check(&[("our-own.md", &text.replace("## First", "#### First"))], &["L01", "L18", "L01", "L01"]);
    // A library of its own that lacks what shipped runbooks include is told of them.
    let library = edited("_common.md", "id = \"open\"", "id = \"opened\"");
    fs::write(folder.path().join("_common.md"), library).expect("a file");
    let linted = offline::lint_folder(folder.path(), None).expect("linted");
    assert!(linted.findings.iter().any(|finding| finding.at.file.starts_with(SHIPPED)), "{:?}", linted.findings);
    assert!(offline::lint_folder(&folder.path().join("none"), None).is_err());
}
