//! What is wrong with a policy file, and where.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The text is not TOML.
    Syntax,
    /// The file or something in it is far too long.
    TooLong,
    /// A `schema` that this version does not read.
    Schema,
    /// A key that nothing reads.
    UnknownKey,
    /// Something is missing.
    Missing,
    /// A value of the wrong type.
    WrongType,
    /// A zone that the IANA database does not have.
    TimeZone,
    /// An id that is not lower case, digits and dashes.
    Id,
    /// An id that stands twice.
    DuplicateId,
    /// A kind that does not exist.
    UnknownKind,
    /// A level that does not exist.
    UnknownLevel,
    /// An age that is negative, nothing, absurd or in no known form.
    Age,
    /// A glob that cannot be read.
    Glob,
    /// A glob that matches every name.
    MatchesEverything,
    /// A rule without a condition that says for what it is.
    NoCondition,
    /// A default rule with conditions of higher precedence.
    DefaultWithConditions,
    /// No default rule for what nothing else fits.
    NoDefault,
    /// Two rules of the same precedence that may fit the same secret, neither of them narrower.
    Overlap,
    /// A rule that never decides, because others always do.
    Unreachable,
}

impl FaultCode {
    /// Every code.
    pub const ALL: [Self; 19] = [
        Self::Syntax,
        Self::TooLong,
        Self::Schema,
        Self::UnknownKey,
        Self::Missing,
        Self::WrongType,
        Self::TimeZone,
        Self::Id,
        Self::DuplicateId,
        Self::UnknownKind,
        Self::UnknownLevel,
        Self::Age,
        Self::Glob,
        Self::MatchesEverything,
        Self::NoCondition,
        Self::DefaultWithConditions,
        Self::NoDefault,
        Self::Overlap,
        Self::Unreachable,
    ];

    /// The code as JSON has it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::TooLong => "too_long",
            Self::Schema => "schema",
            Self::UnknownKey => "unknown_key",
            Self::Missing => "missing",
            Self::WrongType => "wrong_type",
            Self::TimeZone => "time_zone",
            Self::Id => "id",
            Self::DuplicateId => "duplicate_id",
            Self::UnknownKind => "unknown_kind",
            Self::UnknownLevel => "unknown_level",
            Self::Age => "age",
            Self::Glob => "glob",
            Self::MatchesEverything => "matches_everything",
            Self::NoCondition => "no_condition",
            Self::DefaultWithConditions => "default_with_conditions",
            Self::NoDefault => "no_default",
            Self::Overlap => "overlap",
            Self::Unreachable => "unreachable",
        }
    }
}

/// One thing that is wrong with a policy file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyFault {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What kind of fault.
    pub code: FaultCode,
    /// What is wrong.
    pub message: String,
    /// What would be right. May be empty where the message says all.
    pub hint: String,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// The faults found so far in one text.
pub(super) struct Faults<'t> {
    text: &'t str,
    found: Vec<PolicyFault>,
}

impl<'t> Faults<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Adds one. `place` is in bytes; without one it is the file's beginning.
    pub(super) fn add(
        &mut self,
        code: FaultCode,
        place: Option<Range<usize>>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let (line, column) = position(self.text, place.map_or(0, |place| place.start));
        self.found.push(PolicyFault { line, column, code, message: message.into(), hint: hint.into() });
    }

    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, in the order of the text.
    pub(super) fn into_sorted(mut self) -> Vec<PolicyFault> {
        self.found.sort();
        self.found.dedup();
        self.found
    }
}

/// Line and column (in characters, both from 1) of a byte.
fn position(text: &str, byte: usize) -> (u32, u32) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}
