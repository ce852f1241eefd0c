//! Reviews: opened, decided alone and together, brought back from another Keyturn, closed; and what each refuses.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use keyturn_app::review::{Answers, Closing, Decision, ItemsAsked, NewReview, Part, Refusal, Review, ReviewState, Tab};
use keyturn_app::{App, AppError, Clock, Connection, Origin};
use keyturn_domain::review::{
    Coverage, Delegation, Entry, Gap, GapState, Grounds, Item, ItemId, ItemKind, Member, Outcome, Reviewer, Scope,
    Suggestion, Verdict, log,
};
use keyturn_store::Database;

const ACCOUNT: &str = "111122223333";

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, number).expect("a day")
}

/// Somebody's Keyturn, so many minutes after noon.
pub(crate) fn keyturn(minutes: i64) -> App {
    let database = Database::open_in_memory().expect("a database");
    let at = Clock::Fixed(now() + TimeDelta::minutes(minutes));
    App::new(database, std::env::temp_dir(), Connection::default(), at, Origin::CommandLine)
}

fn reviewer(name: &str) -> Reviewer {
    Reviewer { name: name.to_owned(), ..Reviewer::default() }
}

fn new() -> NewReview {
    NewReview {
        name: " Q4 ".to_owned(),
        period: "2026-Q4".to_owned(),
        frameworks: Vec::new(),
        scope: Scope::default(),
        lead: reviewer("lea"),
        reviewers: vec![reviewer("bob"), reviewer("ada")],
        due_on: day(30),
        cadence_months: 3,
        cadence_source: "Access policy 4.2".to_owned(),
        open_anyway: None,
        leavers: Vec::new(),
    }
}

/// Access of `role/r1`, `role/r2` … to three secrets each; bob reviews all but the last, which is lea's.
fn items(count: u32) -> Vec<Item> {
    (1..=count)
        .map(|number| {
            let subject = if number == 2 { "user/bob".to_owned() } else { format!("role/r{number}") };
            let member = |secret: u32| Member {
                arn: format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/prod/{number}/{secret}"),
                name: format!("/prod/{number}/{secret}"),
                state: "can".to_owned(),
                last_read_at: None,
                reads: 0,
                words: String::new(),
            };
            let members: Vec<Member> = (0..3).map(member).collect();
            let suggestion = (number == 1).then(|| Suggestion {
                decision: Verdict::Reduce,
                reason: "only one is read".to_owned(),
                keep: vec![members[0].arn.clone()],
            });
            let principal = format!("arn:aws:iam::{ACCOUNT}:{subject}");
            let path = format!("/prod/{number}/*");
            Item {
                id: ItemId::of(ItemKind::Access, &principal, ACCOUNT, &path),
                number,
                kind: ItemKind::Access,
                subject,
                principal: Some(principal),
                account: ACCOUNT.to_owned(),
                account_name: None,
                path,
                members,
                left_out: Vec::new(),
                left_out_count: 0,
                others_count: 0,
                seeds: [].into(),
                reviewer: if number == count { "lea" } else { "bob" }.to_owned(),
                grounds: Grounds { suggestion, ..Grounds::default() },
            }
        })
        .collect()
}

pub(crate) async fn open(app: &App, count: u32) -> (String, Vec<String>) {
    let review = app.open_drafted(new(), items(count), Coverage::default()).await.expect("opened");
    let ids = items(count).into_iter().map(|item| item.id.to_string()).collect();
    (review.campaign.id.to_string(), ids)
}

fn decision(items: &[&String], verdict: Verdict) -> Decision {
    let items = items.iter().map(|id| (*id).clone()).collect();
    let note = if verdict == Verdict::Keep { String::new() } else { "as agreed".to_owned() };
    Decision { items, verdict, note, to: None, keep: Vec::new(), seconds: Some(10) }
}

pub(crate) async fn decide(app: &App, id: &str, items: &[&String], verdict: Verdict) -> Vec<Outcome> {
    let done = app.decide(id, decision(items, verdict)).await.expect("decided");
    assert_eq!(done.refused, []);
    done.items.into_iter().map(|row| row.outcome).collect()
}

