//! A call of whatever name, seen from outside: for watches, to which each call with an old key matters.

use chrono::{DateTime, Utc};

use super::raw::Raw;
use super::text::{SESSION, some_bounded};
use super::{bounded, outcome_of, time};
use crate::event::{EventId, Outcome};

/// The longest source that is kept, in bytes: a host name's bound.
const SOURCE: usize = 253;

/// Codes by which AWS refuses a credential, rather than what is done with it.
///
/// <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
const REFUSED_CREDENTIALS: [&str; 6] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// A call of any name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Its id.
    pub id: EventId,
    /// When it was made (UTC).
    pub at: DateTime<Utc>,
    /// Which call, such as `ListBuckets`. Hostile text.
    pub name: String,
    /// `sourceIPAddress` as it stands. Hostile text.
    pub source: String,
    /// Whether AWS refused it: the credential, or what was to be done with it. A call that failed for another reason
    /// was let in.
    pub refused: bool,
}

/// Reads of one record what a watch needs. `None` where it has no id, no time or no name.
pub fn sighting(bytes: &[u8]) -> Option<Sighting> {
    let raw: Raw<'_> = serde_json::from_slice(bytes).ok()?;
    let refused = match outcome_of(None, &raw) {
        Outcome::Done => false,
        Outcome::Denied(_) => true,
        Outcome::Failed(code) => REFUSED_CREDENTIALS.contains(&code.as_str()),
    };
    Some(Sighting {
        id: EventId(bounded(raw.event_id.get()?, SESSION)),
        at: time::parse(raw.event_time.get()?)?,
        name: bounded(raw.event_name.get()?, SESSION),
        source: some_bounded(raw.source.get(), SOURCE).unwrap_or_default(),
        refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_any_name_are_seen() {
        let check = |more: &str, expect: Option<(&str, bool)>| {
            let text = format!(
                r#"{{"eventID":"e-1","eventTime":"2026-11-21T14:05:00Z","eventSource":"s3.amazonaws.com",{more}
                    "sourceIPAddress":"198.51.100.7","requestParameters":{{"secretString":"x"}}}}"#
            );
            let found = sighting(text.as_bytes());
            let brief = found.as_ref().map(|one| (one.name.as_str(), one.refused));
            assert_eq!(brief, expect, "{more}");
            assert!(found.is_none_or(|one| one.source == "198.51.100.7" && one.id.0 == "e-1"));
        };
        check(r#""eventName":"ListBuckets","#, Some(("ListBuckets", false)));
        check(r#""eventName":"ListBuckets","errorCode":"AccessDenied","#, Some(("ListBuckets", true)));
        check(
            r#""eventName":"GetCallerIdentity","errorCode":"InvalidClientTokenId","#,
            Some(("GetCallerIdentity", true)),
        );
        // It was let in: the bucket is not there.
        check(r#""eventName":"GetBucketAcl","errorCode":"NoSuchBucket","#, Some(("GetBucketAcl", false)));
        check(r#""eventName":"A","errorMessage":"you are not authorized","#, Some(("A", true)));
        check("", None);
        for text in ["", "{}", "[]", r#"{"eventID":"e","eventName":"A","eventTime":"yesterday"}"#] {
            assert_eq!(sighting(text.as_bytes()), None, "{text}");
        }
    }
}
