//! What the tests of this package share: secrets, cells and instants that stand for nothing in particular.

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::account::Region;
use keyturn_domain::age::{AgeBasis, ValueAge};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::cell::Cell;
use keyturn_domain::derived::Derived;
use keyturn_domain::key::{KeyManager, KeyRef};
use keyturn_domain::kind::{Classification, Kind};
use keyturn_domain::rotation::Rotation;
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_domain::version::{SecretVersion, VersionStage};

use crate::{CellDelta, Database, StagedSecret, StoreError};

pub(crate) const ACCOUNT: &str = "111122223333";

/// Noon of the nth day of 2026 (UTC).
pub(crate) fn instant(day: u32) -> DateTime<Utc> {
    let start = DateTime::from_timestamp(1_767_268_800, 0).unwrap_or_default();
    start + TimeDelta::days(i64::from(day) - 1)
}

pub(crate) fn region(code: &str) -> Region {
    code.parse().expect("a region")
}

/// The Secrets Manager of a region.
pub(crate) fn cell(code: &str) -> Cell {
    Cell { account: ACCOUNT.parse().expect("an account"), region: region(code), store: Store::SecretsManager }
}

pub(crate) fn arn(code: &str, name: &str) -> SecretArn {
    format!("arn:aws:secretsmanager:{code}:{ACCOUNT}:secret:{name}-a1B2c3").parse().expect("an ARN")
}

/// A secret of Secrets Manager made on the first day, with one version.
pub(crate) fn secret(code: &str, name: &str) -> Secret {
    Secret {
        arn: arn(code, name),
        name: name.to_owned(),
        description: None,
        parameter_type: None,
        owning_service: None,
        created_at: Some(instant(1)),
        changed_at: Some(instant(1)),
        changed_by: None,
        parameter_version: None,
        versions: vec![SecretVersion {
            id: "v1".to_owned(),
            stages: vec![VersionStage::Current],
            created_at: Some(instant(1)),
            last_read_on: None,
        }],
        value: ValueAge { made_at: Some(instant(1)), basis: AgeBasis::CurrentVersion },
        last_read_on: None,
        rotation: Rotation::default(),
        key: KeyRef { manager: KeyManager::Aws, id: None, alias: None },
        tags: Some(std::collections::BTreeMap::new()),
        replicas: Vec::new(),
        replica_of: None,
        deleted_at: None,
    }
}

pub(crate) fn derived() -> Derived {
    Derived {
        classification: Classification { kind: Kind::Unclassified, reason: "no rule matched".to_owned(), test: false },
        environment: None,
        service: None,
        owner: None,
    }
}

pub(crate) fn act(subject: &str) -> Act {
    Act {
        at: instant(1),
        actor: "ada".to_owned(),
        origin: "command line".to_owned(),
        action: "note.saved".to_owned(),
        subject: subject.to_owned(),
        detail: "{}".to_owned(),
    }
}

/// Reads a cell in full: stages the secrets as one page and applies them.
pub(crate) fn read_in_full(
    database: &Database,
    cell: &Cell,
    secrets: &[Secret],
    at: DateTime<Utc>,
) -> Result<CellDelta, StoreError> {
    let page: Vec<StagedSecret> =
        secrets.iter().map(|secret| StagedSecret { secret: secret.clone(), derived: derived() }).collect();
    database.write(|writer| {
        writer.staged().clear(cell)?;
        writer.staged().put(cell, &page)?;
        writer.secrets().apply_cell(cell, at)
    })
}
