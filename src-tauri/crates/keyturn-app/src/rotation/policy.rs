//! The policy in force: shown, changed, saved. Presets are there without being saved.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::filter::Filter;
use keyturn_domain::rotation::policy::{self, Age, CompiledPolicy, EditError, Preset, Rule};
use keyturn_store::{NewPolicyText, Reader, StoreError};

use super::kept::evaluate;
use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

/// A policy as it is shown.
#[derive(Clone, Debug)]
pub struct PolicyShown {
    /// Its text.
    pub text: String,
    /// What the text says.
    pub policy: Arc<CompiledPolicy>,
    /// The preset it is, unchanged.
    pub preset: Option<&'static str>,
    /// When it was saved (UTC), and by whom; `None` for the default that nobody has saved.
    pub saved: Option<(DateTime<Utc>, String)>,
    /// Its rules.
    pub rules: Vec<RuleShown>,
}

/// A rule, and how many secrets it decides.
#[derive(Clone, Debug)]
pub struct RuleShown {
    /// The rule.
    pub rule: Rule,
    /// How many secrets.
    pub secrets: usize,
}

impl App {
    /// The policy in force, with how many secrets each rule decides.
    pub async fn policy(&self) -> Result<PolicyShown, AppError> {
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let (saved, due) = database
                .read(|reader| Ok((reader.rotation().policy()?, evaluate(reader, &kept, &Filter::default(), now)?)))?;
            let due = due?;
            let text = saved.as_ref().map_or_else(|| default_text().to_owned(), |row| row.put.text.clone());
            let decided = due.standings.iter().map(|standing| standing.due.rule_id.as_str());
            Ok(PolicyShown {
                preset: preset_of(&text),
                rules: rules(&due.policy, decided),
                policy: due.policy,
                saved: saved.map(|row| (row.put.put_at, row.put.by)),
                text,
            })
        })
        .await
    }

    /// Saves a policy, which is in force from then on. A text with faults is refused whole.
    pub async fn save_policy(&self, text: &str) -> Result<PolicyShown, AppError> {
        let policy = read(text)?;
        refuse_secrets(text)?;
        let now = self.now();
        let row = NewPolicyText {
            text: text.to_owned(),
            preset: preset_of(text).map(str::to_owned),
            name: policy.policy().name.clone(),
            put_at: now,
            by: self.actor().to_owned(),
        };
        let facts = serde_json::json!({ "rules": policy.policy().rules.len(), "bytes": text.len() });
        let act = self.act(now, "policy.saved", &row.name, &facts);
        self.with_database(move |database| Ok(database.write(|writer| writer.rotation().put_policy(&row, act))?))
            .await?;
        self.policy().await
    }
}

/// A shipped policy by its name.
pub fn preset(name: &str) -> Result<&'static Preset, AppError> {
    let found = policy::PRESETS.iter().find(|preset| preset.name == name);
    found.ok_or_else(|| AppError::NotFound { what: "preset", name: name.to_owned() })
}

/// The shipped policies.
pub fn presets() -> &'static [Preset] {
    &policy::PRESETS
}

/// The text with another age for one rule; everything else stays as it is. A rule whose signing keys get new versions
/// keeps that.
pub fn edit(text: &str, rule: &str, days: u32) -> Result<String, AppError> {
    let read = read(text)?;
    let found = read.policy().rule(rule);
    let found = found.ok_or_else(|| AppError::NotFound { what: "rule", name: rule.to_owned() })?;
    let age = match found.age {
        Age::Versioned(_) => Age::Versioned(days),
        _ => Age::Days(days),
    };
    policy::edit(text, rule, age).map_err(|error| match error {
        EditError::Unreadable(faults) | EditError::Refused(faults) => AppError::Policy(faults),
        EditError::NoSuchRule(name) => AppError::NotFound { what: "rule", name },
    })
}

/// Reads a text as a policy ready for many secrets, or says everything that is wrong with it.
pub fn read(text: &str) -> Result<CompiledPolicy, AppError> {
    let policy = policy::parse(text).map_err(AppError::Policy)?;
    CompiledPolicy::new(policy).map_err(|error| AppError::BadRequest(error.to_string()))
}

/// A policy, and in words that it stands in for another.
type InForce = (Arc<CompiledPolicy>, Option<String>);

/// The policy that holds: the last one saved, or the default preset. A text that an older version saved and this one
/// refuses gives way to the default, and that is said.
pub(super) fn in_force(reader: &Reader<'_>) -> Result<Option<InForce>, StoreError> {
    let of = |text: &str| policy::parse(text).ok().and_then(|policy| CompiledPolicy::new(policy).ok()).map(Arc::new);
    let default = || of(default_text());
    let Some(row) = reader.rotation().policy()? else { return Ok(default().map(|policy| (policy, None))) };
    Ok(match of(&row.put.text) {
        Some(policy) => Some((policy, None)),
        None => default().map(|policy| {
            let said = format!(
                "The saved policy {:?} cannot be read by this version: {} holds.",
                row.put.name,
                policy::DEFAULT_PRESET
            );
            (policy, Some(said))
        }),
    })
}

/// The preset that a text is, byte for byte.
fn preset_of(text: &str) -> Option<&'static str> {
    policy::PRESETS.iter().find(|preset| preset.text == text).map(|preset| preset.name)
}

fn default_text() -> &'static str {
    policy::PRESETS.iter().find(|preset| preset.name == policy::DEFAULT_PRESET).map_or("", |preset| preset.text)
}

/// The rules in the order of the file, with how many secrets each decides.
pub(super) fn rules<'d>(policy: &CompiledPolicy, decided: impl Iterator<Item = &'d str>) -> Vec<RuleShown> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for rule in decided {
        *counts.entry(rule).or_default() += 1;
    }
    let shown = |rule: &Rule| RuleShown {
        secrets: counts.get(rule.id.as_str()).copied().unwrap_or_default(),
        rule: rule.clone(),
    };
    policy.policy().rules.iter().map(shown).collect()
}
