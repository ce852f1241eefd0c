//! What a principal can read, and on which statements that rests.

use keyturn_app::access::readers::{name, place, statement_name};
use keyturn_app::access::{Evaluation, RestsOn};

use super::dto::{self, count};
use crate::contract::access::{PrincipalAccessReply, PrincipalAccessRequest, StatementDto};
use crate::contract::error::CommandError;
use crate::host::Host;

/// What a principal can read.
pub async fn principal(host: &Host, request: PrincipalAccessRequest) -> Result<PrincipalAccessReply, CommandError> {
    let app = host.app()?;
    let (evaluation, of, pairs) = app.pairs_of(&request.arn).await?;
    let rests = app.rests(&evaluation, of).await?;
    let escalations = app.escalations(&evaluation, of).await?;
    let names = app.account_names().await?;
    let statement = |one: &RestsOn| statement(&evaluation, of, one, rests.of);
    Ok(PrincipalAccessReply {
        principal: dto::principal(&evaluation, &names, of),
        secrets: pairs.iter().map(|pair| dto::reader(&evaluation, &names, pair, true)).collect(),
        statements: rests.statements.iter().map(statement).collect(),
        escalations,
        limits: dto::limits(&evaluation, &names),
    })
}

fn statement(evaluation: &Evaluation, of: usize, one: &RestsOn, secrets: usize) -> StatementDto {
    let principal = &evaluation.world.principals[of];
    let words = match one.readers {
        Some((left, before)) => format!(
            "removing this leaves {} {} of {secrets} secrets, and {left} of {before} readers of {}",
            name(principal),
            secrets - one.removes,
            one.path
        ),
        None => "removing this alone changes nothing: other statements allow the same".to_owned(),
    };
    StatementDto {
        place: place(principal, &one.place),
        statement: statement_name(&one.statement),
        text: format!("{:#}", one.statement.text()),
        removes: count(one.removes),
        of: count(secrets),
        words,
    }
}
