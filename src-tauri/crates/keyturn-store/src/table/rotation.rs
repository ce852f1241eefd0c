//! Rotation: the policy's texts, rotations with their steps, exceptions, tasks, freezes, and what people set for
//! secrets.
//!
//! Everything here is what people do, so every write appends its audit entry in the same transaction.

mod exceptions;
mod freezes;
mod policy_texts;
mod records;
mod settings;
mod steps;
mod tasks;
mod triage;

#[cfg(test)]
mod testing;

use keyturn_domain::arn::SecretArn;

use crate::error::StoreError;
use crate::row;

pub(crate) use exceptions::CREATE as EXCEPTIONS;
pub(crate) use freezes::CREATE as FREEZES;
pub(crate) use policy_texts::CREATE as POLICY_TEXTS;
pub(crate) use records::{CREATE as RECORDS, ONE_OPEN};
pub(crate) use settings::CREATE as SETTINGS;
pub(crate) use steps::CREATE as STEPS;
pub(crate) use tasks::CREATE as TASKS;
pub(crate) use triage::CREATE as TRIAGE;

pub use freezes::KeptFreeze;
pub use policy_texts::{NewPolicyText, PolicyText};
pub use records::RecordsAsked;
pub use settings::SetForSecret;
pub use tasks::TasksAsked;
pub use triage::RotationTriage;

super::handles!(rotation, Rotations, RotationsWriter, "rotations, their policy, exceptions, tasks and freezes");

/// ARNs as one value, for `IN (SELECT value FROM json_each(?))`: SQLite bounds the values of a statement.
fn arn_list(table: &'static str, arns: &[SecretArn]) -> Result<String, StoreError> {
    row::to_json(table, &arns)
}
