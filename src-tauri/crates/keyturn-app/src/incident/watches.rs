//! Watches on what was exposed: by which attribute, and where.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::incident::ledger::{LedgerEntry, Mark};
use keyturn_domain::incident::watch::{Place, Watch, Watched};
use keyturn_domain::incident::{Incident, Subject};
use keyturn_domain::store::Store;
use keyturn_store::{Reader, StoreError};

use super::Answer;
use crate::error::AppError;

/// Where IAM and STS report calls that belong to no region.
///
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events>
const GLOBAL: &str = "us-east-1";

/// A watch on an entry of the ledger, from when it was revoked; else from now.
pub(super) fn watch(reader: &Reader<'_>, incident: &Incident, number: u32, now: DateTime<Utc>) -> Answer<Watch> {
    let Some(entry) = incident.scope.entry(number) else {
        let name = number.to_string();
        return Ok(Err(AppError::NotFound { what: "entry of the ledger", name }));
    };
    let Some(what) = watched(entry) else {
        return Ok(Err(AppError::BadRequest(
            "a name alone cannot be watched: add the ARN or the access key's id to the ledger".to_owned(),
        )));
    };
    let places = places(reader, entry)?;
    let next = u32::try_from(incident.watches.len()).unwrap_or(u32::MAX).saturating_add(1);
    let from = entry.at(Mark::Revoked).unwrap_or(now);
    Ok(Ok(Watch { number: next, entry: number, what, places, from }))
}

/// The attribute by which CloudTrail is asked. A user's or session's calls are found by its name, a role's by its ARN:
/// calls of its sessions carry the sessions' names.
///
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html>
fn watched(entry: &LedgerEntry) -> Option<Watched> {
    match &entry.exposed.what {
        Subject::AccessKey { id } => Some(Watched::AccessKeyId(id.clone())),
        Subject::Secret { arn } if arn.store() == Store::ParameterStore => {
            Some(Watched::ResourceName(entry.exposed.name.clone()))
        }
        Subject::Secret { arn } => Some(Watched::ResourceName(arn.to_string())),
        Subject::Principal { arn } => {
            let resource = arn.splitn(6, ':').last().unwrap_or(arn);
            let leaf = resource.rsplit('/').next().unwrap_or(resource).to_owned();
            Some(match resource.split('/').next() {
                Some("user" | "assumed-role" | "federated-user" | "root") => Watched::Username(leaf),
                _ => Watched::ResourceName(arn.clone()),
            })
        }
        Subject::Finding { .. } | Subject::Name { .. } | Subject::Rotation { .. } | Subject::Review { .. } => None,
    }
}

/// Where a credential could be used: a secret in its region; a key or a principal in every region that is read of its
/// account, of all accounts where its own is not known.
fn places(reader: &Reader<'_>, entry: &LedgerEntry) -> Result<Vec<Place>, StoreError> {
    let account = match &entry.exposed.what {
        Subject::Secret { arn } => {
            return Ok(vec![Place { account: arn.account().clone(), region: arn.region().clone() }]);
        }
        Subject::Principal { arn } => arn.split(':').nth(4).and_then(|account| account.parse::<AccountId>().ok()),
        _ => None,
    };
    let cells: BTreeSet<(AccountId, Region)> =
        reader.cells().all()?.into_iter().map(|one| (one.cell.account, one.cell.region)).collect();
    let mut places: BTreeSet<Place> = cells
        .into_iter()
        .filter(|(of, _)| account.as_ref().is_none_or(|account| account == of))
        .map(|(account, region)| Place { account, region })
        .collect();
    let accounts: BTreeSet<AccountId> = places.iter().map(|place| place.account.clone()).chain(account).collect();
    if let Ok(region) = GLOBAL.parse::<Region>() {
        places.extend(accounts.into_iter().map(|account| Place { account, region: region.clone() }));
    }
    Ok(places.into_iter().collect())
}
