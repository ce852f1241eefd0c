//! Reminders on the desktop: once a day, and only when something is due.

use std::time::Duration;

use keyturn_api::contract::error::Code;
use keyturn_api::{Host, calendar};
use tauri::{AppHandle, Manager as _};

use crate::notices;

/// How often it is looked whether a new day has something due.
const EVERY: Duration = Duration::from_hours(1);

/// How often it is looked whether somebody has unlocked the database.
const LOCKED: Duration = Duration::from_secs(10);

/// Looks now and every hour until the application ends. A locked database has nothing to say yet.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        loop {
            let mut wait = EVERY;
            match calendar::remind(&app.state::<Host>()).await {
                Ok(Some(notice)) => {
                    let on = notice.on;
                    match notices::show(&app, notice.title, notice.body, notice.opens).await {
                        Ok(()) => {
                            if let Err(error) = calendar::reminded(&app.state::<Host>(), on).await {
                                tracing::error!("the reminder is not noted as shown: {}", error.message);
                            }
                        }
                        // It is not noted as shown: the next hour tries again.
                        Err(error) => tracing::error!("the reminder could not be shown: {error}"),
                    }
                }
                Ok(None) => {}
                Err(error) if error.code == Code::Locked => wait = LOCKED,
                Err(error) => tracing::debug!("no reminder: {}", error.message),
            }
            tokio::time::sleep(wait).await;
        }
    });
}
