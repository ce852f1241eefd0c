//! What a campaign would hold, made from the made-up organisation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use keyturn_app::App;
use keyturn_app::access::Access;
use keyturn_app::review::{Draft, Wanted};
use keyturn_domain::listing::Sort;
use keyturn_domain::review::leavers::Columns;
use keyturn_domain::review::{GapState, ItemKind, Reviewer, Scope, Seed, Verdict};

use crate::access::demo;

fn wanted() -> Wanted {
    Wanted {
        lead: Reviewer { name: "Lea Dahl".to_owned(), ..Reviewer::default() },
        next_review_on: "2027-02-28".parse().expect("a day"),
        ..Wanted::default()
    }
}

async fn draft(app: &Arc<App>, wanted: &Wanted) -> Draft {
    app.draft(wanted).await.expect("a draft")
}

#[tokio::test]
async fn every_pair_in_scope_is_asked_about_exactly_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    app.collect_access(|_| ()).await.expect("collected");
    let evaluation = app.access().await.expect("evaluated");
    let world = &evaluation.world;
    let found = draft(&app, &wanted()).await;
    let mut asked = BTreeSet::new();
    for item in found.items.iter().filter(|item| item.kind == ItemKind::Access) {
        let principal = item.principal.as_deref().and_then(|arn| world.principal(arn)).expect("a principal");
        for member in &item.members {
            let secret = world.secret(&member.arn).expect("a secret");
            assert_ne!(evaluation.access(principal, secret), Access::Cannot, "{} {}", item.title(), member.name);
            assert!(asked.insert((principal, secret)), "{} is asked about twice", item.title());
        }
        assert!(
            !item.grounds.why.is_empty() || item.grounds.suggestion.is_none(),
            "{}: nothing says why",
            item.title()
        );
    }
    let kinds = app.secrets("kind:configuration", Sort::default(), 0, 1000).await.expect("secrets");
    let configuration: BTreeSet<String> = kinds.rows.iter().map(|row| row.arn.to_string()).collect();
    for (principal, of) in world.principals.iter().enumerate() {
        for (secret, _) in evaluation.cells(principal) {
            let arn = &world.secrets[secret].arn;
            // Configuration is outside review.
            let outside = configuration.contains(arn);
            assert_eq!(asked.contains(&(principal, secret)), !outside, "{} {arn}", of.name);
        }
    }
    let ids: BTreeSet<_> = found.items.iter().map(|item| &item.id).collect();
    assert_eq!(ids.len(), found.items.len());
    assert!(found.items.iter().zip(1..).all(|(item, number)| item.number == number));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for item in &found.items {
        *counts.entry(item.kind.code().to_owned()).or_default() += 1;
        item.seeds.iter().for_each(|seed| *counts.entry(format!("seed {}", seed.code())).or_default() += 1);
        let suggested = item.grounds.suggestion.as_ref().map_or("nothing", |found| found.decision.code());
        *counts.entry(format!("suggest {suggested}")).or_default() += 1;
        if let Some(suggestion) = &item.grounds.suggestion {
            let members: BTreeSet<&String> = item.members.iter().map(|member| &member.arn).collect();
            let keeps = suggestion.keep.iter().all(|arn| members.contains(arn));
            let proper = !suggestion.keep.is_empty() && suggestion.keep.len() < members.len();
            assert!(keeps && proper == (suggestion.decision == Verdict::Reduce), "{}", item.title());
        }
    }
    insta::assert_json_snapshot!("counts", counts);
    assert_eq!((found.coverage.cells, found.coverage.read), (24, 24));
    assert!(found.coverage.gaps.is_empty(), "{:?}", found.coverage.gaps);
}

#[tokio::test]
async fn somebody_who_left_comes_first_and_is_to_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    app.collect_access(|_| ()).await.expect("collected");
    let evaluation = app.access().await.expect("evaluated");
    let reads = |place: &usize| evaluation.cells(*place).next().is_some();
    let place = (0..evaluation.world.principals.len())
        .filter(reads)
        .find(|place| evaluation.people(*place).iter().any(|person| person.known))
        .expect("a role that people share");
    let people: Vec<&str> = evaluation.people(place).iter().map(|person| person.name.as_str()).collect();
    let list = format!("login;left\n{};2026-10-31\nnobody;2026-10-31\n", people.join(";2026-10-31\n"));
    let none = app.leavers(list.clone(), Columns::default()).await.expect("a list");
    assert_eq!((none.matched.len(), none.unmatched.len()), (0, 0), "nothing is matched before columns are chosen");
    assert_eq!(none.proposed.user.as_deref(), Some("login"));
    let found = app.leavers(list, none.proposed).await.expect("a list");
    assert_eq!((found.matched.len(), found.unmatched.len()), (people.len(), 1));
    let arn = &evaluation.world.principals[place].arn;
    assert!(found.matched.iter().all(|leaver| leaver.principals.contains(arn)));
    let all = draft(&app, &Wanted { leavers: found.matched, ..wanted() }).await;
    let of: Vec<_> = all.items.iter().filter(|item| item.principal.as_ref() == Some(arn)).collect();
    assert!(!of.is_empty());
    for item in &of {
        assert!(item.seeds.contains(&Seed::Departed), "{}", item.title());
        assert_eq!(item.grounds.suggestion.as_ref().map(|found| found.decision), Some(Verdict::Revoke));
        assert!(item.grounds.marks.contains(&"departed".to_owned()));
    }
    assert!(all.items[0].seeds.contains(&Seed::Departed));
}

#[tokio::test]
async fn what_nobody_read_is_a_gap() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let gaps =
        |draft: &Draft| draft.coverage.gaps.iter().map(|gap| (gap.what.clone(), gap.state)).collect::<BTreeSet<_>>();
    // Policies were never collected: there is nobody to ask about, and that is no answer.
    let before = draft(&app, &wanted()).await;
    assert!(before.items.iter().all(|item| item.kind != ItemKind::Access));
    assert_eq!(gaps(&before), BTreeSet::from([("policies".to_owned(), GapState::Never)]));
    let account = "999988887777".to_owned();
    let scope = Scope { accounts: vec![account.clone()], regions: vec!["eu-west-1".to_owned()], ..Scope::default() };
    let unknown = draft(&app, &Wanted { scope, ..wanted() }).await;
    assert!(unknown.items.is_empty());
    assert_eq!((unknown.coverage.cells, unknown.coverage.read, unknown.coverage.gaps.len()), (2, 0, 3));
    assert!(unknown.coverage.gaps.iter().all(|gap| gap.account == account && gap.state == GapState::Never));
}
