//! A change, evaluated before it is named.

use std::collections::BTreeSet;

use keyturn_access::fast::Matrix;
use keyturn_access::plain::Access;
use keyturn_access::policy::{Document, parse};
use keyturn_access::world::{Attached, PolicyId, World};

/// The places of the wanted secrets that the principal could still read with these policies in place of its own.
pub(super) fn still_readable(
    world: &World,
    principal: usize,
    identity: &[Attached],
    policies: &[Document],
    gone: &[usize],
) -> BTreeSet<usize> {
    let mut changed = world.principals[principal].clone();
    changed.identity = identity.to_vec();
    let mut all = world.policies.clone();
    all.extend(policies.iter().cloned());
    let tried = World {
        organization: world.organization.clone(),
        accounts: world.accounts.clone(),
        policies: all,
        keys: world.keys.clone(),
        principals: vec![changed],
        secrets: gone.iter().map(|secret| world.secrets[*secret].clone()).collect(),
        ..World::default()
    };
    let matrix = Matrix::of(&tried);
    let left = gone.iter().enumerate().filter(|(at, _)| matrix.access(0, *at) != Access::Cannot);
    left.map(|(_, secret)| *secret).collect()
}

/// The number that a policy has which is added to a world's.
pub(super) fn added(world: &World, number: usize) -> PolicyId {
    PolicyId(world.policies.len() + number)
}

/// A policy's text as a document. What is made here can be read.
pub(super) fn document(text: &str) -> Option<Document> {
    parse(text).ok().map(|parsed| parsed.document)
}
