//! A rotation or a review that follows a runbook: the same engine as an incident's, without severity, ledger and notices.

use std::sync::Arc;

use keyturn_domain::audit::Act;
use keyturn_domain::incident::step::{current, state};
use keyturn_domain::incident::text::one_line;
use keyturn_domain::incident::{Entry as Line, Incident, Opening, Role, Series, Severity, Subject, codename};
use keyturn_domain::kind::Kind;
use keyturn_domain::review::CampaignId;
use keyturn_domain::rotation::strategy::Strategy;
use keyturn_runbook::catalogue::Entry;
use keyturn_runbook::runbook::Head;
use keyturn_runbook::words::RunbookKind;
use keyturn_store::{Reader, StoreError};

use super::library::{can_run, pinned};
use super::propose::{LONGEST_TITLE, ProposedRunbook, shown as offered, year_of};
use super::run::Run;
use super::show::{self, Shown};
use super::values::{Known, values};
use super::{Answer, is_running, ok, read_all};
use crate::app::App;
use crate::error::AppError;
use crate::runbooks::Library;

/// The runbook for what Secrets Manager rotates by itself.
const MANAGED: &str = "rotate-managed";

/// What a runbook leads, beside incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Led {
    /// The rotation with this number.
    Rotation(i64),
    /// The review with this id.
    Review(CampaignId),
}

/// A run of a rotation or a review, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedRun {
    /// The run as its log has it.
    pub incident: Incident,
    /// The title of its runbook.
    pub runbook: String,
    /// The title of the step to do now.
    pub current: Option<String>,
    /// Steps that are done, set aside or do not apply.
    pub ended: u32,
    /// Steps in all.
    pub steps: u32,
}

/// What leads a rotation or a review, or could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leading {
    /// Its runs, the newest first.
    pub runs: Vec<LedRun>,
    /// Runbooks that could lead it, the one that fits best first.
    pub runbooks: Vec<ProposedRunbook>,
}

/// What is led, as it is stored.
struct Found {
    subject: Subject,
    name: String,
    kind: Option<Kind>,
    managed: bool,
    open: bool,
}

impl Led {
    fn kind(&self) -> RunbookKind {
        match self {
            Self::Rotation(_) => RunbookKind::Rotation,
            Self::Review(_) => RunbookKind::Review,
        }
    }

    fn find(&self, reader: &Reader<'_>) -> Answer<Found> {
        match self {
            Self::Rotation(record) => {
                let Some(found) = reader.rotation().record(*record)? else {
                    return Ok(Err(AppError::NotFound { what: "rotation", name: record.to_string() }));
                };
                let kind = reader.secrets().find(&found.plan.secret)?.map(|stored| stored.listed.kind);
                Ok(Ok(Found {
                    name: found.plan.name.clone(),
                    kind,
                    managed: found.plan.strategy == Strategy::ManagedSteps,
                    open: found.is_open(),
                    subject: Subject::Rotation { record: *record, arn: found.plan.secret },
                }))
            }
            Self::Review(campaign) => {
                let Some((found, _)) = reader.review().campaign(campaign)? else {
                    return Ok(Err(AppError::NotFound { what: "review", name: campaign.as_str().to_owned() }));
                };
                let name = format!("{} {}", found.name, found.period);
                let subject = Subject::Review { campaign: campaign.clone() };
                Ok(Ok(Found { subject, name, kind: None, managed: false, open: found.is_open() }))
            }
        }
    }
}

impl App {
    /// The runs of a rotation or a review, and the runbooks that could lead it.
    pub async fn leading(&self, led: Led) -> Result<Leading, AppError> {
        let library = self.runbook_library().await?;
        let (clocks, due) = (Arc::clone(&self.incident_clocks), Arc::clone(&self.due));
        self.with_database(move |database| {
            database.read(|reader| {
                let found = ok!(led.find(reader)?);
                let mut runs = Vec::new();
                for incident in read_all(reader)?.into_iter().filter(|one| one.opening.subject == found.subject) {
                    let now = clocks.now(&incident).at;
                    let known = Known { due: &due, issuers: &library.catalogue.issuers, now };
                    runs.push(line(reader, incident, known)?);
                }
                Ok(Ok(Leading { runs, runbooks: fitting(&library, &led, &found) }))
            })?
        })
        .await
    }

