//! `keyturn trail …`.

mod ask;
mod collect;
mod findings;
mod scan;

use std::collections::BTreeMap;
use std::path::PathBuf;

use keyturn_api::Host;
use keyturn_api::contract::trail::{SkippedDto, TrailSyncRequest};

use super::Ended;
use crate::arguments::{FindingsCommand, TrailCommand};
use crate::output::{Ending, Output};

pub(crate) use collect::words as report_words;
pub(crate) use scan::run as scan;

pub(crate) async fn run(host: &Host, request: TrailCommand, output: Output) -> Ended {
    match request {
        TrailCommand::Sync { days, leave_out, estimate } => {
            let request = TrailSyncRequest { days, leave_out };
            if estimate {
                collect::estimate(host, request, output).await
            } else {
                collect::sync(host, request, output).await
            }
        }
        TrailCommand::Import { paths } => collect::import(host, paths, output).await,
        TrailCommand::Query(request) => ask::query(host, request, output).await,
        TrailCommand::Findings(asked) => findings::list(host, Some("reads".to_owned()), asked, output).await,
        TrailCommand::Show { key } => findings::show(host, key, output).await,
        TrailCommand::Triage(request) => findings::triage(host, request, output).await,
        TrailCommand::Checks { kept } => collect::checks(host, kept, output).await,
        TrailCommand::Usage { secret } => ask::usage(host, secret, output).await,
        TrailCommand::Silences { end } => findings::silences(host, end, output).await,
        TrailCommand::Scan(request) => scan(&request, output),
    }
}

/// `keyturn findings …`: those of reads and of rotation.
pub(crate) async fn findings(host: &Host, request: FindingsCommand, output: Output) -> Ended {
    match request {
        FindingsCommand::List { about, asked } => findings::list(host, about, asked, output).await,
        FindingsCommand::Show { key } => findings::show(host, key, output).await,
        FindingsCommand::Triage(request) => findings::triage(host, request, output).await,
    }
}

/// How a reading of files ended: nothing where none gave a record and something was skipped, in part where a file broke
/// off or one that was named could not be read. Digests and their like beside the logs are no fault.
fn ending(paths: &[PathBuf], records: u64, skipped: &[SkippedDto]) -> Ending {
    let named = |file: &str| paths.iter().any(|path| path.display().to_string() == file);
    if records == 0 && !skipped.is_empty() {
        Ending::Nothing
    } else if skipped.iter().any(|skipped| skipped.in_part || named(&skipped.file)) {
        Ending::InPart
    } else {
        Ending::Done
    }
}

/// How many files skipped for one reason are named in words; JSON has them all.
const NAMED: usize = 5;

/// Skipped files with their reasons, a line each; many with the same reason in one.
fn skipped_words(skipped: &[SkippedDto]) -> Vec<String> {
    let mut by_reason: BTreeMap<(bool, &str), Vec<&str>> = BTreeMap::new();
    for one in skipped {
        by_reason.entry((!one.in_part, &one.why)).or_default().push(&one.file);
    }
    let mut lines = Vec::new();
    for ((whole, why), files) in by_reason {
        let how = if whole { "skipped" } else { "read in part" };
        match &files[..] {
            [first, ..] if files.len() > NAMED => {
                lines.push(format!("  {} files {how}, such as {first}: {why}", files.len()));
            }
            few => lines.extend(few.iter().map(|file| format!("  {how}: {file}: {why}"))),
        }
    }
    lines
}

/// An instant as tables have it, in UTC.
fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// What the answer lacks.
fn limits(output: Output, limits: &[String]) {
    if !limits.is_empty() {
        output.line("\nNot known:");
        for limit in limits {
            output.line(&format!("  {limit}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_of_one_reason_are_one_line() {
        let skipped =
            |file: usize, why: &str, in_part| SkippedDto { file: file.to_string(), why: why.to_owned(), in_part };
        let mut files: Vec<SkippedDto> = (0..30).map(|file| skipped(file, "A digest.", false)).collect();
        files.push(skipped(30, "Cut off.", true));
        files.push(skipped(31, "Not JSON.", false));
        let expect =
            ["  read in part: 30: Cut off.", "  30 files skipped, such as 0: A digest.", "  skipped: 31: Not JSON."];
        assert_eq!(skipped_words(&files), expect);
    }

    #[test]
    fn a_reading_of_files_ends_in_part_only_for_a_fault() {
        let skipped = |file: &str, in_part: bool| SkippedDto { file: file.to_owned(), why: String::new(), in_part };
        let paths = [PathBuf::from("logs"), PathBuf::from("gone")];
        for (records, skips, expect) in [
            (5, vec![], Ending::Done),
            (0, vec![], Ending::Done),
            (5, vec![skipped("logs/digest", false)], Ending::Done),
            (5, vec![skipped("logs/cut", true)], Ending::InPart),
            (5, vec![skipped("gone", false)], Ending::InPart),
            (0, vec![skipped("logs/digest", false)], Ending::Nothing),
            (0, vec![skipped("gone", false)], Ending::Nothing),
        ] {
            assert_eq!(ending(&paths, records, &skips), expect, "{records} {skips:?}");
        }
    }
}
