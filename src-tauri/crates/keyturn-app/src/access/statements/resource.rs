//! Statements of resource and key policies: without one, every principal's answer for what the policy is on may change.

use std::collections::BTreeSet;

use keyturn_access::fast::Matrix;
use keyturn_access::place::Place;
use keyturn_access::plain::Access;
use keyturn_access::policy::{Document, Effect, Statement};
use keyturn_access::world::{Attached, Encryption, PolicyId, World};

use super::{RestsOn, readers};
use crate::access::evaluation::Evaluation;

/// One statement, and the columns in which its policy stands without it.
struct Without<'w> {
    place: &'w Place,
    statement: &'w Statement,
    /// The secrets it is about, as the world knows them.
    secrets: Vec<usize>,
    /// The first of their columns.
    first: usize,
}

/// What would change for the principal and for others, if a statement on its secrets or their keys went.
pub(super) fn rests(
    evaluation: &Evaluation,
    principal: usize,
    secrets: &[usize],
    wanted: &BTreeSet<(Place, usize)>,
) -> Vec<RestsOn> {
    let world = &evaluation.world;
    // One world with a column for each secret of each statement, as it would be without it.
    let mut without = World {
        organization: world.organization.clone(),
        accounts: world.accounts.clone(),
        policies: world.policies.clone(),
        keys: world.keys.clone(),
        ..World::default()
    };
    let mut statements: Vec<Without<'_>> = Vec::new();
    for (place, index) in wanted {
        let Some(about) = policy_on(world, place, secrets) else { continue };
        let document = world.document(about.attached.policy);
        let Some(statement) = document.statements.iter().find(|one| one.index == *index) else { continue };
        if statement.effect != Effect::Allow {
            continue;
        }
        let kept = document.statements.iter().filter(|one| one.index != *index).cloned().collect();
        without.policies.push(Document { statements: kept, ..document.clone() });
        let policy = PolicyId(without.policies.len() - 1);
        let changed = |policies: &mut Vec<Attached>| {
            policies.iter_mut().filter(|other| other.place == *place).for_each(|other| other.policy = policy);
        };
        let encryption = about.key.map(|key| {
            let mut key = world.keys[key].clone();
            changed(&mut key.policies);
            without.keys.push(key);
            Encryption::Key(without.keys.len() - 1)
        });
        let first = without.secrets.len();
        for secret in &about.secrets {
            let mut secret = world.secrets[*secret].clone();
            match &encryption {
                Some(encryption) => secret.encryption = encryption.clone(),
                None => changed(&mut secret.policies),
            }
            without.secrets.push(secret);
        }
        statements.push(Without { place, statement, secrets: about.secrets, first });
    }
    let all: Vec<usize> = statements.iter().flat_map(|one| &one.secrets).copied().collect();
    let rows: Vec<usize> = std::iter::once(principal)
        .chain(readers(evaluation, &all).into_iter().filter(|reader| *reader != principal))
        .collect();
    without.principals = rows.iter().map(|reader| world.principals[*reader].clone()).collect();
    let matrix = Matrix::of(&without);
    let one = |of: &Without<'_>| {
        let gone: Vec<usize> =
            (0..of.secrets.len()).filter(|at| matrix.access(0, of.first + at) == Access::Cannot).collect();
        let affected: Vec<usize> = gone.iter().map(|at| of.secrets[*at]).collect();
        let before = readers(evaluation, &affected);
        let reads_any = |row: usize| gone.iter().any(|at| matrix.access(row, of.first + at) != Access::Cannot);
        let lost = rows.iter().enumerate().filter(|(row, reader)| before.contains(reader) && !reads_any(*row)).count();
        RestsOn::new(world, of.place.clone(), of.statement, &affected, before.len(), lost)
    };
    statements.iter().map(one).collect()
}

/// A policy on a secret or a key, with the secrets among the wanted ones that it is about.
struct PolicyOn<'w> {
    attached: &'w Attached,
    key: Option<usize>,
    secrets: Vec<usize>,
}

fn policy_on<'w>(world: &'w World, place: &Place, secrets: &[usize]) -> Option<PolicyOn<'w>> {
    let at = |attached: &&Attached| attached.place == *place;
    match place {
        Place::Resource { .. } => secrets.iter().find_map(|secret| {
            let attached = world.secrets[*secret].policies.iter().find(at)?;
            Some(PolicyOn { attached, key: None, secrets: vec![*secret] })
        }),
        Place::Key { .. } => world.keys.iter().enumerate().find_map(|(key, of)| {
            let attached = of.policies.iter().find(at)?;
            let uses = |secret: &&usize| world.secrets[**secret].encryption == Encryption::Key(key);
            Some(PolicyOn { attached, key: Some(key), secrets: secrets.iter().filter(uses).copied().collect() })
        }),
        _ => None,
    }
}
