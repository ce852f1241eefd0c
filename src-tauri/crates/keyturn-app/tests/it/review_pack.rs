//! Packs and packets: written from a campaign, checked, compared, sealed, and brought back.

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_app::review::{
    Decision, Names, NewReview, PacketKind, Refusal, Seal, Unseal, WrittenPack, diff_packs, verify_pack,
};
use keyturn_app::{App, AppError, Clock, Connection, Origin, Zeroizing};
use keyturn_domain::review::{Coverage, Grounds, Item, ItemId, ItemKind, Member, Reviewer, Scope, Verdict};
use keyturn_store::Database;

const ACCOUNT: &str = "111122223333";

/// Somebody's Keyturn in a folder without a keyring, at noon.
fn keyturn(folder: &Path) -> App {
    let noon: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().expect("an instant");
    let at = Clock::Fixed(noon);
    let database = Database::open_in_memory().expect("a database");
    App::new(database, folder.to_owned(), Connection::default(), at, Origin::CommandLine)
}

fn reviewer(name: &str) -> Reviewer {
    Reviewer { name: name.to_owned(), ..Reviewer::default() }
}

fn item(number: u32, reviewer: &str) -> Item {
    let (subject, path) = (format!("role/r{number}"), format!("/prod/{number}/*"));
    let principal = format!("arn:aws:iam::{ACCOUNT}:{subject}");
    let member = Member {
        arn: format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/prod/{number}/PASSWORD_{number}"),
        name: format!("/prod/{number}/PASSWORD_{number}"),
        state: "can".to_owned(),
        last_read_at: None,
        reads: 0,
        words: String::new(),
    };
    Item {
        id: ItemId::of(ItemKind::Access, &principal, ACCOUNT, &path),
        number,
        kind: ItemKind::Access,
        subject,
        principal: Some(principal),
        account: ACCOUNT.to_owned(),
        account_name: None,
        path,
        members: vec![member],
        left_out: Vec::new(),
        left_out_count: 0,
        others_count: 0,
        seeds: [].into(),
        reviewer: reviewer.to_owned(),
        grounds: Grounds::default(),
    }
}

/// A campaign of four items: the first two are bob's, the others the lead's.
async fn open(app: &App) -> String {
    let new = NewReview {
        name: "Q4".to_owned(),
        period: "2026-Q4".to_owned(),
        frameworks: Vec::new(),
        scope: Scope::default(),
        lead: reviewer("lea"),
        reviewers: vec![reviewer("bob")],
        due_on: NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day"),
        cadence_months: 3,
        cadence_source: "Access policy 4.2".to_owned(),
        open_anyway: None,
        leavers: Vec::new(),
    };
    let items = vec![item(1, "bob"), item(2, "bob"), item(3, "lea"), item(4, "lea")];
    app.open_drafted(new, items, Coverage::default()).await.expect("opened").campaign.id.to_string()
}

async fn decide(app: &App, id: &str, number: u32, verdict: Verdict) {
    let decision = Decision {
        items: vec![item(number, "").id.to_string()],
        verdict,
        note: "not read any more".to_owned(),
        to: None,
        keep: Vec::new(),
        seconds: Some(5),
    };
    assert_eq!(app.decide(id, decision).await.expect("decided").refused, []);
}

async fn pack(app: &App, id: &str, names: Names, folder: &Path, name: &str) -> WrittenPack {
    app.write_pack(id, names, name.ends_with("zip"), folder.join(name)).await.expect("a pack")
}

