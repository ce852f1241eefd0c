//! One policy against one call: what each statement says, and why.

use serde::Serialize;

use super::pattern::Pattern;
use super::principal::named;
use super::standing::{Access, Cause, Match, Standing};
use super::{condition, words};
use crate::place::Place;
use crate::policy::{Document, Effect, Element, Statement, Version};
use crate::request::Request;

/// A policy that is asked.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub document: &'a Document,
}

/// What a policy answered: for the explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Where the policy stands.
    pub place: Place,
    /// The statements whose action, resource and principal match. None: it has nothing to say.
    pub statements: Vec<Said>,
}

/// What one statement said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Its place in the policy, from 0.
    pub index: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Whether it does so: `cannot` where a condition is not met.
    pub holds: Access,
    /// Whether something in it could not be understood.
    pub faulty: bool,
    /// Its conditions, with whether each is met.
    pub conditions: Vec<(String, Access)>,
}

/// What the policy allows, and whether it leaves the call undenied.
pub(super) struct Outcome {
    /// By how the statement names the caller, in the order of [`super::principal::NAMINGS`].
    pub(super) allows: [Standing; 4],
    /// No denial matches.
    pub(super) spares: Standing,
    pub(super) answer: Answer,
}

/// Asks one policy.
pub(super) fn ask(asked: &Asked<'_>, request: &Request) -> Outcome {
    let mut outcome = Outcome {
        allows: [(); 4].map(|()| Standing::sure(false)),
        spares: Standing::sure(true),
        answer: Answer { place: asked.place.clone(), statements: Vec::new() },
    };
    for statement in &asked.document.statements {
        if action(statement, request) == Match::No {
            continue;
        }
        let names = named(statement, &request.caller);
        let anyhow = Match::any(names.iter().cloned());
        let resource = resource(statement, asked.document.version, request);
        if anyhow == Match::No || resource == Match::No {
            continue;
        }
        let mut rest = vec![resource];
        if statement.faulty {
            let what = format!("Statement[{}] of {}", statement.index, asked.place);
            rest.push(Match::Open(Cause::Unread { what }));
        }
        let met: Vec<Match> = statement
            .conditions
            .iter()
            .map(|condition| condition::holds(condition, statement.effect, asked.document.version, request))
            .collect();
        rest.extend(met.iter().cloned());
        let holds = said(statement, anyhow.clone(), &rest);
        match statement.effect {
            Effect::Allow => {
                for (slot, name) in outcome.allows.iter_mut().zip(names) {
                    let allowed = Standing::all(rest.iter().cloned().chain([name]).map(Match::standing));
                    *slot = std::mem::replace(slot, Standing::sure(false)).or(allowed);
                }
            }
            Effect::Deny => {
                let spared = Standing::any(rest.into_iter().chain([anyhow]).map(|part| part.not().standing()));
                outcome.spares = outcome.spares.and(spared);
            }
        }
        let conditions = statement.conditions.iter().map(|condition| words::condition(condition, statement.effect));
        outcome.answer.statements.push(Said {
            index: statement.index,
            sid: statement.sid.clone(),
            effect: statement.effect,
            holds,
            faulty: statement.faulty,
            conditions: conditions.zip(met.into_iter().map(|one| one.standing().access())).collect(),
        });
    }
    outcome
}

/// Whether the statement takes effect at all.
fn said(statement: &Statement, named: Match, rest: &[Match]) -> Access {
    let parts = rest.iter().cloned().chain([named]);
    match statement.effect {
        Effect::Allow => Standing::all(parts.map(Match::standing)).access(),
        Effect::Deny => match Standing::any(parts.map(|part| part.not().standing())).access() {
            Access::Cannot => Access::Can,
            Access::Can => Access::Cannot,
            open => open,
        },
    }
}

/// Actions are compared without regard to case.
fn action(statement: &Statement, request: &Request) -> Match {
    let wanted = request.action.to_lowercase();
    let hit = |pattern: &String| Pattern::plain(pattern, true).in_lower_case().matches(&wanted);
    match &statement.actions {
        Element::Only(patterns) => Match::any(patterns.iter().map(hit)),
        Element::Not(patterns) => Match::any(patterns.iter().map(hit)).not(),
    }
}

/// A denial concerns the resource under its second name too.
fn resource(statement: &Statement, version: Version, request: &Request) -> Match {
    let names = |name: &str| match &statement.resources {
        None => Match::Yes,
        Some(Element::Only(patterns)) => {
            Match::any(patterns.iter().map(|text| Pattern::of(text, version, request, true).matches_arn(name, true)))
        }
        Some(Element::Not(patterns)) => {
            let patterns: Vec<Pattern> =
                patterns.iter().map(|text| Pattern::of(text, version, request, true)).collect();
            if patterns.iter().any(|pattern| pattern.is_void_for(name)) {
                return Match::No;
            }
            Match::any(patterns.iter().map(|pattern| pattern.matches_arn(name, true))).not()
        }
    };
    match &request.also {
        Some(also) if statement.effect == Effect::Deny => Match::any([names(&request.resource), names(also)]),
        _ => names(&request.resource),
    }
}
