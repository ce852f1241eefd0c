//! The list of secrets, one secret whole, and what a person writes about it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::{self, Filter};
use keyturn_domain::kind::Kind;
use keyturn_domain::listing::{Column, Sort};
use keyturn_domain::problem::Problem;
use keyturn_domain::{age, derive, sensitive};
use keyturn_store::{ListedSecret, Note, Reader, SeenChange, StoredSecret};

use crate::app::App;
use crate::error::AppError;
use crate::rotation::{ListedDue, last_known, rows_by_due, settle};

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 20_000;

/// Most rows that one request gives.
pub const MOST_ROWS: u32 = 1000;

/// A stretch of the list.
#[derive(Clone, Debug)]
pub struct SecretsPage {
    /// The rows.
    pub rows: Vec<ListedSecret>,
    /// What is known of their due dates.
    pub due: ListedDue,
    /// How many secrets pass the filter.
    pub total: u32,
    /// How many there are without a filter.
    pub all: u32,
    /// What could not be read at the last attempt.
    pub problems: Vec<Problem>,
    /// When this was asked (UTC): ages count to here.
    pub now: DateTime<Utc>,
}

/// One secret with everything that is known of it.
#[derive(Clone, Debug)]
pub struct SecretWhole {
    /// The secret.
    pub stored: StoredSecret,
    /// Regions and readings of its copies, learned from the copies' own cells.
    pub changes: Vec<SeenChange>,
    /// What a person wrote.
    pub note: Option<Note>,
    /// What could not be read of its cell, and of a live reading just now.
    pub problems: Vec<Problem>,
    /// When this was asked (UTC).
    pub now: DateTime<Utc>,
}

impl App {
    /// A stretch of the list: `limit` rows (at most [`MOST_ROWS`]) from `offset` on.
    pub async fn secrets(&self, text: &str, sort: Sort, offset: u32, limit: u32) -> Result<SecretsPage, AppError> {
        let filter = filter::parse(text)?;
        let (now, kept, limit) = (self.now(), Arc::clone(&self.due), limit.min(MOST_ROWS));
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let secrets = reader.secrets();
                let filter = settle(reader, &kept, &filter, now)?;
                // The rows come first: they leave the count of the same filter behind.
                let rows = if sort.column == Column::Due {
                    let rows = rows_by_due(reader, &kept, &filter, sort.direction, now)?;
                    let wanted = rows.iter().skip(offset as usize).take(limit as usize);
                    wanted.map(|row| secrets.listed(*row)).collect::<Result<Vec<_>, _>>()?
                } else {
                    secrets.list(&filter, sort, offset, limit, now)?
                };
                let due = last_known(reader, &kept, &rows, now)?;
                let all = secrets.count(&Filter::default(), now)?;
                let total = if *filter == Filter::default() { all } else { secrets.count(&filter, now)? };
                Ok(SecretsPage { rows, due, total, all, problems: reader.problems().all()?, now })
            })?)
        })
        .await
    }

    /// One secret, named by its ARN or by a name that only it has.
    pub async fn secret(&self, named: &str) -> Result<SecretWhole, AppError> {
        let (named, now) = (named.to_owned(), self.now());
        self.with_database(move |database| {
            let arn = database.read(|reader| resolve(reader, &named))??;
            whole(database, &arn, now, Vec::new())
        })
        .await
    }

    /// Reads one secret live: all its versions, tags, copies and its resource policy; keeps what was found.
    ///
    /// What AWS refuses is among the problems, beside what was known before.
    pub async fn inspect(self: &Arc<Self>, named: &str) -> Result<SecretWhole, AppError> {
        let before = self.secret(named).await?;
        let arn = before.stored.secret.arn.clone();
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        self.connection.sign_ins.ask_again();
        let discovery = keyturn_aws::discover_account(&self.connection, &sources, arn.account()).await;
        let Some(target) = discovery.targets.first() else {
            let mut whole = self.secret(arn.as_str()).await?;
            whole.problems.extend(discovery.problems);
            return Ok(whole);
        };
        let mut inspection = target.inspect(&before.stored.secret).await;
        let known = age::Known {
            value: before.stored.secret.value,
            parameter_version: before.stored.secret.parameter_version,
            versions: before.stored.secret.versions.clone(),
        };
        age::carry_dates(&mut inspection.secret, &known);
        inspection.secret.value = age::settle(&inspection.secret, Some(&known));
        let derived = derive::derive(&inspection.secret, &self.templates);
        let now = self.now();
        let facts = serde_json::json!({ "problems": inspection.problems.len() });
        let act = self.act(now, "secret.inspected", arn.as_str(), &facts);
        self.with_database(move |database| {
            database.write(|writer| {
                writer.secrets().inspected(&inspection.secret, &derived, inspection.resource_policy, now)?;
                writer.audit().append(act)
            })?;
            whole(database, &arn, now, inspection.problems)
        })
        .await
    }

    /// Writes a note, or clears it where the text is empty. Text that looks like it holds a secret is refused.
    pub async fn save_note(&self, named: &str, markdown: &str) -> Result<Option<Note>, AppError> {
        let length = markdown.chars().count();
        if length > LONGEST_NOTE {
            return Err(AppError::BadRequest(format!(
                "the note has {length} characters: at most {LONGEST_NOTE} are kept"
            )));
        }
        refuse_secrets(markdown)?;
        let (named, markdown, now) = (named.to_owned(), markdown.to_owned(), self.now());
        let author = self.actor().to_owned();
        let cleared = markdown.trim().is_empty();
        let action = if cleared { "note.cleared" } else { "note.saved" };
        let act = self.act(now, action, "", &serde_json::json!({ "characters": length }));
        self.with_database(move |database| {
            let arn = database.read(|reader| resolve(reader, &named))??;
            let act = keyturn_domain::audit::Act { subject: arn.to_string(), ..act };
            Ok(database.write(|writer| {
                if cleared {
                    writer.notes().clear(&arn)?;
                } else {
                    writer.notes().save(&arn, &markdown, &author, now)?;
                }
                writer.audit().append(act)?;
                writer.notes().find(&arn)
            })?)
        })
        .await
    }

    /// Corrects a kind, or with `None` takes the correction back. The correction stays over syncs.
    pub async fn correct_kind(&self, named: &str, kind: Option<Kind>, reason: &str) -> Result<SecretWhole, AppError> {
        refuse_secrets(reason)?;
        let (named, reason, now) = (named.to_owned(), reason.to_owned(), self.now());
        let author = self.actor().to_owned();
        let facts = serde_json::json!({ "kind": kind.map(Kind::code), "reason": reason });
        let action = if kind.is_some() { "kind.corrected" } else { "kind.correction_withdrawn" };
        let act = self.act(now, action, "", &facts);
        self.with_database(move |database| {
            let arn = database.read(|reader| resolve(reader, &named))??;
            let act = keyturn_domain::audit::Act { subject: arn.to_string(), ..act };
            database.write(|writer| {
                writer.secrets().correct_kind(&arn, kind.map(|kind| (kind, reason.as_str(), author.as_str())), now)?;
                writer.audit().append(act)
            })?;
            whole(database, &arn, now, Vec::new())
        })
        .await
    }
}

