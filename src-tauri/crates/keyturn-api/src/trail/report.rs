//! What a collection or an import did, as the contract has it.

use std::collections::BTreeMap;

use keyturn_app::coverage::AccountNames;
use keyturn_app::trail::{Skipped, TrailReport as Report};

use crate::contract::trail::{CountDto, SkippedDto, TrailReport};
use crate::secrets::problems;

pub(super) fn report(report: Report, names: &AccountNames) -> TrailReport {
    let unusable = report.tally.unusable();
    let mut files: Vec<SkippedDto> = report.skipped.into_iter().map(skipped).collect();
    if report.skipped_more > 0 {
        let file = format!("{} more files", report.skipped_more);
        files.push(SkippedDto { file, why: "They were skipped, too, and are not named.".to_owned(), in_part: false });
    }
    TrailReport {
        by: report.by.code().to_owned(),
        started_at: report.started_at,
        ended_at: report.ended_at,
        cancelled: report.cancelled,
        records: report.tally.records,
        events: report.tally.events,
        new_events: report.tally.new,
        duplicates: report.tally.duplicates,
        unusable,
        unusable_why: counts(report.tally.unusable),
        skipped: files,
        findings: report.findings,
        problems: problems(&report.problems, names),
    }
}

/// Reasons with their numbers, the most frequent first.
pub(crate) fn counts(counts: BTreeMap<String, u64>) -> Vec<CountDto> {
    let mut counts: Vec<CountDto> = counts.into_iter().map(|(what, count)| CountDto { what, count }).collect();
    counts.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    counts
}

pub(crate) fn skipped(skipped: Skipped) -> SkippedDto {
    SkippedDto { file: skipped.file, why: skipped.why, in_part: skipped.in_part }
}
