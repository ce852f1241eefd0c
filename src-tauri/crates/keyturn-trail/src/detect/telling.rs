//! A case in words: title, reason, comparison, what it is not.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use keyturn_domain::account::AccountId;

use super::case::{Case, Hit, counted};
use super::catalogue;
use super::mark::{Ground, Mark};
use crate::event::EventId;
use crate::facts::Subject;
use crate::finding::{Compared, Finding, NextStep, Severity};
use crate::read::Object;

/// How many events and objects a finding carries at most.
const BOUND: usize = 1000;

/// The same for the same oddity, whatever else arrives later: reader, day, and the session that began it.
pub(crate) fn key(subject: &Subject, day: NaiveDate, first: &Mark<'_>) -> String {
    let session = first.by.session.as_deref().or(first.by.access_key.as_deref());
    let began = session.or_else(|| first.ids().first().map(|id| id.0.as_str())).unwrap_or_default();
    format!("reads|{}|{}|{day}|{began}", subject.principal, subject.person.as_deref().unwrap_or_default())
}

/// A finding.
pub(crate) fn finding(key: String, case: &Case<'_, '_>, hits: &[Hit], weight: u32) -> Option<Finding> {
    let heaviest = hits.first()?;
    let severity = severity(case, weight);
    let mut reason: Vec<String> = hits.iter().map(|hit| sentence(&hit.said)).collect();
    reason.push(case.reader.base.said());
    let mut finding = blank(key, case, heaviest.rule, case.marks.first()?.account());
    finding.also = hits.iter().skip(1).map(|hit| hit.rule.to_owned()).collect();
    finding.severity = severity;
    finding.title = title(case, hits);
    finding.reason = reason.join(" ");
    finding.compared = compared(case, hits);
    finding.excluded = excluded(case);
    if case.reader.human && severity <= Severity::Medium && finding.next == NextStep::StartIncident {
        finding.next = NextStep::AskPerson;
    }
    Some(finding)
}

/// A case that weighs too little.
pub(crate) fn too_light(key: String, case: &Case<'_, '_>, hits: &[Hit]) -> Option<Finding> {
    let mut finding = blank(key, case, hits.first()?.rule, case.marks.first()?.account());
    finding.also = hits.iter().skip(1).map(|hit| hit.rule.to_owned()).collect();
    finding.title = title(case, hits);
    let said: Vec<&str> = hits.iter().map(|hit| hit.said.as_str()).collect();
    finding.reason = case.reader.base.said();
    finding.explained = Some(format!("alone it is no finding: {}", said.join("; ")));
    Some(finding)
}

/// Everything but what was said about it.
pub(crate) fn blank(key: String, case: &Case<'_, '_>, rule: &str, account: &AccountId) -> Finding {
    let sessions: BTreeSet<Option<&String>> = case.marks.iter().map(|mark| mark.by.session.as_ref()).collect();
    let objects: BTreeSet<&Object> = case.marks.iter().filter_map(Mark::object).collect();
    let mut seen = BTreeSet::new();
    let events = case.marks.iter().flat_map(Mark::ids).filter(|id| seen.insert(*id));
    let events: Vec<EventId> = events.take(BOUND).cloned().collect();
    Finding {
        key,
        rule: rule.to_owned(),
        also: Vec::new(),
        severity: Severity::Info,
        account: account.clone(),
        principal: case.reader.subject.principal.clone(),
        session: if sessions.len() == 1 { sessions.into_iter().next().flatten().cloned() } else { None },
        first_at: case.first_at(),
        last_at: case.last_at(),
        objects: objects.into_iter().take(BOUND).cloned().collect(),
        events,
        title: String::new(),
        reason: String::new(),
        compared: Vec::new(),
        excluded: Vec::new(),
        explained: None,
        next: catalogue::find(rule).map_or(NextStep::AskOwner, |detection| detection.next),
    }
}

/// By weight, raised by what was touched.
fn severity(case: &Case<'_, '_>, weight: u32) -> Severity {
    let scene = case.setting.scene;
    let class = case.marks.iter().filter_map(|mark| scene.secret(mark.secret()?)?.class).max();
    let raise = match class {
        Some(Severity::Critical) => 2,
        Some(Severity::High) => 1,
        _ => u32::from(case.production(|_| true)),
    };
    match weight + raise {
        14.. => Severity::Critical,
        8.. => Severity::High,
        5.. => Severity::Medium,
        _ => Severity::Low,
    }
}

