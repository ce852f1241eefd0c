//! The folder against the traffic it was made from.

use std::collections::BTreeSet;
use std::io::Read;

use flate2::read::GzDecoder;

use super::*;
use crate::traffic::{TrafficSpec, generate};
use crate::{Spec, generate as organise};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn parse(path: &Path) -> Value {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path).expect("a file")).read_to_string(&mut text).expect("gzip of text");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_folder_holds_every_record_among_unwanted_ones() {
    let organisation = organise(&Spec::demo("2026-03-02T09:30:00Z".parse().expect("an instant")));
    let made = generate(&organisation, &TrafficSpec { days: 1, poll_minutes: 240, ..TrafficSpec::month(3) });
    let folder = tempfile::tempdir().expect("a folder");
    let stage: AccountId = "777788889999".parse().expect("an account");
    let spec = BucketSpec { without_kms: vec![stage], wanted_percent: 50, ..BucketSpec::default() };
    let delivery = write(&made, folder.path(), &spec).expect("written");
    let (mut ids, mut events, mut others, mut stage_kms) = (BTreeSet::new(), 0, 0, 0);
    for path in files(folder.path()) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let json = parse(&path);
        if !name.contains("_CloudTrail_") {
            others += 1;
            continue;
        }
        let parts: Vec<&str> = name.split('_').collect();
        let &[account, "CloudTrail", region, time, random] = parts.as_slice() else { panic!("{name}") };
        assert_eq!((time.len(), random.len()), ("20260302T0930Z".len(), 16 + ".json.gz".len()), "{name}");
        let day = format!("{}/{}/{}", &time[..4], &time[4..6], &time[6..8]);
        let within = format!("AWSLogs/{}/{account}/CloudTrail/{region}/{day}/{name}", organisation.id);
        assert!(path.ends_with(&within), "{}", path.display());
        for event in json["Records"].as_array().expect("records") {
            assert_eq!(event["recipientAccountId"], account);
            ids.insert(event["eventID"].as_str().expect("an id").to_owned());
            events += 1;
            let kms = event["eventSource"] == "kms.amazonaws.com";
            stage_kms += u64::from(kms && event["recipientAccountId"] == "777788889999");
        }
    }
    assert_eq!((events, others, stage_kms), (delivery.events, delivery.other_files, 0));
    assert!(delivery.events >= 2 * delivery.traffic_events - 1, "{delivery:?}");
    for record in &made.records {
        let kms = matches!(made.event_name(record), "Decrypt" | "CreateGrant");
        assert!(kms || ids.contains(&record.id.to_string()), "{record:?}");
    }
}
