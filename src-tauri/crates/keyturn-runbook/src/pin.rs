//! A runbook frozen for a run: its resolved form as canonical JSON, with hashes of that and of the file.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::document::Document;
use crate::runbook::Runbook;

/// What a run keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// SHA-256 of the file, in hex.
    pub source_sha256: String,
    /// The resolved runbook as canonical JSON; [`crate::runbook::Runbook`] reads it back.
    pub json: String,
    /// SHA-256 of the JSON, in hex: what a person approves for a team's runbook.
    pub json_sha256: String,
}

/// Pins a runbook with the file that it came from.
pub fn pin(runbook: &Runbook, document: &Document) -> Pinned {
    let json = canonical(runbook);
    Pinned { source_sha256: sha256(&document.source), json_sha256: sha256(&json), json }
}

/// SHA-256 of what a runbook says, without its version and the dates of its reviews: a review without a change needs
/// no new version.
pub fn content_sha256(runbook: &Runbook) -> String {
    let mut value = serde_json::to_value(runbook).unwrap_or_default();
    if let Some(head) = value.get_mut("head").and_then(Value::as_object_mut) {
        for key in ["version", "reviewed", "tested"] {
            drop(head.remove(key));
        }
    }
    sha256(&canonical(&value))
}

/// JSON without blanks, with members in the order of their names (RFC 8785; there are no floating-point numbers here).
pub(crate) fn canonical(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    sorted(&value).to_string()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(entries) => Value::Array(entries.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}
