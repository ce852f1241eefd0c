//! The tables of a pack: what an auditor filters and sorts.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use keyturn_domain::review::{ItemKind, Outcome, RemovalState, Seed, Verdict};

use crate::contents::Contents;
use crate::controls::framework_name;
use crate::sheet::{Cell, Sheet};

/// All tables, in the order of the workbook.
pub(crate) fn sheets(contents: &Contents) -> Vec<Sheet> {
    vec![
        roster(contents),
        decisions(contents),
        exceptions(contents),
        changes(contents),
        coverage(contents),
        controls(contents),
    ]
}

/// Who can read what, an item a row.
fn roster(contents: &Contents) -> Sheet {
    let rows = contents.items.iter().map(|reviewed| {
        let item = &reviewed.item;
        let names: Vec<&str> = item.members.iter().map(|member| member.name.as_str()).collect();
        let why: Vec<String> = item.grounds.why.iter().map(why_words).collect();
        vec![
            item.number.into(),
            item.id.as_str().into(),
            item.kind.code().into(),
            (&item.subject).into(),
            item.principal.as_ref().into(),
            item.grounds.nature.as_ref().into(),
            item.grounds.people.join("\n").into(),
            (&item.account).into(),
            item.account_name.as_ref().into(),
            (&item.path).into(),
            item.members.len().into(),
            names.join("\n").into(),
            item.left_out_count.into(),
            item.others_count.into(),
            why.join("\n").into(),
            item.grounds.conditions.join("\n").into(),
            item.seeds.iter().map(|seed| seed.code()).collect::<Vec<_>>().join(", ").into(),
            item.grounds.usage.reads.into(),
            time(item.grounds.usage.last_at),
            if item.grounds.usage.complete { "90 days".into() } else { "not complete".into() },
            (&item.reviewer).into(),
            outcome_words(&reviewed.outcome).into(),
            reviewed.reopened.into(),
        ]
    });
    Sheet {
        name: "Roster",
        columns: &[
            "No.",
            "Item",
            "Kind",
            "Subject",
            "Principal",
            "Nature",
            "People behind",
            "Account",
            "Account name",
            "Path",
            "Secrets",
            "Names",
            "Left out of the path",
            "Under the path, of other reviewers",
            "Why it can read",
            "Conditions",
            "Questions",
            "Reads in 90 days",
            "Last read (UTC)",
            "Trail",
            "Reviewer",
            "Outcome",
            "Reopened",
        ],
        rows: rows.collect(),
    }
}

/// Every decision, those that no longer stand too.
fn decisions(contents: &Contents) -> Sheet {
    let rows = contents.items.iter().flat_map(|reviewed| {
        reviewed.decisions.iter().map(|taken| {
            vec![
                taken.sequence.into(),
                reviewed.item.number.into(),
                reviewed.item.id.as_str().into(),
                reviewed.item.title().into(),
                verdict_words(taken.decided.verdict).into(),
                (&taken.decided.by).into(),
                time(Some(taken.at)),
                (&taken.decided.note).into(),
                taken.decided.to.as_ref().into(),
                taken.decided.keep.join("\n").into(),
                taken.decided.seconds.into(),
                taken.decided.bulk.into(),
                taken.stands.into(),
                reviewed.item.grounds.suggestion.as_ref().map(|one| verdict_words(one.decision)).into(),
            ]
        })
    });
    Sheet {
        name: "Decisions",
        columns: &[
            "Log entry",
            "No.",
            "Item",
            "Title",
            "Decision",
            "By",
            "At (UTC)",
            "Note",
            "Handed to",
            "Stay",
            "Seconds",
            "Decided at once",
            "Stands",
            "Suggested",
        ],
        rows: rows.collect(),
    }
}

/// What deviates: exceptions from the rotation policy, what a group leaves out, and why the campaign opened anyway.
fn exceptions(contents: &Contents) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    if let Some(why) = &contents.campaign.open_anyway {
        rows.push(vec![
            "opened although parts were not read".into(),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            why.into(),
            Cell::Empty,
        ]);
    }
    for reviewed in &contents.items {
        let item = &reviewed.item;
        if item.kind == ItemKind::Exception {
            rows.extend(item.members.iter().map(|member| {
                vec![
                    "exception from the rotation policy".into(),
                    item.number.into(),
                    item.title().into(),
                    (&member.name).into(),
                    (&member.words).into(),
                    outcome_words(&reviewed.outcome).into(),
                ]
            }));
        }
        if item.left_out_count > 0 {
            let more = usize::try_from(item.left_out_count).unwrap_or(usize::MAX).saturating_sub(item.left_out.len());
            let more = if more > 0 { format!("{more} more are not listed") } else { String::new() };
            rows.push(vec![
                "under the path, but not in the item".into(),
                item.number.into(),
                item.title().into(),
                item.left_out.join("\n").into(),
                more.into(),
                Cell::Empty,
            ]);
        }
    }
    Sheet { name: "Exceptions", columns: &["What", "No.", "Title", "Secrets", "Words", "Outcome"], rows }
}