fn title(case: &Case<'_, '_>, hits: &[Hit]) -> String {
    let who = who(case.reader.subject);
    let has = |rule: &str| hits.iter().any(|hit| hit.rule == rule);
    let leads = |rule: &str| hits.first().is_some_and(|hit| hit.rule == rule);
    if let Some(hit) = hits.iter().find(|hit| hit.rule == "trail-changed" || hit.rule == "password-data") {
        return format!("{who} {}", hit.said);
    }
    let read = case.count(|_| true);
    let refused = case.marks.iter().filter(|mark| mark.refused).count();
    let what = if read > 0 && !leads("probing") {
        format!("read {}{}", counted(read, "secret"), within(case))
    } else if refused > 0 {
        format!("was refused {} times{}", refused, within(case))
    } else if let Some(hit) = hits.first() {
        hit.said.clone()
    } else {
        "did something unusual".to_owned()
    };
    let how = [
        ("decoy", ", a decoy among them"),
        ("departed", " after leaving"),
        ("elsewhere", " from outside its workload"),
        ("new-network", " from a network it never used"),
        ("enumeration", " after listing them"),
        ("cross-account", " in another account"),
        ("cross-environment", " of another environment"),
        ("off-hours", " at an unusual hour"),
        ("history", ", old values too"),
        ("dormant-secret", " that nobody read for long"),
        ("outside-path", " of other services"),
        ("first-read", " for the first time"),
    ];
    let how = if read > 0 { how.iter().find(|(rule, _)| has(rule)).map_or("", |(_, said)| *said) } else { "" };
    format!("{who} {what}{how}")
}

/// The reader, for a title.
pub(crate) fn who(subject: &Subject) -> String {
    let name: String = subject.principal.name.chars().take(80).collect();
    match &subject.person {
        Some(person) => format!("{} as {name}", person.chars().take(60).collect::<String>()),
        None => name,
    }
}

/// ` in 4 seconds`, ` in 12 minutes`; nothing for a moment.
fn within(case: &Case<'_, '_>) -> String {
    match (case.last_at() - case.first_at()).num_seconds() {
        0 => String::new(),
        1 => " in 1 second".to_owned(),
        n @ 2..120 => format!(" in {n} seconds"),
        n @ 120..7200 => format!(" in {} minutes", n / 60),
        n => format!(" in {} hours", n / 3600),
    }
}

/// Rows for what is always asked, replaced by those that a detection made.
fn compared(case: &Case<'_, '_>, hits: &[Hit]) -> Vec<Compared> {
    let base = case.reader.base;
    let known = !base.days.is_empty();
    let usual = |said: String| if known { said } else { "not known".to_owned() };
    let words = |all: BTreeSet<&str>| all.into_iter().take(3).collect::<Vec<_>>().join(", ");
    let first = |all: Vec<&str>| all.into_iter().take(3).collect::<Vec<_>>().join(", ");
    let row = |aspect: &str, usual: String, now: String| Compared { aspect: aspect.to_owned(), usual, now, odd: false };
    let mut rows = vec![
        row(
            "Secrets in a run",
            usual(format!("at most {} in ten minutes", base.most())),
            format!("{} · {} never read by it", case.count(|_| true), case.count(|mark| mark.new)),
        ),
        row(
            "From",
            usual(first(base.networks.keys().copied().collect())),
            words(case.marks.iter().map(|m| m.network.as_str()).collect()),
        ),
        row("When", usual(base.hours_said()), case.first_at().format("%H:%M UTC").to_string()),
        row(
            "Agent",
            usual(first(base.agents.keys().copied().collect())),
            words(case.marks.iter().map(|m| m.agent.0.as_str()).collect()),
        ),
        row(
            "Denied before",
            usual("none of these".to_owned()),
            counted(case.marks.iter().filter(|m| m.refused).count(), "refusal"),
        ),
    ];
    for said in hits.iter().filter_map(|hit| hit.compared.clone()) {
        match rows.iter_mut().find(|row| row.aspect == said.aspect) {
            Some(row) => *row = said,
            None => rows.push(said),
        }
    }
    rows
}

/// What it looks like and is not.
fn excluded(case: &Case<'_, '_>) -> Vec<String> {
    let new = case.count(|mark| mark.new);
    if new == 0 {
        return Vec::new();
    }
    let by = |ground: Ground| case.count(|mark| mark.ground == Some(ground));
    let mut said = vec![
        match by(Ground::Wrote) {
            0 => "infrastructure as code: it wrote none of these secrets".to_owned(),
            n => format!("infrastructure as code: it wrote {n}, and {new} others are not its work"),
        },
        "a rotation: no new version was stored by this reader within the hour".to_owned(),
    ];
    if case.reader.base.firm {
        said.push(format!(
            "a restart, a pipeline or a poll: {} not in the set it reads on other days",
            if new == 1 { "this secret is".to_owned() } else { format!("{new} secrets are") }
        ));
    }
    said.push("a service going live: the secrets were not created in the last three days".to_owned());
    said
}

fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
