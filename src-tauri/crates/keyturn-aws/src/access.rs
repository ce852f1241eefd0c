//! What access is evaluated from: identities, keys, resource policies, the organisation's policies; and who stands behind
//! Identity Center's roles.
//!
//! Everything comes back as AWS says it, in the members of the access snapshot: `keyturn-access` reads it, so that a
//! file that somebody sends and what is collected here are one form. A refused call is a problem beside the rest, and
//! names exactly what it hides.

mod identities;
mod identity_center;
mod keys;
mod organization;
mod pages;
mod policies;

use keyturn_domain::problem::Problem;
pub use policies::ResourcePolicies;
use serde_json::Value;

/// What was collected, and what could not be.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected<T> {
    /// What was collected.
    pub items: T,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Hears how many are done, and of how many where that is known.
pub type Hear<'a> = &'a (dyn Fn(usize, Option<usize>) + Send + Sync);

/// A policy's text as JSON where it is JSON, and as text where it is not: the evaluator names the fault.
fn document(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}
