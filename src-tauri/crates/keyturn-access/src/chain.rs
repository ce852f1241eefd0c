//! Chains of roles: who can become whom, and read what that one reads.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::plain::{Standing, Target, covers_action, may, may_name};
use crate::policy::{Effect, Element, PrincipalPattern};
use crate::world::{Principal, PrincipalKind, World};

/// The longest chain that is followed, in roles. Sessions that come of roles last an hour at most.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>
pub const DEPTH: usize = 5;

/// A principal that can assume a role. Numbers are places in [`World::principals`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Who.
    pub from: usize,
    /// Which role.
    pub to: usize,
    /// How far.
    pub standing: Standing,
}

/// A way to a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The roles that are assumed, in order; the last is the one that is reached.
    pub roles: Vec<usize>,
    /// How far the whole way holds.
    pub standing: Standing,
}

/// Someone whom a role trusts and whom the snapshot does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum Outsider {
    /// Everybody: the role is public but for its conditions.
    Anyone,
    /// An account that is not in the snapshot.
    Account(String),
    /// A user or role that is not in the snapshot.
    Arn(String),
    /// An AWS service.
    Service(String),
    /// An identity provider.
    Federated(String),
}

/// Every principal that can, or may, assume a role: its own policies and the role's trust, as [`may`] decides.
pub fn edges(world: &World) -> Vec<Edge> {
    // Whoever is trusted through its account needs a permission of its own: most have none.
    let permitted: Vec<bool> = world.principals.iter().map(|principal| has_permission(world, principal)).collect();
    let mut found = Vec::new();
    for (to, role) in world.principals.iter().enumerate() {
        let Some(trust) = &role.trust else { continue };
        let trusting: Vec<_> =
            world.document(trust.policy).statements.iter().filter(|one| one.effect == Effect::Allow).collect();
        for (from, principal) in world.principals.iter().enumerate().filter(|(from, _)| *from != to) {
            let caller = principal.caller();
            let by_account = |one: &&&crate::policy::Statement| !matches!(&one.principals, Some(Element::Only(named)) if named.iter().all(is_account));
            let trusts =
                trusting.iter().filter(|one| may_name(one, &caller)).filter(|one| permitted[from] || by_account(one));
            if trusts.count() == 0 {
                continue;
            }
            let standing = may(world, principal, "sts:AssumeRole", Target::Principal(role));
            if standing.hi {
                found.push(Edge { from, to, standing });
            }
        }
    }
    found.sort_by_key(|edge| edge.from);
    found
}

fn is_account(pattern: &PrincipalPattern) -> bool {
    matches!(pattern, PrincipalPattern::Account(_))
}

/// Whether any of a principal's policies may allow it to assume some role.
fn has_permission(world: &World, principal: &Principal) -> bool {
    let documents = principal.identity.iter().map(|attached| world.document(attached.policy));
    documents.flat_map(|document| &document.statements).any(|statement| {
        let covers = |patterns: &[String]| patterns.iter().any(|pattern| covers_action(pattern, "sts:AssumeRole"));
        statement.effect == Effect::Allow
            && match &statement.actions {
                Element::Only(patterns) => covers(patterns),
                Element::Not(patterns) => !covers(patterns),
            }
    })
}

/// The edges that begin at a principal, of edges in the order of [`edges`].
fn of(edges: &[Edge], from: usize) -> &[Edge] {
    let start = edges.partition_point(|edge| edge.from < from);
    let end = edges.partition_point(|edge| edge.from <= from);
    &edges[start..end]
}

/// Every role that a principal can become by the [`edges`], with the shortest way; a way that surely holds before one that may.
pub fn reach(edges: &[Edge], from: usize) -> BTreeMap<usize, Path> {
    let mut found: BTreeMap<usize, Path> = BTreeMap::new();
    let follow: [fn(&Edge) -> bool; 3] = [|e| e.standing.lo, |e| e.standing.mid, |e| e.standing.hi];
    for passes in follow {
        let start = Path { roles: Vec::new(), standing: Standing::sure(true) };
        let mut seen = vec![from];
        let mut next = VecDeque::from([(from, start)]);
        while let Some((at, path)) = next.pop_front() {
            for edge in of(edges, at).iter().filter(|edge| passes(edge)) {
                if path.roles.len() >= DEPTH || seen.contains(&edge.to) {
                    continue;
                }
                seen.push(edge.to);
                let mut roles = path.roles.clone();
                roles.push(edge.to);
                let longer = Path { roles, standing: path.standing.clone().and(edge.standing.clone()) };
                found.entry(edge.to).or_insert_with(|| longer.clone());
                next.push_back((edge.to, longer));
            }
        }
    }
    found
}

/// Whom a role trusts beyond the principals of the snapshot.
pub fn outsiders(world: &World, role: &Principal) -> Vec<Outsider> {
    let Some(trust) = role.trust.as_ref().filter(|_| role.kind == PrincipalKind::Role) else { return Vec::new() };
    let allows = world.document(trust.policy).statements.iter().filter(|one| one.effect == Effect::Allow);
    let mut found: Vec<Outsider> = allows
        .flat_map(|statement| match &statement.principals {
            Some(Element::Only(named)) => named.iter().filter_map(|one| outsider(world, one)).collect(),
            Some(Element::Not(_)) | None => vec![Outsider::Anyone],
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

fn outsider(world: &World, pattern: &PrincipalPattern) -> Option<Outsider> {
    let known = |account: &str| world.principals.iter().any(|principal| principal.account == account);
    match pattern {
        PrincipalPattern::Anyone => Some(Outsider::Anyone),
        PrincipalPattern::Account(account) => (!known(account)).then(|| Outsider::Account(account.clone())),
        PrincipalPattern::Arn(arn) => {
            let account = arn.split(':').nth(4).unwrap_or_default();
            (!known(account) && world.principal(arn).is_none()).then(|| Outsider::Arn(arn.clone()))
        }
        PrincipalPattern::Service(name) => Some(Outsider::Service(name.clone())),
        PrincipalPattern::Federated(name) => Some(Outsider::Federated(name.clone())),
        PrincipalPattern::StaleId(_) | PrincipalPattern::CanonicalUser(_) => None,
    }
}
