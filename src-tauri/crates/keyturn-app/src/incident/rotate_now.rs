//! Rotate now: the one call that changes something at AWS. Off until a person names a profile for it.
//!
//! The person sees the exact call, types the secret's name, and says why. That it is asked for is in the audit log
//! before AWS is called; what AWS answered is in the incident's log and the audit log after.

use std::sync::Arc;

use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::timeline::{Note, Source};
use keyturn_domain::incident::{Entry, Incident, IncidentId, State, text};
use keyturn_domain::rotation::RotatedBy;
use keyturn_domain::shell;
use keyturn_domain::store::Store;
use keyturn_runbook::runbook::Runbook;
use keyturn_runbook::words::Action;
use keyturn_store::{Reader, StoreError};

use super::{ok, parse_id, read};
use crate::app::App;
use crate::error::AppError;

const PROFILE: &str = "rotate_now.profile";

/// The longest name of a profile, in characters.
const LONGEST_PROFILE: usize = 128;

/// What would be called, before it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotateNowPlan {
    /// The secret.
    pub arn: SecretArn,
    /// Its name, which is to be typed in. Hostile text.
    pub name: String,
    /// The profile; `None`: none is set, and it is off.
    pub profile: Option<String>,
    /// The exact call, as the AWS CLI has it.
    pub call: String,
    /// Whether the runbook's step wants a second person, by name.
    pub two_person: bool,
    /// Why it is refused.
    pub refused: Option<String>,
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotateNow {
    /// The incident.
    pub id: String,
    /// The secret.
    pub arn: SecretArn,
    /// Its name, as it was typed.
    pub typed: String,
    /// Why.
    pub reason: String,
    /// The person's name; `None` for the system's user name.
    pub by: Option<String>,
    /// The second person.
    pub second: Option<String>,
}

/// What is known of a secret before it is rotated.
struct Known {
    incident: Incident,
    name: String,
    /// Whether it has a rotation to call. `None`: it is not in the inventory.
    rotates: Option<bool>,
    profile: Option<String>,
    trusted: bool,
    two_person: bool,
}

impl App {
    /// The profile for rotate now. `None`: it is off.
    pub async fn rotate_now_profile(&self) -> Result<Option<String>, AppError> {
        self.with_database(|database| Ok(database.read(profile)?)).await
    }

    /// Turns rotate now on with a profile of its own, or off. A profile that Keyturn reads with is refused: what may
    /// write is kept apart from it.
    pub async fn save_rotate_now_profile(&self, wanted: Option<String>) -> Result<(), AppError> {
        let wanted = wanted.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        if let Some(name) = &wanted {
            if name.chars().count() > LONGEST_PROFILE || name.chars().any(char::is_whitespace) {
                return Err(AppError::BadRequest("name a profile of the AWS configuration".to_owned()));
            }
            if self.sources().await?.iter().any(|source| source.profile.as_ref() == Some(name)) {
                return Err(AppError::BadRequest(format!(
                    "Keyturn reads with {name}: rotate now wants a profile of its own, which may do nothing else"
                )));
            }
        }
        let facts = serde_json::json!({ "profile": wanted });
        let act = self.act(self.now(), "rotate_now.saved", wanted.as_deref().unwrap_or("off"), &facts);
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                writer.settings().set(PROFILE, &wanted)?;
                writer.audit().append(act).map(|_| ())
            })?)
        })
        .await
    }

    /// What rotate now would call for a secret of an incident, and whether it is refused. Nothing is called.
    pub async fn plan_rotate_now(&self, id: &str, arn: &SecretArn) -> Result<RotateNowPlan, AppError> {
        let known = self.known_of(id, arn).await?;
        Ok(RotateNowPlan {
            arn: arn.clone(),
            call: call(arn, known.profile.as_deref()),
            refused: refusal(&known, arn),
            two_person: known.two_person,
            name: known.name,
            profile: known.profile,
        })
    }

    /// Rotates a secret of Secrets Manager now. Gives the number of the line in the incident's log, and what AWS
    /// answered.
    ///
    /// What is refused here never reaches AWS; what AWS refuses is written down and given as the error.
    pub async fn rotate_now(self: &Arc<Self>, asked: &RotateNow) -> Result<(u64, String), AppError> {
        let known = self.known_of(&asked.id, &asked.arn).await?;
        if let Some(words) = refusal(&known, &asked.arn) {
            return Err(AppError::BadRequest(words));
        }
        if asked.typed != known.name {
            return Err(AppError::BadRequest(format!("type the secret's name to go on: {}", known.name)));
        }
        if asked.reason.trim().is_empty() {
            return Err(AppError::BadRequest("say why it is rotated now".to_owned()));
        }
        let by = self.named(asked.by.as_deref());
        let second = asked.second.as_deref().map(str::trim).filter(|second| !second.is_empty());
        if second.is_some_and(|second| second.to_lowercase() == by.trim().to_lowercase()) {
            return Err(AppError::BadRequest("the second person is somebody else".to_owned()));
        }
        if known.two_person && second.is_none() {
            return Err(AppError::BadRequest("the runbook's step wants a second person: name them".to_owned()));
        }
        text::check(&asked.reason).map_err(|fault| AppError::BadRequest(fault.to_string()))?;
        let Some(profile) = known.profile.clone() else { return Err(AppError::BadRequest(OFF.to_owned())) };
        let id = known.incident.opening.id;
        let call = call(&asked.arn, Some(&profile));
        let facts = serde_json::json!({
            "call": call, "by": by, "second": second, "reason": asked.reason.trim(), "arn": asked.arn,
        });
        let before = self.act(self.now(), "rotate_now.asked", &id.to_string(), &facts);
        self.with_database(move |database| Ok(database.write(|writer| writer.audit().append(before).map(|_| ()))?))
            .await?;
        let answer = keyturn_aws::rotate_secret(&self.connection, &profile, &asked.arn).await;
        let (words, action) = match &answer {
            Ok(Some(version)) => (format!("AWS began to make version {version}"), "rotate_now.called"),
            Ok(None) => ("AWS began a rotation".to_owned(), "rotate_now.called"),
            Err(problem) => (format!("AWS did not do it: {}", problem.message), "rotate_now.refused"),
        };
        let with = second.map_or_else(String::new, |second| format!(", confirmed by {second}"));
        let text = format!("Rotate now{with}: {call} – {words}. Why: {}", asked.reason.trim());
        let number = self.write_down(id, text::one_line(&text, LONGEST_NOTE), &by, action, &facts).await?;
        match answer {
            Ok(_) => Ok((number, words)),
            Err(problem) => Err(AppError::BadRequest(format!("{}: {}", problem.action, problem.message))),
        }
    }

    /// Writes what was called into the incident's log, with its audit entry. Gives the line's number.
    async fn write_down(
        &self,
        id: IncidentId,
        text: String,
        by: &str,
        action: &str,
        facts: &serde_json::Value,
    ) -> Result<u64, AppError> {
        let now = self.now();
        let note = Note { happened_at: now, source: Source::Keyturn, text, in_report: true };
        let (act, by) = (self.act(now, action, &id.to_string(), facts), by.to_owned());
        self.with_database(move |database| {
            let written =
                database.write(|writer| writer.incidents().append(id, vec![Entry::Noted(note)], now, &by, act))?;
            Ok(written.first().map_or(0, |entry| entry.sequence))
        })
        .await
    }

    async fn known_of(&self, id: &str, arn: &SecretArn) -> Result<Known, AppError> {
        let (id, arn) = (parse_id(id)?, arn.clone());
        self.with_database(move |database| {
            database.read(|reader| {
                let (incident, _) = ok!(read(reader, id)?);
                let stored = reader.secrets().find(&arn)?;
                let (trusted, two_person) = runbook(reader, &incident)?;
                Ok(Ok(Known {
                    name: stored.as_ref().map_or_else(|| arn.to_string(), |stored| stored.secret.name.clone()),
                    rotates: stored.map(|stored| stored.secret.rotation.by != RotatedBy::Nobody),
                    profile: profile(reader)?,
                    trusted,
                    two_person,
                    incident,
                }))
            })?
        })
        .await
    }
}

