//! What a person writes into an incident, and what follows from it elsewhere: one transaction.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::incident::evidence::HandOver;
use keyturn_domain::incident::ledger::{Exposed, Mark, Marked};
use keyturn_domain::incident::notice::{Answer as NoticeAnswer, NoticeDecision};
use keyturn_domain::incident::postmortem::{Effect, FollowUp};
use keyturn_domain::incident::update::Variant;
use keyturn_domain::incident::{Entry, Incident};
use keyturn_store::{Reader, Writer};

use super::library::pinned;
use super::reaches::{self, brought};
use super::run::Run;
use super::show::{Shown, shown};
use super::subject::meant;
use super::values::{Known, values};
use super::{Answer, Clocks, ok, open_tasks, parse_id, read, watches};
use crate::app::App;
use crate::error::AppError;
use crate::rotation::LastDue;
use crate::runbooks::Library;

/// What a person does. Numbers, names and times that the incident itself knows are filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Writes an entry as it is.
    Write(Entry),
    /// Adds a step of the team's own.
    AddStep {
        /// Its title.
        title: String,
        /// The id of its phase.
        phase: String,
        /// Why.
        why: String,
    },
    /// Puts another credential into the ledger.
    Expose {
        /// An ARN, an access key's id or a name.
        text: String,
        /// Since when (UTC).
        from: Option<DateTime<Utc>>,
        /// Why it belongs in the incident.
        because: String,
    },
    /// Marks a credential of the ledger.
    Mark {
        /// Its number.
        number: u32,
        /// What happened.
        mark: Mark,
        /// When (UTC); `None` for now.
        at: Option<DateTime<Utc>>,
        /// What shows it, or why.
        statement: String,
    },
    /// Writes a note.
    Note {
        /// What.
        text: String,
        /// When it happened (UTC); `None` for now.
        happened_at: Option<DateTime<Utc>>,
        /// From where it is known.
        source: keyturn_domain::incident::timeline::Source,
        /// Whether the report has it.
        in_report: bool,
    },
    /// Decides on a notice.
    Notice {
        /// The row.
        row: String,
        /// What.
        answer: NoticeAnswer,
        /// Why.
        reason: String,
        /// The second person.
        second: Option<String>,
    },
    /// Sent an update.
    UpdateSent {
        /// What it was for.
        variant: Variant,
        /// Where to.
        channel: String,
    },
    /// Hands evidence over.
    HandEvidence {
        /// Its number.
        number: u32,
        /// To whom.
        to: String,
        /// Why.
        why: String,
    },
    /// Adds a follow-up.
    FollowUp {
        /// What.
        action: String,
        /// What it does about the next time.
        effect: Effect,
        /// Who does it.
        owner: String,
        /// Until when.
        due_on: NaiveDate,
        /// Where it is tracked.
        link: String,
    },
    /// Moves the run to what the library has.
    MoveRunbook {
        /// The runbook's id.
        to: String,
        /// Why.
        why: String,
    },
    /// Watches a credential of the ledger.
    Watch {
        /// Its number.
        number: u32,
    },
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Acted {
    /// The number of the line in the log.
    pub number: u64,
    /// What to know: steps that should have come before.
    pub warnings: Vec<String>,
    /// The incident as it stands now.
    pub shown: Shown,
}

/// What a deed needs beside what was asked.
pub(super) struct Hand {
    pub(super) runbooks: Arc<Library>,
    pub(super) due: Arc<LastDue>,
    pub(super) clocks: Arc<Clocks>,
    pub(super) by: String,
    pub(super) act: Act,
}

/// An incident in the transaction that writes into it.
pub(super) struct Open {
    pub(super) incident: Incident,
    pub(super) run: Run,
    pub(super) now: DateTime<Utc>,
}

impl App {
    /// Writes one thing into the log of an incident.
    pub async fn act_in_incident(&self, id: &str, by: Option<&str>, deed: Deed) -> Result<Acted, AppError> {
        let id = parse_id(id)?;
        let hand = self.hand(by, id.to_string()).await?;
        self.with_database(move |database| {
            database.write(|writer| {
                let open = ok!(hand.open(writer.reader(), id)?);
                let entry = ok!(entry(writer, &open, &hand, deed)?);
                hand.write(writer, open, &entry)
            })?
        })
        .await
    }

    /// Everything that a deed needs.
    pub(super) async fn hand(&self, by: Option<&str>, id: String) -> Result<Hand, AppError> {
        Ok(Hand {
            runbooks: self.runbook_library().await?,
            due: Arc::clone(&self.due),
            clocks: Arc::clone(&self.incident_clocks),
            by: self.named(by),
            act: self.act(self.now(), "", &id, &serde_json::json!({})),
        })
    }
}

impl Hand {
    /// The incident as it stands in this transaction.
    pub(super) fn open(&self, reader: &Reader<'_>, id: keyturn_domain::incident::IncidentId) -> Answer<Open> {
        let (incident, _) = ok!(read(reader, id)?);
        let now = self.clocks.now(&incident).at;
        let values =
            values(reader, &incident, Known { due: &self.due, issuers: &self.runbooks.catalogue.issuers, now })?;
        let run = Run::read(reader, &incident, &values)?;
        Ok(Ok(Open { incident, run, now }))
    }

