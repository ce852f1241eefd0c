//! `eventTime`, in the spellings that are met.

use chrono::{DateTime, NaiveDateTime, Utc};

/// Reads `2026-07-31T12:36:52Z` as AWS writes it, and `2026-07-31 12:36:52`, `….123`, `….123456789` as others do. Without
/// an offset it is UTC.
pub(super) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f"));
    naive.ok().map(|naive| naive.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, read) in [
            ("2026-07-31T12:36:52Z", Some("2026-07-31T12:36:52+00:00")),
            ("2026-07-31 12:36:52", Some("2026-07-31T12:36:52+00:00")),
            ("2026-07-31 12:36:52.250", Some("2026-07-31T12:36:52.250+00:00")),
            ("2026-07-31 12:36:52.000000007", Some("2026-07-31T12:36:52.000000007+00:00")),
            ("2026-07-31T14:36:52+02:00", Some("2026-07-31T12:36:52+00:00")),
            ("", None),
            ("yesterday", None),
            ("2026-13-31T12:36:52Z", None),
        ] {
            assert_eq!(parse(text).map(|at| at.to_rfc3339()).as_deref(), read, "{text}");
        }
    }
}
