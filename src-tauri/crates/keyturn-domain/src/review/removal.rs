//! Whether what was to go went, as a later reading shows it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Item, ItemKind, Removal, RemovalState, Verdict};

/// What is to go by a decision: all secrets of the item, or those that do not stay, by ARN.
pub fn wanted_gone(item: &Item, verdict: Verdict, keep: &[String]) -> Vec<String> {
    let goes = |arn: &&String| match verdict {
        Verdict::Revoke => true,
        Verdict::Reduce => !keep.contains(*arn),
        Verdict::Keep | Verdict::Reassign | Verdict::CannotDecide => false,
    };
    item.members.iter().map(|member| &member.arn).filter(goes).cloned().collect()
}

/// What a later reading shows of what an item asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What is still as it was, by ARN: readable, there, overdue.
    pub still: BTreeSet<String>,
    /// Of these, those of which it is not known for certain. They are not gone.
    pub unknown: BTreeSet<String>,
    /// Names of what came under the same path since the item was frozen.
    pub came: Vec<String>,
    /// When everything that it rests on had been read (UTC); `None` where some of it never was.
    pub read_at: Option<DateTime<Utc>>,
}

/// What a reading says of an item that is to go by a decision of then; `before` is what the readings until now said.
pub fn removal(
    item: &Item,
    verdict: Verdict,
    keep: &[String],
    decided_at: DateTime<Utc>,
    reading: &Reading,
    before: Option<&Removal>,
) -> Removal {
    let wanted_gone = wanted_gone(item, verdict, keep);
    let base = Removal {
        item: item.id.clone(),
        verdict,
        wanted_gone,
        state: RemovalState::NextSync,
        seen_at: None,
        words: "next sync: nothing was read since the decision".to_owned(),
    };
    let Some(read_at) = reading.read_at.filter(|at| *at > decided_at) else {
        // What a reading said of the same decision stays said.
        return before.filter(|before| before.wanted_gone == base.wanted_gone).cloned().unwrap_or(base);
    };
    let left = base.wanted_gone.iter().filter(|arn| reading.still.contains(*arn)).count();
    let unsure = base.wanted_gone.iter().filter(|arn| reading.unknown.contains(*arn)).count();
    let all = base.wanted_gone.len();
    let state = match (left, reading.came.is_empty()) {
        (0, true) => RemovalState::Removed,
        (left, _) if left == all => RemovalState::StillThere,
        _ => RemovalState::Changed,
    };
    // Since when it is so, not when it was last seen to be.
    let known = before.filter(|before| before.state == state && before.wanted_gone == base.wanted_gone);
    let seen_at = known.and_then(|before| before.seen_at).unwrap_or(read_at);
    let on = seen_at.format("%-d %B %Y");
    let is = Word::of(item.kind);
    let mut words = match state {
        RemovalState::Removed if all == 1 => format!("removed: the secret {} since {on}", is.gone),
        RemovalState::Removed => format!("removed: none of {all} secrets {} since {on}", is.left),
        RemovalState::StillThere if all == 1 => format!("still there: the secret {}", is.left),
        RemovalState::StillThere => format!("still there: all of {all} secrets {}", is.left_many),
        _ if left == 0 => format!("changed: none of {all} secrets {}", is.left),
        _ => format!("changed: {left} of {all} secrets {}", is.left_many),
    };
    if unsure > 0 {
        words = format!("{words}; of {unsure} that is not known, because policies could not be read");
    }
    if let [first, rest @ ..] = &reading.came[..] {
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        words = format!("{words}; new under the path: {first}{more}");
    }
    Removal { state, seen_at: Some(seen_at), words, ..base }
}

/// How the question of a kind of item is said of one secret and of many.
struct Word {
    gone: &'static str,
    left: &'static str,
    left_many: &'static str,
}

