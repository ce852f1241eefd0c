//! Rules about a runbook's block: L03, L09, L17, L21, L23, L24.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use keyturn_domain::kind::Kind;

use super::{Surroundings, Told};
use crate::finding::{Finding, Rule};
use crate::issuer::Issuer;
use crate::markdown::short;
use crate::parse::{id_of_file, is_kebab};
use crate::runbook::Runbook;
use crate::words::RunbookKind;

pub(super) fn head(runbook: &Runbook, surroundings: Surroundings<'_>, told: &mut Told) {
    let Surroundings { today, detections } = surroundings;
    let (head, places) = (&runbook.head, &runbook.places);
    let file = &places.heading.file;
    if !is_kebab(&head.id) || head.id != id_of_file(file) {
        let message = format!("the id “{}” is not the name of the file, “{}”", short(&head.id), id_of_file(file));
        told.error(Rule::L03, places.of("id"), message);
    }
    let name = file.rsplit('/').next().unwrap_or(file);
    if name.starts_with('_') != (head.kind == RunbookKind::Library) {
        told.error(Rule::L03, places.of("kind"), "the names of libraries, and of nothing else, begin with _");
    }
    for kind in head.applies_to.iter().filter(|kind| *kind != "*" && Kind::from_code(kind).is_none()) {
        told.error(Rule::L09, places.of("applies_to"), format!("“{}” is no kind of secret", short(kind)));
    }
    for id in head.detections.iter().filter(|id| *id != "*" && !id.contains('.')) {
        if !detections.is_empty() && !detections.contains(&id.as_str()) {
            told.error(Rule::L09, places.of("detections"), format!("no detection is called “{}”", short(id)));
        }
    }
    for link in head.references.iter().filter(|link| !link.starts_with("https://")) {
        told.error(Rule::L17, places.of("references"), format!("“{}” is no https address", short(link)));
    }
    if head.kind == RunbookKind::Incident && head.severity.is_none() {
        told.error(Rule::L24, places.of("kind"), "an incident needs its opening “severity”");
    }
    if head.kind == RunbookKind::Incident && head.triggers.is_empty() {
        told.error(Rule::L02, places.of("kind"), "an incident needs its “triggers”");
    }
    match head.reviewed {
        None => told.warning(Rule::L23, &places.heading, "nobody has reviewed this runbook: “reviewed” is missing"),
        Some(reviewed) if reviewed > today => {
            told.error(Rule::L23, places.of("reviewed"), format!("reviewed on {reviewed}, which is in the future"));
        }
        Some(_) => {}
    }
    if let Some(tested) = head.tested.filter(|tested| *tested > today) {
        told.error(Rule::L23, places.of("tested"), format!("tested on {tested}, which is in the future"));
    }
    if let Some(due) = head.review_due().filter(|due| *due < today) {
        let message = format!("the next review was due on {due}: read it whole, and write the day into “reviewed”");
        told.warning(Rule::L23, places.of("reviewed"), message);
    }
}

/// L21: related runbooks exist.
pub(super) fn related(runbook: &Runbook, known: &BTreeSet<&str>) -> Vec<Finding> {
    let missing = runbook.head.related.iter().filter(|id| !known.contains(id.as_str()));
    missing
        .map(|id| {
            Finding::error(Rule::L21, runbook.places.of("related"), format!("no runbook is called “{}”", short(id)))
        })
        .collect()
}

/// L23 for an issuer's card, which is checked instead of reviewed: unchecked ones are told, and shown as such.
pub(super) fn issuer(card: &Issuer, today: NaiveDate) -> Option<Finding> {
    /// Consoles change; a card older than this wants a look.
    const GOOD_FOR: Days = Days::new(365);
    let Some(checked) = card.checked else {
        return Some(Finding::warning(Rule::L23, &card.at, "nobody has checked this card against its sources"));
    };
    if checked > today {
        return Some(Finding::error(Rule::L23, &card.at, format!("checked on {checked}, which is in the future")));
    }
    let overdue = checked.checked_add_days(GOOD_FOR).is_some_and(|until| until < today);
    overdue.then(|| Finding::warning(Rule::L23, &card.at, format!("last checked on {checked}, more than a year ago")))
}
