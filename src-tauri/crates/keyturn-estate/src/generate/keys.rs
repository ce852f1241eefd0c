//! KMS keys of each place.

use keyturn_domain::account::AccountId;

use super::dice::Dice;
use crate::held::HeldKey;
use crate::organisation::Place;

/// Customer keys: alias and purpose. The last has no alias.
const CUSTOMER: &[(&[&str], &str)] = &[
    (&["alias/web"], "Secrets of the storefront"),
    (&["alias/payments", "alias/ledger"], "Secrets of payments"),
    (&["alias/identity"], "Signing keys and client secrets"),
    (&["alias/data-lake"], "Warehouse"),
    (&[], "Made by hand in 2023, owner unknown"),
];

/// The keys of a place: those that AWS manages, then the organisation's own.
pub(super) fn keys_of(place: &Place, dice: &mut Dice) -> Vec<HeldKey> {
    let mut keys = Vec::new();
    for (alias, description) in [
        ("alias/aws/secretsmanager", "Default key that protects my Secrets Manager data when no other key is defined"),
        ("alias/aws/ssm", "Default key that protects my SSM data when no other key is defined"),
    ] {
        keys.push(key(place, dice, &[alias], description, true));
    }
    for (aliases, description) in CUSTOMER {
        keys.push(key(place, dice, aliases, description, false));
    }
    keys
}

fn key(place: &Place, dice: &mut Dice, aliases: &[&str], description: &str, aws_managed: bool) -> HeldKey {
    let id = dice.uuid();
    HeldKey {
        arn: arn(&place.account, place.region.as_str(), &id),
        id,
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        aws_managed,
        created_at: dice.ago(1100, 1600),
        description: description.to_owned(),
        state: "Enabled".to_owned(),
        policy: String::new(),
        grants: Vec::new(),
    }
}

fn arn(account: &AccountId, region: &str, id: &str) -> String {
    format!("arn:aws:kms:{region}:{account}:key/{id}")
}

/// A reference to a key as people write them: an alias, an id or an ARN. `None` is the store's default key.
pub(super) fn reference(keys: &[HeldKey], foreign: &str, dice: &mut Dice) -> Option<String> {
    if dice.chance(55) {
        return None;
    }
    if dice.chance(3) {
        return Some(foreign.to_owned());
    }
    let own: Vec<&HeldKey> = keys.iter().filter(|key| !key.aws_managed).collect();
    let at = usize::try_from(dice.between(0, i64::try_from(own.len()).unwrap_or(1) - 1)).unwrap_or(0);
    let key = own.get(at)?;
    Some(match (dice.between(0, 2), key.aliases.first()) {
        (0, Some(alias)) => alias.clone(),
        (1, _) => key.id.clone(),
        _ => key.arn.clone(),
    })
}
