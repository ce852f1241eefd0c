//! The timeline, from the log: every entry with when it happened and when it was learnt.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::incident::entry::Entry;
use crate::incident::log::LogEntry;
use crate::incident::notice::Answer;
use crate::incident::step::StepAct;
use crate::incident::text::one_line;
use crate::incident::timeline::{Order, Source, TimelineEntry, sort};

/// The longest text of another's in a line, in characters.
const SHOWN: usize = 300;

/// The timeline of a log, as it happened. What only sorts the report is not in it; copied commands and typed values are
/// left out of the report unless somebody takes them in.
pub fn timeline(entries: &[LogEntry]) -> Vec<TimelineEntry> {
    let mut chosen: BTreeMap<u64, bool> = BTreeMap::new();
    for one in entries {
        if let Entry::ReportSet { number, in_report } = one.entry {
            chosen.insert(number, in_report);
        }
    }
    let mut lines: Vec<TimelineEntry> = entries.iter().filter_map(line).collect();
    for line in &mut lines {
        if let Some(in_report) = chosen.get(&line.number) {
            line.in_report = *in_report;
        }
    }
    sort(&mut lines, Order::Happened);
    lines
}

fn line(one: &LogEntry) -> Option<TimelineEntry> {
    let text = match &one.entry {
        Entry::ReportSet { .. } => return None,
        Entry::Noted(note) => note.text.clone(),
        entry => words(entry),
    };
    let (happened_at, source) = when(one);
    let in_report = match &one.entry {
        Entry::Noted(note) => note.in_report,
        Entry::Copied { danger, .. } => *danger,
        Entry::ValueSet { .. } => false,
        _ => true,
    };
    Some(TimelineEntry {
        number: one.sequence,
        happened_at,
        learnt_at: one.at,
        source,
        by: one.by.clone(),
        text,
        in_report,
    })
}

/// When it happened, and from where it is known.
fn when(one: &LogEntry) -> (DateTime<Utc>, Source) {
    match &one.entry {
        Entry::Noted(note) => (note.happened_at, note.source.clone()),
        Entry::WatchHit { hit, .. } => (hit.at, Source::CloudTrail { event_id: hit.event_id.clone() }),
        Entry::Marked { marked, .. } => (marked.at, Source::Person),
        Entry::MomentSet { at, .. } => (*at, Source::Person),
        Entry::EvidenceAdded(evidence) => (evidence.collected_at, Source::Person),
        Entry::EvidenceHanded(handed) => (handed.at, Source::Person),
        Entry::NoticeDecided(decision) => match &decision.answer {
            Answer::Filed { at, .. } => (*at, Source::Person),
            Answer::Notify | Answer::No => (decision.at, Source::Person),
        },
        _ => (one.at, Source::Keyturn),
    }
}

