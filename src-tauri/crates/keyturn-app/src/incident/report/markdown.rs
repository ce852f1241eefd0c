//! The report in Markdown (runbook format, 5.3). What only people can write is asked for in italics.

use chrono::{DateTime, Utc};
use keyturn_domain::incident::clock::span;
use keyturn_domain::incident::ledger::{LedgerEntry, Mark};
use keyturn_domain::incident::notice::{Answer, shipped};
use keyturn_domain::incident::postmortem::{Leg, measured};
use keyturn_domain::incident::record::timeline;
use keyturn_domain::incident::step::{StepState, state};
use keyturn_domain::incident::text::one_line;
use keyturn_domain::incident::{Incident, LogEntry};

use crate::incident::act::Open;
use crate::incident::list::public_or_confirmed;
use crate::incident::show::window_words;

/// The longest text in a cell, in characters.
const SHOWN: usize = 400;

/// The report.
pub(super) fn write(open: &Open, log: &[LogEntry]) -> String {
    let Open { incident, run, now } = open;
    let mut page = Page::default();
    head(&mut page, incident);
    page.asked("In short", "Cause, exposure and effect, in three sentences.");
    page.asked("What happened", "In the order in which it happened, without blame.");
    exposure(&mut page, incident);
    page.section("Timeline (UTC)");
    let lines = timeline(log).into_iter().filter(|line| line.in_report).map(|line| {
        let source = [line.source.code().replace('_', " "), plain(line.source.text())];
        let source = source.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        let learnt = line.learnt_after().num_minutes();
        let when = utc(line.happened_at);
        let when = if learnt > 0 { format!("{when}, learnt {} later", span(line.learnt_after())) } else { when };
        [when, plain(&line.text), source, plain(&line.by)]
    });
    page.table(["Time", "Event", "Source", "Who"], lines);
    times(&mut page, open);
    page.asked("Impact in numbers", "Secrets, accounts, systems, persons, records, minutes of outage, cost.");
    page.asked("Contributing factors", "Technical, process, people.");
    page.asked("What went well, what did not, where we were lucky", "One line each.");
    page.asked("Detection", "What saw it, what should have, and what closes the gap.");
    rotation(&mut page, incident);
    notices(&mut page, incident);
    follow_ups(&mut page, incident);
    page.section("Evidence");
    let custody = incident.evidence.iter().map(|one| plain(&one.custody_line(&incident.handed)));
    page.list(custody, "None was taken in.");
    page.section("Runbook");
    let pinned = &incident.runbook;
    page.line(&format!(
        "{} {}, SHA-256 of its source `{}`.",
        plain(&pinned.id),
        plain(&pinned.version),
        pinned.source_sha256
    ));
    let left = run.plan.iter().filter_map(|planned| match state(planned, &incident.acts) {
        StepState::Open { .. } | StepState::Asks => Some(format!("{}: not done", plain(&planned.id))),
        StepState::NotApplicable { why, by, .. } => {
            Some(format!("{}: not applicable ({}, {})", plain(&planned.id), plain(&why), plain(&by)))
        }
        _ => None,
    });
    page.list(left, "Every step was done.");
    page.line("*Steps that were wrong, missing or too slow, and what was changed.*");
    page.section("Signed");
    page.line(&format!("*Name and date.* Written by Keyturn on {}.", utc(*now)));
    page.text
}

fn head(page: &mut Page, incident: &Incident) {
    let opening = &incident.opening;
    page.line(&format!("# {} {}", opening.id, plain(&opening.title)));
    if incident.is_drill() {
        page.line("> DRILL: this was an exercise. Nothing happened.");
    }
    page.line(&format!(
        "{} ({}) at its worst · {} · code name {} · runbook {} {} · drill: {}",
        incident.worst.code(),
        incident.worst.words(),
        incident.state.words(),
        plain(&opening.codename),
        plain(&incident.runbook.id),
        plain(&incident.runbook.version),
        if incident.is_drill() { "yes" } else { "no" }
    ));
    page.line("*Owner, held on, attended.*");
    if !opening.trigger.is_empty() {
        page.line(&format!("It began with: {}", plain(&opening.trigger)));
    }
    page.list(opening.reasons.iter().map(|reason| plain(reason)), "");
    let roles = incident.roles.iter().map(|(role, who)| format!("{}: {}", role.code(), plain(who)));
    page.list(roles, "");
}

fn exposure(page: &mut Page, incident: &Incident) {
    page.section("Exposure");
    let path = incident.path.map_or("not found".to_owned(), |path| path.code().replace('_', " "));
    page.line(&format!("Path: {path}. {}", window_words(incident.scope.window().as_ref())));
    let rows = incident.scope.entries().iter().map(|entry| {
        [
            format!("{} {}", entry.exposed.number, plain(&entry.exposed.name)),
            entry.exposed.exposed_from.map_or("not known".to_owned(), utc),
            entry.exposed_until().map_or("not over".to_owned(), utc),
            entry.state().code().replace('_', " "),
            plain(&entry.exposed.because),
        ]
    });
    page.table(["Credential", "From", "Until", "State", "Why it is here"], rows);
}