#[tokio::test]
async fn a_pack_is_signed_by_one_key_and_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = keyturn(folder.path());
    let id = open(&app).await;
    assert_eq!(app.public_key().await.expect("an answer"), None, "the key is made on first use");
    decide(&app, &id, 3, Verdict::Revoke).await;
    let first = pack(&app, &id, Names::Full, folder.path(), "first").await;
    decide(&app, &id, 3, Verdict::Keep).await;
    let second = pack(&app, &id, Names::Short, folder.path(), "second.zip").await;
    assert_eq!(app.public_key().await.expect("an answer").as_ref(), Some(&first.public_key));
    assert_eq!(first.public_key, second.public_key, "one key signs them all");
    for path in [first.path.clone(), second.path.clone(), first.path.join("manifest.json")] {
        let found = verify_pack(&path).expect("readable");
        assert!(found.holds, "{}: {:#?}", path.display(), found.checks);
        assert_eq!((found.campaign.as_deref(), found.public_key.as_ref()), (Some("Q4"), Some(&first.public_key)));
    }
    let files = keyturn_pack::archive::read(&second.path).expect("a zip file");
    let roster = files.iter().find(|file| file.name == "roster.csv").expect("a roster");
    let roster = String::from_utf8_lossy(&roster.bytes);
    assert!(roster.contains("/prod/3/*") && !roster.contains("PASSWORD"), "{roster}");
    let compared = diff_packs(&first.path, &second.path).expect("comparable");
    let changed: Vec<&str> = compared.diff.changed.iter().map(|one| one.words.as_str()).collect();
    assert_eq!((changed, compared.diff.added.len(), compared.before.as_str()), (vec!["revoke, then keep"], 0, "Q4"));
    let again = app.write_pack(&id, Names::Full, false, first.path.clone()).await;
    assert!(matches!(again, Err(AppError::BadRequest(words)) if words.contains("exists already")));
    std::fs::write(first.path.join("roster.csv"), "changed").expect("written");
    let found = verify_pack(&first.path).expect("readable");
    let broken: Vec<&str> = found.checks.iter().filter(|one| !one.holds).map(|one| one.name.as_str()).collect();
    assert_eq!(broken, ["roster.csv"]);
    assert!(diff_packs(&first.path, &second.path).is_err(), "a pack that does not hold is not compared");
    assert!(matches!(verify_pack(&folder.path().join("nowhere")), Err(AppError::Read { .. })));
}

#[tokio::test]
async fn a_part_goes_out_and_its_decisions_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lead, bob) = (keyturn(folder.path()), keyturn(folder.path()));
    let passphrase = || Zeroizing::new("correct horse battery".to_owned());
    let id = open(&lead).await;
    let short = Seal::Passphrase(Zeroizing::new("short".to_owned()));
    let refused = lead.hand_out(&id, Some("bob"), short, folder.path().join("no.age")).await;
    assert!(matches!(refused, Err(AppError::BadRequest(words)) if words.contains("at least 12")));
    let out = folder.path().join("bob.age");
    let written = lead.hand_out(&id, Some("bob"), Seal::Passphrase(passphrase()), out.clone()).await.expect("written");
    assert_eq!((written.items, written.sha256.len()), (2, 64));
    let text = std::fs::read_to_string(&out).expect("a packet");
    let wrong = Unseal::Passphrase(Zeroizing::new("correct horse batterz".to_owned()));
    let refused = bob.take_in(text.clone(), wrong, false).await;
    assert!(matches!(refused, Err(AppError::Refused { refusal: Refusal::PacketUnreadable, .. })));
    let taken = bob.take_in(text, Unseal::Passphrase(passphrase()), false).await.expect("taken in");
    assert_eq!((taken.what, taken.reviewer.as_str(), taken.items), (PacketKind::Part, "bob", 2));
    decide(&bob, &id, 1, Verdict::Revoke).await;
    let back = folder.path().join("back.age");
    let written = bob.hand_out(&id, None, Seal::Passphrase(passphrase()), back.clone()).await.expect("written");
    assert_eq!(written.items, 1);
    let refused = bob.write_pack(&id, Names::Full, true, folder.path().join("bob.zip")).await;
    assert!(matches!(refused, Err(AppError::BadRequest(words)) if words.contains("lead")));
    let text = std::fs::read_to_string(&back).expect("a packet");
    let taken = lead.take_in(text.clone(), Unseal::Passphrase(passphrase()), true).await.expect("looked at");
    assert_eq!((taken.what.code(), taken.decisions, taken.review), ("decisions", 1, None));
}
