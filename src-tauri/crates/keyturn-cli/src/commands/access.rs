//! `keyturn access …`.

mod collect;
mod offline;
mod words;

use keyturn_api::contract::access::{
    AccessMapRequest, AccessPrincipalsRequest, AccessReply, AccessWhyRequest, PrincipalAccessRequest, ReadersRequest,
};
use keyturn_api::{Host, access};

use super::Ended;
use crate::arguments::AccessCommand;
use crate::output::{Ending, Output};

pub(crate) use offline::{check, eval};
pub(crate) use words::standing as standing_words;

/// Carries out what needs a data folder.
pub(crate) async fn run(host: &Host, request: AccessCommand, output: Output) -> Ended {
    match request {
        AccessCommand::Collect => collect::run(host, output).await,
        AccessCommand::Show => Ok(standing(&access::show(host).await?, output)),
        AccessCommand::Import { files } => Ok(standing(&access::import(host, files).await?, output)),
        AccessCommand::Export { file } => {
            let reply = access::export(host, file).await?;
            output.reply(&reply, |output, reply| output.line(&format!("{}: {} accounts.", reply.path, reply.accounts)));
            Ok(Ending::Done)
        }
        AccessCommand::Who { secret, all } => {
            output.reply(&access::readers(host, ReadersRequest { arn: secret, all }).await?, words::who);
            Ok(Ending::Done)
        }
        AccessCommand::What { principal } => {
            output.reply(&access::principal(host, PrincipalAccessRequest { arn: principal }).await?, words::what);
            Ok(Ending::Done)
        }
        AccessCommand::Principals { text } => {
            output.reply(&access::principals(host, AccessPrincipalsRequest { text }).await?, words::principals);
            Ok(Ending::Done)
        }
        AccessCommand::Why { principal, secret } => {
            let reply = access::why(host, AccessWhyRequest { principal, secret }).await?;
            output.reply(&reply, |output, reply| output.line(&reply.text));
            Ok(Ending::Done)
        }
        AccessCommand::Findings => {
            output.reply(&access::findings(host).await?, words::findings);
            Ok(Ending::Done)
        }
        AccessCommand::Map { filter } => {
            output.reply(&access::map(host, AccessMapRequest { filter }).await?, words::map);
            Ok(Ending::Done)
        }
        // Files alone: done before a folder is opened.
        AccessCommand::Eval { .. } | AccessCommand::Check { .. } => Ok(Ending::Done),
    }
}

fn standing(reply: &AccessReply, output: Output) -> Ending {
    output.reply(reply, words::standing);
    if reply.problems.is_empty() { Ending::Done } else { Ending::InPart }
}
