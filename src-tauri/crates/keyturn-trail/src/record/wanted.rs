//! A look at a record's bytes that is much cheaper than parsing it: nine in ten records of a trail are of other calls.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::call::Call;

/// What a first look at a record shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// It names a call that may be wanted: parse it.
    Promising,
    /// It names other calls only.
    Other,
    /// It names no call: no CloudTrail record, or a digest.
    Nameless,
}

static EVENT_NAME: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("eventName"));

/// Looks at the name after each `eventName` in a record, escaped or not.
///
/// Every one is looked at: a caller can put the word into an agent or a request, and must not hide a record by it.
pub fn glance(bytes: &[u8]) -> Glance {
    let mut found = Glance::Nameless;
    for at in EVENT_NAME.find_iter(bytes) {
        found = Glance::Other;
        let rest = bytes.get(at + "eventName".len()..).unwrap_or_default();
        let begin = rest.iter().position(|byte| !matches!(byte, b'"' | b'\\' | b':' | b' ' | b'\t' | b'\n' | b'\r'));
        let name = begin.and_then(|begin| rest.get(begin..)).unwrap_or_default();
        let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
        if name.get(..end).is_some_and(Call::is_name) {
            return Glance::Promising;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glances() {
        for (record, seen) in [
            (r#"{"eventName":"GetSecretValue"}"#, Glance::Promising),
            (r#"{ "eventName" : "GetSecretValue" }"#, Glance::Promising),
            (r#"{"CloudTrailEvent":"{\"eventName\":\"GetParameter\"}"}"#, Glance::Promising),
            (r#"{"userAgent":"eventName\":\"RunInstances","eventName":"GetParameter"}"#, Glance::Promising),
            (r#"{"eventName":"GetParameter","userAgent":"\"eventName\":\"RunInstances"}"#, Glance::Promising),
            (r#"{"eventName":"RunInstances"}"#, Glance::Other),
            (r#"{"eventName":"GetSecretValueX"}"#, Glance::Other),
            (r#"{"eventName":"#, Glance::Other),
            (r#"{"eventName"#, Glance::Other),
            (r#"{"digestS3Bucket":"b"}"#, Glance::Nameless),
        ] {
            assert_eq!(glance(record.as_bytes()), seen, "{record}");
        }
    }
}
