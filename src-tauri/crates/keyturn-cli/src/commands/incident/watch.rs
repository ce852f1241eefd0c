//! `keyturn incident watch --until-quiet`: asks for what is watched until it is known to be silent.

use std::time::Duration;

use keyturn_api::contract::incident_watch::WatchRoundReply;
use keyturn_api::contract::incidents::IncidentRequest;
use keyturn_api::{Host, incident_facts};

use super::words;
use crate::commands::Ended;
use crate::output::{Ending, Output};

/// From one round to the next: as often as the window asks until the first silence is known.
const PAUSE: Duration = Duration::from_mins(1);

/// Asks until 30 minutes of silence are known of everything, something is used again, or somebody presses Ctrl-C.
pub(super) async fn until_quiet(host: &Host, request: IncidentRequest, output: Output) -> Ended {
    loop {
        let round = incident_facts::watch_round(host, request.clone()).await?;
        let ending = if let Some(ending) = ending(&round) {
            ending
        } else {
            round.watches.iter().for_each(|one| output.aside(&format!("{} {}", one.value, one.words)));
            round.problems.iter().for_each(|problem| output.complain(&problem.message));
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => continue,
                _ = tokio::signal::ctrl_c() => Ending::InPart,
            }
        };
        output.reply(&round, |output, round| {
            words::watches(output, &round.watches);
            output.problems(&round.problems);
        });
        return Ok(ending);
    }
}

/// How the watching ends with this round. `None`: it goes on.
fn ending(round: &WatchRoundReply) -> Option<Ending> {
    let used = round.watches.iter().flat_map(|one| &one.hits).any(|hit| !hit.refused);
    if round.watches.is_empty() {
        Some(Ending::Nothing)
    } else if used {
        Some(Ending::Findings)
    } else {
        round.quiet.then_some(Ending::Done)
    }
}

#[cfg(test)]
mod tests {
    use keyturn_api::contract::incident_watch::{HitDto, WatchDto};

    use super::*;

    #[test]
    fn it_ends_where_all_is_quiet_or_something_was_used() {
        let at = chrono::DateTime::UNIX_EPOCH;
        let hit = |refused| HitDto {
            event: "e".to_owned(),
            at,
            name: "GetSecretValue".to_owned(),
            source: "192.0.2.1".to_owned(),
            refused,
        };
        let watch = |hits| WatchDto {
            number: 1,
            entry: 1,
            attribute: "AccessKeyId".to_owned(),
            value: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            places: Vec::new(),
            from: at,
            known_until: None,
            words: String::new(),
            short_done: false,
            long_done: false,
            hits,
        };
        let check = |quiet: bool, watches: Vec<WatchDto>, expect: Option<Ending>| {
            let round = WatchRoundReply { polls: 1, reopened: false, quiet, problems: Vec::new(), watches };
            assert_eq!(ending(&round), expect, "{round:?}");
        };
        check(true, Vec::new(), Some(Ending::Nothing));
        check(false, vec![watch(Vec::new())], None);
        check(true, vec![watch(Vec::new())], Some(Ending::Done));
        check(false, vec![watch(vec![hit(true)])], None);
        check(true, vec![watch(vec![hit(true)])], Some(Ending::Done));
        check(false, vec![watch(vec![hit(true), hit(false)])], Some(Ending::Findings));
        check(true, vec![watch(Vec::new()), watch(vec![hit(false)])], Some(Ending::Findings));
    }
}
