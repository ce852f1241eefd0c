//! Writing the events that a query matches into a file: CSV for spreadsheets, JSON for programs, each with what it lacks.

use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::spreadsheet;
use keyturn_store::{FoundEvent, Reader, ReadsAsked, StoreError};
use keyturn_trail::event::Outcome;
use keyturn_trail::origin::Source;
use keyturn_trail::target::Target;

use super::{limits, query};
use crate::app::App;
use crate::error::AppError;
use crate::export;

/// The form of an export of events.
#[derive(Clone, Copy, Debug)]
pub enum ReadsForm {
    /// A header and a row for each event and each limit, guarded against spreadsheet formulas.
    Csv,
    /// One JSON object; the function writes one event as the contract has it.
    Json(fn(&FoundEvent) -> serde_json::Value),
}

/// What was written.
#[derive(Clone, Debug)]
pub struct ReadsExported {
    /// The file.
    pub path: PathBuf,
    /// Events in it.
    pub events: u64,
}

/// The columns of a CSV export. A row is an `event`, or `not_known` with a sentence under `objects`.
const COLUMNS: [&str; 16] = [
    "row",
    "id",
    "at",
    "account",
    "region",
    "call",
    "class",
    "principal",
    "session",
    "person",
    "source",
    "vpc_endpoint",
    "agent",
    "objects",
    "outcome",
    "error",
];

impl App {
    /// Writes the events that a query line matches into `path`, newest first, by way of a temporary file beside it.
    pub async fn export_reads(&self, line: &str, form: ReadsForm, path: PathBuf) -> Result<ReadsExported, AppError> {
        let now = self.now();
        let (asked, window) = query::asked(line, now)?;
        let act = self.export_act(now, line, form, &path.display().to_string());
        self.with_database(move |database| {
            let events = export::into_file(&path, |out| {
                database.read(|reader| {
                    let limits = limits::limits(reader, window, now)?;
                    Ok(write(reader, &asked, &limits, now, form, out))
                })
            })?;
            database.write(|writer| writer.audit().append(act).map(|_| ()))?;
            Ok(ReadsExported { path, events })
        })
        .await
    }

    /// Writes the events that a query line matches to standard output, or whatever `out` is, newest first; gives their
    /// number.
    pub async fn print_reads(
        &self,
        line: &str,
        form: ReadsForm,
        mut out: impl Write + Send + 'static,
    ) -> Result<u64, AppError> {
        let now = self.now();
        let (asked, window) = query::asked(line, now)?;
        let act = self.export_act(now, line, form, "standard output");
        self.with_database(move |database| {
            let written = database.read(|reader| {
                let limits = limits::limits(reader, window, now)?;
                Ok(write(reader, &asked, &limits, now, form, &mut out))
            })?;
            let events = written.map_err(|broken| match broken {
                export::Broken::Store(error) => error.into(),
                export::Broken::File(source) => AppError::Write { path: PathBuf::from("standard output"), source },
            })?;
            database.write(|writer| writer.audit().append(act).map(|_| ()))?;
            Ok(events)
        })
        .await
    }

    fn export_act(&self, now: DateTime<Utc>, line: &str, form: ReadsForm, into: &str) -> Act {
        let code = match form {
            ReadsForm::Csv => "csv",
            ReadsForm::Json(_) => "json",
        };
        self.act(now, "reads.exported", into, &serde_json::json!({ "query": line, "form": code }))
    }
}

fn write(
    reader: &Reader<'_>,
    asked: &ReadsAsked,
    limits: &[String],
    now: DateTime<Utc>,
    form: ReadsForm,
    out: &mut impl Write,
) -> Written {
    match form {
        ReadsForm::Csv => write_csv(reader, asked, limits, out),
        ReadsForm::Json(event) => write_json(reader, asked, limits, now, event, out),
    }
}

type Written = Result<u64, export::Broken>;

/// Runs `row` for each event; the first failure ends it.
fn each(
    reader: &Reader<'_>,
    asked: &ReadsAsked,
    mut row: impl FnMut(&FoundEvent) -> Result<(), export::Broken>,
) -> Written {
    let (mut written, mut failed) = (0, None);
    let walked = reader.trail().each_read(asked, |found| match row(&found) {
        Ok(()) => {
            written += 1;
            Ok(())
        }
        // Any error ends the walk; which one is kept beside.
        Err(broken) => {
            failed = Some(broken);
            Err(StoreError::Busy)
        }
    });
    match (failed, walked) {
        (Some(broken), _) => Err(broken),
        (None, Err(error)) => Err(export::Broken::Store(error)),
        (None, Ok(())) => Ok(written),
    }
}

fn write_csv(reader: &Reader<'_>, asked: &ReadsAsked, limits: &[String], out: &mut impl Write) -> Written {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    let mut put =
        |cells: [String; 16]| csv.write_record(cells.iter().map(|cell| spreadsheet::guard(cell).into_owned()));
    let written = each(reader, asked, |found| Ok(put(cells(found))?))?;
    for limit in limits {
        put(COLUMNS.map(|column| match column {
            "row" => "not_known".to_owned(),
            "objects" => limit.clone(),
            _ => String::new(),
        }))?;
    }
    csv.flush()?;
    Ok(written)
}

fn write_json(
    reader: &Reader<'_>,
    asked: &ReadsAsked,
    limits: &[String],
    now: DateTime<Utc>,
    event: fn(&FoundEvent) -> serde_json::Value,
    out: &mut impl Write,
) -> Written {
    write!(out, "{{\"schema\":1,\"exported_at\":\"{}\",", instant(now))?;
    write!(out, "\"limits\":{},\"events\":[", serde_json::json!(limits))?;
    let mut first = true;
    let written = each(reader, asked, |found| {
        let comma = if std::mem::take(&mut first) { "" } else { "," };
        Ok(write!(out, "{comma}\n{}", event(found))?)
    })?;
    writeln!(out, "\n]}}")?;
    Ok(written)
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn cells(found: &FoundEvent) -> [String; 16] {
    let event = &found.event;
    let (outcome, error) = match &event.outcome {
        Outcome::Done => ("done", ""),
        Outcome::Denied(code) => ("denied", code.as_str()),
        Outcome::Failed(code) => ("failed", code.as_str()),
    };
    let objects: Vec<String> = event.targets.iter().map(words).collect();
    [
        "event".to_owned(),
        event.id.0.clone(),
        instant(event.at),
        event.account.to_string(),
        event.region.to_string(),
        event.call.name().to_owned(),
        event.call.class().code().to_owned(),
        event.by.principal.to_string(),
        event.by.session.clone().unwrap_or_default(),
        event.by.person.clone().unwrap_or_default(),
        match &event.from.source {
            Source::Address(address) => address.to_string(),
            Source::Service(text) | Source::Other(text) => text.clone(),
            Source::Unknown => String::new(),
        },
        event.from.vpc_endpoint.clone().unwrap_or_default(),
        event.agent.0.clone(),
        objects.join(" "),
        outcome.to_owned(),
        error.to_owned(),
    ]
}

/// What a call was aimed at, in a word.
fn words(target: &Target) -> String {
    match target {
        Target::Secret(secret) => secret.name.clone(),
        Target::Path { path, .. } => path.clone(),
        Target::Filter { words, .. } => words.clone(),
        Target::Instance(name) | Target::Key(name) | Target::Trail(name) => name.clone(),
    }
}
