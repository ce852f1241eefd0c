//! Parameters of Parameter Store: secrets, secrets in plain text, and configuration.

use std::collections::BTreeSet;

use chrono::Duration;

use super::dice::Dice;
use super::places::{deal, environment, service, tags};
use super::words::{CHANGERS, CONFIGURATION_ITEMS, LIST_ITEMS, PLAIN_SECRET_ITEMS, SECURE_ITEMS};
use super::{Ground, keys};
use crate::held::{HeldKey, HeldParameter, HeldType};
use crate::organisation::Organisation;

/// Fills the places with `count` parameters.
pub(super) fn fill(organisation: &mut Organisation, grounds: &[Ground], count: u32, dice: &mut Dice) {
    let mut taken = BTreeSet::new();
    for nth in 0..count {
        let Some(ground) = deal(grounds, nth, dice) else { return };
        let Some(contents) = organisation.places.get_mut(&ground.place) else { return };
        let parameter = parameter(ground, &contents.keys, &mut taken, dice);
        contents.parameters.push(parameter);
    }
}

fn parameter(ground: &Ground, keys: &[HeldKey], taken: &mut BTreeSet<String>, dice: &mut Dice) -> HeldParameter {
    let environment = environment(ground, dice);
    let (parameter_type, items) = match dice.between(0, 99) {
        0..=56 => (HeldType::SecureString, SECURE_ITEMS),
        57..=64 => (HeldType::String, PLAIN_SECRET_ITEMS),
        65..=93 => (HeldType::String, CONFIGURATION_ITEMS),
        _ => (HeldType::StringList, LIST_ITEMS),
    };
    let mut attempt = 0;
    let (service, name) = loop {
        let (service, service_name) = service(attempt, dice);
        let item = dice.pick(items);
        let name = match dice.between(0, 19) {
            0 if attempt == 0 => item.to_owned(),
            1 => format!("/shared/{environment}/{service_name}/{item}"),
            2 => format!("/{environment}/{service_name}/app/{}", item.to_lowercase().replace('_', "-")),
            _ => format!("/{environment}/{service_name}/{item}"),
        };
        if taken.insert(format!("{}:{}:{name}", ground.place.account, ground.place.region)) {
            break (service, name);
        }
        attempt += 1;
    };
    let advanced = dice.chance(8);
    let made_at = if dice.chance(6) { dice.today() } else { dice.aged(1, 1450) };
    let slash = if name.starts_with('/') { "" } else { "/" };
    HeldParameter {
        arn: format!("arn:aws:ssm:{}:{}:parameter{slash}{name}", ground.place.region, ground.place.account),
        name,
        parameter_type,
        key: (parameter_type == HeldType::SecureString)
            .then(|| keys::reference(keys, "alias/aws/ssm", dice).unwrap_or_else(|| "alias/aws/ssm".to_owned())),
        modified_at: made_at,
        modified_by: changer(ground, dice),
        description: dice.chance(40).then(|| format!("{} of the {} team", service.name, service.team)),
        version: if dice.chance(45) { 1 } else { dice.between(2, 40) },
        advanced,
        expires_at: (advanced && dice.chance(30)).then(|| dice.now() + Duration::days(dice.between(5, 200))),
        tags: tags(service, environment, dice),
        value: dice.canary(),
    }
}

/// The ARN of a principal that changes parameters.
fn changer(ground: &Ground, dice: &mut Dice) -> String {
    let (service, name) = dice.pick(CHANGERS).split_once('|').unwrap_or(("iam", "root"));
    format!("arn:aws:{service}::{}:{name}", ground.place.account)
}