/// The longest note that is written, in characters.
const LONGEST_NOTE: usize = 1_500;

const OFF: &str = "rotate now is off: name a profile of its own for it under Settings";

fn profile(reader: &Reader<'_>) -> Result<Option<String>, StoreError> {
    Ok(reader.settings().get::<Option<String>>(PROFILE)?.flatten())
}

/// Whether the runbook that leads the incident is a shipped one, or a team's whose very text a person approved; and
/// whether a step of it that rotates now wants two people.
fn runbook(reader: &Reader<'_>, incident: &Incident) -> Result<(bool, bool), StoreError> {
    let pinned = &incident.runbook;
    let text = reader.incidents().pinned(&pinned.resolved_sha256, &pinned.source_sha256)?;
    let Some(text) = text else { return Ok((false, true)) };
    let approved = |one: &keyturn_store::KeptApproval| one.runbook == pinned.id && one.sha256 == text.resolved_sha256;
    let trusted = text.folder.is_none() || reader.runbooks().approvals()?.iter().any(approved);
    let wants_two =
        |book: Runbook| book.steps().any(|(_, step)| step.action == Some(Action::RotateNow) && step.two_person);
    // What cannot be read asks for more rather than less.
    Ok((trusted, serde_json::from_str(&text.resolved).map_or(true, wants_two)))
}

/// The exact call, as the AWS CLI has it.
fn call(arn: &SecretArn, profile: Option<&str>) -> String {
    let profile = profile.map_or_else(|| "PROFILE".to_owned(), shell::quote);
    format!(
        "aws secretsmanager rotate-secret --profile {profile} --region {} --secret-id {} --rotate-immediately",
        arn.region(),
        shell::quote(arn.as_str())
    )
}

/// Why a secret is not rotated from an incident; `None` where it may be.
fn refusal(known: &Known, arn: &SecretArn) -> Option<String> {
    let exposed = known.incident.scope.entries().iter().map(|entry| &entry.exposed.what);
    let rotated = std::iter::once(&known.incident.opening.subject).filter(|_| known.incident.is_run());
    let in_ledger = exposed.chain(rotated).any(|what| what.secret() == Some(arn));
    let words = if known.incident.is_drill() {
        "this is an exercise: nothing is called"
    } else if known.incident.state == State::Closed {
        "the incident is closed: open it again first"
    } else if arn.store() == Store::ParameterStore {
        "parameters have no rotation that could be called: write a new value"
    } else if !in_ledger {
        "the secret is not in the ledger of this incident: add it first"
    } else if known.rotates.is_none() {
        "the secret is not in the inventory: sync its account first"
    } else if known.rotates == Some(false) {
        "the secret has no rotation configured at AWS: rotate it by its runbook"
    } else if !known.trusted {
        "the runbook that leads this incident is neither shipped nor approved"
    } else if known.profile.is_none() {
        OFF
    } else {
        return None;
    };
    Some(words.to_owned())
}
