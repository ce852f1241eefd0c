//! How CloudTrail hands records over: late, out of order, and sometimes twice.
//!
//! Measured on public sets: half within 3.3 minutes, nine in ten within 7, all within 10 to 15; a fifth of one set's
//! records lay a second time, byte for byte, in another region's folder.

use chrono::Duration;

use super::record::Record;
use crate::generate::dice::Dice;
use crate::organisation::Place;

/// Dates the deliveries, adds second copies, and brings the records into the order in which they come.
pub(super) fn deliver(records: &mut Vec<Record>, places: &[Place], dice: &mut Dice) {
    for record in records.iter_mut() {
        record.delivered_at = record.at + Duration::seconds(delay(dice));
    }
    let mut copies = Vec::new();
    for record in records.iter() {
        if !dice.chance(2) {
            continue;
        }
        let account = places.get(usize::from(record.place)).map(|place| &place.account);
        let other = places
            .iter()
            .enumerate()
            .find(|(at, place)| Some(&place.account) == account && *at != usize::from(record.place));
        let Some(folder) = other.and_then(|(at, _)| u16::try_from(at).ok()) else { continue };
        let delivered_at = record.delivered_at + Duration::seconds(dice.between(0, 120));
        copies.push(Record { folder, delivered_at, is_copy: true, ..record.clone() });
    }
    records.append(&mut copies);
    // By delivery and then by id: inside one delivery the order tells nothing of time.
    records.sort_by_key(|record| (record.delivered_at.timestamp() / 60, record.id, record.is_copy));
}

/// Seconds from the call to the record: median 198, nine in ten under 420, at most 900.
fn delay(dice: &mut Dice) -> i64 {
    match dice.between(0, 99) {
        0..=49 => dice.between(60, 198),
        50..=89 => dice.between(198, 420),
        90..=98 => dice.between(420, 620),
        _ => dice.between(620, 900),
    }
}
