//! The demonstration: the made-up organisation of [`Spec::demo`] behind its endpoint, with one cell that is refused, and
//! with ninety days of CloudTrail.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::generate::{Spec, generate};
use crate::server::{Fault, Options, SECRET_ACCESS_KEY, Server, StartError};
use crate::traffic::{self, TrafficSpec};

/// A running demonstration. It answers as long as it lives.
#[derive(Debug)]
pub struct Demo {
    server: Server,
    regions: Vec<String>,
}

impl Demo {
    /// The role that may be assumed in every account.
    pub const ROLE: &str = "KeyturnReader";

    /// Starts the organisation whose dates are counted from `anchor` (UTC): the same anchor, the same organisation.
    ///
    /// One cell refuses to be listed, because every real organisation has one, and a demonstration that reads
    /// everything would hide how Keyturn speaks of what it could not read.
    pub fn start(anchor: DateTime<Utc>) -> Result<Self, StartError> {
        let organisation = generate(&Spec::demo(anchor));
        let regions = organisation.regions.iter().map(ToString::to_string).collect();
        let faults = Fault::demo(&organisation);
        let traffic = Some(Arc::new(traffic::generate(&organisation, &TrafficSpec::demo())));
        let server = Server::start(organisation, Options { faults, traffic, ..Options::default() })?;
        // The demonstration goes on after the instant that its dates are counted from: all has been delivered by then.
        server.show_events_until(anchor + Duration::hours(1));
        Ok(Self { server, regions })
    }

    /// The endpoint's address.
    pub fn endpoint_url(&self) -> String {
        self.server.endpoint_url()
    }

    /// The access key id of the management account.
    pub fn access_key_id(&self) -> String {
        self.server.access_key_id()
    }

    /// AWS's documentation sample: the endpoint checks no signatures.
    pub fn secret_access_key(&self) -> &'static str {
        SECRET_ACCESS_KEY
    }

    /// The regions that every account has enabled.
    pub fn regions(&self) -> &[String] {
        &self.regions
    }
}
