//! The report after an incident: Markdown for people to finish, HTML that prints, JSON of everything.

mod html;
mod markdown;

use chrono::{DateTime, Utc};
use keyturn_domain::incident::record::timeline;
use keyturn_domain::incident::{LogEntry, log};
use keyturn_store::{Reader, StoreError};

use super::act::Open;
use super::{ok, parse_id, read};
use crate::app::App;
use crate::error::AppError;

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown, with places for what only people can write.
    Markdown,
    /// The same as a page of its own: no scripts, nothing remote, fit to print.
    Html,
    /// Everything: the log with its hashes, the timeline, the runbook as it was pinned, what watches were answered.
    Json,
}

impl Form {
    /// The ending of its file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
        }
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The name of its file.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The version of the JSON.
const SCHEMA: u32 = 1;

impl App {
    /// The report of an incident as it stands.
    pub async fn incident_report(&self, id: &str, form: Form) -> Result<Report, AppError> {
        let id = parse_id(id)?;
        let hand = self.hand(None, id.to_string()).await?;
        self.with_database(move |database| {
            database.read(|reader| {
                let open = ok!(hand.open(reader, id)?);
                let (_, log) = ok!(read(reader, id)?);
                let text = match form {
                    Form::Markdown => markdown::write(&open, &log),
                    Form::Html => html::write(&open.incident.opening.title, &markdown::write(&open, &log)),
                    Form::Json => json(reader, &open, &log)?,
                };
                Ok(Ok(Report { name: format!("{id}.{}", form.ending()), text }))
            })?
        })
        .await
    }
}

fn json(reader: &Reader<'_>, open: &Open, entries: &[LogEntry]) -> Result<String, StoreError> {
    let incident = &open.incident;
    let pinned = &incident.runbook;
    let text = reader.incidents().pinned(&pinned.resolved_sha256, &pinned.source_sha256)?;
    let broken = log::verify(entries).err().map(|broken| broken.to_string());
    let whole = serde_json::json!({
        "schema": SCHEMA,
        "incident": incident.opening.id,
        "drill": incident.is_drill(),
        "state": incident.state,
        "severity": incident.severity,
        "written_at": written(open.now),
        "times": incident.times(),
        "log_broken": broken,
        "log": entries,
        "timeline": timeline(entries),
        "runbook": pinned,
        "runbook_source": text.map(|text| text.source),
        "watch_answers": reader.incidents().answers(incident.opening.id)?,
    });
    Ok(format!("{whole:#}\n"))
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
