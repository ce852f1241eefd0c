//! `keyturn access collect`.

use keyturn_api::contract::access::{AccessProgress, AccessReply};
use keyturn_api::{Host, access};
use tokio::sync::mpsc;

use super::super::Ended;
use super::super::progress::{Line, until_stopped};
use super::words;
use crate::output::{Ending, Output};
use crate::terminal::safe;

/// Reads what access rests on. Ctrl-C stops it; accounts that were read are kept.
pub(super) async fn run(host: &Host, output: Output) -> Ended {
    let (sender, receiver) = mpsc::channel(8);
    let work = access::collect(host, Some(sender));
    let stop = async || access::cancel(host).await.map(drop);
    let reply = until_stopped(work, receiver, line, stop, "accounts that were read are kept", output).await?;
    output.reply(&reply, words::standing);
    Ok(ending(&reply))
}

fn ending(reply: &AccessReply) -> Ending {
    match (reply.problems.is_empty(), reply.accounts.iter().any(|account| account.taken_at.is_some())) {
        (true, _) => Ending::Done,
        (false, false) => Ending::Nothing,
        (false, true) => Ending::InPart,
    }
}

/// Parts that ended, and the one at hand.
fn line(now: &AccessProgress) -> Line {
    let ended = now.places.iter().filter(|place| !matches!(place.state.as_str(), "waiting" | "running"));
    let current = now.places.iter().find(|place| place.state == "running").map(|place| {
        let account = place.account_name.as_deref().unwrap_or(&place.account);
        let region = place.region.as_ref().map(|region| format!(" / {region}")).unwrap_or_default();
        let of = place.of.map(|of| format!(" of {of}")).unwrap_or_default();
        format!(" {}{region}: {} {}{of}", safe(account), place.what.replace('_', " "), place.done)
    });
    Line { done: ended.count() as u64, of: now.places.len() as u64, words: current.unwrap_or_default() }
}
