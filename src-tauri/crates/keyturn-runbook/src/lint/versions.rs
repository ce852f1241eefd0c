//! L22: what changed has a higher version.

use crate::catalogue::Catalogue;
use crate::finding::{Finding, Rule};
use crate::pin::content_sha256;
use crate::resolve::resolve;

/// Compares with the catalogue as it was, such as at the merge base. A step of a library that changed counts as a
/// change of the library alone: the runbooks that include it have not been edited.
pub fn lint_versions(before: &Catalogue, now: &Catalogue) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Both resolved with the same libraries, so that only their own texts differ.
    let documents = now.runbooks.values().map(|entry| &entry.document).chain(now.libraries.values());
    for document in documents {
        let id = &document.head.id;
        let old = before.runbooks.get(id).map(|entry| &entry.document).or_else(|| before.libraries.get(id));
        let Some(old) = old else { continue };
        let changed =
            content_sha256(&resolve(old, &now.libraries).0) != content_sha256(&resolve(document, &now.libraries).0);
        if changed && document.head.version <= old.head.version {
            let message = format!("the content changed since {}, and the version did not rise", old.head.version);
            findings.push(Finding::error(Rule::L22, document.places.of("version"), message));
        }
    }
    findings
}
