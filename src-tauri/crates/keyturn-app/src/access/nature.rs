//! What kind of reader a user or role is, as far as its own entry shows.

use keyturn_access::policy::{Effect, Element, PrincipalPattern};
use keyturn_access::world::{Principal, PrincipalKind, World};
pub use keyturn_trail::principal::Nature;

/// What kind of reader a user or role is: people have users and roles of Identity Center or of a SAML provider,
/// workloads roles that services or other token issuers hold; roles that services made are theirs.
///
/// A role that accounts alone may assume shows neither.
pub fn of(world: &World, principal: &Principal) -> Nature {
    if principal.service_linked {
        return Nature::AwsService;
    }
    if principal.kind == PrincipalKind::User || principal.name.starts_with("AWSReservedSSO_") {
        return Nature::Human;
    }
    let trust = principal.trust.iter().flat_map(|trust| &world.document(trust.policy).statements);
    let named = trust.filter(|one| one.effect == Effect::Allow).filter_map(|one| match &one.principals {
        Some(Element::Only(named)) => Some(named),
        _ => None,
    });
    let mut nature = Nature::Unknown;
    for pattern in named.flatten() {
        match pattern {
            PrincipalPattern::Service(_) => return Nature::Workload,
            PrincipalPattern::Federated(provider) if provider.contains(":saml-provider/") => return Nature::Human,
            PrincipalPattern::Federated(_) => nature = Nature::Workload,
            _ => {}
        }
    }
    nature
}
