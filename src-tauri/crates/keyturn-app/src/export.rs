//! Writing what the list shows into a file: CSV for spreadsheets, JSON for programs.
//!
//! What could not be read leaves with it: in CSV as rows marked `not_read`, in JSON as `problems`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::{self, Filter};
use keyturn_domain::listing::{Column, Sort};
use keyturn_domain::problem::Problem;
use keyturn_domain::spreadsheet;
use keyturn_store::{ListedSecret, Reader, StoreError};

use crate::app::App;
use crate::error::AppError;
use crate::rotation::{LastDue, Standing, evaluate, rows_by_due, settle};

/// Writes one secret as JSON, with how it stands under the policy and the policy's today, at a time (UTC).
type SecretJson = fn(&ListedSecret, Option<(&Standing, NaiveDate)>, DateTime<Utc>) -> serde_json::Value;

/// The form of an export.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A header and a row for each secret, guarded against spreadsheet formulas.
    Csv,
    /// One JSON object; the functions write one secret and one problem as the contract has them.
    Json {
        /// One secret, with how it stands under the policy and the policy's today.
        secret: SecretJson,
        /// One problem.
        problem: fn(&Problem) -> serde_json::Value,
    },
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// Secrets in it.
    pub secrets: u32,
    /// Problems in it.
    pub problems: u32,
}

impl App {
    /// Writes the secrets that pass the filter into `path`, by way of a temporary file beside it.
    pub async fn export(
        &self,
        text: &str,
        sort: Sort,
        columns: Vec<Column>,
        form: Form,
        path: PathBuf,
    ) -> Result<Exported, AppError> {
        let filter = filter::parse(text)?;
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        let facts = serde_json::json!({ "filter": text, "form": match form { Form::Csv => "csv", Form::Json { .. } => "json" } });
        let act = self.act(now, "secrets.exported", &path.display().to_string(), &facts);
        self.with_database(move |database| {
            let (secrets, problems) = into_file(&path, |out| {
                database.read(|reader| {
                    let filter = settle(reader, &kept, &filter, now)?;
                    Ok(match form {
                        Form::Csv => {
                            write_csv(&List { reader, kept: &kept, filter: &filter, sort, now }, &columns, out)
                        }
                        Form::Json { secret, problem } => {
                            write_json(&List { reader, kept: &kept, filter: &filter, sort, now }, out, secret, problem)
                        }
                    })
                })
            })?;
            database.write(|writer| writer.audit().append(act).map(|_| ()))?;
            Ok(Exported { path, secrets, problems })
        })
        .await
    }
}

/// Writes a file by way of a temporary one beside it, which only its owner may read; what breaks leaves nothing behind.
pub(crate) fn into_file<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<fs::File>) -> Result<Result<T, Broken>, StoreError>,
) -> Result<T, AppError> {
    let failed = |source| AppError::Write { path: path.to_owned(), source };
    let beside = path.with_extension("part");
    let mut out = BufWriter::new(private_file(&beside).map_err(failed)?);
    let written = write(&mut out).unwrap_or_else(|error| Err(Broken::Store(error)));
    let flushed = written.and_then(|written| {
        out.flush()?;
        Ok(written)
    });
    match flushed {
        Ok(written) => {
            fs::rename(&beside, path).map_err(failed)?;
            Ok(written)
        }
        Err(broken) => {
            // The half-written file is of no use to anybody; a failure to remove it changes nothing.
            drop(fs::remove_file(&beside));
            Err(match broken {
                Broken::File(source) => failed(source),
                Broken::Store(error) => error.into(),
            })
        }
    }
}