pub(crate) fn closing(second: &str) -> Closing {
    let (lead_statement, second_statement) = ("I led it".to_owned(), "I looked at it".to_owned());
    Closing { second: second.to_owned(), lead_statement, second_statement }
}

#[track_caller]
fn refused_as<T: std::fmt::Debug>(found: Result<T, AppError>, expected: Refusal) {
    match found.expect_err("a refusal") {
        AppError::Refused { refusal, .. } => assert_eq!(refusal, expected),
        other => panic!("{other}"),
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(found: Result<T, AppError>, words: &str) {
    let error = found.expect_err(words).to_string();
    assert!(error.contains(words), "{error}");
}

#[tokio::test]
async fn a_campaign_opens_with_what_was_read_or_a_reason() {
    let app = keyturn(0);
    let gap = Gap {
        account: ACCOUNT.to_owned(),
        account_name: None,
        region: None,
        what: "policies".to_owned(),
        state: GapState::Never,
        read_at: None,
    };
    let gaps = Coverage { gaps: vec![gap], ..Coverage::default() };
    refused(app.open_drafted(new(), items(3), gaps.clone()).await, "say why it opens anyway");
    refused(app.open_drafted(new(), vec![], Coverage::default()).await, "nothing to review");
    let preview = app.preview_drafted(new(), &items(3), gaps.clone()).expect("a preview");
    assert_eq!((preview.progress.items, preview.progress.principals, preview.progress.secrets), (3, 3, 9));
    assert_eq!((preview.reviewers["bob"], preview.kinds[&ItemKind::Access], preview.faults.len()), (2, 3, 1));
    assert_eq!(app.reviews().await.expect("reviews").campaigns, [], "nothing was kept");
    let anyway = NewReview { open_anyway: Some("it is being closed".to_owned()), ..new() };
    let review = app.open_drafted(anyway, items(3), gaps).await.expect("opened");
    assert_eq!((review.campaign.name.as_str(), review.acting.as_str(), review.days_left), ("Q4", "lea", 9));
    assert_eq!(review.blocked, ["3 items are undecided"]);
    assert_eq!(review.campaign.snapshot.len(), 64);
    let reviews = app.reviews().await.expect("reviews");
    assert_eq!(
        (reviews.campaigns[0].state, reviews.next_on),
        (ReviewState::Open, NaiveDate::from_ymd_opt(2027, 2, 28))
    );
    refused(app.review("0123456789abcdef").await, "no review");
    refused(app.review("'; --").await, "no review");
}

#[tokio::test]
async fn decisions_follow_each_other_and_are_taken_back() {
    let app = keyturn(0);
    let (id, items) = open(&app, 4).await;
    let reduced = app.decide(&id, decision(&[&items[0]], Verdict::Reduce)).await.expect("decided");
    assert_eq!(reduced.items[0].outcome, Outcome::Stands(Verdict::Reduce));
    let shown = app.review_item(&id, &items[0]).await.expect("an item");
    let Entry::Decided(decided) = &shown.decisions[0].entry.entry else { panic!("a decision") };
    assert_eq!(decided.keep, shown.item.grounds.suggestion.as_ref().expect("a suggestion").keep);
    let bulk = app.decide(&id, decision(&[&items[0], &items[2], &items[3]], Verdict::Keep)).await.expect("decided");
    assert_eq!((bulk.items.len(), bulk.undo), (3, Some(2)));
    let review = app.review(&id).await.expect("a review");
    assert_eq!((review.progress.decided, review.progress.keep, review.pace.largest_bulk), (3, 3, 3));
    let undone = app.undo_decision(&id, None).await.expect("undone");
    let outcomes: Vec<Outcome> = undone.items.into_iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::Stands(Verdict::Reduce), Outcome::Undecided, Outcome::Undecided]);
    refused(app.undo_decision(&id, Some(2)).await, "taken back already");
    refused(app.undo_decision(&id, Some(5)).await, "no decision to take back");
    refused(app.undo_decision(&id, Some(99)).await, "no decision to take back");
    app.undo_decision(&id, None).await.expect("undone");
    refused(app.undo_decision(&id, None).await, "no decision to take back");
    let (found, total) =
        app.review_items(&id, ItemsAsked { tab: Tab::Undecided, ..ItemsAsked::default() }, 0, 2).await.expect("a page");
    assert_eq!((found.len(), total), (2, 4));
}

