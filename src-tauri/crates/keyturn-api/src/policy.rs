//! Rotation policies: shown, tried, saved.

use std::collections::BTreeMap;
use std::path::Path;

use keyturn_app::rotation::Tried;
use keyturn_app::rotation::policy::{self, PolicyShown, RuleShown};
use keyturn_app::text_file;
use keyturn_domain::rotation::due::DueState;
use keyturn_domain::rotation::policy::{Age, Matches, PolicyFault, Precedence};
use keyturn_domain::rotation::what_if::WhatIf;

use crate::contract::due::DueCounts;
use crate::contract::error::CommandError;
use crate::contract::policy::{
    PolicyEditRequest, PolicyExportReply, PolicyFaultDto, PolicyReply, PolicyText, PresetDto, PresetRequest, RuleDto,
    WeekLoad, WhatIfReply,
};
use crate::due::{add, count, row};
use crate::host::Host;

/// Most secrets that a try lists as becoming overdue.
const MOST_LISTED: usize = 100;

/// The policy in force.
pub async fn show(host: &Host) -> Result<PolicyReply, CommandError> {
    Ok(reply(host.app()?.policy().await?))
}

/// A preset's text.
pub fn preset(request: &PresetRequest) -> Result<PolicyText, CommandError> {
    Ok(PolicyText { text: policy::preset(&request.name)?.text.to_owned() })
}

/// A text with another age for one rule.
pub fn edit(request: &PolicyEditRequest) -> Result<PolicyText, CommandError> {
    Ok(PolicyText { text: policy::edit(&request.text, &request.rule, request.days)? })
}

/// What a text would change.
pub async fn what_if(host: &Host, request: PolicyText) -> Result<WhatIfReply, CommandError> {
    Ok(tried(&host.app()?.try_policy(&request.text).await?))
}

/// Puts a text into force.
pub async fn save(host: &Host, request: PolicyText) -> Result<PolicyReply, CommandError> {
    Ok(reply(host.app()?.save_policy(&request.text).await?))
}

/// Reads a file as a text that may become a policy.
pub fn open(path: &Path) -> Result<PolicyText, CommandError> {
    Ok(PolicyText { text: text_file::read(path)? })
}

/// Writes a text into a file, as it is.
pub fn export(request: &PolicyText, path: &Path) -> Result<PolicyExportReply, CommandError> {
    text_file::write(path, &request.text)?;
    Ok(PolicyExportReply { path: path.display().to_string() })
}

/// Everything that is wrong with a text; nothing where it is a policy.
pub fn lint(text: &str) -> Vec<PolicyFaultDto> {
    match policy::read(text) {
        Err(keyturn_app::AppError::Policy(faults)) => faults.iter().map(fault).collect(),
        _ => Vec::new(),
    }
}

fn reply(shown: PolicyShown) -> PolicyReply {
    let of = shown.policy.policy();
    PolicyReply {
        name: of.name.clone(),
        description: of.description.clone(),
        time_zone: of.time_zone.name().to_owned(),
        preset: shown.preset.map(str::to_owned),
        saved_at: shown.saved.as_ref().map(|(at, _)| *at),
        saved_by: shown.saved.map(|(_, by)| by),
        rules: shown.rules.iter().map(rule).collect(),
        presets: policy::presets()
            .iter()
            .map(|preset| PresetDto { name: preset.name.to_owned(), description: preset.title.to_owned() })
            .collect(),
        text: shown.text,
    }
}

fn rule(shown: &RuleShown) -> RuleDto {
    let rule = &shown.rule;
    RuleDto {
        id: rule.id.clone(),
        matches: matches(&rule.matches),
        age: age(rule.age),
        days: rule.age.days(),
        reason: rule.reason.clone(),
        source: rule.source.clone().unwrap_or_default(),
        secrets: count(shown.secrets),
    }
}

fn matches(matches: &Matches) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !matches.paths.is_empty() {
        parts.push(matches.paths.join(", "));
    }
    parts.extend(matches.tags.iter().map(|(key, value)| format!("tag {key} = {value}")));
    if !matches.kinds.is_empty() {
        let kinds: Vec<&str> = matches.kinds.iter().map(|kind| kind.label()).collect();
        parts.push(kinds.join(", "));
    }
    if matches.precedence() == Precedence::Default {
        parts.push("everything else".to_owned());
    }
    if !matches.levels.is_empty() {
        let levels: Vec<&str> = matches.levels.iter().map(|level| level.code()).collect();
        parts.push(levels.join(" or "));
    }
    parts.extend(
        matches
            .automatic
            .map(|automatic| if automatic { "rotated automatically" } else { "rotated by people" }.to_owned()),
    );
    parts.join(" · ")
}

fn age(age: Age) -> String {
    match age {
        Age::Days(1) => "1 day".to_owned(),
        Age::Days(days) => format!("{days} days"),
        Age::Versioned(days) => format!("{days} days, by a new version"),
        Age::ShareOfLife { alert, critical } => format!(
            "{} days or 1/{} of its life before the end; critical at {} days or 1/{}",
            alert.days, alert.part, critical.days, critical.part
        ),
        Age::Event => "on events".to_owned(),
        Age::None => "not rotated".to_owned(),
    }
}

fn fault(fault: &PolicyFault) -> PolicyFaultDto {
    PolicyFaultDto {
        code: fault.code.code().to_owned(),
        line: fault.line,
        column: fault.column,
        message: fault.message.clone(),
        hint: fault.hint.clone(),
    }
}

fn tried(tried: &Tried) -> WhatIfReply {
    let counts = |of: fn(&WhatIf) -> (&BTreeMap<DueState, u32>, u32)| {
        let mut counts = DueCounts::default();
        let Some(changes) = &tried.changes else { return counts };
        let (states, older_than_a_year) = of(changes);
        for (state, number) in states {
            add(&mut counts, *state, *number);
        }
        DueCounts { older_than_a_year, failed: changes.failed, ..counts }
    };
    WhatIfReply {
        faults: tried.faults.iter().map(fault).collect(),
        before: counts(|changes| (&changes.before, changes.older_before)),
        after: counts(|changes| (&changes.after, changes.older_after)),
        become_overdue: count(tried.become_overdue.len()),
        overdue: tried
            .become_overdue
            .iter()
            .take(MOST_LISTED)
            .map(|standing| row(standing, tried.today, tried.now))
            .collect(),
        weeks: tried
            .changes
            .iter()
            .flat_map(|changes| &changes.load)
            .map(|week| WeekLoad { monday: week.begins_on, before: week.before, after: week.after })
            .collect(),
        rules: tried.rules.iter().map(rule).collect(),
    }
}
