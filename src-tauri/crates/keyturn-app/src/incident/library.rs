//! The runbooks that can lead an incident.

use keyturn_domain::incident::Pinned;
use keyturn_runbook::catalogue::Entry;
use keyturn_runbook::words::{RunbookKind, Status};
use keyturn_store::PinnedText;

use crate::error::AppError;
use crate::runbooks::{Library, SHIPPED};

/// Whether a runbook can lead an incident. Drafts lead exercises.
pub(super) fn can_lead(entry: &Entry, drill: bool) -> bool {
    let head = &entry.runbook.head;
    let kind = matches!(head.kind, RunbookKind::Incident) || (drill && matches!(head.kind, RunbookKind::Drill));
    kind && (head.status == Status::Active || (drill && head.status == Status::Draft))
}

/// Whether a runbook can lead a rotation or a review.
pub(super) fn can_run(entry: &Entry, kind: RunbookKind) -> bool {
    let head = &entry.runbook.head;
    head.kind == kind && head.status == Status::Active
}

/// The runbook with this id as a run pins it: its hashes, its texts to be kept, and the runbook itself.
pub(super) fn pinned<'l>(library: &'l Library, id: &str) -> Result<(Pinned, PinnedText, &'l Entry), AppError> {
    let (entry, standing) = library.runbook(id)?;
    let pin = &standing.pinned;
    let head = &entry.runbook.head;
    let pinned = Pinned {
        id: head.id.clone(),
        version: head.version.to_string(),
        source_sha256: pin.source_sha256.clone(),
        resolved_sha256: pin.json_sha256.clone(),
    };
    let text = PinnedText {
        source_sha256: pin.source_sha256.clone(),
        resolved_sha256: pin.json_sha256.clone(),
        folder: (entry.folder != SHIPPED).then(|| entry.folder.clone()),
        source: entry.document.source.clone(),
        resolved: pin.json.clone(),
    };
    Ok((pinned, text, entry))
}