impl Word {
    fn of(kind: ItemKind) -> Self {
        let word = |gone, left, left_many| Self { gone, left, left_many };
        match kind {
            ItemKind::Access => word("is not readable", "is readable", "are readable"),
            ItemKind::Owner => word("has another owner", "has this owner", "have this owner"),
            ItemKind::Needed => word("is gone", "is there", "are there"),
            ItemKind::Exception => word("is not excepted", "is excepted", "are excepted"),
            ItemKind::Rotation => word("is as planned", "is not as planned", "are not as planned"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Grounds, ItemId, Member};
    use super::RemovalState as S;
    use super::*;

    fn instant(day: u32) -> DateTime<Utc> {
        format!("2026-11-{day:02}T12:00:00Z").parse().expect("an instant")
    }

    fn item(secrets: &[&str]) -> Item {
        let member = |arn: &&str| Member {
            arn: (*arn).to_owned(),
            name: (*arn).to_owned(),
            state: "can".to_owned(),
            last_read_at: None,
            reads: 0,
            words: String::new(),
        };
        Item {
            id: ItemId::of(ItemKind::Access, "arn:role", "111122223333", "/prod/*"),
            number: 1,
            kind: ItemKind::Access,
            subject: "role/web".to_owned(),
            principal: Some("arn:role".to_owned()),
            account: "111122223333".to_owned(),
            account_name: None,
            path: "/prod/*".to_owned(),
            members: secrets.iter().map(member).collect(),
            left_out: Vec::new(),
            left_out_count: 0,
            others_count: 0,
            seeds: BTreeSet::new(),
            reviewer: String::new(),
            grounds: Grounds::default(),
        }
    }

    fn set(arns: &[&str]) -> BTreeSet<String> {
        arns.iter().map(|arn| (*arn).to_owned()).collect()
    }

    #[test]
    fn a_reading_after_the_decision_tells_what_went() {
        let item = item(&["a", "b", "c"]);
        let check = |verdict,
                     keep: &[&str],
                     still: &[&str],
                     unknown: &[&str],
                     came: &[&str],
                     day,
                     expected: (RemovalState, &str)| {
            let reading = Reading {
                still: set(still),
                unknown: set(unknown),
                came: came.iter().map(|name| (*name).to_owned()).collect(),
                read_at: Some(instant(day)),
            };
            let keep: Vec<String> = keep.iter().map(|arn| (*arn).to_owned()).collect();
            let found = removal(&item, verdict, &keep, instant(10), &reading, None);
            assert_eq!((found.state, found.words.as_str()), expected, "{still:?} {came:?}");
            assert_eq!(found.seen_at.is_some(), found.state != RemovalState::NextSync);
        };
        let next = (S::NextSync, "next sync: nothing was read since the decision");
        check(Verdict::Revoke, &[], &["a", "b", "c"], &[], &[], 9, next);
        check(Verdict::Revoke, &[], &[], &[], &[], 10, next);
        let gone = (S::Removed, "removed: none of 3 secrets is readable since 19 November 2026");
        check(Verdict::Revoke, &[], &[], &[], &[], 19, gone);
        let there = (S::StillThere, "still there: all of 3 secrets are readable");
        check(Verdict::Revoke, &[], &["a", "b", "c"], &[], &[], 19, there);
        check(Verdict::Revoke, &[], &["a"], &[], &[], 19, (S::Changed, "changed: 1 of 3 secrets are readable"));
        // What is not known is not gone.
        let unsure =
            "still there: all of 3 secrets are readable; of 2 that is not known, because policies could not be read";
        check(Verdict::Revoke, &[], &["a", "b", "c"], &["b", "c"], &[], 19, (S::StillThere, unsure));
        // What stays is none of it.
        let one = (S::Removed, "removed: the secret is not readable since 19 November 2026");
        check(Verdict::Reduce, &["a", "b"], &["a", "b"], &[], &[], 19, one);
        let came = (S::Changed, "changed: none of 1 secrets is readable; new under the path: d and 1 more");
        check(Verdict::Reduce, &["a", "b"], &["a"], &[], &["d", "e"], 19, came);
        let left = (S::StillThere, "still there: the secret is readable");
        check(Verdict::Reduce, &["a", "b"], &["a", "c"], &[], &[], 19, left);
    }

    #[test]
    fn the_date_is_the_first_on_which_it_was_so() {
        let item = item(&["a"]);
        let at = |day| Reading { read_at: Some(instant(day)), ..Reading::default() };
        let first = removal(&item, Verdict::Revoke, &[], instant(10), &at(12), None);
        let second = removal(&item, Verdict::Revoke, &[], instant(10), &at(19), Some(&first));
        assert_eq!(second, first);
        let there = Reading { still: set(&["a"]), ..at(20) };
        let back = removal(&item, Verdict::Revoke, &[], instant(10), &there, Some(&second));
        assert_eq!((back.state, back.seen_at), (RemovalState::StillThere, Some(instant(20))));
        // A reading that is older than a second decision says nothing of it; one that said something stays.
        assert_eq!(removal(&item, Verdict::Revoke, &[], instant(21), &there, Some(&back)), back);
        assert_eq!(removal(&item, Verdict::Revoke, &[], instant(21), &there, None).state, RemovalState::NextSync);
    }
}
