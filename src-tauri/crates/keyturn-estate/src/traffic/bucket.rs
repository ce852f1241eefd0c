//! The traffic as files, the way a trail's bucket has them: compressed, unsorted, with digests and Insight files beside.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html>

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, DurationRound, SecondsFormat, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use keyturn_domain::account::AccountId;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::deed;
use super::record::{EventId, Record, Written as Deed};
use super::{Place, Traffic};
use crate::generate::dice::Dice;

/// How the folder is laid out and what else is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketSpec {
    /// The seed of names and of unwanted events.
    pub seed: u64,
    /// Whether the trail is the organisation's: `AWSLogs/o-…/…`.
    pub of_organisation: bool,
    /// Of a hundred events, how many Keyturn wants; the others are of S3, EC2, STS and their like.
    pub wanted_percent: u32,
    /// Accounts whose trail leaves out KMS.
    pub without_kms: Vec<AccountId>,
}

impl Default for BucketSpec {
    fn default() -> Self {
        Self { seed: 20, of_organisation: true, wanted_percent: 10, without_kms: Vec::new() }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Files with records.
    pub files: u64,
    /// Digests and Insight files, which have none of the trail's records.
    pub other_files: u64,
    /// Records, second copies and unwanted ones included.
    pub events: u64,
    /// Records of the traffic, second copies included.
    pub traffic_events: u64,
    /// Bytes of JSON, before compression.
    pub bytes: u64,
}

/// Minutes between two deliveries of a place.
const SLOT_MINUTES: i64 = 5;

/// Records of one file, at most.
const FILE_RECORDS: usize = 2000;

/// Writes the traffic into this folder, as the root of a bucket.
pub fn write(traffic: &Traffic, folder: &Path, spec: &BucketSpec) -> io::Result<Delivery> {
    let mut files: BTreeMap<(u16, DateTime<Utc>), Vec<&Record>> = BTreeMap::new();
    for record in &traffic.records {
        let Some(place) = traffic.place(record) else { continue };
        let kms = traffic.deeds.get(record.deed as usize).is_some_and(|deed| deed.api.service == "kms");
        if kms && spec.without_kms.contains(&place.account) {
            continue;
        }
        // The file's name is that of the end of its five minutes.
        let slot = record.delivered_at.duration_trunc(Duration::minutes(SLOT_MINUTES)).unwrap_or(record.delivered_at);
        files.entry((record.folder, slot + Duration::minutes(SLOT_MINUTES))).or_default().push(record);
    }
    let noise: Vec<Vec<Deed>> =
        traffic.places.iter().map(|place| deed::unwanted(place).iter().map(Deed::new).collect()).collect();
    let mut bucket = Bucket {
        traffic,
        folder,
        spec,
        noise,
        dice: Dice::apart(spec.seed, 4, DateTime::UNIX_EPOCH),
        owed: 0,
        delivery: Delivery::default(),
        digests: BTreeMap::new(),
    };
    for ((place, at), records) in files {
        for records in records.chunks(FILE_RECORDS) {
            bucket.file(place, at, records)?;
        }
    }
    bucket.write_digests()?;
    bucket.write_insight()?;
    Ok(bucket.delivery)
}

struct Bucket<'a> {
    traffic: &'a Traffic,
    folder: &'a Path,
    spec: &'a BucketSpec,
    /// Unwanted deeds by place.
    noise: Vec<Vec<Deed>>,
    dice: Dice,
    /// Hundredths of unwanted events that the next file still gets.
    owed: u64,
    delivery: Delivery,
    /// Files by place and day, each with its hash.
    digests: BTreeMap<(u16, DateTime<Utc>), Vec<Value>>,
}