#[tokio::test]
async fn what_cannot_be_decided_is_told_and_the_rest_is_decided() {
    let app = keyturn(0);
    let (id, items) = open(&app, 4).await;
    let token = format!("it was ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let secret = Decision { note: token, ..decision(&[&items[0]], Verdict::Revoke) };
    assert!(matches!(app.decide(&id, secret).await, Err(AppError::LooksLikeSecret { .. })));
    refused(app.decide(&id, decision(&[], Verdict::Keep)).await, "name 1 to");
    refused(app.decide(&id, decision(&[&items[0], &items[0]], Verdict::Keep)).await, "each once");
    let no_note = Decision { note: " ".to_owned(), ..decision(&[&items[0]], Verdict::Revoke) };
    let found = app.decide(&id, no_note).await.expect("an answer");
    assert_eq!((found.items.len(), found.undo), (0, None));
    assert!(found.refused[0].why.contains("needs a note"), "{found:?}");
    let strange = "0123456789abcdef".to_owned();
    let found = app.decide(&id, decision(&[&items[0], &strange], Verdict::Keep)).await.expect("an answer");
    assert_eq!((found.items.len(), found.refused[0].item.as_str()), (1, strange.as_str()));
    let mixed = app.decide(&id, decision(&[&items[1], &items[2]], Verdict::Reduce)).await.expect("an answer");
    assert_eq!(mixed.refused.len(), 2, "nothing is suggested for these: {mixed:?}");
}

#[tokio::test]
async fn a_campaign_closes_once_with_everything_decided_and_a_second_person() {
    let app = keyturn(0);
    let (id, items) = open(&app, 3).await;
    refused(app.close_review(&id, closing("carl")).await, "3 items are undecided");
    assert_eq!(decide(&app, &id, &[&items[0], &items[1], &items[2]], Verdict::Keep).await.len(), 3);
    refused(app.close_review(&id, closing("LEA")).await, "second person");
    let review = app.close_review(&id, closing("carl")).await.expect("closed");
    assert_eq!((review.state, review.campaign.sign_offs.len()), (ReviewState::Closed, 2));
    refused(app.close_review(&id, closing("carl")).await, "closed already");
    refused(app.undo_decision(&id, None).await, "the campaign is closed");
    let late = app.decide(&id, decision(&[&items[0]], Verdict::Revoke)).await.expect("an answer");
    assert!(late.refused[0].why.contains("closed"), "{late:?}");
    assert_eq!(late.refused[0].refusal, Some(Refusal::Closed));
    refused_as(app.close_review(&id, closing("carl")).await, Refusal::Closed);
    refused_as(app.undo_decision(&id, None).await, Refusal::Closed);
    let audit = app.audit_log(0, 99).await.expect("the audit log");
    let actions: Vec<&str> = audit.entries.iter().rev().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["review.opened", "review.decided", "review.closed"]);
}

#[tokio::test]
async fn what_is_suggested_to_go_is_shown_before_it_is_decided() {
    let app = Arc::new(keyturn(0));
    let (id, items) = open(&app, 3).await;
    let acts = |item: Option<String>| {
        let (app, id) = (Arc::clone(&app), id.clone());
        async move {
            let found = app.review_acts(&id, item.as_deref()).await.expect("acts");
            let acts: Vec<_> = found.groups.into_iter().flat_map(|group| group.acts).collect();
            acts.into_iter().map(|act| (act.item, act.decision)).collect::<Vec<_>>()
        }
    };
    assert_eq!(acts(Some(items[0].clone())).await, [(items[0].clone(), "reduce".to_owned())]);
    assert_eq!(acts(Some(items[2].clone())).await, [], "nothing is suggested");
    assert_eq!(acts(Some("0000000000000000".to_owned())).await, []);
    assert_eq!(acts(None).await, [], "nothing is decided");
    decide(&app, &id, &[&items[0]], Verdict::Revoke).await;
    assert_eq!(acts(Some(items[0].clone())).await, [(items[0].clone(), "revoke".to_owned())], "the decision counts");
    decide(&app, &id, &[&items[0]], Verdict::Keep).await;
    assert_eq!(acts(Some(items[0].clone())).await, [], "what stays is not to go, whatever was suggested");
}

