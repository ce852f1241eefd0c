//! The timeline of an incident.

use keyturn_domain::incident::timeline::{Order, sort};
use keyturn_domain::incident::{TimelineEntry, log, record};

use super::{ok, parse_id, read};
use crate::app::App;
use crate::error::AppError;

/// The timeline, and whether its log still holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Its lines.
    pub lines: Vec<TimelineEntry>,
    /// What is wrong with the log's chain; `None`: it holds.
    pub broken: Option<String>,
}

impl App {
    /// The timeline of an incident.
    pub async fn incident_timeline(&self, id: &str, order: Order) -> Result<Timeline, AppError> {
        let id = parse_id(id)?;
        self.with_database(move |database| {
            database.read(|reader| {
                let (_, entries) = ok!(read(reader, id)?);
                let mut lines = record::timeline(&entries);
                sort(&mut lines, order);
                let broken = log::verify(&entries).err().map(|broken| broken.to_string());
                Ok(Ok(Timeline { lines, broken }))
            })?
        })
        .await
    }
}
