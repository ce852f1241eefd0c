//! What Keyturn concludes from a secret's metadata: its kind, and what its path and tags say.

use serde::{Deserialize, Serialize};

use crate::kind::Classification;

/// Conclusions from a secret's metadata. They are made anew at each reading; a person's corrections live beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// The kind by rules, with its reason.
    pub classification: Classification,
    /// The environment read from the path, such as `prod`.
    pub environment: Option<String>,
    /// The service read from the path, such as `web`.
    pub service: Option<String>,
    /// Who owns it, from tags.
    pub owner: Option<String>,
}
