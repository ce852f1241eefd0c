//! How two packs differ: what is new, what is gone, what was decided otherwise or covers other secrets.

use std::collections::{BTreeMap, BTreeSet};

use keyturn_domain::review::Item;

use crate::contents::{Contents, Names, Reviewed};
use crate::sheets::outcome_words;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The item's id.
    pub item: String,
    /// `role/etl → /prod/shared/*`.
    pub title: String,
    /// In a sentence: "keep, then revoke; 31 secrets, then 12".
    pub words: String,
}

/// How two packs differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Items that only the newer has.
    pub added: Vec<Difference>,
    /// Items that only the older has.
    pub removed: Vec<Difference>,
    /// Items that both have, with another outcome or other secrets.
    pub changed: Vec<Difference>,
}

/// Compares two packs by the ids of their items, which are the same for the same question.
///
/// Which secrets an item covers is compared by ARN where both packs have full names, else by count.
pub fn diff(before: &Contents, after: &Contents) -> Diff {
    let by_arn = before.names == Names::Full && after.names == Names::Full;
    let old: BTreeMap<&str, &Reviewed> = by_id(before);
    let new: BTreeMap<&str, &Reviewed> = by_id(after);
    let alone = |these: &Contents, others: &BTreeMap<&str, &Reviewed>| {
        let only = these.items.iter().filter(|one| !others.contains_key(one.item.id.as_str()));
        only.map(|one| {
            difference(&one.item, format!("{}; {}", count(one.item.members.len()), outcome_words(&one.outcome)))
        })
        .collect()
    };
    let changed = after.items.iter().filter_map(|now| {
        let then = old.get(now.item.id.as_str())?;
        let words = changes(then, now, by_arn);
        (!words.is_empty()).then(|| difference(&now.item, words.join("; ")))
    });
    Diff { added: alone(after, &old), removed: alone(before, &new), changed: changed.collect() }
}

fn by_id(contents: &Contents) -> BTreeMap<&str, &Reviewed> {
    contents.items.iter().map(|reviewed| (reviewed.item.id.as_str(), reviewed)).collect()
}

fn difference(item: &Item, words: String) -> Difference {
    Difference { item: item.id.as_str().to_owned(), title: item.title(), words }
}

fn changes(then: &Reviewed, now: &Reviewed, by_arn: bool) -> Vec<String> {
    let mut words = Vec::new();
    if then.outcome != now.outcome {
        words.push(format!("{}, then {}", outcome_words(&then.outcome), outcome_words(&now.outcome)));
    }
    let (had, has) = (then.item.members.len(), now.item.members.len());
    if by_arn {
        let arns =
            |one: &Reviewed| -> BTreeSet<String> { one.item.members.iter().map(|member| member.arn.clone()).collect() };
        let (old, new) = (arns(then), arns(now));
        let (gone, came) = (old.difference(&new).count(), new.difference(&old).count());
        if gone + came > 0 {
            words.push(format!("{}, then {has}: {came} came, {gone} went", count(had)));
        }
    } else if had != has {
        words.push(format!("{}, then {has}", count(had)));
    }
    words
}

fn count(secrets: usize) -> String {
    if secrets == 1 { "1 secret".to_owned() } else { format!("{secrets} secrets") }
}
