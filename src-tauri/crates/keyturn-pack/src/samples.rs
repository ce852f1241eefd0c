//! Made-up contents: for tests, the benchmark and the pictures of the report.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use keyturn_domain::review::log::{self, Entry, LogEntry};
use keyturn_domain::review::{
    Campaign, CampaignId, Coverage, Decided, Delegation, Framework, Gap, GapState, Grounds, Item, ItemId, ItemKind,
    Member, Outcome, Pace, Removal, RemovalState, Reviewer, Role, Scope, Seed, SignOff, SignOffRole, Suggestion, Usage,
    Verdict, Why, snapshot_hash,
};

use crate::contents::{Contents, Head, Made, Names, PackAccount, Reading, Reviewed, SCHEMA, Taken};
use crate::controls::controls;

/// The account of every item.
const ACCOUNT: &str = "111122223333";

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_794_787_200, 0).unwrap_or_default() + Duration::minutes(minutes)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A closed campaign with this many items (at least one), in which every sixth is to go and the rest stays.
///
/// The first items hold text that a page, a spreadsheet or a terminal must not run.
pub fn contents(items: u32) -> Contents {
    let items: Vec<Item> = (1..=items.max(1)).map(item).collect();
    let lines = items.iter().filter_map(|item| serde_json::to_string(item).ok());
    let snapshot = snapshot_hash(lines);
    let mut entries: Vec<LogEntry> = Vec::new();
    let delegation = Delegation {
        from: "Grace Hopper".into(),
        to: reviewer("Alan Turing"),
        paths: vec!["/prod/web/**".into()],
        reason: "on leave until December".into(),
        until: day(2026, 11, 30),
    };
    add(&mut entries, 1, "Grace Hopper", Entry::Delegated(delegation));
    let mut reviewed = Vec::new();
    let mut removals = Vec::new();
    for item in items {
        let decided = decided(&item);
        let (verdict, minutes) = (decided.verdict, 2 + i64::from(item.number) / 4);
        let wanted_gone: Vec<String> =
            item.members.iter().map(|member| member.arn.clone()).filter(|arn| !decided.keep.contains(arn)).collect();
        if verdict != Verdict::Keep {
            removals.push(Removal {
                item: item.id.clone(),
                verdict,
                state: [RemovalState::Removed, RemovalState::StillThere, RemovalState::NextSync][removals.len() % 3],
                seen_at: (removals.len() % 3 < 2).then(|| at(10_000)),
                words: format!("of {} secrets, as the reading of 27 November says", wanted_gone.len()),
                wanted_gone,
            });
        }
        let by = item.reviewer.clone();
        add(&mut entries, minutes, &by, Entry::Decided(decided.clone()));
        let (sequence, taken_at) = entries.last().map(|entry| (entry.sequence, entry.at)).unwrap_or_default();
        let decisions = vec![Taken { sequence, at: taken_at, stands: true, decided }];
        reviewed.push(Reviewed { item, outcome: Outcome::Stands(verdict), reopened: false, decisions });
    }
    let sign_offs = vec![sign_off("Ada Lovelace", SignOffRole::Lead), sign_off("Edsger Dijkstra", SignOffRole::Second)];
    for one in &sign_offs {
        add(&mut entries, 9_000, &one.name, Entry::SignedOff(one.clone()));
    }
    let (length, hash) = log::verify(&entries).unwrap_or_default();
    let head = Head { entries: length, hash: hash.to_owned() };
    let campaign = campaign(snapshot, sign_offs);
    Contents {
        schema: SCHEMA,
        names: Names::Full,
        controls: controls(&campaign.frameworks),
        campaign,
        made: made(),
        items: reviewed,
        removals,
        log: entries,
        head,
        pace: Pace { median_seconds: Some(14), under_two_seconds: 3, largest_bulk: 12, in_bulk: 24 },
    }
}

fn add(entries: &mut Vec<LogEntry>, minutes: i64, by: &str, entry: Entry) {
    let last = entries.last().map(|last| (last.sequence, last.hash.clone()));
    let last = last.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str()));
    entries.push(log::append(last, at(minutes), by, entry));
}

fn reviewer(name: &str) -> Reviewer {
    Reviewer { name: name.into(), paths: vec!["/prod/web/**".into()], ..Reviewer::default() }
}

fn sign_off(name: &str, role: SignOffRole) -> SignOff {
    let statement = "I looked at the decisions and at what was not read, and attest that they are complete.";
    SignOff { name: name.into(), role, statement: statement.into(), at: at(9_000) }
}

