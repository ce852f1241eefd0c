//! Where calls came from.

use std::net::IpAddr;

use keyturn_trail::origin::{Origin, Source};
use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_sources";

/// `address` is an address as 4 or 16 bytes, so that a network is a range of one length. `endpoint` is empty for none.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_sources (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        kind     TEXT NOT NULL,
        text     TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        address  BLOB,
        UNIQUE (kind, text, endpoint)
    ) STRICT;";

/// The row of an origin, if there is one.
pub(super) fn find(connection: &Connection, origin: &Origin) -> Result<Option<i64>, StoreError> {
    let (kind, text, _) = columns(&origin.source);
    let endpoint = origin.vpc_endpoint.as_deref().unwrap_or_default();
    let mut query =
        connection.prepare_cached("SELECT id FROM trail_sources WHERE kind = ?1 AND text = ?2 AND endpoint = ?3")?;
    Ok(query.query_row((kind, &text, endpoint), |found| found.get(0)).optional()?)
}

/// The row of an origin, added where there is none.
pub(super) fn find_or_add(connection: &Connection, origin: &Origin) -> Result<i64, StoreError> {
    if let Some(id) = find(connection, origin)? {
        return Ok(id);
    }
    let (kind, text, address) = columns(&origin.source);
    let endpoint = origin.vpc_endpoint.as_deref().unwrap_or_default();
    let mut insert = connection
        .prepare_cached("INSERT INTO trail_sources (kind, text, endpoint, address) VALUES (?1, ?2, ?3, ?4)")?;
    Ok(insert.insert((kind, &text, endpoint, address))?)
}

fn columns(source: &Source) -> (&'static str, String, Option<Vec<u8>>) {
    match source {
        Source::Address(address) => ("address", address.to_string(), Some(octets(*address))),
        Source::Service(text) => ("service", text.clone(), None),
        Source::Other(text) => ("other", text.clone(), None),
        Source::Unknown => ("unknown", String::new(), None),
    }
}

/// An address as 4 or 16 bytes.
fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// The first and last address of a network, each as long as its family's; `bits` count from the left.
pub(super) fn range(address: IpAddr, bits: u8) -> (Vec<u8>, Vec<u8>) {
    let (mut low, mut high) = (octets(address), octets(address));
    for (byte, (low, high)) in low.iter_mut().zip(&mut high).enumerate() {
        let fixed = usize::from(bits).saturating_sub(byte * 8).min(8);
        let host = u8::try_from(0xff_u16 >> fixed).unwrap_or(u8::MAX);
        *low &= !host;
        *high |= host;
    }
    (low, high)
}

/// An origin out of its columns.
pub(super) fn origin(kind: &str, text: String, endpoint: String) -> Result<Origin, StoreError> {
    let source = match kind {
        "address" => Source::Address(row::parsed(TABLE, &text)?),
        "service" => Source::Service(text),
        "other" => Source::Other(text),
        "unknown" => Source::Unknown,
        other => return row::known(TABLE, other, None),
    };
    Ok(Origin { source, vpc_endpoint: (!endpoint.is_empty()).then_some(endpoint) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_a_range_of_addresses() {
        let check = |network: &str, prefix: u8, inside: &str, expect: bool| {
            let (low, high) = range(network.parse().expect("an address"), prefix);
            let address = octets(inside.parse().expect("an address"));
            let inside_it = low.len() == address.len() && low <= address && address <= high;
            assert_eq!(inside_it, expect, "{inside} in {network}/{prefix}");
        };
        check("198.51.100.77", 24, "198.51.100.0", true);
        check("198.51.100.77", 24, "198.51.100.255", true);
        check("198.51.100.77", 24, "198.51.101.0", false);
        check("198.51.100.7", 32, "198.51.100.7", true);
        check("198.51.100.7", 32, "198.51.100.8", false);
        check("0.0.0.0", 0, "203.0.113.9", true);
        check("0.0.0.0", 0, "2001:db8::1", false);
        check("2001:db8::", 48, "2001:db8:0:ffff::1", true);
        check("2001:db8::", 48, "2001:db8:1::1", false);
        check("::", 0, "2001:db8:1::1", true);
        check("::", 0, "203.0.113.9", false);
        check("198.51.100.77", 22, "198.51.103.1", true);
        check("198.51.100.77", 22, "198.51.104.1", false);
    }
}
