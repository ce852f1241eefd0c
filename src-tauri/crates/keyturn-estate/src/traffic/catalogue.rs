//! What there is to read: the organisation's secrets and parameters, by place and by the service that uses them.

use chrono::{DateTime, Duration, Utc};
use keyturn_domain::store::Store;

use crate::generate::words::SERVICES;
use crate::held::{HeldKey, HeldParameter, HeldSecret, HeldType};
use crate::organisation::{Organisation, Place};

/// A secret or parameter.
#[derive(Debug)]
pub(super) struct Thing {
    /// Position of its place in [`Catalogue::places`].
    pub(super) place: usize,
    pub(super) store: Store,
    pub(super) name: String,
    pub(super) arn: String,
    /// The ARN of the key that encrypts it. `None` for plain parameters.
    pub(super) key: Option<String>,
    /// The current version's id; a secret's only.
    pub(super) version: Option<String>,
    /// The service that uses it, as its name says.
    pub(super) service: Option<&'static str>,
    /// Whether its name says production.
    pub(super) production: bool,
    /// From when on it can be read.
    pub(super) since: DateTime<Utc>,
    /// Until when.
    pub(super) until: Option<DateTime<Utc>>,
    /// The function that rotates it, every so many days, last at.
    pub(super) rotated: Option<(i64, DateTime<Utc>)>,
    /// Whether its resource policy lets `reports-loader` of another account in.
    pub(super) shared: bool,
}

impl Thing {
    /// Whether it could be read then.
    pub(super) fn is_there(&self, at: DateTime<Utc>) -> bool {
        self.since <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether it is worth stealing: encrypted.
    pub(super) fn is_secret(&self) -> bool {
        self.key.is_some()
    }
}

/// Everything that can be read.
#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) places: Vec<Place>,
    /// Sorted by place.
    pub(super) things: Vec<Thing>,
}

impl Catalogue {
    pub(super) fn new(organisation: &Organisation) -> Self {
        let places: Vec<Place> = organisation.places.keys().cloned().collect();
        let mut things = Vec::new();
        for (at, contents) in organisation.places.values().enumerate() {
            let secrets = contents.secrets.iter().filter(|secret| can_be_read(secret));
            things.extend(secrets.map(|held| secret(at, held, &contents.keys)));
            things.extend(contents.parameters.iter().map(|held| parameter(at, held, &contents.keys)));
        }
        Self { places, things }
    }

    /// Positions of the things that satisfy a condition.
    pub(super) fn find(&self, fits: impl Fn(&Thing) -> bool) -> Vec<usize> {
        self.things.iter().enumerate().filter(|(_, thing)| fits(thing)).map(|(at, _)| at).collect()
    }
}

/// Secrets that a service of AWS owns are read by that service alone; those without a value by nobody.
fn can_be_read(secret: &HeldSecret) -> bool {
    secret.owning_service.is_none() && secret.staged("AWSCURRENT").is_some()
}

/// The key that a reference means: an alias, an id or an ARN; the store's own where there is none.
fn key(keys: &[HeldKey], reference: &str) -> Option<String> {
    let own = keys.iter().find(|key| key.id == reference || key.aliases.iter().any(|alias| alias == reference));
    own.map(|key| key.arn.clone()).or_else(|| reference.starts_with("arn:").then(|| reference.to_owned()))
}

fn secret(place: usize, held: &HeldSecret, keys: &[HeldKey]) -> Thing {
    let rotation = held.rotation.as_ref().filter(|rotation| rotation.enabled && rotation.function_arn.is_some());
    let pending = held.staged("AWSPENDING").is_some();
    Thing {
        place,
        store: Store::SecretsManager,
        name: held.name.clone(),
        arn: held.arn.clone(),
        key: key(keys, held.key.as_deref().unwrap_or("alias/aws/secretsmanager")),
        version: held.staged("AWSCURRENT").map(|version| version.id.clone()),
        service: service(&held.name),
        production: held.name.contains("prod"),
        since: held.created_at + Duration::seconds(1),
        until: held.deleted_at,
        rotated: rotation
            .filter(|_| !pending)
            .and_then(|rotation| Some((i64::from(rotation.after_days?).max(1), rotation.last_at?))),
        shared: held.policy.as_deref().is_some_and(|policy| policy.contains("SharedWithReporting")),
    }
}

fn parameter(place: usize, held: &HeldParameter, keys: &[HeldKey]) -> Thing {
    let encrypted = held.parameter_type == HeldType::SecureString;
    Thing {
        place,
        store: Store::ParameterStore,
        name: held.name.clone(),
        arn: held.arn.clone(),
        key: if encrypted { key(keys, held.key.as_deref().unwrap_or("alias/aws/ssm")) } else { None },
        version: None,
        service: service(&held.name),
        production: held.name.contains("prod"),
        since: if held.version == 1 { held.modified_at } else { DateTime::UNIX_EPOCH },
        until: None,
        rotated: None,
        shared: false,
    }
}

/// The service that a name speaks of: `prod/web/…`, `web-prod-…`, `/prod/web-03/…`.
fn service(name: &str) -> Option<&'static str> {
    let mut parts = name.split(['/', '-']);
    parts.find_map(|part| SERVICES.iter().find(|service| service.name == part)).map(|service| service.name)
}
