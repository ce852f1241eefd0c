//! Who used a secret, and what a principal used.

use keyturn_app::coverage::AccountNames;
use keyturn_app::trail::principal::Principal;
use keyturn_app::trail::{Usage, UsageShown};
use keyturn_domain::arn::SecretArn;

use crate::contract::error::CommandError;
use crate::contract::trail::{DecoyRequest, PrincipalUsageRequest, SecretUsageRequest, UsageReply, UseDto};
use crate::host::Host;
use crate::who;

/// Who used a secret, named by its ARN or by a name that only it has.
pub async fn of_secret(host: &Host, request: SecretUsageRequest) -> Result<UsageReply, CommandError> {
    let arn = arn(host, &request.arn).await?;
    shown(host, host.app()?.secret_usage(&arn).await?).await
}

/// What a principal used.
pub async fn of_principal(host: &Host, request: PrincipalUsageRequest) -> Result<UsageReply, CommandError> {
    let account = request.account.map(|id| id.parse()).transpose();
    let account = account
        .map_err(|error: keyturn_domain::account::NotAnAccountId| CommandError::bad_request(error.to_string()))?;
    let principal = Principal { account, name: request.name };
    shown(host, host.app()?.principal_usage(&principal).await?).await
}

/// Marks a secret as a decoy, or takes the mark away.
pub async fn decoy_save(host: &Host, request: DecoyRequest) -> Result<UsageReply, CommandError> {
    let arn = arn(host, &request.arn).await?;
    let app = host.app()?;
    app.save_decoy(&arn, request.decoy).await?;
    shown(host, app.secret_usage(&arn).await?).await
}

/// A secret that is no longer listed is still named by its ARN.
async fn arn(host: &Host, named: &str) -> Result<SecretArn, CommandError> {
    match named.parse() {
        Ok(arn) => Ok(arn),
        Err(_) => Ok(host.app()?.secret(named).await?.stored.secret.arn),
    }
}

async fn shown(host: &Host, usage: UsageShown) -> Result<UsageReply, CommandError> {
    let names = host.app()?.account_names().await?;
    Ok(UsageReply {
        uses: usage.uses.into_iter().map(|pair| pair_dto(pair, &names)).collect(),
        first_day: usage.first_day,
        limits: usage.limits,
        decoy: usage.decoy,
    })
}

fn pair_dto(pair: Usage, names: &AccountNames) -> UseDto {
    let mut networks: Vec<String> = Vec::new();
    for network in pair.sources.iter().filter_map(|(origin, _)| origin.network()) {
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    UseDto {
        principal: who::principal(&pair.principal, pair.nature, names),
        object: who::object(&pair.object, pair.arn.as_ref()),
        first_at: pair.first_at,
        last_at: pair.last_at,
        reads: pair.reads,
        denied: pair.denied,
        active_days: u32::try_from(pair.by_day.iter().filter(|reads| **reads > 0).count()).unwrap_or(u32::MAX),
        by_day: pair.by_day,
        sources: networks,
        agents: pair.agents.into_iter().map(|(agent, _)| agent.0).collect(),
        stopped_on: pair.stopped_on,
    }
}