/// The lead's Keyturn with four items, and bob's copy of his three.
async fn apart() -> (App, App, String, Vec<String>, Part) {
    let (lead, bob) = (keyturn(0), keyturn(5));
    let (id, items) = open(&lead, 4).await;
    let part = lead.hand_out_part(&id, " BOB").await.expect("handed out");
    assert_eq!(part.items.len(), 3);
    let taken = bob.take_in_part(part.clone(), false).await.expect("taken in");
    let review = taken.review.expect("a review");
    assert_eq!((taken.new, review.acting.as_str(), review.progress.items), (3, "bob", 3));
    (lead, bob, id, items, part)
}

/// The same answers in the lead's Keyturn ten minutes later: what a copy says is never from the future there.
fn earlier(answers: Answers) -> Answers {
    let mut entries: Vec<log::LogEntry> = Vec::new();
    for entry in answers.entries {
        let last = entries.last().map(|entry| (entry.sequence, entry.hash.clone()));
        let last = last.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str()));
        entries.push(log::append(last, entry.at - TimeDelta::minutes(10), &entry.by, entry.entry));
    }
    Answers { entries, ..answers }
}

#[tokio::test]
async fn a_part_comes_in_once_and_grows() {
    let (lead, bob, id, items, part) = apart().await;
    let again = bob.take_in_part(part.clone(), false).await.expect("an answer");
    assert_eq!((again.new, again.review), (0, None));
    refused(lead.take_in_part(part.clone(), false).await, "opened the campaign");
    let mut other = part.clone();
    other.campaign.snapshot = "1".repeat(64);
    refused(bob.take_in_part(other, false).await, "another snapshot");
    let mut changed = part.clone();
    changed.items[0].subject.push('!');
    refused(bob.take_in_part(changed, false).await, "one was changed");
    assert_eq!(decide(&bob, &id, &[&items[0]], Verdict::Keep).await, [Outcome::Stands(Verdict::Keep)]);
    let hand = Decision { to: Some("Bob".to_owned()), ..decision(&[&items[3]], Verdict::Reassign) };
    let handed = lead.decide(&id, hand).await.expect("handed on");
    assert_eq!(handed.items[0].reviewer, "bob");
    let more = lead.hand_out_part(&id, "bob").await.expect("handed out");
    let taken = bob.take_in_part(more, false).await.expect("taken in");
    assert_eq!(taken.new, 1);
    let review = taken.review.expect("a review");
    assert_eq!((review.progress.items, review.progress.decided), (4, 1), "what was decided stays");
    assert_eq!(decide(&bob, &id, &[&items[3]], Verdict::Keep).await, [Outcome::Stands(Verdict::Keep)]);
    let foreign = keyturn(5);
    refused(foreign.hand_back_answers(&id).await, "no review");
    refused(lead.hand_back_answers(&id).await, "the lead's");
    refused(bob.hand_out_part(&id, "ada").await, "only the lead");
}

