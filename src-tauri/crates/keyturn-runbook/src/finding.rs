//! What is wrong with a runbook file: the rule, the place, and a sentence.

use std::fmt;

use serde::Serialize;

use crate::place::Place;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The runbook cannot be trusted as it is.
    Error,
    /// Worth a look; nothing breaks.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub at: Place,
    /// By which rule.
    pub rule: Rule,
    /// How much it weighs.
    pub level: Level,
    /// What is wrong, and with what.
    pub message: String,
}

impl Finding {
    /// A finding that makes the lint fail.
    pub(crate) fn error(rule: Rule, at: &Place, message: impl Into<String>) -> Self {
        Self { at: at.clone(), rule, level: Level::Error, message: message.into() }
    }

    /// A finding to look at.
    pub(crate) fn warning(rule: Rule, at: &Place, message: impl Into<String>) -> Self {
        Self { at: at.clone(), rule, level: Level::Warning, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        write!(f, "{}: {level} {}: {}", self.at, self.rule.code(), self.message)
    }
}

macro_rules! rules {
    ($($rule:ident $says:literal)*) => {
        /// The rules of the lint. Each has texts that it passes and refuses in `tests/it/lint.rs`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[expect(missing_docs, reason = "each rule's sentence is `says`")]
        pub enum Rule { $($rule),* }

        impl Rule {
            /// All rules, in order.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// The rule's number, such as `L07`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$rule => stringify!($rule)),* }
            }

            /// What the rule asks.
            pub fn says(self) -> &'static str {
                match self { $(Self::$rule => $says),* }
            }
        }
    };
}

rules! {
    L01 "A runbook is one title, one runbook block, an introduction, phases (##) and steps (###), each with its block."
    L02 "A block has only keys of the schema, each of its type, and every one that is required."
    L03 "A runbook's id is the name of its file."
    L04 "Ids of steps and phases are unique in a runbook."
    L05 "A step needs only earlier steps."
    L06 "An included step exists, and no include leads back to itself."
    L07 "A condition can be parsed."
    L08 "A condition uses built-in facts, inputs, and facts that an earlier step sets."
    L09 "Roles, kinds, severities, kinds of evidence, actions and the like are words of the schema."
    L10 "A step says how one knows that it worked."
    L11 "A step asks for evidence, as kind:id:prompt."
    L12 "A decision has choices and a wait has a timer."
    L13 "A snippet names its language and its risk, in a fence of its own."
    L14 "Dangerous snippets are for the roles admin and owner."
    L15 "Placeholders are of the catalogue and can be quoted where they stand."
    L16 "Nothing looks like a secret, and no command returns a secret's value."
    L17 "No HTML, no images, and links over https only."
    L18 "Headings have at most three levels."
    L19 "Phase budgets do not fall, and the steps of one role fit their phase."
    L20 "A step is due no later than its phase ends."
    L21 "Related runbooks exist."
    L22 "A changed runbook has a higher version."
    L23 "A runbook was reviewed, not in the future, and is not overdue for the next review."
    L24 "An incident has its opening severity."
    L25 "Ids of evidence are unique in a step."
    L26 "A fact that a step sets has a choice or an evidence field to come from."
    L27 "Every step can be reached."
    L28 "No mail addresses of persons: roles and teams own runbooks."
    L29 "A file is at most 256 KiB of UTF-8, in lines of at most 1,000 bytes."
    L30 "A rotation or an incident that revokes also proves that the old value is refused."
    L31 "A value in a condition is one that its fact can have."
}
