//! Items by how they stand.

use super::*;
use crate::Database;
use crate::table::review::testing::{campaign, decided, items, lines};
use crate::testing::{act, instant};

/// Web kept, etl handed from bob to ada, old on which ada and lea differ, payments undecided.
fn filled() -> Database {
    let database = Database::open_in_memory().expect("a database");
    let entries = vec![
        decided(1, Verdict::Keep, "bob", None),
        decided(2, Verdict::Reassign, "bob", Some("ada")),
        decided(3, Verdict::Revoke, "lea", None),
        decided(3, Verdict::Keep, "ada", None),
    ];
    database
        .write(|writer| {
            writer.review().open(&campaign(), &items(), &lines(), act("open"))?;
            let at = |entry| (instant(2), "bob".to_owned(), entry);
            writer.review().append(&campaign(), entries.into_iter().map(at).collect(), Some(act("decide")))
        })
        .expect("written");
    database
}

#[test]
fn items_are_asked_for_by_how_they_stand() {
    let database = filled();
    let check = |asked: ItemsAsked, expect: &[u32]| {
        let found = database.read(|reader| reader.review().items(&campaign().id, &asked, 0, 99)).expect("items");
        assert_eq!(found.0.iter().map(|row| row.number).collect::<Vec<_>>(), expect, "{asked:?}");
        assert_eq!(found.1, expect.len() as u64);
    };
    let of = |tab| ItemsAsked { tab, ..ItemsAsked::default() };
    check(ItemsAsked::default(), &[1, 2, 3, 4]);
    check(of(Tab::Undecided), &[2, 4]);
    check(of(Tab::Differs), &[3]);
    check(of(Tab::Decided), &[1]);
    check(of(Tab::Reopened), &[]);
    check(of(Tab::Seed(Seed::Broad)), &[1, 2]);
    check(of(Tab::Seed(Seed::Departed)), &[3, 4]);
    check(of(Tab::Seed(Seed::Service)), &[]);
    check(ItemsAsked { reviewer: Some("ada".to_owned()), ..ItemsAsked::default() }, &[2, 3, 4]);
    check(ItemsAsked { reviewer: Some("ada".to_owned()), ..of(Tab::Undecided) }, &[2, 4]);
    check(ItemsAsked { account: Some("444455556666".to_owned()), ..ItemsAsked::default() }, &[4]);
    check(ItemsAsked { text: " WEB ".to_owned(), ..ItemsAsked::default() }, &[1]);
    check(ItemsAsked { text: "→ /prod".to_owned(), ..ItemsAsked::default() }, &[1, 2]);
    check(ItemsAsked { text: "%'; --".to_owned(), ..ItemsAsked::default() }, &[]);
    let (page, total) =
        database.read(|reader| reader.review().items(&campaign().id, &ItemsAsked::default(), 2, 1)).expect("items");
    assert_eq!((page[0].number, total), (3, 4));
}

#[test]
fn counts_say_what_the_lists_do() {
    let database = filled();
    let tally = database.read(|reader| reader.review().tally(&campaign().id)).expect("a tally");
    for (tab, count) in tally.tabs {
        let asked = ItemsAsked { tab, ..ItemsAsked::default() };
        let (_, total) = database.read(|reader| reader.review().items(&campaign().id, &asked, 0, 1)).expect("items");
        assert_eq!(u64::from(count), total, "{tab:?}");
        assert_eq!(Tab::from_code(tab.code()), Some(tab));
    }
    let (bob, ada) = (tally.reviewers["bob"], tally.reviewers["ada"]);
    assert_eq!((bob.items, bob.decided, bob.keep, bob.principals, bob.secrets), (1, 1, 1, 1, 2));
    assert_eq!((ada.items, ada.decided, ada.differs, ada.principals, ada.secrets), (3, 0, 1, 2, 4));
    let accounts: Vec<_> = tally.accounts.iter().map(|one| (one.account.as_str(), one.items, one.decided)).collect();
    assert_eq!(accounts, [("111122223333", 3, 1), ("444455556666", 1, 0)]);
    assert_eq!(tally.reopened_undecided, 0);
}

#[test]
fn an_item_comes_back_as_it_was_frozen_with_how_it_stands() {
    let database = filled();
    database
        .read(|reader| {
            let (review, id) = (reader.review(), campaign().id);
            let (row, item) = review.item(&id, &items()[1].id)?.expect("an item");
            assert_eq!(item, items()[1]);
            assert_eq!(row.outcome, Outcome::Reassigned("ada".to_owned()));
            assert_eq!((row.reviewer.as_str(), row.secrets, row.seeds), ("ada", 3, items()[1].seeds.clone()));
            assert_eq!(review.item(&id, &ItemId::of(ItemKind::Access, "", "", ""))?, None);
            assert_eq!(review.item(&CampaignId::from_bytes([0; 8]), &items()[1].id)?, None);
            assert_eq!(review.frozen(&id)?, items());
            let mut found = Vec::new();
            review.each_line(&id, |line| {
                found.push(line.to_owned());
                Ok(())
            })?;
            assert_eq!(found, lines());
            Ok(())
        })
        .expect("read");
}
