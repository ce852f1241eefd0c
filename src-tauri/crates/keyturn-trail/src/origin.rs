//! Where a call came from.

use std::net::IpAddr;

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