fn campaign(snapshot: String, sign_offs: Vec<SignOff>) -> Campaign {
    Campaign {
        id: CampaignId::from_bytes([0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f, 0x60, 0x71]),
        name: "Access review · Q4 2026".into(),
        period: "2026-Q4".into(),
        frameworks: vec![Framework::PciDss, Framework::Soc2, Framework::Iso27001],
        scope: Scope { paths: vec!["/prod/**".into()], ..Scope::default() },
        lead: Reviewer { name: "Ada Lovelace".into(), ..Reviewer::default() },
        reviewers: vec![reviewer("Grace Hopper")],
        due_on: day(2026, 12, 4),
        cadence_months: 3,
        cadence_source: "Access policy §4.2, approved by the CISO".into(),
        open_anyway: Some("The sandbox account is being closed; its role was already removed.".into()),
        opened_at: at(0),
        opened_by: "ada".into(),
        snapshot,
        coverage: Coverage {
            cells: 24,
            read: 23,
            oldest_at: Some(at(-600)),
            gaps: vec![Gap {
                account: "444455556666".into(),
                account_name: Some("sandbox".into()),
                region: Some("eu-central-1".into()),
                what: "ssm".into(),
                state: GapState::Failed,
                read_at: None,
            }],
            limits: vec![
                "CloudTrail does not show reads that a service makes with credentials of its own.".into(),
                "Conditions that depend on the request are shown, not decided.".into(),
            ],
        },
        role: Role::Lead,
        closed_at: Some(at(9_001)),
        sign_offs,
    }
}

fn made() -> Made {
    let reading = |what: &str| Reading {
        account: ACCOUNT.into(),
        region: Some("eu-central-1".into()),
        what: what.into(),
        read_at: Some(at(-60)),
        state: "complete".into(),
    };
    Made {
        written_at: at(10_001),
        written_by: "ada".into(),
        keyturn: "0.1.0".into(),
        accounts: vec![PackAccount { id: ACCOUNT.into(), name: Some("production".into()) }],
        regions: vec!["eu-central-1".into()],
        calls: vec!["secretsmanager:ListSecrets".into(), "iam:GetAccountAuthorizationDetails".into()],
        readings: vec![reading("secretsmanager"), reading("ssm"), reading("policies")],
    }
}

fn item(number: u32) -> Item {
    let subject = match number {
        1 => "role/<script>alert(1)</script>".to_owned(),
        2 => "=HYPERLINK(\"http://example.com\")".to_owned(),
        _ => format!("role/service-{number}"),
    };
    let principal = format!("arn:aws:iam::{ACCOUNT}:{subject}");
    let folder = format!("/prod/app{number}");
    let path = format!("{folder}/*");
    let members: Vec<Member> = ["DATABASE_URL", "API_TOKEN", "SIGNING_KEY"]
        .into_iter()
        .map(|last| Member {
            arn: format!("arn:aws:secretsmanager:eu-central-1:{ACCOUNT}:secret:{folder}/{last}-AbCdEf"),
            name: format!("{folder}/{last}"),
            state: "can".into(),
            last_read_at: Some(at(-5000)),
            reads: 12,
            words: String::new(),
        })
        .collect();
    let suggestion = Suggestion {
        decision: Verdict::Reduce,
        reason: format!("only {folder}/DATABASE_URL was read in 90 days"),
        keep: vec![members[0].arn.clone()],
    };
    let why = Why {
        place: format!("{subject}: inline policy read"),
        statement: Some("ReadSecrets".into()),
        text: Some(format!("{{\"Resource\":\"{}\"}}", members[0].arn)),
        conditions: vec![],
        secrets: 3,
    };
    Item {
        id: ItemId::of(ItemKind::Access, &principal, ACCOUNT, &path),
        number,
        kind: ItemKind::Access,
        principal: Some(principal),
        account: ACCOUNT.into(),
        account_name: Some("production".into()),
        left_out: vec![format!("{folder}/ROOT")],
        left_out_count: 1,
        others_count: 0,
        seeds: BTreeSet::from([Seed::Service]),
        reviewer: if number.is_multiple_of(2) { "Grace Hopper" } else { "Ada Lovelace" }.into(),
        grounds: Grounds {
            question: format!("{subject} can read 3 secrets under {path}"),
            nature: Some("workload".into()),
            why: vec![why],
            usage: Usage {
                reads: 12,
                secrets_read: 1,
                readers: 1,
                last_at: Some(at(-5000)),
                weeks: vec![1; 13],
                complete: true,
                words: String::new(),
            },
            changes: vec![format!("{folder}/SIGNING_KEY came since the last review")],
            suggestion: Some(suggestion),
            ..Grounds::default()
        },
        subject,
        path,
        members,
    }
}

fn decided(item: &Item) -> Decided {
    let verdict = match item.number % 6 {
        0 => Verdict::Revoke,
        1 => Verdict::Reduce,
        _ => Verdict::Keep,
    };
    let note = match verdict {
        Verdict::Keep => String::new(),
        _ => format!("nobody uses {}: asked the team on Monday", item.members[2].name),
    };
    Decided {
        item: item.id.clone(),
        verdict,
        by: item.reviewer.clone(),
        note,
        to: None,
        keep: if verdict == Verdict::Reduce { vec![item.members[0].arn.clone()] } else { vec![] },
        seconds: Some(14),
        bulk: 1,
    }
}