fn words(entry: &Entry) -> String {
    let show = |text: &str| one_line(text, SHOWN);
    let clock = |at: &DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC").to_string();
    match entry {
        Entry::Opened(opening) => format!(
            "Opened as {}: {}. Led by {} {}.",
            opening.severity.code(),
            show(&opening.title),
            show(&opening.runbook.id),
            show(&opening.runbook.version)
        ),
        Entry::SeveritySet { severity, why } => format!("Severity is {}: {}", severity.code(), show(why)),
        Entry::MomentSet { moment, .. } => format!("Recorded as the moment: {}", moment.code()),
        Entry::RoleGiven { role, to } => format!("{} is {}", show(to), role.code()),
        Entry::ValueSet { name, value } if value.is_empty() => format!("Value of {} taken back", show(name)),
        Entry::ValueSet { name, value } => format!("{} is {}", show(name), show(value)),
        Entry::StepAdded { title, phase, why, .. } => {
            format!("Added a step to {}: {} ({})", show(phase), show(title), show(why))
        }
        Entry::Step { step, act } => step_words(&show(step), act),
        Entry::Copied { step, danger, .. } => {
            format!("Copied a {}command of {}", if *danger { "dangerous " } else { "" }, show(step))
        }
        Entry::Noted(note) => show(&note.text),
        Entry::ReportSet { .. } => String::new(),
        Entry::Exposed(exposed) => format!("In scope: {} ({})", show(&exposed.name), show(&exposed.because)),
        Entry::ExposureBegan { number, from, why } => {
            let from = from.as_ref().map_or("not known".to_owned(), clock);
            format!("Exposure of entry {number} began: {from} ({})", show(why))
        }
        Entry::Marked { number, marked } => {
            format!("Entry {number}: {} ({})", marked.mark.code().replace('_', " "), show(&marked.statement))
        }
        Entry::WatchSet(watch) => format!(
            "Watch {} on {} {} in {} places",
            watch.number,
            watch.what.attribute(),
            show(watch.what.value()),
            watch.places.len()
        ),
        Entry::WatchHit { watch, hit } => format!(
            "Watch {watch} saw {} from {}, {}",
            show(&hit.name),
            show(&hit.source),
            if hit.refused { "refused" } else { "and it worked" }
        ),
        Entry::WatchEnded { watch, known_until } => format!("Watch {watch} ended: no use until {}", clock(known_until)),
        Entry::NoticeDecided(decision) => {
            let second =
                decision.second.as_deref().map_or(String::new(), |second| format!(", second: {}", show(second)));
            let what = match &decision.answer {
                Answer::Notify => "to be notified".to_owned(),
                Answer::No => "not to be notified".to_owned(),
                Answer::Filed { reference, .. } => format!("filed as {}", show(reference)),
            };
            format!(
                "Notice {}: {what} ({}{second}): {}",
                show(&decision.row),
                show(&decision.by),
                show(&decision.reason)
            )
        }
        Entry::UpdateSent { number, variant, channel } => {
            format!("Update {number} ({}) sent to {}", variant.code(), show(channel))
        }
        Entry::EvidenceAdded(evidence) => format!("Evidence: {}", evidence.custody_line(&[])),
        Entry::EvidenceHanded(handed) => {
            format!(
                "Evidence {}: {} → {} ({})",
                handed.evidence,
                show(&handed.from),
                show(&handed.to),
                show(&handed.why)
            )
        }
        Entry::PathFound { path, basis } => {
            format!("Path of exposure: {} ({})", path.code().replace('_', " "), show(basis))
        }
        Entry::FollowUpAdded(one) => {
            format!("Follow-up {}: {} ({}, by {})", one.number, show(&one.action), show(&one.owner), one.due_on)
        }
        Entry::FollowUpDone { number, note } => format!("Follow-up {number} done. {}", show(note)).trim().to_owned(),
        Entry::RunbookMoved { to, why, vanished } => {
            let gone =
                if vanished.is_empty() { String::new() } else { format!("; gone: {}", show(&vanished.join(", "))) };
            format!("Runbook moved to {} {} ({}{gone})", show(&to.id), show(&to.version), show(why))
        }
        Entry::Contained { why } => format!("Contained: {}", show(why)),
        Entry::Resolved { cause } => format!("Resolved: {}", show(cause)),
        Entry::Closed { statement } => format!("Closed: {}", show(statement)),
        Entry::Reopened { why } => format!("Opened again: {}", show(why)),
    }
}

fn step_words(step: &str, act: &StepAct) -> String {
    let show = |text: &str| one_line(text, SHOWN);
    match act {
        StepAct::Done { choice, second, .. } => {
            let choice = choice.as_deref().map_or(String::new(), |choice| format!(": {}", show(choice)));
            let second = second.as_deref().map_or(String::new(), |second| format!(", second: {}", show(second)));
            format!("Done: {step}{choice}{second}")
        }
        StepAct::NotApplicable { why } => format!("Not applicable: {step} ({})", show(why)),
        StepAct::HandedOver { to, note } if note.is_empty() => format!("Handed over: {step} to {}", show(to)),
        StepAct::HandedOver { to, note } => format!("Handed over: {step} to {} ({})", show(to), show(note)),
        StepAct::Answered { applies: true, why } => format!("Applies: {step} ({})", show(why)),
        StepAct::Answered { applies: false, why } => format!("Does not apply: {step} ({})", show(why)),
        StepAct::Reopened { why } => format!("Opened again: {step} ({})", show(why)),
    }
}
