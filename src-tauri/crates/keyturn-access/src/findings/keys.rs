//! Findings about keys.

use std::collections::BTreeSet;

use crate::finding::{Finding, Rule};
use crate::world::{Encryption, Secret, World};

/// From how many services on one key for all of them is a finding.
const SERVICES: usize = 3;

/// Looks at each key with the secrets under it.
pub(crate) fn look(world: &World, found: &mut Vec<Finding>) {
    for (number, key) in world.keys.iter().enumerate() {
        let under: Vec<&Secret> =
            world.secrets.iter().filter(|secret| secret.encryption == Encryption::Key(number)).collect();
        if !key.usable() {
            let finding = |secret: &&Secret| Finding::of(Rule::UnusableKey, &secret.account, &secret.arn, &key.state);
            found.extend(under.iter().map(finding));
        }
        let services: BTreeSet<String> = under.iter().filter_map(|secret| service(secret)).collect();
        let other = world.secrets.iter().any(|secret| match secret.encryption {
            Encryption::Key(other) => {
                other != number && secret.account == key.account && !world.keys[other].aws_managed
            }
            Encryption::None => false,
        });
        if !key.aws_managed && !other && services.len() >= SERVICES {
            let text = services.into_iter().collect::<Vec<_>>().join(", ");
            found.push(Finding::of(Rule::OneKeyForAll, &key.account, &key.arn, text));
        }
    }
}

/// The service that a secret is for: its `Service` tag, or else the path that its name lies under.
fn service(secret: &Secret) -> Option<String> {
    let tag = secret.tags.iter().find(|(name, _)| name.eq_ignore_ascii_case("service")).map(|(_, value)| value.clone());
    let path = || secret.name.trim_start_matches('/').rsplit_once('/').map(|(path, _)| path.to_owned());
    tag.or_else(path)
}
