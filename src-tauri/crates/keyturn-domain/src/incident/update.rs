//! Status updates: the template filled in (runbook format, 5.2), and when the next one is due.
//!
//! Facts only, times in UTC, "not known yet" in place of a guess, and no secret: the text is checked before it can be
//! copied. Keyturn sends nothing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::IncidentId;
use super::record::State;
use super::severity::Severity;
use super::text;
use crate::code::codes;
use crate::rotation::statement::{self, StatementFault};

/// What an update is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// The first: severity, what, who leads, when the next one comes.
    First,
    /// One in between.
    Progress,
    /// The old value is refused.
    Contained,
    /// It is over: cause, follow-ups, until when it is watched.
    Resolved,
    /// To customers: what happened, which data, what we did, what they should do.
    Customers,
}

codes!(Variant {
    First => "first",
    Progress => "progress",
    Contained => "contained",
    Resolved => "resolved",
    Customers => "customers",
});

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// What.
    pub what: String,
}

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAction {
    /// What.
    pub what: String,
    /// By whom: a role.
    pub role: String,
    /// Until when (UTC).
    pub until: Option<DateTime<Utc>>,
}

/// What an update says. Empty texts and what is `None` read "not known yet".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// 1, 2, 3 … within the incident.
    pub number: u32,
    /// What it is for.
    pub variant: Variant,
    /// The incident.
    pub incident: IncidentId,
    /// Its code name.
    pub codename: String,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands.
    pub state: State,
    /// When this is written (UTC).
    pub at: DateTime<Utc>,
    /// When it was detected (UTC).
    pub detected_at: DateTime<Utc>,
    /// When somebody became aware of what it is (UTC).
    pub aware_at: Option<DateTime<Utc>>,
    /// Who leads: a role or a name.
    pub lead: String,
    /// Services, accounts and environments.
    pub affected: Vec<String>,
    /// Two sentences, facts only. For [`Variant::Resolved`] the cause in one; for customers what happened.
    pub summary: String,
    /// What could be reached, and what is known to have been. For customers which data.
    pub impact: String,
    /// What was done, in any order.
    pub actions: Vec<Action>,
    /// What is next. For [`Variant::Resolved`] the follow-ups.
    pub next_actions: Vec<NextAction>,
    /// What the reader should do. Empty: nothing.
    pub needed: String,
    /// When the old value was refused (UTC).
    pub refused_at: Option<DateTime<Utc>>,
    /// Until when it is watched (UTC).
    pub watched_until: Option<DateTime<Utc>>,
    /// When the next one comes.
    pub next: NextUpdate,
    /// For customers: whom to ask.
    pub contact: String,
}

/// When the next update is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "when", content = "at", rename_all = "snake_case")]
pub enum NextUpdate {
    /// At this time (UTC).
    At(DateTime<Utc>),
    /// When something is reached: contained, resolved.
    AtMilestones,
    /// When it ends.
    AtEnd,
    /// No more are due.
    None,
}

impl NextUpdate {
    /// In words: `2026-11-21 14:33 UTC`.
    pub fn words(self) -> String {
        match self {
            Self::At(at) => utc(at),
            Self::AtMilestones => "at the next milestone".to_owned(),
            Self::AtEnd => "at the end".to_owned(),
            Self::None => "none".to_owned(),
        }
    }
}

/// When the next update is due: by severity from the last one, or from the start of the incident. After it is resolved
/// and that was told, none is.
pub fn next_update(
    severity: Severity,
    state: State,
    opened_at: DateTime<Utc>,
    last: Option<(DateTime<Utc>, Variant)>,
) -> NextUpdate {
    let told_end = last.is_some_and(|(_, variant)| variant == Variant::Resolved);
    if matches!(state, State::Resolved | State::Closed) {
        return if told_end { NextUpdate::None } else { NextUpdate::AtEnd };
    }
    match (severity.update_every(), severity) {
        (Some(every), _) => NextUpdate::At(last.map_or(opened_at, |(at, _)| at) + every),
        (None, Severity::Low) => NextUpdate::AtEnd,
        (None, _) => NextUpdate::AtMilestones,
    }
}

