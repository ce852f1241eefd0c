//! From what an incident starts, with what is known of it.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::subject::recognise;
use keyturn_domain::incident::text::one_line;
use keyturn_domain::incident::{Exposure, Grounds, Subject};
use keyturn_domain::kind::Kind;
use keyturn_domain::rotation::level::Level;
use keyturn_store::{Reader, StoreError, StoredFinding};
use keyturn_trail::read::Object;
use keyturn_trail::target::SecretName;

use super::{Answer, ok};
use crate::error::AppError;
use crate::rotation::{LastDue, Standing, evaluate_one};

/// Secrets of one finding that come into the ledger at the start; more are added as the facts show them.
const MOST_OF_A_FINDING: usize = 20;

/// The longest name that is shown, in characters.
const SHOWN: usize = 120;

/// From what an incident starts.
#[derive(Clone, Debug)]
pub(super) struct Start {
    /// What it is.
    pub(super) subject: Subject,
    /// Its name for people.
    pub(super) name: String,
    /// Whether Keyturn knows it.
    pub(super) known: bool,
    /// What kind of credential it is.
    pub(super) kind: Option<Kind>,
    /// The finding, where it starts from one.
    pub(super) finding: Option<StoredFinding>,
    /// What comes into the ledger.
    pub(super) exposed: Vec<Found>,
}

/// A credential that comes into the ledger.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// What.
    pub(super) what: Subject,
    /// Its name for people.
    pub(super) name: String,
    /// Its kind.
    pub(super) kind: Option<Kind>,
    /// How much depends on it.
    pub(super) level: Option<Level>,
    /// Its environment.
    pub(super) environment: Option<String>,
    /// Whether it is a value of a test mode.
    pub(super) test: bool,
    /// Since when (UTC).
    pub(super) from: Option<DateTime<Utc>>,
}

impl Start {
    /// What its severity is proposed from.
    pub(super) fn grounds(&self) -> Grounds {
        let accounts: std::collections::BTreeSet<&str> = self
            .exposed
            .iter()
            .filter_map(|one| match &one.what {
                Subject::Secret { arn } => Some(arn.account().as_str()),
                _ => None,
            })
            .collect();
        let production = |one: &Found| one.environment.as_deref().is_some_and(|of| of.starts_with("prod"));
        let secrets = self.exposed.len();
        Grounds {
            level: self.exposed.iter().filter_map(|one| one.level).max(),
            exposure: self.finding.as_ref().map(|_| Exposure::Anomalous),
            accounts: u32::try_from(accounts.len()).unwrap_or(u32::MAX),
            secrets: u32::try_from(secrets).unwrap_or(u32::MAX),
            production: self.exposed.iter().any(production).then_some(true),
            only_test: secrets > 0 && self.exposed.iter().all(|one| one.test),
            root: self.kind == Some(Kind::RootCredential),
            ..Grounds::default()
        }
    }
}

/// Finds out what a text or a finding means. A name that one secret alone has is that secret.
pub(super) fn start(
    reader: &Reader<'_>,
    due: &LastDue,
    text: &str,
    finding: Option<&str>,
    now: DateTime<Utc>,
) -> Answer<Start> {
    let Some(key) = finding.filter(|key| !key.is_empty()) else {
        let found = ok!(meant(reader, due, text, now)?);
        let known = found.1;
        let found = found.0;
        return Ok(Ok(Start {
            subject: found.what.clone(),
            name: found.name.clone(),
            known,
            kind: found.kind,
            finding: None,
            exposed: vec![found],
        }));
    };
    let Some(stored) = reader.trail().finding(key)? else {
        return Ok(Err(AppError::NotFound { what: "finding", name: key.chars().take(80).collect() }));
    };
    let mut exposed = Vec::new();
    for object in &stored.finding.objects {
        let Object::Secret(name) = object else { continue };
        if exposed.len() == MOST_OF_A_FINDING {
            break;
        }
        if let Some(arn) = arn_of(reader, name)?
            && let Some((standing, _)) = evaluate_one(reader, due, &arn, now)?
        {
            exposed.push(of_secret(&standing, Some(stored.finding.first_at)));
        }
    }
    let principal = principal_of(&stored);
    if exposed.is_empty() {
        exposed.extend(principal.clone().map(|what| of_other(what, Some(stored.finding.first_at))));
    }
    let subject = Subject::Finding { key: stored.finding.key.clone(), detection: stored.finding.rule.clone() };
    let kind = match &exposed[..] {
        [one] => one.kind,
        _ => principal.as_ref().and_then(Subject::kind),
    };
    let name = one_line(&stored.finding.title, SHOWN);
    Ok(Ok(Start { subject, name, known: true, kind, finding: Some(stored), exposed }))
}

/// The credential that a pasted text means, and whether it is known here.
pub(super) fn meant(reader: &Reader<'_>, due: &LastDue, text: &str, now: DateTime<Utc>) -> Answer<(Found, bool)> {
    let subject = ok!(recognise(text).map_err(|fault| AppError::BadRequest(fault.to_string())));
    let arn = match &subject {
        Subject::Secret { arn } => Some(arn.clone()),
        Subject::Name { name } => {
            let mut arns = reader.secrets().by_name(name)?;
            if arns.len() == 1 { arns.pop() } else { None }
        }
        _ => None,
    };
    if let Some(arn) = arn
        && let Some((standing, _)) = evaluate_one(reader, due, &arn, now)?
    {
        return Ok(Ok((of_secret(&standing, None), true)));
    }
    let known = match &subject {
        Subject::Principal { arn } => is_known_principal(reader, arn)?,
        _ => false,
    };
    Ok(Ok((of_other(subject, None), known)))
}

fn of_secret(standing: &Standing, from: Option<DateTime<Utc>>) -> Found {
    let listed = &standing.secret.listed;
    Found {
        what: Subject::Secret { arn: listed.arn.clone() },
        name: listed.name.clone(),
        kind: Some(listed.kind),
        level: Some(standing.level.level),
        environment: listed.environment.clone(),
        test: listed.test,
        from,
    }
}

fn of_other(what: Subject, from: Option<DateTime<Utc>>) -> Found {
    let name = match &what {
        // A principal's ARN without the part that every one of the account has.
        Subject::Principal { arn } => arn.splitn(6, ':').last().unwrap_or(arn).to_owned(),
        what => what.text().to_owned(),
    };
    Found { name, kind: what.kind(), level: None, environment: None, test: false, from, what }
}

/// The principal of a finding, by its ARN, where its name has one.
fn principal_of(stored: &StoredFinding) -> Option<Subject> {
    let principal = &stored.finding.principal;
    let account = principal.account.as_ref()?;
    let is_identity =
        principal.name == "root" || ["role/", "user/"].iter().any(|kind| principal.name.starts_with(kind));
    is_identity.then(|| Subject::Principal { arn: format!("arn:aws:iam::{account}:{}", principal.name) })
}

fn arn_of(reader: &Reader<'_>, name: &SecretName) -> Result<Option<SecretArn>, StoreError> {
    let arns = reader.secrets().by_name(&name.name)?;
    let is_of = |arn: &SecretArn| *arn.account() == name.account && *arn.region() == name.region;
    Ok(arns.into_iter().find(|arn| is_of(arn) && arn.store() == name.store))
}

/// Whether the principal's account is one of those that are read.
fn is_known_principal(reader: &Reader<'_>, arn: &str) -> Result<bool, StoreError> {
    let account = arn.split(':').nth(4).unwrap_or_default();
    Ok(reader.accounts().all()?.iter().any(|one| one.id.as_str() == account))
}