/// Refuses text in which something looks like a secret's value: Keyturn stores none, not even in a note.
pub(crate) fn refuse_secrets(text: &str) -> Result<(), AppError> {
    match sensitive::find(text).into_iter().next() {
        Some(found) => {
            Err(AppError::LooksLikeSecret { what: found.what.to_string(), start: found.start, end: found.end })
        }
        None => Ok(()),
    }
}

pub(crate) type Resolved = Result<SecretArn, AppError>;

/// The secret that a person means by an ARN or a name.
pub(crate) fn resolve(reader: &Reader<'_>, named: &str) -> Result<Resolved, keyturn_store::StoreError> {
    if let Ok(arn) = named.parse::<SecretArn>() {
        return Ok(match reader.secrets().find(&arn)? {
            Some(_) => Ok(arn),
            None => Err(AppError::NotFound { what: "secret", name: named.to_owned() }),
        });
    }
    let mut arns = reader.secrets().by_name(named)?;
    Ok(match (arns.pop(), arns.len()) {
        (Some(arn), 0) => Ok(arn),
        (Some(arn), _) => {
            let mut all: Vec<String> = arns.iter().map(ToString::to_string).collect();
            all.push(arn.to_string());
            all.sort();
            Err(AppError::Ambiguous { name: named.to_owned(), arns: all })
        }
        (None, _) => Err(AppError::NotFound { what: "secret", name: named.to_owned() }),
    })
}

fn whole(
    database: &keyturn_store::Database,
    arn: &SecretArn,
    now: DateTime<Utc>,
    mut problems: Vec<Problem>,
) -> Result<SecretWhole, AppError> {
    let found = database.read(|reader| {
        let Some(stored) = reader.secrets().find(arn)? else { return Ok(None) };
        let cell = keyturn_domain::cell::Cell {
            account: arn.account().clone(),
            region: arn.region().clone(),
            store: arn.store(),
        };
        let mut of_cell = reader.problems().of_cell(&cell)?;
        of_cell.append(&mut problems);
        Ok(Some(SecretWhole {
            stored,
            changes: reader.changes().of(arn)?,
            note: reader.notes().find(arn)?,
            problems: of_cell,
            now,
        }))
    })?;
    found.ok_or_else(|| AppError::NotFound { what: "secret", name: arn.to_string() })
}