    /// Has a rotation or a review follow a runbook; the one that fits best, where none is named. One that is followed
    /// already, or has ended, is refused.
    pub async fn start_run(&self, led: Led, runbook: Option<String>, by: Option<&str>) -> Result<Shown, AppError> {
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).map_err(|error| AppError::BrokenOff(error.to_string()))?;
        let codename = codename(u64::from_le_bytes(chance));
        let (library, due, clocks) =
            (self.runbook_library().await?, Arc::clone(&self.due), Arc::clone(&self.incident_clocks));
        let (by, now) = (self.named(by), self.now());
        let act = self.act(now, "run.opened", "", &serde_json::json!({}));
        self.with_database(move |database| {
            database.write(|writer| {
                let reader = writer.reader();
                let found = ok!(led.find(reader)?);
                if !found.open {
                    return Ok(Err(AppError::BadRequest(format!(
                        "{} has ended: nothing is left to follow",
                        found.name
                    ))));
                }
                let other =
                    read_all(reader)?.into_iter().find(|one| one.opening.subject == found.subject && is_running(one));
                if let Some(other) = other {
                    let id = other.opening.id;
                    return Ok(Err(AppError::BadRequest(format!("{} is led by {id} already", found.name))));
                }
                let best = || fitting(&library, &led, &found).into_iter().next().map(|one| one.id);
                let (runbook, text, entry) = ok!(pinned(&library, &runbook.or_else(best).unwrap_or_default()));
                if !can_run(entry, led.kind()) {
                    let head = &entry.runbook.head;
                    return Ok(Err(AppError::BadRequest(format!(
                        "{} is a {} runbook in state {}: it cannot lead a {}",
                        head.id,
                        head.kind,
                        head.status,
                        led.kind(),
                    ))));
                }
                let id = writer.incidents().next_id(Series::Run, year_of(now))?;
                let opening = Opening {
                    id,
                    codename,
                    title: one_line(&format!("{}: {}", entry.runbook.title, found.name), LONGEST_TITLE),
                    subject: found.subject,
                    trigger: String::new(),
                    detected_at: now,
                    severity: Severity::Low,
                    reasons: Vec::new(),
                    runbook,
                };
                ok!(opening.check(&by, now));
                let detail = serde_json::json!({
                    "runbook": opening.runbook.id, "version": opening.runbook.version, "by": by,
                    "leads": opening.subject.code(), "of": opening.subject.text(),
                });
                let act = Act { subject: id.to_string(), detail: detail.to_string(), ..act };
                writer.incidents().pin(&text)?;
                let role = Line::RoleGiven { role: Role::Lead, to: by.clone() };
                writer.incidents().open(opening, vec![role], now, &by, act)?;
                show::shown(reader, id, &clocks, &due, &library)
            })?
        })
        .await
    }
}

pub(super) fn line(reader: &Reader<'_>, incident: Incident, known: Known<'_>) -> Result<LedRun, StoreError> {
    let run = Run::read(reader, &incident, &values(reader, &incident, known)?)?;
    let count = |steps: usize| u32::try_from(steps).unwrap_or(u32::MAX);
    let now = current(&run.plan, &incident.acts).map(|step| step.id.as_str());
    Ok(LedRun {
        runbook: run.runbook.title.clone(),
        current: now.map(|id| run.runbook.step(id).map_or_else(|| id.to_owned(), |step| step.title.clone())),
        ended: count(run.plan.iter().filter(|step| !state(step, &incident.acts).is_open()).count()),
        steps: count(run.plan.len()),
        incident,
    })
}

/// The runbooks that could lead it: the one for what AWS rotates, those for the kind of the secret, those for every
/// kind, then the others. What brings nothing about comes last: it leads nothing to its end.
fn fitting(library: &Library, led: &Led, found: &Found) -> Vec<ProposedRunbook> {
    let rank = |entry: &Entry| {
        let Head { id, applies_to, .. } = &entry.runbook.head;
        let names = |code: &str| applies_to.iter().any(|one| one == code);
        let leads = entry.runbook.steps().any(|(_, step)| step.reaches.is_some());
        match found.kind {
            _ if !leads => (4, ""),
            _ if found.managed && id == MANAGED => (0, "Secrets Manager rotates it."),
            Some(kind) if names(kind.code()) => (1, "It is for this kind of secret."),
            _ if names("*") && id != MANAGED => (2, "It is for every kind."),
            _ => (3, ""),
        }
    };
    let runbooks = library.catalogue.runbooks.values();
    let mut fitting: Vec<(u8, ProposedRunbook)> = runbooks
        .filter(|entry| can_run(entry, led.kind()))
        .map(|entry| {
            let (rank, reason) = rank(entry);
            (rank, offered(entry, reason.to_owned()))
        })
        .collect();
    fitting.sort_by(|(a, one), (b, other)| (a, &one.title).cmp(&(b, &other.title)));
    fitting.into_iter().map(|(_, one)| one).collect()
}
