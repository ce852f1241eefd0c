//! What files cover, by the names that CloudTrail gives them in the trail's bucket.
//!
//! `<account>_CloudTrail_<region>_<YYYYMMDDTHHmmZ>_<16 characters>.json.gz`: the time is that of delivery. CloudTrail
//! delivers about every five minutes where something happened, an event at most some 15 minutes after its call, so a file
//! stands for the 15 minutes before its delivery. Where nothing was delivered nothing is known to be covered; files with
//! other names cover nothing.
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html>

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use keyturn_aws::lookup;
use keyturn_store::{CoveredBy, CoveredPart, Stretch};

/// What these files cover, in as few stretches as can be.
pub(super) fn covered<'p>(files: impl Iterator<Item = &'p Path>) -> Vec<(CoveredPart, Stretch)> {
    let mut by_part: BTreeMap<CoveredPart, Vec<Stretch>> = BTreeMap::new();
    for (part, at) in files.filter_map(delivery) {
        by_part.entry(part).or_default().push(Stretch { from: at - lookup::LATE, to: at });
    }
    let mut covered: Vec<(CoveredPart, Stretch)> = Vec::new();
    for (part, mut stretches) in by_part {
        stretches.sort_unstable();
        for stretch in stretches {
            match covered.last_mut() {
                Some((known, last)) if *known == part && stretch.from <= last.to => last.to = last.to.max(stretch.to),
                _ => covered.push((part.clone(), stretch)),
            }
        }
    }
    covered
}

/// Whose events a file holds, and when it was delivered.
fn delivery(file: &Path) -> Option<(CoveredPart, DateTime<Utc>)> {
    let name = file.file_name()?.to_str()?;
    let mut words = name.split('_');
    let (account, kind, region, at) = (words.next()?, words.next()?, words.next()?, words.next()?);
    if kind != "CloudTrail" {
        return None;
    }
    let part = CoveredPart {
        account: account.parse().ok()?,
        region: region.parse().ok()?,
        by: CoveredBy::Files,
        event_name: None,
    };
    Some((part, NaiveDateTime::parse_from_str(at, "%Y%m%dT%H%MZ").ok()?.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_tells_what_it_covers() {
        let file =
            |account: &str, region: &str, at: &str| format!("AWSLogs/{account}_CloudTrail_{region}_{at}_abc.json.gz");
        let files = [
            file("111122223333", "eu-west-1", "20261121T1010Z"),
            file("111122223333", "eu-west-1", "20261121T1000Z"),
            file("111122223333", "eu-west-1", "20261121T1200Z"),
            file("111122223333", "us-east-1", "20261121T1005Z"),
            "AWSLogs/111122223333_CloudTrail-Digest_eu-west-1_trail_eu-west-1_20261121T100000Z.json.gz".to_owned(),
            file("no account", "eu-west-1", "20261121T1010Z"),
            file("111122223333", "eu-west-1", "yesterday"),
            "events.json".to_owned(),
        ];
        let words: Vec<String> = covered(files.iter().map(Path::new))
            .into_iter()
            .map(|(part, stretch)| {
                format!("{} {} to {}", part.region, stretch.from.format("%H:%M"), stretch.to.format("%H:%M"))
            })
            .collect();
        assert_eq!(words, ["eu-west-1 09:45 to 10:10", "eu-west-1 11:45 to 12:00", "us-east-1 09:50 to 10:05"]);
    }
}
