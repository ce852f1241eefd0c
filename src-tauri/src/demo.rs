//! The demonstration: a made-up organisation behind a server on this machine.

use std::path::PathBuf;

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::trail::TrailSyncRequest;
use keyturn_api::host::{self, DemoEndpoint};
use keyturn_api::{Host, access, sources, sync, trail};
use keyturn_estate::demo::Demo;
use tauri::{AppHandle, Manager as _};

use crate::commands;

/// The data folder, with the made-up organisation's server where it is a demonstration.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    server: Option<Demo>,
}

impl Place {
    /// The folder that is meant; with `demo` it becomes a demonstration, unless it holds real data.
    pub(crate) fn find(data_dir: Option<PathBuf>, demo: bool) -> Result<Self, String> {
        let folder = host::data_dir(data_dir, demo).map_err(|error| error.message)?;
        if demo {
            host::mark_demo(&folder).map_err(|error| error.message)?;
        }
        let server = host::demo_mark(&folder)
            .map(|mark| Demo::start(mark.anchor))
            .transpose()
            .map_err(|error| error.to_string())?;
        Ok(Self { folder, server })
    }

    pub(crate) fn is_demo(&self) -> bool {
        self.server.is_some()
    }

    pub(crate) fn endpoint(&self) -> Option<DemoEndpoint> {
        self.server.as_ref().map(|server| DemoEndpoint {
            url: server.endpoint_url(),
            access_key_id: server.access_key_id(),
            secret_access_key: server.secret_access_key().to_owned(),
            region: server.regions().first().cloned().unwrap_or_default(),
        })
    }
}

/// A demonstration that has never been synced sets up its source and syncs by itself; then it collects CloudTrail
/// and access.
pub(crate) fn fill_once(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        if let Err(error) = fill(&app).await {
            tracing::error!("the demonstration was not filled: {}", error.message);
        }
    });
}

async fn fill(app: &AppHandle) -> Result<(), CommandError> {
    let host = app.state::<Host>();
    if let Some(server) = &app.state::<Place>().server {
        sources::save_demo(&host, Demo::ROLE, server.regions()).await?;
    }
    if sync::status(&host).await?.last.is_none() {
        commands::sync::run(app).await?;
    }
    if trail::show(&host).await?.last.is_none() {
        commands::trail::run(app, TrailSyncRequest::default()).await?;
    }
    if access::show(&host).await?.evaluated_at.is_none() {
        commands::access::run(app).await?;
    }
    Ok(())
}
