//! Kinds of secrets (group A of the requirements) and the first classification by rules.

use serde::{Deserialize, Serialize};

/// What a secret is. Its code is what is stored, filtered by and put into JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nothing says what it is: treated as a secret, and shown as one to classify.
    #[default]
    Unclassified,
    /// Not a secret: shown, but outside rotation and review.
    Configuration,
}

/// A kind and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// The kind.
    pub kind: Kind,
    /// The rule that matched, in words that a person can check.
    pub reason: String,
    /// A value of a test mode or sandbox: one severity lower, still inventoried.
    pub test: bool,
}
