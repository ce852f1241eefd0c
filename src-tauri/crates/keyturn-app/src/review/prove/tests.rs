//! One revocation and one way back, over the made-up organisation.

use chrono::TimeDelta;
use keyturn_domain::review::{CampaignId, ItemKind, Reviewer, Scope};
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Options, Server, Spec, generate};
use keyturn_store::{AccessInput, Database};
use serde_json::Value;

use super::*;
use crate::review::Wanted;
use crate::{Clock, Connection, Origin};

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

async fn demo(folder: &std::path::Path) -> (Server, Arc<App>) {
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
    app.collect_access(|_| ()).await.expect("collected");
    (server, app)
}

fn campaign(lead: &Reviewer) -> Campaign {
    Campaign {
        id: CampaignId::from_bytes([1; 8]),
        name: "Access review".to_owned(),
        period: "2026-Q4".to_owned(),
        frameworks: Vec::new(),
        scope: Scope::default(),
        lead: lead.clone(),
        reviewers: Vec::new(),
        due_on: now().date_naive(),
        cadence_months: 3,
        cadence_source: "policy".to_owned(),
        open_anyway: None,
        opened_at: now() - TimeDelta::hours(3),
        opened_by: "lea".to_owned(),
        snapshot: String::new(),
        coverage: keyturn_domain::review::Coverage::default(),
        role: Role::Lead,
        closed_at: None,
        sign_offs: Vec::new(),
    }
}

/// Puts an account's input in place of the one that is known.
async fn put(app: &Arc<App>, input: AccessInput) {
    app.with_database(move |database| Ok(database.write(|writer| writer.access().put_input(&input))?))
        .await
        .expect("put");
    app.forget_access();
}

async fn removal_of(app: &Arc<App>, campaign: &Campaign) -> Vec<Removal> {
    app.prove_removals().await.expect("proved");
    let id = campaign.id.clone();
    app.with_database(move |database| Ok(database.read(|reader| reader.review().removals(&id))?))
        .await
        .expect("removals")
}

#[tokio::test]
async fn a_revocation_is_proved_and_what_comes_back_opens_the_item_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let lead = Reviewer { name: "Lea Dahl".to_owned(), ..Reviewer::default() };
    let wanted = Wanted { lead: lead.clone(), next_review_on: now().date_naive(), ..Wanted::default() };
    let items = app.draft(&wanted).await.expect("a draft").items;
    let is_role = |item: &&Item| {
        item.kind == ItemKind::Access && item.subject.starts_with("role/") && !item.subject.contains("AWS")
    };
    let chosen: Vec<Item> = items.iter().filter(is_role).take(12).cloned().collect();
    let mut campaign = campaign(&lead);
    let lines: Vec<String> = items.iter().map(|item| serde_json::to_string(item).expect("JSON")).collect();
    let decided = |item: &Item| {
        let decided = Decided {
            item: item.id.clone(),
            verdict: Verdict::Revoke,
            by: lead.name.clone(),
            note: "not needed".to_owned(),
            to: None,
            keep: Vec::new(),
            seconds: None,
            bulk: 1,
        };
        (now() - TimeDelta::hours(1), lead.name.clone(), Entry::Decided(decided))
    };
    let entries: Vec<_> = chosen.iter().map(decided).collect();
    let (opened, act) = (campaign.clone(), app.act(now(), "review.opened", "", &serde_json::json!({})));
    app.with_database(move |database| {
        Ok(database.write(|writer| {
            writer.review().open(&opened, &items, &lines, act.clone())?;
            writer.review().append(&opened, entries, Some(act)).map(|_| ())
        })?)
    })
    .await
    .expect("opened and decided");

    let before = removal_of(&app, &campaign).await;
    assert_eq!(before.len(), chosen.len());
    assert!(before.iter().all(|one| one.state == RemovalState::StillThere), "{before:?}");

    // Each has a way, and the way was evaluated.
    let acts = app.review_acts(campaign.id.as_str(), None).await.expect("acts");
    let all: Vec<_> = acts.groups.iter().flat_map(|group| &group.acts).collect();
    assert_eq!(all.len(), chosen.len());
    for act in &all {
        assert!(act.command.is_some() || act.policy.is_some(), "{}: {}", act.title, act.words);
    }
    let one = app.review_acts(campaign.id.as_str(), Some(chosen[0].id.as_str())).await.expect("acts");
    let of_one: Vec<_> = one.groups.iter().flat_map(|group| &group.acts).collect();
    assert_eq!(of_one, all.iter().copied().filter(|act| act.item == chosen[0].id.as_str()).collect::<Vec<_>>());

    // The principal of the first goes from what IAM says of its account.
    let gone = chosen[0].principal.clone().expect("a principal");
    let account = gone.split(':').nth(4).expect("an account").to_owned();
    let inputs =
        app.with_database(|database| Ok(database.read(|reader| reader.access().inputs())?)).await.expect("inputs");
    let whole = inputs.into_iter().find(|input| input.account == account).expect("its account");
    let mut snapshot: Value = serde_json::from_str(&whole.snapshot).expect("JSON");
    let roles = snapshot["authorization_details"]["RoleDetailList"].as_array_mut().expect("roles");
    roles.retain(|role| role["Arn"] != Value::String(gone.clone()));
    put(&app, AccessInput { snapshot: snapshot.to_string(), ..whole.clone() }).await;
    let after = removal_of(&app, &campaign).await;
    let seen = |all: &[Removal]| all.iter().find(|one| one.item == chosen[0].id).map(|one| (one.state, one.seen_at));
    assert_eq!(seen(&after), Some((RemovalState::Removed, Some(now()))));

    // Closed, and it comes back.
    campaign.closed_at = Some(now());
    let (closed, act) = (campaign.clone(), app.act(now(), "review.closed", "", &serde_json::json!({})));
    app.with_database(move |database| Ok(database.write(|writer| writer.review().keep(&closed, act))?))
        .await
        .expect("closed");
    assert_eq!(app.prove_removals().await.expect("proved"), 0);
    let theirs = chosen.iter().filter(|item| item.principal.as_ref() == Some(&gone)).count();
    put(&app, whole).await;
    assert_eq!(app.prove_removals().await.expect("proved"), theirs);
    let id = campaign.id.clone();
    let item = chosen[0].id.clone();
    let row = app
        .with_database(move |database| Ok(database.read(|reader| reader.review().row(&id, &item))?))
        .await
        .expect("a row");
    let row = row.expect("the item");
    assert!(row.reopened && row.outcome == Outcome::Undecided, "{row:?}");
    assert_eq!(app.prove_removals().await.expect("proved"), 0, "once is enough");
}

