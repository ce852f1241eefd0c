//! Rotation policies: how old a value may grow, by path, tag, kind and level.
//!
//! A policy is a TOML file that a team may keep in git. [`parse`] reads it or says everything that is wrong with it;
//! [`print`] writes one; [`edit`] changes one number and leaves every other byte alone; [`PRESETS`] are the policies
//! that Keyturn ships. [`CompiledPolicy`] is the form for many secrets. Of the rules that fit a secret the one with
//! the highest [`Precedence`] decides, and among those the narrowest; a file in which that is not settled is refused.

mod compiled;
mod conflict;
mod edit;
mod fault;
mod glob;
mod presets;
mod print;
mod read;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::kind::Kind;
use crate::rotation::level::Level;

pub use compiled::{BadPolicy, CompiledPolicy, Match};
pub use edit::{EditError, edit};
pub use fault::{FaultCode, PolicyFault};
pub use presets::{DEFAULT_PRESET, PRESETS, Preset, preset, strict_days};
pub use print::print;
pub use read::parse;

/// The version of the file's form that this code reads and writes.
pub const SCHEMA: u32 = 1;

/// The greatest age in days that a policy may allow: ten years. More is a slip of the finger.
pub const MAX_DAYS: u32 = 3650;

/// How old values may grow, as one file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationPolicy {
    /// The version of the file's form: [`SCHEMA`].
    pub schema: u32,
    /// The policy's name, such as `balanced`.
    pub name: String,
    /// What it is for, in a sentence or two. May be empty.
    pub description: String,
    /// The zone in which days begin and end for the team: due dates are dates there.
    pub time_zone: Tz,
    /// Whether the threat is raised: every age in days is halved, never below the strict one (requirement D2).
    pub raised_threat: bool,
    /// The rules in the order of the file. The order decides nothing.
    pub rules: Vec<Rule>,
}

impl RotationPolicy {
    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The date in the policy's zone at this instant.
    pub fn date_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.time_zone).date_naive()
    }
}

/// One rule: for which secrets, how old, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name within the policy: lower case, digits and dashes.
    pub id: String,
    /// Which secrets it is for.
    pub matches: Matches,
    /// How old a value may grow.
    pub age: Age,
    /// The age in days below which modifiers do not go. `None`: what the shipped *strict* policy says for the kind.
    pub strict_days: Option<u32>,
    /// Why this age.
    pub reason: String,
    /// Where the number comes from: a guide, a standard, a decision.
    pub source: Option<String>,
}

impl Rule {
    /// What decides between this rule and others that fit the same secret.
    pub fn precedence(&self) -> Precedence {
        self.matches.precedence()
    }
}

/// Which secrets a rule is for. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// Globs over names, any of which fits: `*` and `?` within a segment, `**` for any segments. A leading slash makes
    /// no difference.
    pub paths: Vec<String>,
    /// Tags that must all be there: keys as AWS writes them, values as globs in which `*` is any text.
    pub tags: BTreeMap<String, String>,
    /// Kinds, any of which fits. Empty: every kind.
    pub kinds: Vec<Kind>,
    /// Levels, any of which fits. Empty: every level.
    pub levels: Vec<Level>,
    /// `true`: only secrets that something rotates by itself; `false`: only those that people rotate.
    pub automatic: Option<bool>,
}

impl Matches {
    /// The precedence that these conditions give.
    pub fn precedence(&self) -> Precedence {
        if !self.paths.is_empty() {
            Precedence::Path
        } else if !self.tags.is_empty() {
            Precedence::Tag
        } else if !self.kinds.is_empty() {
            Precedence::Kind
        } else {
            Precedence::Default
        }
    }
}

/// What decides between rules that fit the same secret: path over tag over kind over default. Level and automatic
/// rotation narrow within each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precedence {
    /// For whatever no other rule fits.
    Default,
    /// By what a secret is.
    Kind,
    /// By what somebody wrote on it.
    Tag,
    /// By where it is.
    Path,
}

impl Precedence {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Path => "path",
        }
    }
}

/// How old a value may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// This many days from the making of a value to its replacement.
    Days(u32),
    /// This many days to the next version, beside which the old one stays valid: signing keys. Never replaced in place.
    Versioned(u32),
    /// By the end of a certificate's life rather than by its age.
    ShareOfLife {
        /// From when its replacement is due soon.
        alert: Lead,
        /// By when it is due.
        critical: Lead,
    },
    /// Not on the calendar: on events alone, such as a departure or a leak.
    Event,
    /// Nothing to rotate: dynamic credentials, configuration.
    None,
}

impl Age {
    /// The days on the calendar, where the rule counts days.
    pub fn days(self) -> Option<u32> {
        match self {
            Self::Days(days) | Self::Versioned(days) => Some(days),
            Self::ShareOfLife { .. } | Self::Event | Self::None => None,
        }
    }
}

/// How long before the end of a certificate's life: a number of days, or a part of the life where that is less.
///
/// Public certificates live ever shorter (100 days from March 2027, 47 from March 2029: CA/Browser Forum ballot SC-081),
/// so that days alone would alert from the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// At most this many days.
    pub days: u32,
    /// At most one part in this many of the whole life: 3 is a third.
    pub part: u32,
}

impl Lead {
    /// The days before the end for a life of this many days.
    pub fn of_life(self, life_days: i64) -> i64 {
        i64::from(self.days).min(life_days / i64::from(self.part.max(1)))
    }
}

#[cfg(test)]
mod tests;
