//! The list as Markdown and as CSV.

use std::borrow::Cow;

use keyturn_domain::spreadsheet::guard;

use super::ActGroup;
use crate::error::AppError;

/// The columns of the CSV.
const COLUMNS: [&str; 11] =
    ["account", "account_name", "owner", "item", "title", "decision", "note", "words", "command", "policy", "also"];

/// As CSV, a line for each thing to do; formulas are guarded.
pub fn csv(groups: &[ActGroup]) -> Result<Vec<u8>, AppError> {
    let broken = |error: csv::Error| AppError::BrokenOff(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(broken)?;
    for group in groups {
        let of_group = [
            &group.account,
            group.account_name.as_deref().unwrap_or_default(),
            group.owner.as_deref().unwrap_or_default(),
        ];
        for act in &group.acts {
            let of_act = [
                act.item.as_str(),
                &act.title,
                &act.decision,
                &act.note,
                &act.words,
                act.command.as_deref().unwrap_or_default(),
                act.policy.as_deref().unwrap_or_default(),
                act.also.as_deref().unwrap_or_default(),
            ];
            let cells = of_group.into_iter().chain(of_act).map(guard);
            writer.write_record(cells.map(Cow::into_owned)).map_err(broken)?;
        }
    }
    writer.into_inner().map_err(|error| AppError::BrokenOff(error.to_string()))
}

/// As Markdown: names from AWS are text in it, and mean nothing to what shows it.
pub fn markdown(title: &str, groups: &[ActGroup]) -> String {
    let mut lines = vec![format!("# {}", plain(title)), String::new()];
    if groups.is_empty() {
        lines.extend(["Nothing is to go.".to_owned(), String::new()]);
    }
    for group in groups {
        let account = match &group.account_name {
            Some(name) => format!("{} ({})", plain(name), group.account),
            None => group.account.clone(),
        };
        let owner = group.owner.as_deref().map_or_else(|| "no owner known".to_owned(), plain);
        lines.extend([format!("## {account}: {owner}"), String::new()]);
        for act in &group.acts {
            lines.extend([format!("### {}: {}", act.decision, plain(&act.title)), String::new()]);
            lines.extend([plain(&act.words), String::new()]);
            if !act.note.is_empty() {
                lines.extend([format!("Note: {}", plain(&act.note)), String::new()]);
            }
            if let Some(also) = &act.also {
                lines.extend([format!("Also: {}", plain(also)), String::new()]);
            }
            for (language, text) in [("sh", &act.command), ("json", &act.policy)] {
                if let Some(text) = text {
                    let fence = fence(text);
                    lines.extend([format!("{fence}{language}"), text.clone(), fence, String::new()]);
                }
            }
            lines.extend([format!("Item {}", act.item), String::new()]);
        }
    }
    lines.join("\n")
}

/// Text in one line in which no character means anything to Markdown or HTML.
fn plain(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            found.push(' ');
            continue;
        }
        if c.is_ascii_punctuation() && !",.:;/-".contains(c) || (c == '-' && found.is_empty()) {
            found.push('\\');
        }
        found.push(c);
    }
    found
}

/// A fence longer than any run of backticks in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
