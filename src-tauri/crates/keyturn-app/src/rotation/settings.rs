//! How one secret is rotated: what people know and AWS does not say; and everything about its rotation for its pane.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::managed_steps::{self, ManagedRotation, RotationCall, RotationEvent};
use keyturn_domain::rotation::record::RotationRecord;
use keyturn_domain::rotation::settings::SecretSettings;
use keyturn_domain::rotation::strategy::{self, Overlap, Strategy};
use keyturn_domain::rotation::trigger::Trigger;
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_store::{Reader, SetForSecret, StoreError};
use keyturn_trail::call::Class;
use keyturn_trail::event::Outcome;

use super::holders::{HoldersShown, holders_of};
use super::kept::{LastDue, evaluate_one};
use super::standing::Standing;
use crate::app::App;
use crate::error::AppError;
use crate::secrets::{refuse_secrets, resolve};

/// One secret's rotation, whole.
#[derive(Clone, Debug)]
pub struct SecretRotation {
    /// When it is due, and why.
    pub standing: Arc<Standing>,
    /// How it is rotated.
    pub settings: SecretSettings,
    /// The strategy that holds: the one chosen, or what is usual for its kind.
    pub strategy: Strategy,
    /// Its rotations, the newest first.
    pub rotations: Vec<RotationRecord>,
    /// Who still holds the value before.
    pub holders: HoldersShown,
    /// Where Secrets Manager's own rotation stands, where there is one.
    pub managed: Option<ManagedRotation>,
    /// When this was asked (UTC).
    pub now: DateTime<Utc>,
    /// Today, in the policy's zone.
    pub today: chrono::NaiveDate,
}

impl App {
    /// Everything about one secret's rotation; named by its ARN or by a name that only it has.
    pub async fn secret_rotation(&self, named: &str) -> Result<SecretRotation, AppError> {
        let (named, now, kept) = (named.to_owned(), self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let arn = database.read(|reader| resolve(reader, &named))??;
            database
                .read(|reader| whole(reader, &kept, &arn, now))?
                .ok_or_else(|| AppError::NotFound { what: "secret", name: arn.to_string() })
        })
        .await
    }

    /// Saves how a secret is rotated.
    pub async fn save_rotation_settings(&self, named: &str, settings: SecretSettings) -> Result<(), AppError> {
        for text in settings.documents.iter().chain(settings.level.iter().map(|set| &set.reason)) {
            refuse_secrets(text)?;
        }
        let (named, now, by) = (named.to_owned(), self.now(), self.actor().to_owned());
        let act = self.act(now, "rotation.settings_saved", "", &serde_json::json!({}));
        self.with_database(move |database| {
            let arn = database.read(|reader| resolve(reader, &named))??;
            check(&arn, &settings)?;
            let detail = serde_json::json!({
                "strategy": settings.strategy.map(Strategy::code),
                "level": settings.level.as_ref().map(|set| set.level.code()),
                "privileged": settings.privileged,
                "expires_on": settings.expires_on,
            });
            let act = keyturn_domain::audit::Act { subject: arn.to_string(), detail: detail.to_string(), ..act };
            let set = SetForSecret { settings, by, set_at: now };
            Ok(database.write(|writer| writer.rotation().put_settings(&arn, &set, act))?)
        })
        .await
    }
}

fn check(arn: &SecretArn, settings: &SecretSettings) -> Result<(), AppError> {
    if settings.strategy == Some(Strategy::ManagedSteps) && arn.store() != Store::SecretsManager {
        return Err(AppError::BadRequest("Parameter Store has no rotation steps: choose another strategy".to_owned()));
    }
    settings.check().map_err(|fault| AppError::BadRequest(fault.to_string()))?;
    let strategy = settings.strategy.unwrap_or(Strategy::TwoAtOnce);
    strategy::check_overlap(strategy, &Trigger::Scheduled, settings.timings())
        .map(|_: Overlap| ())
        .map_err(|short| AppError::BadRequest(short.to_string()))
}

fn whole(
    reader: &Reader<'_>,
    kept: &LastDue,
    arn: &SecretArn,
    now: DateTime<Utc>,
) -> Result<Option<SecretRotation>, StoreError> {
    let Some((standing, policy)) = evaluate_one(reader, kept, arn, now)? else { return Ok(None) };
    let settings = reader.rotation().settings_of(arn)?.map(|set| set.settings).unwrap_or_default();
    let usual = Strategy::usual(standing.secret.listed.kind, &standing.secret.rotation.by);
    Ok(Some(SecretRotation {
        strategy: settings.strategy.unwrap_or(usual),
        rotations: reader.rotation().records_of(std::slice::from_ref(arn))?.into_iter().rev().collect(),
        holders: holders_of(reader, arn, standing.secret.listed.value.made_at, now)?,
        managed: managed(reader, arn, now)?,
        settings,
        today: policy.policy().date_of(now),
        standing,
        now,
    }))
}

/// Where Secrets Manager's own rotation of a secret stands, by its versions and by the events of the trail.
pub(super) fn managed(
    reader: &Reader<'_>,
    arn: &SecretArn,
    now: DateTime<Utc>,
) -> Result<Option<ManagedRotation>, StoreError> {
    if arn.store() != Store::SecretsManager {
        return Ok(None);
    }
    let Some(found) = reader.secrets().find(arn)? else { return Ok(None) };
    let secret: &Secret = &found.secret;
    if secret.rotation.by.code() == "none" && secret.pending_version().is_none() {
        return Ok(None);
    }
    let events: Vec<RotationEvent> = reader
        .trail()
        .events_on(arn, &[Class::Rotation, Class::Write])?
        .into_iter()
        .filter(|event| event.outcome == Outcome::Done)
        .filter_map(|event| {
            Some(RotationEvent { at: event.at, call: RotationCall::from_event_name(event.call.name())? })
        })
        .collect();
    Ok(Some(managed_steps::stands(secret, &events, now)))
}
