//! The readers of a secret.

use keyturn_app::access::{Access, Pair};

use super::dto::{self, count};
use crate::contract::access::{OutsideDto, ReadersReply, ReadersRequest};
use crate::contract::error::CommandError;
use crate::host::Host;

/// Who can read a secret.
pub async fn readers(host: &Host, request: ReadersRequest) -> Result<ReadersReply, CommandError> {
    let app = host.app()?;
    let found = app.readers(&request.arn, request.all).await?;
    let names = app.account_names().await?;
    let evaluation = &found.evaluation;
    let by_itself = |access: Access| {
        count(found.pairs.iter().filter(|pair| pair.chain.is_empty() && pair.access == access).count())
    };
    let (can, conditional, unknown) =
        (by_itself(Access::Can), by_itself(Access::Conditional), by_itself(Access::Unknown));
    let outside = evaluation.outside(found.secret).into_iter().map(|outside| OutsideDto {
        who: outside.who,
        marks: outside.marks.into_iter().map(str::to_owned).collect(),
        through: outside.through,
        conditions: outside.conditions,
    });
    Ok(ReadersReply {
        secret: dto::secret(evaluation, &names, found.secret),
        readers: found.pairs.iter().map(|pair| dto::reader(evaluation, &names, pair, false)).collect(),
        can,
        conditional,
        unknown,
        cannot: count(evaluation.world.principals.len()).saturating_sub(can + conditional + unknown),
        by_chain: count(found.pairs.iter().filter(|pair: &&Pair| !pair.chain.is_empty()).count()),
        outside: outside.collect(),
        limits: dto::limits(evaluation, &names),
    })
}
