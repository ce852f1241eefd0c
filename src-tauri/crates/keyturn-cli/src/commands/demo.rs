//! The demonstration: a made-up organisation behind a server on this machine.

use std::path::PathBuf;

use keyturn_api::Host;
use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::trail::TrailSyncRequest;
use keyturn_api::host::{self, DemoEndpoint, Face, HostOptions, KeyringUse};
use keyturn_api::{access, sources, sync, trail};
use keyturn_estate::demo::Demo;

use super::{Ended, open};
use crate::output::{Ending, Output};

/// A data folder, with the made-up organisation's server where it is a demonstration.
pub(crate) struct Place {
    options: HostOptions,
    server: Option<Demo>,
}

impl Place {
    /// The folder that is meant. A demonstration gets its server back, with the organisation it had.
    pub(crate) fn find(data_dir: Option<PathBuf>, keyring: KeyringUse) -> Result<Self, CommandError> {
        let folder = host::data_dir(data_dir, false)?;
        let server = host::demo_mark(&folder)
            .map(|mark| Demo::start(mark.anchor))
            .transpose()
            .map_err(|error| unstarted(&error))?;
        let options = HostOptions {
            data_dir: Some(folder),
            face: Face::CommandLine,
            keyring,
            demo_endpoint: server.as_ref().map(endpoint),
        };
        Ok(Self { options, server })
    }

    pub(crate) fn open(&self) -> Result<Host, CommandError> {
        open(self.options.clone())
    }
}

/// Fills the folder from the made-up organisation: secrets, CloudTrail, access. As JSON it prints the report of the sync;
/// `trail` and `access` have their own.
pub(crate) async fn run(data_dir: Option<PathBuf>, output: Output) -> Ended {
    let folder = host::data_dir(data_dir, true)?;
    host::mark_demo(&folder)?;
    let place = Place::find(Some(folder), KeyringUse::Never)?;
    let host = place.open()?;
    if let Some(server) = &place.server {
        sources::save_demo(&host, Demo::ROLE, server.regions()).await?;
    }
    let report = sync::start(&host, None).await?;
    let collected = trail::sync(&host, TrailSyncRequest::default(), None).await?;
    let access = access::collect(&host, None).await?;
    output.reply(&report, super::sync::words);
    if !output.is_json() {
        output.line("");
        super::trail::report_words(output, &collected);
        output.line("");
        super::access::standing_words(output, &access);
        output.line("\nThis is a demonstration: the organisation is made up, and so is what could not be read.");
    }
    Ok(Ending::Done)
}

fn endpoint(demo: &Demo) -> DemoEndpoint {
    DemoEndpoint {
        url: demo.endpoint_url(),
        access_key_id: demo.access_key_id(),
        secret_access_key: demo.secret_access_key().to_owned(),
        region: demo.regions().first().cloned().unwrap_or_default(),
    }
}

fn unstarted(error: &keyturn_estate::StartError) -> CommandError {
    CommandError::bad_request(format!("the demonstration's server could not be started: {error}"))
}