    /// Checks an entry and writes it, with what follows elsewhere.
    pub(super) fn write(&self, writer: &Writer<'_>, open: Open, entry: &Entry) -> Answer<Acted> {
        let Open { incident, run, now } = open;
        let warnings = ok!(incident.check(entry, &self.by, &run.plan, &self.runbooks.notices.rows, now));
        let id = incident.opening.id;
        let open = Open { incident, run, now };
        let brought = ok!(brought(writer.reader(), &open, entry, &self.by)?);
        let incident = open.incident;
        let act = Act {
            at: now,
            action: format!("incident.{}", entry.code()),
            detail: detail(entry, &self.by),
            ..self.act.clone()
        };
        let added = writer.incidents().append(id, vec![entry.clone()], now, &self.by, act.clone())?;
        if let Some(brought) = &brought {
            reaches::write(writer, brought, now, &act)?;
        }
        match entry {
            Entry::Exposed(exposed) => {
                let detail = "{\"trigger\":\"compromise\"}".to_owned();
                let act = Act { action: "tasks.opened".to_owned(), detail, ..act };
                open_tasks::open(writer, &self.due, id, &[&exposed.what], &self.by, now, act)?;
            }
            Entry::Marked { number, marked: Marked { mark: Mark::NotExposed, .. } } => {
                if let Some(entry) = incident.scope.entry(*number) {
                    let act = Act { action: "task.ended".to_owned(), ..act };
                    open_tasks::end(writer, id, &entry.exposed.what, &self.by, now, &act)?;
                }
            }
            _ => {}
        }
        let shown = ok!(shown(writer.reader(), id, &self.clocks, &self.due, &self.runbooks)?);
        Ok(Ok(Acted { number: added.first().map_or(0, |entry| entry.sequence), warnings, shown }))
    }
}

/// What the audit log keeps of an entry: the log of the incident has the rest.
fn detail(entry: &Entry, by: &str) -> String {
    let step = match entry {
        Entry::Step { step, .. } | Entry::Copied { step, .. } => Some(step),
        _ => None,
    };
    serde_json::json!({ "by": by, "step": step }).to_string()
}

fn entry(writer: &Writer<'_>, open: &Open, hand: &Hand, deed: Deed) -> Answer<Entry> {
    let Open { incident, run, now } = open;
    let (now, by) = (*now, hand.by.clone());
    let reader = writer.reader();
    Ok(Ok(match deed {
        Deed::Write(entry) => entry,
        Deed::AddStep { title, phase, why } => {
            if !run.runbook.phases.iter().any(|one| one.id == phase) {
                return Ok(Err(AppError::NotFound { what: "phase", name: phase }));
            }
            let id = format!("own-{}", incident.added_steps.len() + 1);
            Entry::StepAdded { id, title, phase, why }
        }
        Deed::Note { text, happened_at, source, in_report } => {
            let happened_at = happened_at.unwrap_or(now);
            Entry::Noted(keyturn_domain::incident::timeline::Note { happened_at, source, text, in_report })
        }
        Deed::Expose { text, from, because } => {
            let (found, _) = ok!(meant(reader, &hand.due, &text, now)?);
            let number = incident.scope.next_number();
            Entry::Exposed(Exposed {
                number,
                what: found.what,
                name: found.name,
                level: found.level,
                exposed_from: from,
                because,
            })
        }
        Deed::Mark { number, mark, at, statement } => {
            Entry::Marked { number, marked: Marked { mark, at: at.unwrap_or(now), by, statement } }
        }
        Deed::Notice { row, answer, reason, second } => {
            Entry::NoticeDecided(NoticeDecision { row, answer, reason, by, second, at: now })
        }
        Deed::UpdateSent { variant, channel } => {
            Entry::UpdateSent { number: next(incident.updates.len()), variant, channel }
        }
        Deed::HandEvidence { number, to, why } => {
            let evidence = incident.evidence.iter().find(|one| one.number == number);
            let from = evidence.map_or(by, |one| one.holder(&incident.handed).0.to_owned());
            Entry::EvidenceHanded(HandOver { evidence: number, at: now, from, to, why })
        }
        Deed::FollowUp { action, effect, owner, due_on, link } => {
            let number = next(incident.follow_ups.len());
            Entry::FollowUpAdded(FollowUp { number, action, effect, owner, due_on, link })
        }
        Deed::MoveRunbook { to, why } => {
            let (pinned, text, found) = ok!(pinned(&hand.runbooks, &to));
            let stays = |id: &str| found.runbook.step(id).is_some();
            let own = |id: &str| incident.added_steps.iter().any(|(of, ..)| of == id);
            let steps = run.plan.iter().map(|step| step.id.as_str());
            let vanished = steps.filter(|id| !stays(id) && !own(id)).map(str::to_owned).collect();
            writer.incidents().pin(&text)?;
            Entry::RunbookMoved { to: pinned, why, vanished }
        }
        Deed::Watch { number } => Entry::WatchSet(ok!(watches::watch(reader, incident, number, now)?)),
    }))
}

/// The number that comes after so many.
pub(super) fn next(so_far: usize) -> u32 {
    u32::try_from(so_far).unwrap_or(u32::MAX).saturating_add(1)
}
