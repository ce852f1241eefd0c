//! Rotation policies: shown, tried, saved.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::due::{DueCounts, DueRow};

/// The policy in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyReply {
    /// Its text, as it was saved: TOML.
    pub text: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The zone in which dates are dates, such as `Europe/Berlin`.
    pub time_zone: String,
    /// The preset it is, unchanged; null for one of the team's own.
    pub preset: Option<String>,
    /// When it was saved; null for the default that nobody has saved.
    pub saved_at: Option<DateTime<Utc>>,
    /// Who saved it.
    pub saved_by: Option<String>,
    /// Its rules, in the order in which they are asked.
    pub rules: Vec<RuleDto>,
    /// The presets that come with the application.
    pub presets: Vec<PresetDto>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleDto {
    /// Its id.
    pub id: String,
    /// What it matches, in words.
    pub matches: String,
    /// The age in words: `90 days`, `365 days, by a new version`, `on events`.
    pub age: String,
    /// The age in days, where it is one that can be edited.
    pub days: Option<u32>,
    /// Why.
    pub reason: String,
    /// Where the number is from.
    pub source: String,
    /// How many secrets it decides.
    pub secrets: u32,
}

/// A preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PresetDto {
    /// Its name, such as `balanced`.
    pub name: String,
    /// What it is, in a sentence.
    pub description: String,
}

/// Names a preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PresetRequest {
    /// Its name.
    pub name: String,
}

/// A policy's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyText {
    /// TOML.
    pub text: String,
}

/// Changes one rule's age in a text; comments and everything else stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyEditRequest {
    /// The text.
    pub text: String,
    /// The rule's id.
    pub rule: String,
    /// The new age in days.
    pub days: u32,
}

/// What a text would change, before it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhatIfReply {
    /// What is wrong with the text; with any of these, nothing else is filled.
    pub faults: Vec<PolicyFaultDto>,
    /// The counts by the policy in force.
    pub before: DueCounts,
    /// The counts by this text.
    pub after: DueCounts,
    /// How many become overdue that are not.
    pub become_overdue: u32,
    /// The first 100 of those, the most overdue first.
    pub overdue: Vec<DueRow>,
    /// How many are due in each of the next 26 weeks; what is overdue counts in the first.
    pub weeks: Vec<WeekLoad>,
    /// The rules, with how many secrets each decides by this text.
    pub rules: Vec<RuleDto>,
}

/// How many secrets are due in a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WeekLoad {
    /// Its Monday.
    pub monday: NaiveDate,
    /// By the policy in force.
    pub before: u32,
    /// By the text tried.
    pub after: u32,
}

/// Something wrong with a policy's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyFaultDto {
    /// A code, such as `unknown_key`.
    pub code: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

/// Where a policy went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyExportReply {
    /// The file.
    pub path: String,
}
