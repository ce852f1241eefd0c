//! Regions that accounts have enabled, from the source to coverage.

use keyturn_app::App;
use keyturn_domain::cell::CellState;
use keyturn_domain::problem::{Hidden, Reason};
use keyturn_estate::{Effect, Fault, Place};

use crate::access::demo;

/// How many cells of each state there are.
async fn states(app: &App) -> (usize, usize, usize) {
    let cells = app.coverage().await.expect("coverage").cells;
    let of = |state| cells.iter().filter(|known| known.state == state).count();
    (of(CellState::Complete), of(CellState::NotEnabled), of(CellState::Failed))
}

#[tokio::test]
async fn a_region_that_is_off_is_neither_a_failure_nor_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let mut sources = app.sources().await.expect("sources");
    sources[0].regions.clear();
    sources[0].enabled_regions = true;
    app.save_sources(sources.clone()).await.expect("saved");
    assert_eq!(app.sources().await.expect("sources"), sources, "it is kept");
    let whole = app.sync(|_| ()).await.expect("a report");
    // 4 accounts, 3 regions that they have and 4 that they have not, 2 stores.
    assert_eq!((whole.problems.len(), whole.cells_read), (0, 24));
    assert_eq!(states(&app).await, (24, 32, 0));
    assert_eq!(app.today().await.expect("today").unread.cells, 0, "nothing there is unread");

    let (account, region) = server.read(|organisation| {
        (organisation.active().nth(1).expect("an account").id.clone(), organisation.regions[0].clone())
    });
    let off = Place { account: account.clone(), region: region.clone() };
    server.mutate(|organisation| organisation.not_enabled.insert(off));
    let report = app.sync(|_| ()).await.expect("a report");
    assert_eq!((report.problems.len(), report.cells_read, report.gone), (0, 22, 0));
    assert_eq!(states(&app).await, (22, 34, 0));
    let cells = app.coverage().await.expect("coverage").cells;
    let here = cells.iter().filter(|known| known.cell.account == account && known.cell.region == region);
    for known in here {
        assert_eq!(known.state, CellState::NotEnabled);
        assert!(known.secrets > 0 && known.read_in_full_at.is_some(), "what was read before stays: {known:?}");
    }

    let tried = app.try_sources(&sources, |_| ()).await.expect("tried");
    let one = tried.found.iter().find(|one| one.account.id == account).expect("the account");
    assert_eq!((one.regions.len(), one.regions_off.len()), (2, 5));
    assert!(one.regions_off.contains(&region));
}

#[tokio::test]
async fn where_an_account_may_not_say_the_sync_says_what_that_hides() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let mut sources = app.sources().await.expect("sources");
    sources[0].enabled_regions = true;
    app.save_sources(sources).await.expect("saved");
    let account = server.read(|organisation| organisation.active().nth(1).expect("an account").id.clone());
    server.set_faults(vec![Fault::on("Account.ListRegions", Effect::Deny).in_account(&account)]);
    let report = app.sync(|_| ()).await.expect("a report");
    let hidden = |hides| report.problems.iter().filter(|problem| problem.hides == hides).collect::<Vec<_>>();
    let [refused] = hidden(Hidden::Regions)[..] else { panic!("{:?}", report.problems) };
    assert_eq!((refused.account.as_ref(), refused.reason), (Some(&account), Reason::MissingAction));
    assert!(refused.advice().contains("account:ListRegions"));
    // The regions of every account are tried: the estate has but 3 of the 17.
    let elsewhere = hidden(Hidden::Secrets);
    assert!(elsewhere.iter().all(|problem| problem.reason == Reason::RegionDisabled), "{elsewhere:?}");
    assert_eq!((elsewhere.len(), report.cells_read), (2 * 14, 24));
}