/// Either side of an export can break.
pub(crate) enum Broken {
    /// The file.
    File(std::io::Error),
    /// The database.
    Store(StoreError),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

impl From<csv::Error> for Broken {
    fn from(error: csv::Error) -> Self {
        Self::File(error.into())
    }
}

type Counts = Result<(u32, u32), Broken>;

/// What is exported.
struct List<'a, 'r> {
    reader: &'a Reader<'r>,
    kept: &'a LastDue,
    filter: &'a Filter,
    sort: Sort,
    now: DateTime<Utc>,
}

/// Runs `row` for each secret of the list; the first failure ends it.
fn each(list: &List<'_, '_>, mut row: impl FnMut(&ListedSecret) -> Result<(), Broken>) -> Result<u32, Broken> {
    let List { reader, kept, filter, sort, now } = *list;
    if sort.column == Column::Due {
        let rows = rows_by_due(reader, kept, filter, sort.direction, now).map_err(Broken::Store)?;
        for id in &rows {
            row(&reader.secrets().listed(*id).map_err(Broken::Store)?)?;
        }
        return Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    }
    let mut failed = None;
    let mut written = 0;
    let walked = reader.secrets().each(filter, sort, now, &mut |secret| match row(&secret) {
        Ok(()) => {
            written += 1;
            true
        }
        Err(broken) => {
            failed = Some(broken);
            false
        }
    });
    match (failed, walked) {
        (Some(broken), _) => Err(broken),
        (None, Err(error)) => Err(Broken::Store(error)),
        (None, Ok(())) => Ok(written),
    }
}

fn write_csv(list: &List<'_, '_>, columns: &[Column], out: &mut impl Write) -> Counts {
    let List { reader, kept, filter, now, .. } = *list;
    let standings = if columns.contains(&Column::Due) {
        standings(reader, kept, filter, now).map_err(Broken::Store)?
    } else {
        Standings::default()
    };
    let mut csv = csv::Writer::from_writer(out);
    let header = ["row", "arn"].into_iter().chain(columns.iter().map(|column| column.code()));
    csv.write_record(header)?;
    let secrets = each(list, |secret| {
        csv.write_field("secret")?;
        csv.write_field(guarded(secret.arn.as_str()).as_ref())?;
        for column in columns {
            let text = match column {
                Column::Due => {
                    let due_on = standings.of(secret).and_then(|(standing, _)| standing.due.due_on);
                    due_on.map(|on| on.to_string()).unwrap_or_default()
                }
                _ => cell(secret, *column, now),
            };
            csv.write_field(guarded(&text).as_ref())?;
        }
        Ok(csv.write_record(None::<&[u8]>)?)
    })?;
    let problems = reader.problems().all().map_err(Broken::Store)?;
    for problem in &problems {
        csv.write_field("not_read")?;
        csv.write_field("")?;
        for column in columns {
            csv.write_field(guarded(&problem_cell(problem, *column)).as_ref())?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()?;
    Ok((secrets, u32::try_from(problems.len()).unwrap_or(u32::MAX)))
}

/// How secrets stand under the policy.
#[derive(Default)]
struct Standings {
    by_arn: HashMap<SecretArn, Arc<Standing>>,
    today: NaiveDate,
}

impl Standings {
    fn of(&self, secret: &ListedSecret) -> Option<(&Standing, NaiveDate)> {
        self.by_arn.get(&secret.arn).map(|standing| (standing.as_ref(), self.today))
    }
}

/// How the secrets that pass the filter stand.
fn standings(
    reader: &Reader<'_>,
    kept: &LastDue,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<Standings, StoreError> {
    let Ok(due) = evaluate(reader, kept, filter, now)? else { return Ok(Standings::default()) };
    let by_arn = due.standings.into_iter().map(|one| (one.secret.listed.arn.clone(), one)).collect();
    Ok(Standings { by_arn, today: due.today })
}

fn write_json(
    list: &List<'_, '_>,
    out: &mut impl Write,
    secret_json: SecretJson,
    problem_json: fn(&Problem) -> serde_json::Value,
) -> Counts {
    let (reader, now) = (list.reader, list.now);
    let standings = standings(reader, list.kept, list.filter, now).map_err(Broken::Store)?;
    let exported_at = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    write!(out, "{{\"schema\":1,\"exported_at\":\"{exported_at}\",\"secrets\":[")?;
    let mut first = true;
    let secrets = each(list, |secret| {
        let comma = if std::mem::take(&mut first) { "" } else { "," };
        Ok(write!(out, "{comma}\n{}", secret_json(secret, standings.of(secret), now))?)
    })?;
    let problems = reader.problems().all().map_err(Broken::Store)?;
    write!(out, "\n],\"problems\":[")?;
    for (index, problem) in problems.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}\n{}", problem_json(problem))?;
    }
    writeln!(out, "\n]}}")?;
    Ok((secrets, u32::try_from(problems.len()).unwrap_or(u32::MAX)))
}

fn guarded(text: &str) -> Cow<'_, str> {
    spreadsheet::guard(text)
}

/// A secret's text in one column.
fn cell(secret: &ListedSecret, column: Column, now: DateTime<Utc>) -> String {
    let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    match column {
        Column::Name => secret.name.clone(),
        Column::Store => secret.store.code().to_owned(),
        Column::Kind => secret.kind.code().to_owned(),
        Column::Account => secret.account.name.clone().unwrap_or_else(|| secret.account.id.to_string()),
        Column::Region => secret.region.to_string(),
        Column::Environment => secret.environment.clone().unwrap_or_default(),
        Column::Service => secret.service.clone().unwrap_or_default(),
        Column::Age => secret.value.days(now).map(|days| days.to_string()).unwrap_or_default(),
        Column::Rotated => secret.rotated_at.map(instant).unwrap_or_default(),
        Column::Rotation => secret.rotation.clone(),
        Column::Key => match &secret.key_alias {
            Some(alias) => format!("{} ({alias})", secret.key_manager.code()),
            None => secret.key_manager.code().to_owned(),
        },
        Column::Read => secret.read_on.map(|on| on.to_string()).unwrap_or_default(),
        Column::Readers => {
            secret.readers.map(|readers| (readers.can + readers.conditional).to_string()).unwrap_or_default()
        }
        Column::Owner => secret.owner.clone().unwrap_or_default(),
        Column::Replicas => secret.replica_regions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        // Reviews do not exist yet, and due dates come from their evaluation.
        Column::Review | Column::Due => String::new(),
    }
}

/// A problem's text in one column: its place where secrets have theirs, its story under the name.
fn problem_cell(problem: &Problem, column: Column) -> String {
    let text = match column {
        Column::Name => Some(format!(
            "{} not read: {} refused as {}. {}",
            problem.hides.code(),
            problem.action,
            problem.reason.code(),
            problem.advice()
        )),
        Column::Store => problem.store.map(|store| store.code().to_owned()),
        Column::Account => problem.account.as_ref().map(ToString::to_string).or_else(|| problem.profile.clone()),
        Column::Region => problem.region.as_ref().map(ToString::to_string),
        _ => None,
    };
    text.unwrap_or_default()
}

/// Creates a file that only its owner may read: an inventory names what is worth stealing.
fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