fn times(page: &mut Page, open: &Open) {
    page.section("Times");
    let Open { incident, run, .. } = open;
    let spans = measured(&incident.times(), incident.worst, public_or_confirmed(run), &run.set_budgets());
    let rows = spans.into_iter().map(|one| {
        let verdict = match (one.took, one.budget, one.over()) {
            (None, ..) => "not known, or not over".to_owned(),
            (_, None, _) => "no budget".to_owned(),
            (.., None) => "within".to_owned(),
            (.., Some(over)) => format!("over by {}", span(over)),
        };
        [
            leg_words(one.leg).to_owned(),
            one.took.map_or("–".to_owned(), span),
            one.budget.map_or("–".to_owned(), span),
            verdict,
        ]
    });
    page.table(["From → to", "Took", "Budget", ""], rows);
}

fn leg_words(leg: Leg) -> &'static str {
    match leg {
        Leg::ExposedToDetected => "exposed → detected",
        Leg::DetectedToOpened => "detected → opened",
        Leg::DetectedToRevoked => "detected → revoked",
        Leg::DetectedToProved => "detected → proved dead",
        Leg::DetectedToReplaced => "detected → replaced everywhere",
        Leg::DetectedToClosed => "detected → closed",
    }
}

fn rotation(page: &mut Page, incident: &Incident) {
    page.section("Rotation");
    let marked = |entry: &LedgerEntry, mark: Mark| {
        let marked = entry.marks.iter().rev().find(|one| one.mark == mark);
        marked.map_or("–".to_owned(), |one| format!("{}: {}", utc(one.at), plain(&one.statement)))
    };
    let rows = incident.scope.entries().iter().map(|entry| {
        [
            plain(&entry.exposed.name),
            marked(entry, Mark::Revoked),
            marked(entry, Mark::Replaced),
            marked(entry, Mark::Proved),
        ]
    });
    page.table(["Credential", "Old value revoked", "Replaced", "Old value refused"], rows);
}

fn notices(page: &mut Page, incident: &Incident) {
    page.section("Notices");
    let name =
        |id: &str| shipped().iter().find(|row| row.id == id).map_or_else(|| id.to_owned(), |row| row.name.clone());
    let rows = incident.decisions.iter().map(|one| {
        let (answer, filed) = match &one.answer {
            Answer::Filed { at, reference } => ("filed", format!("{}, {}", utc(*at), plain(reference))),
            answer => (answer.code(), "–".to_owned()),
        };
        let by = one
            .second
            .as_deref()
            .map_or_else(|| plain(&one.by), |second| format!("{} with {}", plain(&one.by), plain(second)));
        [plain(&name(&one.row)), answer.to_owned(), plain(&one.reason), filed, by]
    });
    if incident.decisions.is_empty() {
        page.line("Nobody has decided on any.");
    } else {
        page.table(["Regime", "Decision", "Reason", "Filed", "By"], rows);
    }
}

fn follow_ups(page: &mut Page, incident: &Incident) {
    page.section("Follow-ups");
    if incident.follow_ups.is_empty() {
        page.line("None were written down.");
        return;
    }
    let rows = incident.follow_ups.iter().map(|one| {
        let done = incident.done_follow_ups.contains(&one.number);
        let due = if done { "done".to_owned() } else { one.due_on.to_string() };
        [plain(&one.action), one.effect.code().to_owned(), plain(&one.owner), due, plain(&one.link)]
    });
    page.table(["Action", "Effect", "Owner", "Due", "Link"], rows);
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Hostile text as words: on one line, with every character that means something in Markdown escaped (CommonMark 2.4:
/// any ASCII punctuation can be).
fn plain(text: &str) -> String {
    let escaped = |letter: char| match letter {
        // What people read all the time stays as it is: nothing in Markdown hangs on it within a line.
        ',' | '.' | ':' | ';' | '/' | '-' | '(' | ')' | '?' | '\'' | '"' | '%' | '=' | '+' => letter.to_string(),
        letter if letter.is_ascii_punctuation() => format!("\\{letter}"),
        letter => letter.to_string(),
    };
    one_line(text, SHOWN).chars().map(escaped).collect()
}

/// A page that grows.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push_str("\n\n");
    }

    fn section(&mut self, title: &str) {
        self.line(&format!("## {title}"));
    }

    /// A section that people write.
    fn asked(&mut self, title: &str, what: &str) {
        self.section(title);
        self.line(&format!("*{what}*"));
    }

    fn list(&mut self, entries: impl Iterator<Item = String>, none: &str) {
        let lines: Vec<String> = entries.map(|entry| format!("- {entry}")).collect();
        match lines.is_empty() {
            false => self.line(&lines.join("\n")),
            true if none.is_empty() => {}
            true => self.line(none),
        }
    }

    fn table<const N: usize>(&mut self, head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
        let rule = " --- |".repeat(N);
        let rows: String = rows.map(|row| ["| ", &row.join(" | "), " |\n"].concat()).collect();
        self.text.extend(["| ", &head.join(" | "), " |\n|", &rule, "\n", &rows, "\n"]);
    }
}