#[tokio::test]
async fn decisions_come_back_once_and_differing_ones_are_shown() {
    let (lead, bob, id, items, _) = apart().await;
    decide(&lead, &id, &[&items[0]], Verdict::Revoke).await;
    decide(&bob, &id, &[&items[0], &items[2]], Verdict::Keep).await;
    let own = bob.decide(&id, decision(&[&items[1]], Verdict::Keep)).await.expect("an answer");
    assert!(own.refused[0].why.contains("your own access"), "{own:?}");
    assert_eq!(own.refused[0].refusal, Some(Refusal::OwnAccess));
    let first = earlier(bob.hand_back_answers(&id).await.expect("answers"));
    let preview = lead.take_in_answers(first.clone(), true).await.expect("a preview");
    assert_eq!((preview.decisions, preview.differs, preview.review), (2, 1, None));
    let taken = lead.take_in_answers(first.clone(), false).await.expect("taken in");
    assert_eq!((taken.decisions, taken.differs), (2, 1));
    let review = taken.review.expect("a review");
    assert_eq!((review.progress.differs, review.progress.keep, review.progress.decided), (1, 1, 1));
    let bobs = review.reviewers.iter().find(|one| one.reviewer.name == "bob").expect("bob");
    assert!(bobs.handed_out_at.is_some() && bobs.taken_in_at.is_some());
    let before = lead.review(&id).await.expect("a review");
    let again = lead.take_in_answers(first.clone(), false).await.expect("an answer");
    assert_eq!((again.decisions, again.review), (0, None));
    assert_eq!(lead.review(&id).await.expect("a review"), before, "twice changes nothing");
    assert_eq!(decide(&lead, &id, &[&items[0]], Verdict::Revoke).await, [Outcome::Stands(Verdict::Revoke)]);
    // Bob takes his bulk back and decides one of them otherwise: the undo finds its decisions here.
    bob.undo_decision(&id, None).await.expect("undone");
    decide(&bob, &id, &[&items[2]], Verdict::Revoke).await;
    let second = earlier(bob.hand_back_answers(&id).await.expect("answers"));
    let taken = lead.take_in_answers(second, false).await.expect("taken in");
    assert_eq!((taken.decisions, taken.differs), (1, 0));
    let row = |number: usize| lead.review_item(&id, &items[number]);
    assert_eq!(row(0).await.expect("an item").row.outcome, Outcome::Stands(Verdict::Revoke));
    assert_eq!(row(2).await.expect("an item").row.outcome, Outcome::Stands(Verdict::Revoke));
    refused(lead.take_in_answers(first.clone(), false).await, "does not continue");
    refused_as(lead.take_in_answers(first, false).await, Refusal::PacketTaken);
}

#[tokio::test]
async fn the_lead_takes_back_one_decision_that_came_in() {
    let (lead, bob, id, items, _) = apart().await;
    decide(&bob, &id, &[&items[0], &items[2]], Verdict::Keep).await;
    let answers = earlier(bob.hand_back_answers(&id).await.expect("answers"));
    lead.take_in_answers(answers.clone(), false).await.expect("taken in");
    let came = lead.review_item(&id, &items[0]).await.expect("an item").decisions;
    assert_eq!((came.len(), came[0].stands), (1, true));
    let sequence = Some(came[0].entry.sequence);
    let back = lead.undo_decision(&id, sequence).await.expect("taken back");
    let outcomes: Vec<Outcome> = back.items.into_iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::Undecided], "one of bob's bulk, and not the other");
    let other = lead.review_item(&id, &items[2]).await.expect("an item").row.outcome;
    assert_eq!(other, Outcome::Stands(Verdict::Keep));
    refused(lead.undo_decision(&id, sequence).await, "taken back already");
    // It does not come again with the same packet, and bob's own undo of his bulk changes only what is left.
    let again = lead.take_in_answers(answers, false).await.expect("an answer");
    assert_eq!((again.decisions, again.review), (0, None));
    bob.undo_decision(&id, None).await.expect("undone");
    let undone = earlier(bob.hand_back_answers(&id).await.expect("answers"));
    let review = lead.take_in_answers(undone, false).await.expect("taken in").review.expect("a review");
    assert_eq!(review.progress.decided, 0);
    // A reviewer's copy takes back nothing of anybody else.
    let mine = decide(&lead, &id, &[&items[3]], Verdict::Keep).await;
    assert_eq!(mine, [Outcome::Stands(Verdict::Keep)]);
    assert!(bob.undo_decision(&id, Some(1)).await.is_err());
}

