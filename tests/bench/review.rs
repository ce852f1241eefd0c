//! A review of 20,000 items: opened from what is known, decided, written as a pack.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use keyturn_app::App;
use keyturn_app::review::{Decision, ItemsAsked, Names, NewReview, Tab, Wanted};
use keyturn_domain::review::{Reviewer, Scope, Verdict};
use keyturn_tests::estate::noon;

use crate::process::{Served, peak_memory};
use crate::{client, millis, percentile_95, row, seconds};

/// The fewest items of the campaign that is measured.
const ITEMS: usize = 20_000;

fn reviewer(name: &str) -> Reviewer {
    Reviewer { name: name.to_owned(), ..Reviewer::default() }
}

fn new() -> NewReview {
    NewReview {
        name: "Access review".to_owned(),
        period: "2026-Q4".to_owned(),
        frameworks: Vec::new(),
        scope: Scope::default(),
        lead: reviewer("Lea Lead"),
        reviewers: Vec::new(),
        due_on: noon().date_naive(),
        cadence_months: 3,
        cadence_source: "Access policy".to_owned(),
        open_anyway: Some("A measurement: not everything was read.".to_owned()),
        leavers: Vec::new(),
    }
}

/// Drafts, opens, decides and writes.
pub(crate) async fn measure(secrets: u32, parameters: u32) {
    let served = Served::start(secrets, parameters);
    let folder = tempfile::tempdir().expect("a folder");
    let app = client::open(&served, folder.path());
    app.save_sources(client::sources(&served)).await.expect("sources");
    app.sync(|_| {}).await.expect("the sync ends");
    app.collect_access(|_| {}).await.expect("access is collected");
    let start = Instant::now();
    drop(app.preview_review(new()).await.expect("a preview"));
    row("a preview, the first question: access is evaluated", &seconds(start.elapsed()), "");

    let wanted = Wanted { lead: reviewer("Lea Lead"), next_review_on: noon().date_naive(), ..Wanted::default() };
    let wanted = Wanted { scope: scope(&app, &wanted).await, ..wanted };
    let start = Instant::now();
    let drafted = app.draft(&wanted).await.expect("a draft");
    let drafting = start.elapsed();
    let items = drafted.items.len();
    let start = Instant::now();
    let review = app.open_drafted(new(), drafted.items, drafted.coverage).await.expect("it opens");
    let opening = start.elapsed();
    row("drafting", &seconds(drafting), "");
    row("freezing", &seconds(opening), &format!("{items} items"));
    row("opening, drafting included", &seconds(drafting + opening), "target ≤ 3 s");

    let id = review.campaign.id.to_string();
    let asked = ItemsAsked { tab: Tab::Undecided, ..ItemsAsked::default() };
    let (mut next, mut decided) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let start = Instant::now();
        let (rows, _) = app.review_items(&id, asked.clone(), 0, 50).await.expect("a page");
        let Some(first) = rows.first().map(|row| row.id.to_string()) else { break };
        drop(app.review_item(&id, &first).await.expect("an item"));
        next.push(start.elapsed());
        let start = Instant::now();
        app.decide(&id, decision(vec![first])).await.expect("a decision");
        decided.push(start.elapsed());
    }
    row("the next item with its page", &millis(percentile_95(&mut next)), "target ≤ 50 ms");
    row("one decision", &millis(percentile_95(&mut decided)), "95th percentile");
    let (rows, _) = app.review_items(&id, asked, 0, 500).await.expect("a page");
    let start = Instant::now();
    app.decide(&id, decision(rows.iter().map(|row| row.id.to_string()).collect())).await.expect("a bulk");
    row("a bulk of 500", &millis(start.elapsed()), "");
    pack(&app, &id, folder.path()).await;
    row("most memory held", &format!("{} MiB", peak_memory()), "");
}

/// As many accounts as it takes to have as many items.
async fn scope(app: &Arc<App>, wanted: &Wanted) -> Scope {
    let mut of_account: BTreeMap<String, usize> = BTreeMap::new();
    for item in app.draft(wanted).await.expect("a draft").items {
        *of_account.entry(item.account).or_default() += 1;
    }
    let mut items = 0;
    let accounts = of_account.into_iter().take_while(|(_, count)| {
        let enough = items >= ITEMS;
        items += count;
        !enough
    });
    Scope { accounts: accounts.map(|(account, _)| account).collect(), ..Scope::default() }
}

async fn pack(app: &App, id: &str, folder: &Path) {
    let start = Instant::now();
    app.write_pack(id, Names::Full, true, folder.join("pack.zip")).await.expect("a pack");
    row("the pack as one zip file", &seconds(start.elapsed()), "target ≤ 10 s");
}

fn decision(items: Vec<String>) -> Decision {
    let (note, to, keep, seconds) = (String::new(), None, Vec::new(), Some(9));
    Decision { items, verdict: Verdict::Keep, note, to, keep, seconds }
}
