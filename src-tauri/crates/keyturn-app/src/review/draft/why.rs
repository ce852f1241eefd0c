//! On what a principal's access to a group of secrets rests.
//!
//! Pairs that differ neither in how far the principal gets nor in the key nor in the secret's own policies rest on the
//! same: one of them is explained and stands for all. Only statements whose patterns tell such secrets apart could make
//! a difference; they are shown as they stand, so that a person sees it.

use std::collections::{BTreeMap, BTreeSet};

use keyturn_access::marks;
use keyturn_access::place::Place;
use keyturn_access::plain::{self, Access, Cause};
use keyturn_access::policy::Effect;
use keyturn_access::world::{Encryption, PolicyId, Secret};
use keyturn_domain::review::Why;

use crate::access::Evaluation;
use crate::access::readers::{code, place, statement_name};

/// Kinds of pairs that are explained in one group, the most frequent first.
const EXPLAINED: usize = 3;

/// Statements that are kept.
const MOST_WHY: usize = 20;

/// On what access rests.
#[derive(Default)]
pub(super) struct Rests {
    pub(super) why: Vec<Why>,
    pub(super) marks: BTreeSet<&'static str>,
    /// In words, with how many of the secrets they are for.
    pub(super) conditions: Vec<String>,
    /// Whether a statement on which it rests takes in everything of a store.
    pub(super) everything: bool,
}

/// What tells the pairs of one principal apart.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct PairKind {
    access: Access,
    key: Option<usize>,
    policies: Vec<PolicyId>,
}

impl PairKind {
    fn of(secret: &Secret, access: Access) -> Self {
        let key = match secret.encryption {
            Encryption::Key(key) => Some(key),
            Encryption::None => None,
        };
        Self { access, key, policies: secret.policies.iter().map(|attached| attached.policy).collect() }
    }
}

/// On what a principal's access to these secrets rests.
pub(super) fn of(evaluation: &Evaluation, principal: usize, members: &[(usize, Access)]) -> Rests {
    let world = &evaluation.world;
    let of = &world.principals[principal];
    let mut kinds: BTreeMap<PairKind, (usize, u32)> = BTreeMap::new();
    for (secret, access) in members {
        kinds.entry(PairKind::of(&world.secrets[*secret], *access)).or_insert((*secret, 0)).1 += 1;
    }
    let mut samples: Vec<(usize, u32)> = kinds.into_values().collect();
    samples.sort_by_key(|(secret, count)| (std::cmp::Reverse(*count), *secret));
    let mut found = Rests::default();
    let mut why: Vec<((Place, usize), Why)> = Vec::new();
    let mut conditions: BTreeMap<String, u32> = BTreeMap::new();
    for (secret, count) in samples.into_iter().take(EXPLAINED) {
        let on = &world.secrets[secret];
        let explained = plain::explain(world, of, on, None);
        found.marks.extend(marks::of_reader(world, of, on, &explained).into_iter().map(code));
        for cause in &explained.decision.causes {
            let words = match cause {
                Cause::Condition { words, .. } => words.clone(),
                Cause::Unread { what } => format!("not known: {what}"),
            };
            *conditions.entry(words).or_default() += count;
        }
        let mut seen = BTreeSet::new();
        let store = explained.store.iter().filter(|leg| leg.decision.access > Access::Cannot).map(|leg| (leg, true));
        let legs = store.chain(explained.decrypt.iter().map(|leg| (leg, false)));
        let answers = legs.flat_map(|(leg, of_store)| leg.answers.iter().map(move |answer| (answer, of_store)));
        for (answer, of_store) in answers.filter(|(answer, _)| !limits(&answer.place)) {
            for said in answer.statements.iter().filter(|one| one.effect == Effect::Allow && one.holds > Access::Cannot)
            {
                let statement = evaluation.statement(principal, secret, &answer.place, said.index);
                found.everything |= of_store && statement.is_some_and(marks::takes_in_everything);
                let at = (answer.place.clone(), said.index);
                if !seen.insert(at.clone()) {
                    continue;
                }
                if let Some((_, known)) = why.iter_mut().find(|(known, _)| *known == at) {
                    known.secrets += count;
                    continue;
                }
                let one = Why {
                    place: place(of, &answer.place),
                    statement: statement.map(statement_name),
                    text: statement.map(|statement| statement.text().to_string()),
                    conditions: said.conditions.iter().map(|(words, _)| words.clone()).collect(),
                    secrets: count,
                };
                why.push((at, one));
            }
        }
    }
    found.why = why.into_iter().map(|(_, why)| why).take(MOST_WHY).collect();
    let all = u32::try_from(members.len()).unwrap_or(u32::MAX);
    found.conditions = conditions
        .into_iter()
        .map(|(words, count)| if count == all { words } else { format!("{words} ({count} of {all})") })
        .collect();
    found
}

/// Whether a policy only limits what others allow.
fn limits(place: &Place) -> bool {
    matches!(place, Place::ServiceControl { .. } | Place::ResourceControl { .. } | Place::Boundary { .. })
}
