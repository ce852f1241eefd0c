//! Who can read what was exposed, and by which chain; of a principal, what it can read.

use std::sync::Arc;

use keyturn_domain::arn::SecretArn;

use super::known::Basis;
use super::{Case, Fact, FactGroup, Known, MOST_FACTS, Question, line};
use crate::access::readers::name;
use crate::access::{Access, Evaluation, Pair};
use crate::app::App;
use crate::error::AppError;

pub(super) async fn facts(app: &Arc<App>, evaluation: &Arc<Evaluation>, case: &Case) -> Result<FactGroup, AppError> {
    let world = &evaluation.world;
    let (mut facts, mut total, mut missing) = (Vec::new(), 0, Vec::new());
    for arn in &case.subjects.secrets {
        if world.secret(arn.as_str()).is_none() {
            missing.push(format!("Who can read {} is not known: collect access of its account.", line(arn.as_str())));
            continue;
        }
        let readers = app.readers_in(Arc::clone(evaluation), arn.as_str(), false).await?;
        total += readers.pairs.len();
        facts.extend(readers.pairs.iter().map(|pair| fact(evaluation, pair)));
    }
    for (principal, _) in &case.subjects.principals {
        let Some(number) = case.arns.arn(principal).and_then(|arn| world.principal(&arn)) else {
            missing.push(format!("What {} can read is not known: access does not know it.", line(&principal.name)));
            continue;
        };
        let cells: Vec<(usize, usize)> = evaluation.cells(number).map(|(secret, _)| (number, secret)).collect();
        total += cells.len();
        let shown = cells.into_iter().take(MOST_FACTS).collect();
        facts.extend(app.pairs(evaluation, shown).await?.iter().map(|pair| fact(evaluation, pair)));
    }
    facts.sort_by_key(|fact| fact.odd.is_none());
    facts.truncate(MOST_FACTS);
    missing.extend(unread(evaluation, case));
    if world.principals.is_empty() {
        missing.insert(0, "Access was never collected: collect it under Access.".to_owned());
    }
    let taken = app.access_taken_at().await?;
    let accounts: Vec<&str> = case.subjects.secrets.iter().map(|arn| arn.account().as_str()).collect();
    let of_these = taken.iter().filter(|(account, _)| accounts.is_empty() || accounts.contains(&account.as_str()));
    let known =
        Basis { as_of: of_these.map(|(_, at)| *at).min(), missing: (!missing.is_empty()).then(|| missing.join(" ")) };
    Ok(FactGroup { question: Question::CanRead, as_of: known.as_of, missing: known.missing, total, facts })
}

/// What could not be read of the accounts of the secrets, counted.
fn unread(evaluation: &Evaluation, case: &Case) -> Option<String> {
    let accounts: Vec<&str> = case.subjects.secrets.iter().map(|arn| arn.account().as_str()).collect();
    let inputs = evaluation.inputs.iter().filter(|input| accounts.contains(&input.account.as_str()));
    let count: usize = inputs.map(|input| input.missing.len()).sum();
    (count > 0).then(|| format!("{count} parts of the access of its account could not be read: more may read it."))
}

fn fact(evaluation: &Evaluation, pair: &Pair) -> Fact {
    let (of, on) = (&evaluation.world.principals[pair.principal], &evaluation.world.secrets[pair.secret]);
    let can = match pair.access {
        Access::Can => "can read",
        Access::Conditional => "can read, under conditions,",
        Access::Unknown | Access::Cannot => "may be able to read",
    };
    let chain: Vec<String> = pair.chain.iter().map(|role| name(&evaluation.world.principals[*role])).collect();
    let mut detail = Vec::new();
    if !chain.is_empty() {
        detail.push(format!("by becoming {}", chain.join(", then ")));
    }
    if !pair.through.is_empty() && chain.is_empty() {
        detail.push(format!("through {}", pair.through.join("; ")));
    }
    detail.push(match pair.last_read_at {
        Some(at) => format!("last read {}", super::clock(at)),
        None => "no read is known".to_owned(),
    });
    Fact {
        key: format!("can_read {} {}", of.arn, on.arn),
        text: line(&format!("{} of {} {can} {}", name(of), of.account, on.name)),
        detail: line(&detail.join("; ")),
        at: None,
        known: Known::Access,
        secret: on.arn.parse::<SecretArn>().ok(),
        principal: Some(of.arn.clone()),
        odd: odd(pair),
        attached: false,
    }
}

/// What of a reader's marks stands out in an incident.
fn odd(pair: &Pair) -> Option<String> {
    let words = |mark: &&str| match *mark {
        "public" => Some("anybody can"),
        "outside_organisation" => Some("outside of the organisation"),
        "other_account" => Some("from another account"),
        "departed" => Some("of somebody who left"),
        "stale_id" => Some("a principal that no longer exists"),
        _ => None,
    };
    let said: Vec<&str> = pair.marks.iter().filter_map(words).collect();
    (!said.is_empty()).then(|| said.join(", "))
}
