//! Where a call came from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// The source of a call, as `sourceIPAddress` tells it. That field is not always an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An address, IPv4 or IPv6, public or private.
    Address(IpAddr),
    /// An AWS service that called on somebody's behalf: `secretsmanager.amazonaws.com`, `AWS Internal`.
    Service(String),
    /// Anything else, as it stands: hostile text.
    Other(String),
    /// The record does not say.
    Unknown,
}

/// The source and the endpoint it came through.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The source.
    pub source: Source,
    /// The VPC endpoint, such as `vpce-0abc`.
    pub vpc_endpoint: Option<String>,
}

/// The longest text that is kept of a source that is no address, in bytes: a host name's bound.
const LONGEST: usize = 253;

impl Source {
    /// Reads `sourceIPAddress`. Host names of AWS are services, never addresses; what looks like an address and is none
    /// (`000.00.00.00`) stays text.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Unknown;
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Self::Address(address.to_canonical());
        }
        let kept = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default().to_owned();
        if is_service(text) { Self::Service(kept) } else { Self::Other(kept) }
    }

    /// Whether it is an address that the internet routes. Documentation ranges count: examples are written with them.
    pub fn is_public(&self) -> bool {
        match self {
            Self::Address(IpAddr::V4(address)) => is_public_v4(*address),
            Self::Address(IpAddr::V6(address)) => is_public_v6(*address),
            Self::Service(_) | Self::Other(_) | Self::Unknown => false,
        }
    }

    /// The network that an address is taken to belong to: its /24, or its /48 for IPv6; a service's name; the text.
    /// `None` where the record does not say.
    pub fn network(&self) -> Option<String> {
        match self {
            Self::Address(IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                Some(format!("{a}.{b}.{c}.0/24"))
            }
            Self::Address(IpAddr::V6(address)) => {
                let [a, b, c, ..] = address.segments();
                Some(format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)))
            }
            Self::Service(text) | Self::Other(text) => Some(text.clone()),
            Self::Unknown => None,
        }
    }
}

impl Origin {
    /// The network of the source, or the VPC endpoint where one was used: its private addresses mean nothing outside.
    pub fn network(&self) -> Option<String> {
        self.vpc_endpoint.clone().or_else(|| self.source.network())
    }

    /// Whether the call came over the internet.
    pub fn is_public(&self) -> bool {
        self.vpc_endpoint.is_none() && self.source.is_public()
    }
}

/// `lambda.amazonaws.com`, `AWS Internal`, and AWS's hosts in its other partitions.
pub(crate) fn is_service(text: &str) -> bool {
    let ends = |ending: &str| {
        text.len() > ending.len() && text.is_char_boundary(text.len() - ending.len()) && {
            let (_, tail) = text.split_at(text.len() - ending.len());
            tail.eq_ignore_ascii_case(ending)
        }
    };
    text.eq_ignore_ascii_case("AWS Internal") || ends(".amazonaws.com") || ends(".amazonaws.com.cn")
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    // 100.64.0.0/10: RFC 6598, carriers' and VPCs' inner addresses.
    let shared = a == 100 && (64..128).contains(&b);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || shared)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        for (text, network, public) in [
            ("198.51.100.7", Some("198.51.100.0/24"), true),
            ("10.0.3.4", Some("10.0.3.0/24"), false),
            ("172.32.0.1", Some("172.32.0.0/24"), true),
            ("100.64.9.1", Some("100.64.9.0/24"), false),
            ("2001:db8:1:2::5", Some("2001:db8:1::/48"), true),
            ("fd00:1:2:3::5", Some("fd00:1:2::/48"), false),
            ("::ffff:198.51.100.7", Some("198.51.100.0/24"), true),
            ("secretsmanager.amazonaws.com", Some("secretsmanager.amazonaws.com"), false),
            ("ssm.cn-north-1.amazonaws.com.cn", Some("ssm.cn-north-1.amazonaws.com.cn"), false),
            ("AWS Internal", Some("AWS Internal"), false),
            ("000.00.00.00", Some("000.00.00.00"), false),
            ("08.1.250.216", Some("08.1.250.216"), false),
            ("redacted", Some("redacted"), false),
            ("<img src=x>.é", Some("<img src=x>.é"), false),
            ("", None, false),
        ] {
            let source = Source::parse(text);
            assert_eq!((source.network().as_deref(), source.is_public()), (network, public), "{text}");
        }
        assert!(matches!(Source::parse("AWS Internal"), Source::Service(_)));
        assert!(matches!(Source::parse("amazonaws.com.example"), Source::Other(_)));
        assert!(matches!(Source::parse(&"é".repeat(500)), Source::Other(text) if text.len() <= LONGEST));
    }

    #[test]
    fn an_endpoint_stands_for_the_private_addresses_behind_it() {
        let origin = Origin { source: Source::parse("198.51.100.7"), vpc_endpoint: Some("vpce-0abc".to_owned()) };
        assert_eq!((origin.network().as_deref(), origin.is_public()), (Some("vpce-0abc"), false));
    }
}