#[tokio::test]
async fn a_reader_whom_nobody_was_asked_about_opens_what_it_reads_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let lead = Reviewer { name: "Lea Dahl".to_owned(), ..Reviewer::default() };
    let wanted = Wanted { lead: lead.clone(), next_review_on: now().date_naive(), ..Wanted::default() };
    let items = app.draft(&wanted).await.expect("a draft").items;
    let is_role = |item: &&Item| item.kind == ItemKind::Access && item.subject.starts_with("role/");
    let reader = items.iter().find(is_role).and_then(|item| item.principal.clone()).expect("a role that reads");
    let account = reader.split(':').nth(4).expect("an account").to_owned();
    let inputs =
        app.with_database(|database| Ok(database.read(|reader| reader.access().inputs())?)).await.expect("inputs");
    let whole = inputs.into_iter().find(|input| input.account == account).expect("its account");
    let mut snapshot: Value = serde_json::from_str(&whole.snapshot).expect("JSON");
    let roles = snapshot["authorization_details"]["RoleDetailList"].as_array_mut().expect("roles");
    roles.retain(|role| role["Arn"] != Value::String(reader.clone()));
    put(&app, AccessInput { snapshot: snapshot.to_string(), ..whole.clone() }).await;

    // The campaign opens and closes without it.
    let items = app.draft(&wanted).await.expect("a draft").items;
    assert!(items.iter().all(|item| item.principal.as_ref() != Some(&reader)));
    let lines: Vec<String> = items.iter().map(|item| serde_json::to_string(item).expect("JSON")).collect();
    let closed = Campaign { closed_at: Some(now()), ..campaign(&lead) };
    let (kept, act) = (closed.clone(), app.act(now(), "review.opened", "", &serde_json::json!({})));
    app.with_database(move |database| Ok(database.write(|writer| writer.review().open(&kept, &items, &lines, act))?))
        .await
        .expect("opened");
    assert_eq!(app.prove_removals().await.expect("proved"), 0);

    put(&app, whole).await;
    let opened = app.prove_removals().await.expect("proved");
    assert!(opened > 0, "what it reads is asked again");
    let id = closed.id.clone();
    let rows = app
        .with_database(move |database| {
            let asked = ItemsAsked { tab: Tab::Reopened, ..ItemsAsked::default() };
            Ok(database.read(|reader| reader.review().items(&id, &asked, 0, u32::MAX))?)
        })
        .await
        .expect("rows")
        .0;
    assert_eq!(rows.len(), opened);
    assert!(rows.iter().all(|row| row.kind == ItemKind::Needed), "it has no item of its own: {rows:?}");
    assert_eq!(app.prove_removals().await.expect("proved"), 0, "once is enough");
}
