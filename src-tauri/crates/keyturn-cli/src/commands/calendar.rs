//! `keyturn calendar`: the feed, and freezes.

use keyturn_api::contract::calendar::{CalendarExportRequest, FreezeDto, FreezeRequest, FreezesReply};
use keyturn_api::{Host, calendar};

use super::Ended;
use crate::arguments::{CalendarArguments, CalendarCommand};
use crate::output::{Ending, Output};

/// Writes the feed, or lists and changes freezes.
pub(crate) async fn run(host: &Host, request: CalendarArguments, output: Output) -> Ended {
    match request.command {
        None => {
            let asked = CalendarExportRequest { names: !request.no_names, filter: request.filter.join(" ") };
            // Without a subcommand the parser has asked for the file.
            let reply = calendar::export(host, asked, request.ics.unwrap_or_default()).await?;
            output.reply(&reply, |output, reply| output.line(&format!("{}: {} events.", reply.path, reply.events)));
        }
        Some(CalendarCommand::Freezes) => output.reply(&calendar::freezes(host).await?, freezes),
        Some(CalendarCommand::Unfreeze { id }) => {
            output.reply(&calendar::freeze_delete(host, FreezeRequest { id }).await?, freezes);
        }
        Some(CalendarCommand::Freeze(freeze)) => {
            let (scope, what) = match (freeze.account, freeze.path, freeze.owner) {
                (Some(account), ..) => ("account", account),
                (None, Some(path), _) => ("path", path),
                (None, None, Some(owner)) => ("owner", owner),
                (None, None, None) => ("all", String::new()),
            };
            let (id, scope) = (String::new(), scope.to_owned());
            let new = FreezeDto { id, from: freeze.from, to: freeze.until, why: freeze.why, scope, what };
            output.reply(&calendar::freeze_save(host, new).await?, freezes);
        }
    }
    Ok(Ending::Done)
}

fn freezes(output: Output, reply: &FreezesReply) {
    let rows: Vec<Vec<String>> = reply
        .freezes
        .iter()
        .map(|one| {
            let of = if one.what.is_empty() { one.scope.clone() } else { format!("{}: {}", one.scope, one.what) };
            vec![one.id.clone(), one.from.to_string(), one.to.to_string(), of, one.why.clone()]
        })
        .collect();
    output.table(&["NUMBER", "FROM", "UNTIL", "FOR", "WHY"], &rows);
}
