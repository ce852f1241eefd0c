//! Writes a policy as a file.

use std::fmt::Write as _;

use toml_edit::{Key, Value};

use super::{Age, Lead, Precedence, RotationPolicy, Rule};

/// The policy as TOML. Reading it gives the same policy.
pub fn print(policy: &RotationPolicy) -> String {
    let mut text = format!("schema = {}\n", policy.schema);
    line(&mut text, "name", &quoted(&policy.name));
    if !policy.description.is_empty() {
        line(&mut text, "description", &quoted(&policy.description));
    }
    line(&mut text, "time_zone", &quoted(policy.time_zone.name()));
    if policy.raised_threat {
        line(&mut text, "raised_threat", "true");
    }
    for rule in &policy.rules {
        push_rule(&mut text, rule);
    }
    text
}

fn push_rule(text: &mut String, rule: &Rule) {
    text.push_str("\n[[rule]]\n");
    line(text, "id", &quoted(&rule.id));
    let matches = &rule.matches;
    if matches.precedence() == Precedence::Default {
        line(text, "default", "true");
    }
    for (key, list) in [
        ("paths", matches.paths.iter().map(|path| quoted(path)).collect::<Vec<_>>()),
        ("kinds", matches.kinds.iter().map(|kind| quoted(kind.code())).collect()),
        ("levels", matches.levels.iter().map(|level| quoted(level.code())).collect()),
    ] {
        if !list.is_empty() {
            line(text, key, &format!("[{}]", list.join(", ")));
        }
    }
    if !matches.tags.is_empty() {
        let tags: Vec<String> =
            matches.tags.iter().map(|(key, value)| format!("{} = {}", quoted_key(key), quoted(value))).collect();
        line(text, "tags", &format!("{{ {} }}", tags.join(", ")));
    }
    if let Some(automatic) = matches.automatic {
        line(text, "automatic", if automatic { "true" } else { "false" });
    }
    line(text, "age", &age(rule.age));
    if let Some(days) = rule.strict_days {
        line(text, "strict_days", &days.to_string());
    }
    line(text, "reason", &quoted(&rule.reason));
    if let Some(source) = &rule.source {
        line(text, "source", &quoted(source));
    }
}

/// An age as it stands after `age =`.
pub(super) fn age(age: Age) -> String {
    let lead = |lead: Lead| format!("{{ days = {}, part = {} }}", lead.days, lead.part);
    match age {
        Age::Days(days) => days.to_string(),
        Age::Versioned(days) => format!("{{ versioned = {days} }}"),
        Age::ShareOfLife { alert, critical } => {
            format!("{{ share_of_life = {{ alert = {}, critical = {} }} }}", lead(alert), lead(critical))
        }
        Age::Event => "\"event\"".to_owned(),
        Age::None => "\"none\"".to_owned(),
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    // Writing to a string cannot fail.
    writeln!(text, "{key} = {value}").unwrap_or_default();
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn quoted_key(key: &str) -> String {
    Key::new(key).display_repr().into_owned()
}