impl Bucket<'_> {
    fn place(&self, at: u16) -> io::Result<&Place> {
        self.traffic.places.get(usize::from(at)).ok_or_else(|| io::Error::other("a record of no place"))
    }

    /// The folder of a kind of file of a place and day, made.
    fn day(&self, place: &Place, kind: &str, at: DateTime<Utc>) -> io::Result<PathBuf> {
        let mut path = self.folder.join("AWSLogs");
        if self.spec.of_organisation {
            path.push(&self.traffic.organisation);
        }
        path.push(place.account.as_str());
        path.push(kind);
        path.push(place.region.as_str());
        path.push(at.format("%Y/%m/%d").to_string());
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// One file of a place: the traffic's records among unwanted ones.
    fn file(&mut self, at: u16, delivered: DateTime<Utc>, records: &[&Record]) -> io::Result<()> {
        let percent = u64::from(self.spec.wanted_percent.clamp(1, 100));
        self.owed += records.len() as u64 * (100 - percent) * 100 / percent;
        let unwanted = self.owed / 100;
        self.owed %= 100;
        let mut text = String::with_capacity(1500 * (records.len() + usize::try_from(unwanted).unwrap_or(0)));
        text.push_str("{\"Records\":[");
        for record in records {
            self.unwanted(record, unwanted / records.len() as u64, &mut text);
            self.traffic.write_json(record, &mut text);
            text.push(',');
        }
        if let Some(first) = records.first() {
            self.unwanted(first, unwanted % records.len() as u64, &mut text);
        }
        text.pop();
        text.push_str("]}");
        let place = self.place(at)?.clone();
        let name = format!(
            "{}_CloudTrail_{}_{}_{}.json.gz",
            place.account,
            place.region,
            delivered.format("%Y%m%dT%H%MZ"),
            self.dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 16)
        );
        let path = self.day(&place, "CloudTrail", delivered)?.join(name);
        let hash = write_gz(&path, text.as_bytes())?;
        let key = path.strip_prefix(self.folder).unwrap_or(&path).to_string_lossy().into_owned();
        let day = delivered.duration_trunc(Duration::days(1)).unwrap_or(delivered);
        self.digests.entry((at, day)).or_default().push(json!({
            "s3Bucket": "example-cloudtrail-logs", "s3Object": key, "hashValue": hash, "hashAlgorithm": "SHA-256",
        }));
        self.delivery.files += 1;
        self.delivery.events += records.len() as u64 + unwanted;
        self.delivery.traffic_events += records.len() as u64;
        self.delivery.bytes += text.len() as u64;
        Ok(())
    }

    /// So many calls that have nothing to do with secrets, by the same caller at about the same time.
    fn unwanted(&mut self, like: &Record, count: u64, text: &mut String) {
        let traffic = self.traffic;
        let Some(place) = traffic.places.get(usize::from(like.place)) else { return };
        let Some(session) = traffic.sessions.get(like.session as usize) else { return };
        let Some(source) = traffic.sources.get(like.source as usize) else { return };
        for _ in 0..count {
            let Some(deed) = self.noise.get(usize::from(like.place)).and_then(|deeds| self.dice.one(deeds)) else {
                return;
            };
            let at = like.at - Duration::seconds(self.dice.between(0, 200));
            let record =
                Record { id: EventId::new(self.dice.bits()), at, shared: None, is_copy: false, ..like.clone() };
            record.write(session, source, deed, place, text);
            text.push(',');
        }
    }

    /// The files of each place and day with their hashes, as log file validation has them.
    fn write_digests(&mut self) -> io::Result<()> {
        for ((at, day), files) in std::mem::take(&mut self.digests) {
            let place = self.place(at)?.clone();
            let end = day + Duration::days(1);
            let digest = json!({
                "awsAccountId": place.account,
                "digestStartTime": day.to_rfc3339_opts(SecondsFormat::Secs, true),
                "digestEndTime": end.to_rfc3339_opts(SecondsFormat::Secs, true),
                "digestS3Bucket": "example-cloudtrail-logs", "digestPublicKeyFingerprint": "EXAMPLE",
                "digestSignatureAlgorithm": "SHA256withRSA", "previousDigestS3Bucket": null, "logFiles": files,
            });
            let name = format!(
                "{}_CloudTrail-Digest_{}_organisation-trail_{}_{}.json.gz",
                place.account,
                place.region,
                place.region,
                end.format("%Y%m%dT%H%M%SZ")
            );
            let path = self.day(&place, "CloudTrail-Digest", day)?.join(name);
            write_gz(&path, digest.to_string().as_bytes())?;
            self.delivery.other_files += 1;
        }
        Ok(())
    }

    /// One Insight event: its file has `Records`, and none of them is a call.
    fn write_insight(&mut self) -> io::Result<()> {
        let Some(last) = self.traffic.records.last() else { return Ok(()) };
        let (place, at) = (self.place(last.folder)?.clone(), last.delivered_at);
        let event = json!({"Records": [{
            "eventVersion": "1.08", "eventTime": last.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "awsRegion": place.region, "eventID": EventId::new(self.dice.bits()).to_string(),
            "eventType": "AwsCloudTrailInsight", "recipientAccountId": place.account,
            "sharedEventID": EventId::new(self.dice.bits()).to_string(),
            "insightDetails": {
                "state": "Start", "eventSource": "secretsmanager.amazonaws.com", "eventName": "PutSecretValue",
                "insightType": "ApiCallRateInsight",
                "insightContext": {"statistics": {"baseline": {"average": 0.02}, "insight": {"average": 3.0}}},
            },
            "eventCategory": "Insight",
        }]});
        let name = format!(
            "{}_CloudTrail-Insight_{}_{}_{}.json.gz",
            place.account,
            place.region,
            at.format("%Y%m%dT%H%MZ"),
            self.dice.hex(16)
        );
        let path = self.day(&place, "CloudTrail-Insight", at)?.join(name);
        write_gz(&path, event.to_string().as_bytes())?;
        self.delivery.other_files += 1;
        Ok(())
    }
}

/// Writes a compressed file and says its SHA-256.
fn write_gz(path: &Path, bytes: &[u8]) -> io::Result<String> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 8), Compression::default());
    encoder.write_all(bytes)?;
    let packed = encoder.finish()?;
    fs::write(path, &packed)?;
    Ok(hex::encode(Sha256::digest(&packed)))
}

#[cfg(test)]
mod tests;
