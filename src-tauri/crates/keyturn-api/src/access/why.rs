//! Why a principal can or cannot read a secret, policy by policy.

use keyturn_app::access::readers::{name, place, statement_name};
use keyturn_app::access::{Access, Answer, Effect, Leg, Place, Said, Why};

use super::{dto, offline, words};
use crate::contract::access::{AccessWhyReply, AccessWhyRequest, WhyCondition, WhyStep};
use crate::contract::error::CommandError;
use crate::host::Host;

/// Most calls of one store that are told.
const MOST_LEGS: usize = 4;

/// Why.
pub async fn why(host: &Host, request: AccessWhyRequest) -> Result<AccessWhyReply, CommandError> {
    let app = host.app()?;
    let found = app.why(&request.principal, &request.secret).await?;
    let names = app.account_names().await?;
    let legs = legs(&found);
    let steps: Vec<WhyStep> = legs.iter().flat_map(|leg| leg_steps(&found, leg)).collect();
    let reader = dto::reader(&found.evaluation, &names, &found.pair, false);
    let summary = summary(&found, &legs, &reader.conditions, &reader.unknown);
    Ok(AccessWhyReply {
        secret: dto::secret(&found.evaluation, &names, found.pair.secret),
        text: text(&found, &summary, &steps),
        reader,
        summary,
        steps,
    })
}

/// The calls that matter: those that come furthest, and the key's where the store's get anywhere.
fn legs(found: &Why) -> Vec<&Leg> {
    let why = &found.explanation;
    let furthest = why.store.iter().map(|leg| leg.decision.access).max().unwrap_or(Access::Cannot);
    let mut legs: Vec<&Leg> = Vec::new();
    for leg in why.store.iter().filter(|leg| leg.decision.access == furthest) {
        if !legs.iter().any(|known| known.action == leg.action) {
            legs.push(leg);
        }
    }
    legs.truncate(MOST_LEGS);
    legs.extend(why.decrypt.iter());
    legs
}

fn leg_steps(found: &Why, leg: &Leg) -> Vec<WhyStep> {
    leg.answers.iter().flat_map(|answer| answer_steps(found, leg, answer)).collect()
}

fn answer_steps(found: &Why, leg: &Leg, answer: &Answer) -> Vec<WhyStep> {
    let step = |says: &str| WhyStep {
        action: leg.action.clone(),
        layer: layer(&answer.place).to_owned(),
        place: place(&found.evaluation.world.principals[found.of], &answer.place),
        says: says.to_owned(),
        statement: None,
        text: None,
        conditions: Vec::new(),
    };
    if answer.statements.is_empty() {
        return vec![step("silent")];
    }
    let said = answer.statements.iter().map(|said| {
        let statement = found.evaluation.statement(found.of, found.pair.secret, &answer.place, said.index);
        let condition = |(condition, met): &(String, Access)| WhyCondition {
            words: condition.clone(),
            state: words::state(*met).to_owned(),
        };
        WhyStep {
            statement: Some(statement.map_or_else(|| format!("statement {}", said.index), statement_name)),
            text: statement.map(|statement| format!("{:#}", statement.text())),
            conditions: said.conditions.iter().map(condition).collect(),
            ..step(says(said))
        }
    });
    said.collect()
}

/// The code of a layer.
fn layer(place: &Place) -> &'static str {
    match place {
        Place::ServiceControl { .. } | Place::ResourceControl { .. } => "organisation",
        Place::Resource { .. } | Place::Trust { .. } => "resource",
        Place::Key { .. } => "key",
        Place::Grant { .. } => "grant",
        Place::Boundary { .. } => "boundary",
        _ => "identity",
    }
}

/// The code of what a statement says.
fn says(said: &Said) -> &'static str {
    match (said.effect, said.holds) {
        (Effect::Allow, Access::Can) => "allows",
        (Effect::Deny, Access::Can) => "denies",
        (Effect::Allow, Access::Conditional) => "may_allow",
        (Effect::Deny, Access::Conditional) => "may_deny",
        (_, Access::Unknown) => "not_known",
        (_, Access::Cannot) => "silent",
    }
}

fn summary(found: &Why, legs: &[&Leg], conditions: &[String], unknown: &[String]) -> String {
    let world = &found.evaluation.world;
    let who = name(&world.principals[found.pair.principal]);
    let what = &world.secrets[found.pair.secret].name;
    let by = match found.pair.chain[..] {
        [] => String::new(),
        _ => format!(" by way of {}", found.pair.through.join(", then ")),
    };
    let through = if found.pair.through.is_empty() || !by.is_empty() {
        String::new()
    } else {
        format!(" It rests on {}.", found.pair.through.join(" and "))
    };
    match found.pair.access {
        Access::Can => format!("{who} can read {what}{by}.{through}"),
        Access::Conditional => format!("{who} can read {what}{by}, {}.{through}", conditions.join(" and ")),
        Access::Unknown => {
            format!(
                "Whether {who} can read {what}{by} is not known: not read or not understood: {}.",
                unknown.join("; ")
            )
        }
        Access::Cannot => {
            let blocked = legs.iter().filter(|leg| leg.decision.access == Access::Cannot).map(|leg| {
                let steps: Vec<&str> = leg.blocked_by.iter().copied().map(offline::step).collect();
                format!("{}: {}", leg.action, steps.join(", "))
            });
            format!("{who} cannot read {what}. What holds it back: {}.", blocked.collect::<Vec<_>>().join("; "))
        }
    }
}

/// The whole as plain text.
fn text(found: &Why, summary: &str, steps: &[WhyStep]) -> String {
    let mut lines = vec![
        summary.to_owned(),
        format!("principal {}", found.evaluation.world.principals[found.pair.principal].arn),
        format!("secret    {}", found.explanation.secret),
    ];
    let mut action = "";
    for step in steps {
        if step.action != action {
            action = &step.action;
            lines.push(String::new());
            lines.push(action.to_owned());
        }
        let statement = step.statement.as_ref().map(|statement| format!(", {statement}")).unwrap_or_default();
        lines.push(format!("  {}: {}{statement}", step.says.replace('_', " "), step.place));
        lines.extend(step.conditions.iter().map(|condition| format!("    {}: {}", condition.words, condition.state)));
        if let Some(text) = step.text.as_ref().filter(|_| step.says != "silent") {
            lines.extend(text.lines().map(|line| format!("    {line}")));
        }
    }
    lines.join("\n")
}