#[tokio::test]
async fn answers_that_were_touched_or_are_of_elsewhere_change_nothing() {
    let (lead, bob, id, items, _) = apart().await;
    decide(&bob, &id, &[&items[0], &items[2]], Verdict::Keep).await;
    let good = earlier(bob.hand_back_answers(&id).await.expect("answers"));
    let before: Review = lead.review(&id).await.expect("a review");
    let check = async |change: fn(&mut Answers), words: &str| {
        let mut bad = good.clone();
        change(&mut bad);
        refused(lead.take_in_answers(bad, false).await, words);
        assert_eq!(lead.review(&id).await.expect("a review"), before, "{words}");
    };
    check(|bad| bad.campaign = "0123456789abcdef".parse().expect("an id"), "not here").await;
    check(|bad| bad.snapshot = "1".repeat(64), "another snapshot").await;
    check(|bad| bad.entries[0].by = "ada".to_owned(), "changed").await;
    check(|bad| bad.entries.swap(0, 1), "out of order").await;
    check(|bad| drop(bad.entries.remove(0)), "missing").await;
    check(|bad| bad.reviewer = "ada".to_owned(), "is not ada's").await;
    // Entries whose hashes were made anew are whole, but not permitted.
    let forged = |entry: Entry, by: &str| {
        let entries = vec![log::append(None, now(), by, entry)];
        Answers { entries, reviewer: by.to_owned(), ..good.clone() }
    };
    let of = |number: usize| items_of(4)[number].clone();
    let take = async |entry: Entry, by: &str, words: &str| {
        refused(lead.take_in_answers(forged(entry, by), false).await, words);
        assert_eq!(lead.review(&id).await.expect("a review"), before, "{words}");
    };
    let keep = |item: ItemId, by: &str| {
        let (by, note) = (by.to_owned(), String::new());
        let verdict = Verdict::Keep;
        Entry::Decided(keyturn_domain::review::Decided {
            item,
            verdict,
            by,
            note,
            to: None,
            keep: vec![],
            seconds: None,
            bulk: 1,
        })
    };
    take(keep(of(1), "bob"), "bob", "own access").await;
    take(keep(of(0), "ada"), "ada", "bob is to decide").await;
    take(keep(of(0), "zoe"), "zoe", "bob is to decide").await;
    take(keep("0123456789abcdef".parse().expect("an id"), "bob"), "bob", "does not have").await;
    take(Entry::Undone { sequence: 0, bulk: 9 }, "bob", "not there").await;
    refused(bob.take_in_answers(good.clone(), false).await, "reviewer's copy");
}

fn items_of(count: u32) -> Vec<ItemId> {
    items(count).into_iter().map(|item| item.id).collect()
}

#[tokio::test]
async fn a_delegate_decides_until_the_delegation_ends() {
    let lead = keyturn(0);
    let (id, items) = open(&lead, 4).await;
    let delegation = Delegation {
        from: "bob".to_owned(),
        to: reviewer("carl"),
        paths: vec!["/prod/1/**".to_owned()],
        reason: "on leave".to_owned(),
        until: day(21),
    };
    let over = Delegation { until: day(20), ..delegation.clone() };
    refused(lead.delegate_review(&id, over).await, "is over");
    refused(lead.hand_out_part(&id, "carl").await, "no reviewer");
    let review = lead.delegate_review(&id, delegation.clone()).await.expect("delegated");
    let bobs = review.reviewers.iter().find(|one| one.reviewer.name == "bob").expect("bob");
    assert_eq!(bobs.delegation, Some(delegation));
    let part = lead.hand_out_part(&id, "carl").await.expect("handed out");
    assert_eq!(part.items.len(), 1);
    for (minutes, refusal) in [(0, None), (24 * 60, Some("bob is to decide"))] {
        let carl = keyturn(minutes);
        carl.take_in_part(part.clone(), false).await.expect("taken in");
        let found = carl.decide(&id, decision(&[&items[0]], Verdict::Keep)).await.expect("an answer");
        let why = found.refused.first().map(|one| one.why.clone());
        assert_eq!(why.as_deref(), refusal.map(|words| format!("{words} this")).as_deref());
        if refusal.is_none() {
            let answers = carl.hand_back_answers(&id).await.expect("answers");
            let taken = lead.take_in_answers(answers, false).await.expect("taken in");
            assert_eq!(taken.decisions, 1);
        }
    }
}
