//! The facts beside the steps of an incident, asking CloudTrail again, watches, and rotate now.

use keyturn_app::incident::{Fact, FactGroup, IncidentFacts, RotateNow};
use keyturn_app::trail::{Sought, TrailProgress};
use keyturn_domain::arn::SecretArn;
use tokio::sync::mpsc;

use crate::contract::error::CommandError;
use crate::contract::incident_facts::{
    FactDto, FactGroup as FactGroupDto, IncidentFactsReply, IncidentProgress, RotateNowPlan, RotateNowRequest,
    RotateNowSettings,
};
use crate::contract::incident_run::IncidentActed;
use crate::contract::incident_watch::WatchRoundReply;
use crate::contract::incidents::{IncidentReply, IncidentRequest};
use crate::host::Host;
use crate::incidents;
use crate::progress::follow;
use crate::secrets::problems;

/// Most places named that could not be asked.
const MOST_PROBLEMS: usize = 3;

/// The facts of an incident from what is stored.
pub async fn facts(host: &Host, request: IncidentRequest) -> Result<IncidentFactsReply, CommandError> {
    Ok(reply(host.app()?.facts_of_incident(&request.id).await?, None))
}

/// The facts after CloudTrail was asked again; progress goes to `watcher` ten times a second at most.
pub async fn fresh(
    host: &Host,
    request: IncidentRequest,
    watcher: Option<mpsc::Sender<IncidentProgress>>,
) -> Result<IncidentFactsReply, CommandError> {
    let app = host.app()?;
    let id = request.id.clone();
    let tell = move |now: &TrailProgress| IncidentProgress {
        id: id.clone(),
        done: now.parts_done,
        of: now.parts,
        events: u32::try_from(now.new_events).unwrap_or(u32::MAX),
    };
    let (facts, sought) =
        app.fresh_facts_of_incident(&request.id, move |running| follow(running, watcher, tell)).await?;
    Ok(reply(facts, Some(&sought)))
}

/// Stops asking CloudTrail; what was read stays.
pub fn cancel(host: &Host) -> Result<(), CommandError> {
    host.app()?.cancel_trail();
    Ok(())
}

/// The profile for rotate now.
pub async fn rotate_now_settings(host: &Host) -> Result<RotateNowSettings, CommandError> {
    Ok(RotateNowSettings { profile: host.app()?.rotate_now_profile().await? })
}

/// Turns rotate now on with a profile, or off.
pub async fn rotate_now_settings_save(
    host: &Host,
    request: RotateNowSettings,
) -> Result<RotateNowSettings, CommandError> {
    host.app()?.save_rotate_now_profile(request.profile).await?;
    rotate_now_settings(host).await
}

/// What rotate now would call. Nothing is called.
pub async fn rotate_now_plan(host: &Host, request: RotateNowRequest) -> Result<RotateNowPlan, CommandError> {
    let plan = host.app()?.plan_rotate_now(&request.id, &arn(&request.arn)?).await?;
    Ok(RotateNowPlan {
        arn: plan.arn.to_string(),
        name: plan.name,
        profile: plan.profile,
        call: plan.call,
        two_person: plan.two_person,
        refused: plan.refused,
    })
}

fn asked(request: RotateNowRequest) -> Result<RotateNow, CommandError> {
    Ok(RotateNow {
        arn: arn(&request.arn)?,
        id: request.id,
        typed: request.typed,
        reason: request.reason,
        by: request.by,
        second: request.second,
    })
}

fn arn(text: &str) -> Result<SecretArn, CommandError> {
    text.parse().map_err(|_| CommandError::bad_request(format!("{text:?} is not the ARN of a secret")))
}

fn reply(facts: IncidentFacts, sought: Option<&Sought>) -> IncidentFactsReply {
    let unasked = sought.and_then(unasked);
    IncidentFactsReply {
        from: facts.from,
        until: facts.until,
        window_words: facts.window_words,
        groups: facts.groups.into_iter().map(|one| group(one, unasked.as_deref())).collect(),
    }
}

/// What could not be asked, in a sentence.
fn unasked(sought: &Sought) -> Option<String> {
    let mut said: Vec<String> = sought
        .problems
        .iter()
        .take(MOST_PROBLEMS)
        .map(|problem| {
            let account = problem.account.as_ref().map(ToString::to_string);
            let region = problem.region.as_ref().map(ToString::to_string);
            let place: Vec<String> = account.into_iter().chain(region).collect();
            format!("{} could not be asked: {}.", place.join(" "), problem.message.trim_end_matches('.'))
        })
        .collect();
    let more = sought.problems.len().saturating_sub(MOST_PROBLEMS);
    said.extend((more > 0).then(|| format!("{more} more could not be asked.")));
    said.extend(sought.cancelled.then(|| "It was stopped: what was read by then is there.".to_owned()));
    (!said.is_empty()).then(|| said.join(" "))
}

fn group(group: FactGroup, unasked: Option<&str>) -> FactGroupDto {
    use keyturn_app::incident::Question;
    let of_trail = !matches!(group.question, Question::CanRead | Question::Siblings);
    let said: Vec<&str> = group.missing.as_deref().into_iter().chain(unasked.filter(|_| of_trail)).collect();
    FactGroupDto {
        id: group.question.code().to_owned(),
        as_of: group.as_of,
        missing: (!said.is_empty()).then(|| said.join(" ")),
        total: u32::try_from(group.total).unwrap_or(u32::MAX),
        facts: group.facts.into_iter().map(fact).collect(),
    }
}

fn fact(fact: Fact) -> FactDto {
    FactDto {
        source: fact.known.text().to_owned(),
        key: fact.key,
        text: fact.text,
        detail: fact.detail,
        at: fact.at,
        secret: fact.secret.map(|arn| arn.to_string()),
        principal: fact.principal,
        odd: fact.odd,
        attached: fact.attached,
    }
}

/// Asks for everything that an incident watches now, and gives the incident as it stands then.
pub async fn watch_ask(host: &Host, request: IncidentRequest) -> Result<IncidentReply, CommandError> {
    host.app()?.ask_watches(Some(&request.id)).await?;
    incidents::show(host, request).await
}

/// Asks for what the watches of all incidents want by now. Gives the incidents that were opened again.
pub async fn watch_due(host: &Host) -> Result<Vec<String>, CommandError> {
    let round = host.app()?.ask_watches(None).await?;
    Ok(round.reopened.iter().map(ToString::to_string).collect())
}

/// Asks for everything that an incident watches now, and gives what that brought.
pub async fn watch_round(host: &Host, request: IncidentRequest) -> Result<WatchRoundReply, CommandError> {
    let app = host.app()?;
    let round = app.ask_watches(Some(&request.id)).await?;
    let names = app.account_names().await?;
    Ok(WatchRoundReply {
        polls: round.polls,
        reopened: !round.reopened.is_empty(),
        quiet: round.quiet,
        problems: problems(&round.problems, &names),
        watches: incidents::show(host, request).await?.watches,
    })
}

/// Rotates a secret now. What AWS answered is the one warning of the reply.
pub async fn rotate_now(host: &Host, request: RotateNowRequest) -> Result<IncidentActed, CommandError> {
    let id = request.id.clone();
    let (number, words) = host.app()?.rotate_now(&asked(request)?).await?;
    let incident = incidents::show(host, IncidentRequest { id }).await?;
    Ok(IncidentActed { number: u32::try_from(number).unwrap_or(u32::MAX), warnings: vec![words], incident })
}
