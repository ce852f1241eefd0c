//! Says in words why a rule decided and what it gives.

use std::fmt::Write as _;

use super::{Judgement, Modifier, Subject};
use crate::age::AgeBasis;
use crate::rotation::policy::{Age, Precedence};

/// One or two sentences that a person can check.
pub(super) fn why(subject: &Subject<'_>, found: &Judgement<'_>) -> String {
    let rule = found.by.rule;
    let mut text = String::with_capacity(120);
    text.extend(["Rule ", rule.id.as_str()]);
    match rule.precedence() {
        Precedence::Path => text.push_str(" fits its path"),
        Precedence::Tag => text.extend([" fits its ", tags(rule.matches.tags.keys()).as_str()]),
        Precedence::Kind => text.extend([" is for ", subject.kind.label()]),
        Precedence::Default => text.push_str(" is for what no other rule fits"),
    }
    if !rule.matches.levels.is_empty() {
        text.extend([" at level ", subject.level.code()]);
    }
    match rule.matches.automatic {
        Some(true) => text.push_str(" where something rotates it by itself"),
        Some(false) => text.push_str(" where people rotate it"),
        None => {}
    }
    text.extend([": ", gives(subject, found).as_str(), "."]);
    if found.by.tags_unknown {
        text.push_str(" Its tags could not be read: another rule may apply.");
    }
    text
}

fn gives(subject: &Subject<'_>, found: &Judgement<'_>) -> String {
    if subject.value.basis == AgeBasis::NoValue {
        return "it holds no value".to_owned();
    }
    if !subject.kind.is_secret() && found.by.rule.precedence() == Precedence::Default {
        return "configuration is not rotated".to_owned();
    }
    match found.by.rule.age {
        Age::Days(days) => in_days(days, "", subject, found),
        Age::Versioned(days) => in_days(days, "a new version every ", subject, found),
        Age::ShareOfLife { .. } if subject.life.is_none() => "its end is not known".to_owned(),
        Age::ShareOfLife { alert, critical } => format!(
            "{} days or 1/{} of its life before its end, soon from {} days or 1/{}",
            critical.days, critical.part, alert.days, alert.part
        ),
        Age::Event => "on events, not by the calendar".to_owned(),
        Age::None => "nothing to rotate".to_owned(),
    }
}

fn in_days(days: u32, before: &str, subject: &Subject<'_>, found: &Judgement<'_>) -> String {
    let mut text = format!("{before}{}", counted(days));
    let because: Vec<&str> = found.modifiers.iter().flatten().map(|modifier| modifier.words()).collect();
    if let Some(limit) = found.limit.filter(|limit| *limit < days) {
        // Writing to a string cannot fail.
        write!(text, ", shortened to {limit} for {}", because.join(" and ")).unwrap_or_default();
    } else if !because.is_empty() {
        write!(text, ", not shortened below the strict value for {}", because.join(" and ")).unwrap_or_default();
    }
    if subject.value.made_at.is_none() {
        text.push_str("; when its value was made is not known");
    }
    text
}

fn counted(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn tags<'k>(keys: impl Iterator<Item = &'k String>) -> String {
    let keys: Vec<&str> = keys.map(String::as_str).collect();
    match keys.as_slice() {
        [key] => format!("tag {key}"),
        _ => format!("tags {}", keys.join(", ")),
    }
}

impl Modifier {
    /// The modifier in words, after *for*.
    pub fn words(self) -> &'static str {
        match self {
            Self::Privileged => "higher privilege",
            Self::AfterIncident => "an incident within 90 days",
            Self::RaisedThreat => "a raised threat",
        }
    }
}
