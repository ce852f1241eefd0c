//! A campaign with four items: two of role web, one of user ada, one owner's.

use keyturn_domain::review::{
    Campaign, CampaignId, Coverage, Decided, Entry, Grounds, Item, ItemId, ItemKind, Member, Reviewer, Role, Scope,
    Seed, Verdict,
};

use crate::testing::{ACCOUNT, instant};

fn reviewer(name: &str) -> Reviewer {
    Reviewer { name: name.to_owned(), ..Reviewer::default() }
}

/// A campaign of lea with reviewers bob and ada.
pub(super) fn campaign() -> Campaign {
    Campaign {
        id: CampaignId::from_bytes([7; 8]),
        name: "Q4'; --".to_owned(),
        period: "2026-Q4".to_owned(),
        frameworks: Vec::new(),
        scope: Scope::default(),
        lead: reviewer("lea"),
        reviewers: vec![reviewer("bob"), reviewer("ada")],
        due_on: instant(30).date_naive(),
        cadence_months: 3,
        cadence_source: "policy".to_owned(),
        open_anyway: None,
        opened_at: instant(1),
        opened_by: "lea".to_owned(),
        snapshot: "0".repeat(64),
        coverage: Coverage::default(),
        role: Role::Lead,
        closed_at: None,
        sign_offs: Vec::new(),
    }
}

fn item(number: u32, kind: ItemKind, subject: &str, path: &str, members: &[&str]) -> Item {
    let principal = (kind == ItemKind::Access).then(|| format!("arn:aws:iam::{ACCOUNT}:{subject}"));
    let member = |name: &&str| Member {
        arn: format!("arn:{name}"),
        name: (*name).to_owned(),
        state: "can".to_owned(),
        last_read_at: None,
        reads: 0,
        words: String::new(),
    };
    Item {
        id: ItemId::of(kind, subject, ACCOUNT, path),
        number,
        kind,
        subject: subject.to_owned(),
        principal,
        account: if number == 4 { "444455556666" } else { ACCOUNT }.to_owned(),
        account_name: Some("prod".to_owned()),
        path: path.to_owned(),
        members: members.iter().map(member).collect(),
        left_out: Vec::new(),
        left_out_count: 0,
        others_count: 0,
        seeds: if number < 3 { [Seed::Broad, Seed::NeverUsed].into() } else { [Seed::Departed].into() },
        reviewer: if number < 3 { "bob" } else { "ada" }.to_owned(),
        grounds: Grounds::default(),
    }
}

/// The items, in order.
pub(super) fn items() -> Vec<Item> {
    vec![
        item(1, ItemKind::Access, "role/Web", "/prod/*", &["a", "b"]),
        item(2, ItemKind::Access, "role/etl", "/prod/*", &["a", "b", "c"]),
        item(3, ItemKind::Access, "user/old", "/dev/*", &["d"]),
        item(4, ItemKind::Owner, "payments", "/dev/*", &["d"]),
    ]
}

/// Their lines.
pub(super) fn lines() -> Vec<String> {
    items().iter().map(|item| serde_json::to_string(item).expect("JSON")).collect()
}

/// A decision on the item with this number.
pub(super) fn decided(number: usize, verdict: Verdict, by: &str, to: Option<&str>) -> Entry {
    Entry::Decided(Decided {
        item: items()[number - 1].id.clone(),
        verdict,
        by: by.to_owned(),
        note: "so'; --".to_owned(),
        to: to.map(str::to_owned),
        keep: Vec::new(),
        seconds: Some(3),
        bulk: 1,
    })
}
