//! Users and roles with what they read in all.

use keyturn_app::access::Standing;

use super::dto::{self, count};
use crate::contract::access::{AccessPrincipalsReply, AccessPrincipalsRequest, PrincipalRow};
use crate::contract::error::CommandError;
use crate::host::Host;

/// Users and roles, those that read most first.
pub async fn principals(host: &Host, request: AccessPrincipalsRequest) -> Result<AccessPrincipalsReply, CommandError> {
    let app = host.app()?;
    let (evaluation, found) = app.principals(&request.text).await?;
    let names = app.account_names().await?;
    let number = |number: u64| count(usize::try_from(number).unwrap_or(usize::MAX));
    let row = |one: Standing| PrincipalRow {
        principal: dto::principal(&evaluation, &names, one.principal),
        can: number(one.counts.can),
        conditional: number(one.counts.conditional),
        unknown: number(one.counts.unknown),
        marks: one.marks.into_iter().map(str::to_owned).collect(),
        last_read_at: one.last_read_at,
    };
    Ok(AccessPrincipalsReply { principals: found.into_iter().map(row).collect() })
}