/// The update as text, checked: nothing in it looks like a secret. What goes to customers names no access key either.
pub fn compose(update: &Update) -> Result<String, StatementFault> {
    let text = match update.variant {
        Variant::Customers => to_customers(update),
        _ => internal(update),
    };
    match update.variant {
        Variant::Customers => statement::check(&text)?,
        _ => text::refuse_secrets(&text)?,
    }
    Ok(text)
}

fn internal(update: &Update) -> String {
    let drill = if update.incident.is_drill() { "DRILL: THIS IS AN EXERCISE. NOTHING HAPPENED.\n" } else { "" };
    let affected = update.affected.iter().map(|one| text::one_line(one, 200)).collect::<Vec<_>>().join(", ");
    let mut lines = vec![
        format!(
            "{drill}SECURITY INCIDENT NOTIFICATION  {} · update {} · internal / TLP:AMBER",
            update.incident, update.number
        ),
        format!("Severity: {}          Codename: {}", update.severity.words(), text::one_line(&update.codename, 60)),
        format!("Time detected: {}   Aware: {}", utc(update.detected_at), known_at(update.aware_at)),
        format!("Lead: {}", known(&update.lead)),
        format!("Affected systems: {}", known(&affected)),
        format!("Status: {}", update.state.words()),
        format!(
            "{}: {}",
            if update.variant == Variant::Resolved { "Cause" } else { "Summary" },
            known(&update.summary)
        ),
        format!("Impact: {}", known(&update.impact)),
    ];
    match update.variant {
        Variant::Contained => lines.push(format!("Old value refused at: {}", known_at(update.refused_at))),
        Variant::Resolved => lines.push(format!("Watched until: {}", known_at(update.watched_until))),
        Variant::First | Variant::Progress | Variant::Customers => {}
    }
    if update.variant != Variant::First {
        let mut actions: Vec<&Action> = update.actions.iter().collect();
        actions.sort_by_key(|action| std::cmp::Reverse(action.at));
        lines.push("Actions taken:".to_owned() + if actions.is_empty() { " none yet" } else { "" });
        lines.extend(
            actions.iter().map(|action| format!("  {} – {}", utc(action.at), text::one_line(&action.what, 300))),
        );
        let title = if update.variant == Variant::Resolved { "Follow-ups:" } else { "Next actions:" };
        lines.push(title.to_owned() + if update.next_actions.is_empty() { " not known yet" } else { "" });
        lines.extend(update.next_actions.iter().map(|next| {
            let until = next.until.map_or(String::new(), |until| format!(" – until {}", utc(until)));
            format!("  {} – {}{until}", text::one_line(&next.what, 300), text::one_line(&next.role, 80))
        }));
        lines.push(format!(
            "Needed from you: {}",
            if text::is_said(&update.needed) { &update.needed } else { "nothing" }
        ));
    }
    lines.push(format!("Next update: {}", update.next.words()));
    lines.join("\n") + "\n"
}

fn to_customers(update: &Update) -> String {
    let drill = if update.incident.is_drill() { "DRILL: THIS IS AN EXERCISE. DO NOT SEND.\n\n" } else { "" };
    let mut actions: Vec<&Action> = update.actions.iter().collect();
    actions.sort_by_key(|action| action.at);
    let mut done: Vec<String> =
        actions.iter().map(|action| format!("- {}: {}", utc(action.at), text::one_line(&action.what, 300))).collect();
    if done.is_empty() {
        done.push("not known yet".to_owned());
    }
    let needed = if text::is_said(&update.needed) { update.needed.trim() } else { "Nothing." };
    format!(
        "{drill}Security notice of {}\n\nWhat happened\n{}\n\nWhich data\n{}\n\nWhat we did\n{}\n\nWhat you should do\n\
         {needed}\n\nWhom to ask\n{}\n",
        update.at.format("%Y-%m-%d"),
        known(&update.summary),
        known(&update.impact),
        done.join("\n"),
        known(&update.contact),
    )
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn known(text: &str) -> &str {
    if text::is_said(text) { text.trim() } else { "not known yet" }
}

fn known_at(at: Option<DateTime<Utc>>) -> String {
    at.map_or("not known yet".to_owned(), utc)
}

#[cfg(test)]
mod tests;
