//! A campaign and items that stand for nothing in particular.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    Campaign, CampaignId, Coverage, Decided, Delegation, Grounds, Item, ItemId, ItemKind, Member, Reviewer, Role,
    Scope, Verdict,
};

const ACCOUNT: &str = "111122223333";

/// An instant so many minutes into 1 November 2026.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    day(1).and_hms_opt(0, 0, 0).expect("midnight").and_utc() + TimeDelta::minutes(minutes)
}

/// A day of November 2026.
pub(crate) fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, number).expect("a day of November")
}

/// Somebody who reviews nothing by themself.
pub(crate) fn reviewer(name: &str) -> Reviewer {
    Reviewer { name: name.to_owned(), ..Reviewer::default() }
}

/// A campaign of Lea Lead with reviewers bob and ada, open from 1 to 30 November.
pub(crate) fn campaign() -> Campaign {
    Campaign {
        id: CampaignId::from_bytes([7; 8]),
        name: "Access review · Q4 2026".to_owned(),
        period: "2026-Q4".to_owned(),
        frameworks: Vec::new(),
        scope: Scope::default(),
        lead: Reviewer { identities: vec!["lea@example.com".to_owned()], ..reviewer("Lea Lead") },
        reviewers: vec![
            reviewer("bob"),
            Reviewer { identities: vec!["ada@example.com".to_owned()], ..reviewer("ada") },
        ],
        due_on: day(30),
        cadence_months: 3,
        cadence_source: "Access policy 4.2".to_owned(),
        open_anyway: None,
        opened_at: at(0),
        opened_by: "lea".to_owned(),
        snapshot: "0".repeat(64),
        coverage: Coverage::default(),
        role: Role::Lead,
        closed_at: None,
        sign_offs: Vec::new(),
    }
}

/// Access of a principal to so many secrets under a path that ends in `/*`, which bob reviews.
pub(crate) fn access(subject: &str, path: &str, members: u32) -> Item {
    let principal = format!("arn:aws:iam::{ACCOUNT}:{subject}");
    let member = |number: u32| {
        let name = format!("{}{number}", path.trim_end_matches('*'));
        let arn = format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter{name}");
        Member { arn, name, state: "can".to_owned(), last_read_at: None, reads: 0, words: String::new() }
    };
    Item {
        id: ItemId::of(ItemKind::Access, &principal, ACCOUNT, path),
        number: 1,
        kind: ItemKind::Access,
        subject: subject.to_owned(),
        principal: Some(principal),
        account: ACCOUNT.to_owned(),
        account_name: None,
        path: path.to_owned(),
        members: (0..members).map(member).collect(),
        left_out: Vec::new(),
        left_out_count: 0,
        others_count: 0,
        seeds: BTreeSet::new(),
        reviewer: "bob".to_owned(),
        grounds: Grounds::default(),
    }
}

/// A decision on [`access`] of a principal to `/prod/*`.
pub(crate) fn decided(subject: &str, verdict: Verdict, by: &str) -> Decided {
    Decided {
        item: access(subject, "/prod/*", 1).id,
        verdict,
        by: by.to_owned(),
        note: "as agreed".to_owned(),
        to: None,
        keep: Vec::new(),
        seconds: None,
        bulk: 1,
    }
}

/// A delegation of everything until 20 November.
pub(crate) fn delegation(from: &str, to: &str) -> Delegation {
    let reason = "on leave".to_owned();
    Delegation { from: from.to_owned(), to: reviewer(to), paths: Vec::new(), reason, until: day(20) }
}
