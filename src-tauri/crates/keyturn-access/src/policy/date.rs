//! Dates as conditions write them.

use chrono::{DateTime, Utc};

/// The instant that a date of W3C's profile of ISO 8601 means, or seconds since 1970; `None` where it is no such date.
/// What it leaves out is its beginning, a zone that it leaves out is UTC: `2026-05` is the first of May at midnight.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>,
/// <https://www.w3.org/TR/NOTE-datetime>
pub(crate) fn date(text: &str) -> Option<DateTime<Utc>> {
    if text.len() != 4
        && let Ok(seconds) = text.parse::<i64>()
    {
        return DateTime::from_timestamp(seconds, 0);
    }
    let of_zone = text.rfind(['Z', 'z', '+', '-']).filter(|place| *place >= 16);
    let (bare, zone) = of_zone.map_or((text, "Z"), |place| text.split_at(place));
    let full = match bare.len() {
        4 => format!("{bare}-01-01T00:00:00{zone}"),
        7 => format!("{bare}-01T00:00:00{zone}"),
        10 => format!("{bare}T00:00:00{zone}"),
        16 => format!("{bare}:00{zone}"),
        _ => format!("{bare}{zone}"),
    };
    Some(DateTime::parse_from_rfc3339(&full).ok()?.to_utc())
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_and_what_is_none() {
        for (text, expected) in [
            ("2026", Some("2026-01-01T00:00:00Z")),
            ("2026-05", Some("2026-05-01T00:00:00Z")),
            ("2026-05-04", Some("2026-05-04T00:00:00Z")),
            ("2024-02-29", Some("2024-02-29T00:00:00Z")),
            ("2026-05-04T10:20Z", Some("2026-05-04T10:20:00Z")),
            ("2026-05-04T10:20+02:00", Some("2026-05-04T08:20:00Z")),
            ("2026-05-04T10:20:30", Some("2026-05-04T10:20:30Z")),
            ("2026-05-04 10:20:30", Some("2026-05-04T10:20:30Z")),
            ("2026-05-04T10:20:30.5-01:00", Some("2026-05-04T11:20:30.500Z")),
            ("1780000000", Some("2026-05-28T20:26:40Z")),
            ("2026-13-45", None),
            ("2026-02-29", None),
            ("2026-5-4", None),
            ("2026-05-04T25:00Z", None),
            ("2026-05-04T10:20+25:00", None),
            ("2026-05-04Z", None),
            ("99999999999999999", None),
            ("1.5e9", None),
            ("soon", None),
            ("", None),
            ("20é6-05-04T10:20Z", None),
        ] {
            let found = date(text);
            assert_eq!(found, expected.map(|text| text.parse().expect("an instant")), "{text}");
        }
    }
}
