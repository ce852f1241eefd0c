//! What stands for an event's id: 16 bytes to recognise it by, the id itself as it was, and its place in time.

use chrono::{DateTime, Utc};
use keyturn_trail::event::EventId;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use sha2::{Digest, Sha256};

/// How many bits of a place tell events of the same second apart.
const WITHIN_SECOND: u32 = 25;

/// The seconds that a place holds on either side of 1970: more than 8,000 years.
const MOST_SECONDS: i64 = 1 << 38;

/// 16 bytes: those of a UUID, or the first of the SHA-256 of any other id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EventKey(pub(super) [u8; 16]);

impl EventKey {
    /// The key of an id.
    pub(super) fn of(id: &EventId) -> Self {
        uuid(&id.0).map_or_else(|| Self::hashed(&[id.0.as_bytes()]), Self)
    }

    /// The key of an id that copies share: another than that of an event with this id.
    pub(super) fn of_shared(id: &EventId) -> Self {
        Self::hashed(&[b"shared ", id.0.as_bytes()])
    }

    fn hashed(parts: &[&[u8]]) -> Self {
        let digest = parts.iter().fold(Sha256::new(), Digest::chain_update).finalize();
        Self(*digest.first_chunk().unwrap_or(&[0; 16]))
    }

    /// The row ids that an event may have, the usual one first: its second, and bits of its id within that second. Row
    /// ids therefore order events by time, and so does every index, at no cost.
    pub(super) fn places(self, at: DateTime<Utc>) -> impl Iterator<Item = i64> {
        let number = i64::from_be_bytes(*self.0.first_chunk().unwrap_or(&[0; 8]));
        let within = (1_i64 << WITHIN_SECOND) - 1;
        let (start, step) = (number >> 32, number & within);
        let second = first_place(at);
        (0..=within).map(move |turn| second | (start.wrapping_add(turn.wrapping_mul(step | 1)) & within))
    }
}

/// The first place of an instant's second: a bound for ranges of row ids.
pub(super) fn first_place(at: DateTime<Utc>) -> i64 {
    at.timestamp().clamp(-MOST_SECONDS, MOST_SECONDS - 1) << WITHIN_SECOND
}

/// The instant of an event by its place and the milliseconds beside it.
pub(super) fn millis_of(place: i64, millis: i64) -> i64 {
    (place >> WITHIN_SECOND) * 1000 + millis
}

impl ToSql for EventKey {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

/// An id as rows hold it, so that it comes back as it was: a UUID in 16 bytes, anything else as text.
pub(super) struct StoredId(pub(super) EventId);

/// The same, to be written.
pub(super) enum IdToStore<'a> {
    Uuid([u8; 16]),
    Text(&'a str),
}

impl<'a> From<&'a EventId> for IdToStore<'a> {
    fn from(id: &'a EventId) -> Self {
        uuid(&id.0).map_or(Self::Text(&id.0), Self::Uuid)
    }
}

impl ToSql for IdToStore<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Uuid(bytes) => ValueRef::Blob(bytes),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl FromSql for StoredId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = match value {
            ValueRef::Blob(bytes) => uuid_text(bytes.try_into().map_err(|_| FromSqlError::InvalidType)?),
            other => other.as_str()?.to_owned(),
        };
        Ok(Self(EventId(text)))
    }
}

/// The bytes of a UUID in the form that AWS writes: lower case with four hyphens. Other spellings are other ids.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
    let mut bytes = [0_u8; 16];
    let mut digits = 0_usize;
    for (at, character) in text.iter().enumerate() {
        let digit = match character {
            b'-' if matches!(at, 8 | 13 | 18 | 23) => continue,
            b'0'..=b'9' => character - b'0',
            b'a'..=b'f' => character - b'a' + 10,
            _ => return None,
        };
        let byte = bytes.get_mut(digits / 2)?;
        *byte = *byte << 4 | digit;
        digits += 1;
    }
    (digits == 32).then_some(bytes)
}

fn uuid_text(bytes: [u8; 16]) -> String {
    let mut text = hex::encode(bytes);
    for at in [8, 13, 18, 23] {
        text.insert(at, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_form_that_aws_writes_is_kept_as_bytes() {
        for (text, packed) in [
            ("d3f1a2b4-0011-4c5d-8e9f-aabbccddeeff", true),
            ("D3F1A2B4-0011-4C5D-8E9F-AABBCCDDEEFF", false),
            ("d3f1a2b400114c5d8e9faabbccddeeff", false),
            ("d3f1a2b4-0011-4c5d-8e9f-aabbccddeefg", false),
            ("d3f1a2b4-0011-4c5d-8e9faabbccddeeff0", false),
            ("d3f1a2b4-0011-4c5d-8e9-faabbccddeeff", false),
            ("", false),
            ("event-7", false),
        ] {
            let id = EventId(text.to_owned());
            assert_eq!(matches!(IdToStore::from(&id), IdToStore::Uuid(_)), packed, "{text}");
            assert_eq!(uuid(text).map_or_else(|| text.to_owned(), uuid_text), text);
        }
    }

    #[test]
    fn an_id_that_is_shared_is_not_the_event_of_that_id() {
        let id = EventId("d3f1a2b4-0011-4c5d-8e9f-aabbccddeeff".to_owned());
        assert_ne!(EventKey::of(&id), EventKey::of_shared(&id));
    }

    proptest! {
        #[test]
        fn places_keep_the_order_of_seconds(key: [u8; 16], other: [u8; 16], at in -9_000_000_000_i64..9_000_000_000) {
            let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
            let later = at + chrono::TimeDelta::seconds(1);
            let earlier_place = EventKey(key).places(at).next().expect("a place");
            prop_assert!(first_place(at) <= earlier_place && earlier_place < first_place(later));
            prop_assert!(EventKey(other).places(later).next().expect("a place") > earlier_place);
            prop_assert_eq!(millis_of(earlier_place, 7), at.timestamp_millis() + 7);
        }

        #[test]
        fn the_places_of_a_second_do_not_repeat_at_once(key: [u8; 16]) {
            let places: std::collections::HashSet<i64> = EventKey(key).places(DateTime::UNIX_EPOCH).take(1000).collect();
            prop_assert_eq!(places.len(), 1000);
        }
    }
}