/// What was to go and whether it went; what changed since the last review.
fn changes(contents: &Contents) -> Sheet {
    let by_id: BTreeMap<_, _> = contents.items.iter().map(|reviewed| (&reviewed.item.id, &reviewed.item)).collect();
    let removals = contents.removals.iter().map(|removal| {
        let item = by_id.get(&removal.item);
        vec![
            "was to go".into(),
            item.map(|item| item.number).into(),
            item.map_or_else(|| removal.item.to_string(), |item| item.title()).into(),
            verdict_words(removal.verdict).into(),
            removal_words(removal.state).into(),
            time(removal.seen_at),
            removal.wanted_gone.len().into(),
            (&removal.words).into(),
        ]
    });
    let since = contents.items.iter().flat_map(|reviewed| {
        reviewed.item.grounds.changes.iter().map(|words| {
            vec![
                "since the last review".into(),
                reviewed.item.number.into(),
                reviewed.item.title().into(),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                words.into(),
            ]
        })
    });
    Sheet {
        name: "Changes",
        columns: &["What", "No.", "Title", "Decision", "State", "Seen (UTC)", "Secrets to go", "Words"],
        rows: removals.chain(since).collect(),
    }
}

/// What was read, what was not, and what cannot be known.
fn coverage(contents: &Contents) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for reading in &contents.made.readings {
        rows.push(vec![
            "read".into(),
            (&reading.account).into(),
            account_name(contents, &reading.account),
            reading.region.as_ref().into(),
            (&reading.what).into(),
            (&reading.state).into(),
            time(reading.read_at),
            Cell::Empty,
        ]);
    }
    for gap in &contents.campaign.coverage.gaps {
        rows.push(vec![
            "gap when opened".into(),
            (&gap.account).into(),
            gap.account_name.as_ref().into(),
            gap.region.as_ref().into(),
            (&gap.what).into(),
            gap.state.code().into(),
            time(gap.read_at),
            Cell::Empty,
        ]);
    }
    let limits = contents.campaign.coverage.limits.iter().map(|words| ("cannot be known", words));
    let calls = contents.made.calls.iter().map(|words| ("made from the call", words));
    for (what, words) in limits.chain(calls) {
        let mut row = vec![Cell::Empty; 8];
        row[0] = what.into();
        row[7] = words.into();
        rows.push(row);
    }
    Sheet {
        name: "Coverage",
        columns: &["What", "Account", "Account name", "Region", "Source", "State", "Read in full (UTC)", "Words"],
        rows,
    }
}

/// The control map.
fn controls(contents: &Contents) -> Sheet {
    let rows = contents.controls.iter().map(|row| {
        vec![
            framework_name(row.framework).into(),
            (&row.control).into(),
            (&row.title).into(),
            (&row.evidence).into(),
            (&row.source).into(),
            date(row.checked_on),
            row.checked_against.as_deref().unwrap_or("nobody checked this row yet").into(),
        ]
    });
    Sheet {
        name: "Controls",
        columns: &["Framework", "Control", "Asks", "Evidence", "Source", "Checked on", "Checked against"],
        rows: rows.collect(),
    }
}

fn account_name(contents: &Contents, id: &str) -> Cell {
    contents.made.accounts.iter().find(|account| account.id == id).and_then(|account| account.name.as_ref()).into()
}

fn why_words(why: &keyturn_domain::review::Why) -> String {
    match &why.statement {
        Some(statement) => format!("{}, statement {statement} ({} secrets)", why.place, why.secrets),
        None => format!("{} ({} secrets)", why.place, why.secrets),
    }
}

/// An instant, UTC, to the second.
pub(crate) fn time_words(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn time(at: Option<DateTime<Utc>>) -> Cell {
    at.map(time_words).into()
}

fn date(on: Option<NaiveDate>) -> Cell {
    on.map(|on| on.to_string()).into()
}

/// A decision in words.
pub(crate) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Keep => "keep",
        Verdict::Revoke => "revoke",
        Verdict::Reduce => "reduce",
        Verdict::Reassign => "reassign",
        Verdict::CannotDecide => "can't decide",
    }
}

/// An outcome in words.
pub(crate) fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Undecided => "undecided".to_owned(),
        Outcome::Stands(verdict) => verdict_words(*verdict).to_owned(),
        Outcome::Reassigned(to) => format!("handed to {to}, not decided"),
        Outcome::CannotDecide => "can't decide".to_owned(),
        Outcome::Differs => "reviewers differ".to_owned(),
    }
}

/// What a sync says of a removal, in words.
pub(crate) fn removal_words(state: RemovalState) -> &'static str {
    match state {
        RemovalState::NextSync => "not seen yet",
        RemovalState::Removed => "removed",
        RemovalState::StillThere => "still there",
        RemovalState::Changed => "changed",
    }
}

/// A question of the review in words.
pub(crate) fn seed_words(seed: Seed) -> &'static str {
    match seed {
        Seed::Departed => "somebody left",
        Seed::OddUse => "odd use",
        Seed::Broad => "too broad",
        Seed::Service => "service account",
        Seed::NeverUsed => "never used",
        Seed::NotRotated => "not rotated",
    }
}
