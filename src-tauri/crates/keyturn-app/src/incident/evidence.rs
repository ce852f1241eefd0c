//! Evidence: text, files, and the events of the window, each with its SHA-256 and its line of custody.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use keyturn_domain::incident::evidence::{Evidence, EvidenceKind, check_content, sha256};
use keyturn_domain::incident::{Entry, Incident, Subject};
use keyturn_store::{FoundEvent, MOST_EVIDENCE_BYTES, Reader, StoreError};
use keyturn_trail::call::Class;
use keyturn_trail::event::{Event, EventId};
use keyturn_trail::principal::Principal;

use super::act::{Acted, next};
use super::{ok, parse_id};
use crate::app::App;
use crate::error::AppError;
use crate::export::{Broken, into_file};

/// The largest file that is read for its hash: 256 MiB.
const MOST_READ: u64 = 256 << 20;

/// What is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvidence {
    /// Its name, without a path.
    pub name: String,
    /// How it was collected.
    pub how: String,
    /// The person's name; `None` for the system's user name.
    pub by: Option<String>,
}

/// A file that was written or taken in.
#[derive(Clone, Debug)]
pub struct TakenFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What was written into the log.
    pub acted: Acted,
}

/// A piece of evidence with its bytes.
struct Piece {
    kind: EvidenceKind,
    bytes: Vec<u8>,
    kept_at: Option<String>,
}

impl App {
    /// Takes in a text. What looks like a secret is refused.
    pub async fn add_evidence_text(&self, id: &str, new: NewEvidence, text: String) -> Result<Acted, AppError> {
        if text.len() > MOST_EVIDENCE_BYTES {
            return Err(AppError::BadRequest("the text is longer than 1 MiB: take it in as a file".to_owned()));
        }
        let piece = Piece { kind: EvidenceKind::Text, bytes: text.into_bytes(), kept_at: None };
        self.add_evidence(id, new, piece).await
    }

    /// Takes in a file by its hash. Its bytes are kept too, up to 1 MiB; a larger one stays where it is.
    pub async fn add_evidence_file(&self, id: &str, new: NewEvidence, path: PathBuf) -> Result<TakenFile, AppError> {
        let bytes = read_bytes(&path)?;
        let kept_at = (bytes.len() > MOST_EVIDENCE_BYTES).then(|| path.display().to_string());
        let name = if new.name.is_empty() { file_name(&path) } else { new.name.clone() };
        let piece = Piece { kind: EvidenceKind::File, bytes, kept_at };
        let acted = self.add_evidence(id, NewEvidence { name, ..new }, piece).await?;
        Ok(TakenFile { path, acted })
    }

    /// Writes the events of the window of exposure into a file, one JSON object a line, oldest first, and takes it in.
    /// `line` writes one event as the contract has it.
    pub async fn export_evidence(
        &self,
        id: &str,
        new: NewEvidence,
        path: PathBuf,
        line: fn(&FoundEvent) -> serde_json::Value,
    ) -> Result<TakenFile, AppError> {
        let number = parse_id(id)?;
        let hand = self.hand(new.by.as_deref(), number.to_string()).await?;
        let into = path.clone();
        let bytes = self
            .with_database(move |database| {
                let events = database.read(|reader| {
                    let open = ok!(hand.open(reader, number)?);
                    events(reader, &open.incident, open.now).map(Ok::<_, AppError>)
                })??;
                let mut bytes = Vec::new();
                for event in &events {
                    bytes.extend(line(event).to_string().into_bytes());
                    bytes.push(b'\n');
                }
                into_file(&into, |out| Ok(out.write_all(&bytes).map_err(Broken::from)))?;
                Ok(bytes)
            })
            .await?;
        let name = if new.name.is_empty() { file_name(&path) } else { new.name.clone() };
        let kept_at = Some(path.display().to_string());
        let piece = Piece { kind: EvidenceKind::EventsExport, bytes, kept_at };
        let acted = self.add_evidence(id, NewEvidence { name, ..new }, piece).await?;
        Ok(TakenFile { path, acted })
    }

    async fn add_evidence(&self, id: &str, new: NewEvidence, piece: Piece) -> Result<Acted, AppError> {
        let id = parse_id(id)?;
        let hand = self.hand(new.by.as_deref(), id.to_string()).await?;
        self.with_database(move |database| {
            database.write(|writer| {
                let open = ok!(hand.open(writer.reader(), id)?);
                ok!(check_content(piece.kind, &piece.bytes).map_err(|fault| AppError::Incident(fault.into())));
                let sha256 = sha256(&piece.bytes);
                let number = next(open.incident.evidence.len());
                let entry = Entry::EvidenceAdded(Evidence {
                    number,
                    name: new.name.clone(),
                    kind: piece.kind,
                    sha256: sha256.clone(),
                    bytes: piece.bytes.len() as u64,
                    collected_at: open.now,
                    collected_by: hand.by.clone(),
                    how: if new.how.trim().is_empty() { "not said".to_owned() } else { new.how.clone() },
                    kept_at: piece.kept_at.clone().unwrap_or_else(|| "Keyturn's database".to_owned()),
                });
                let acted = ok!(hand.write(writer, open, &entry)?);
                if piece.bytes.len() <= MOST_EVIDENCE_BYTES {
                    writer.incidents().keep_content(&sha256, &piece.bytes)?;
                }
                Ok(Ok(acted))
            })?
        })
        .await
    }
}

/// What anybody did with what is exposed, within the window: events on its secrets, and those of its principals.
fn events(reader: &Reader<'_>, incident: &Incident, now: DateTime<Utc>) -> Result<Vec<FoundEvent>, StoreError> {
    let window = incident.scope.window();
    let from = window.as_ref().and_then(|window| window.from).unwrap_or(DateTime::<Utc>::MIN_UTC);
    // The minute of the refusal itself belongs to it.
    let until = window.and_then(|window| window.until).map_or(now, |until| until + chrono::TimeDelta::minutes(1));
    let mut found: BTreeMap<EventId, Event> = BTreeMap::new();
    for entry in incident.scope.entries() {
        let events = match &entry.exposed.what {
            Subject::Secret { arn } => reader.trail().events_on(arn, &Class::ALL)?,
            Subject::Principal { arn } => match principal(arn) {
                Some(principal) => reader.trail().events_of(&principal, from, until)?,
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
        let within = events.into_iter().filter(|event| event.at >= from && event.at < until);
        found.extend(within.map(|event| (event.id.clone(), event)));
    }
    let mut events: Vec<Event> = found.into_values().collect();
    events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    reader.trail().around(events)
}

/// The principal of an ARN as events name it: a session's is its role.
fn principal(arn: &str) -> Option<Principal> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [_, _, _, _, account, resource] = parts[..] else { return None };
    let name = match resource.split('/').collect::<Vec<_>>()[..] {
        ["assumed-role", role, _] => format!("role/{role}"),
        [kind @ ("role" | "user"), .., leaf] => format!("{kind}/{leaf}"),
        _ => resource.to_owned(),
    };
    Some(Principal { account: account.parse().ok(), name })
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, AppError> {
    let failed = |source| AppError::Read { path: path.to_owned(), source };
    let length = std::fs::metadata(path).map_err(failed)?.len();
    if length > MOST_READ {
        return Err(failed(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is larger than 256 MiB")));
    }
    std::fs::read(path).map_err(failed)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
