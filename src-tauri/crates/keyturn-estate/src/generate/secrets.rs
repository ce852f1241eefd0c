//! Secrets of Secrets Manager: names, keys, policies, and one story for each.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::places::{deal, environment, service, tags};
use super::stories::{DECK, Story, tell};
use super::words::{ODD_SECRETS, SECRET_ITEMS};
use super::{Ground, keys};
use crate::held::{HeldReplica, HeldSecret, HeldVersion};
use crate::organisation::{Organisation, Place};

/// Fills the places with `count` rows, replicas included.
pub(super) fn fill(organisation: &mut Organisation, grounds: &[Ground], count: u32, dice: &mut Dice) {
    let foreign = foreign_key(organisation, dice);
    let mut taken = BTreeSet::new();
    let mut deck: Vec<Story> = Vec::new();
    let mut made = 0;
    while made < count {
        let Some(ground) = deal(grounds, made, dice) else { return };
        if deck.is_empty() {
            deck = DECK.to_vec();
            dice.shuffle(&mut deck);
        }
        let mut story = deck.pop().unwrap_or_default();
        let elsewhere = organisation.regions.iter().find(|region| **region != ground.place.region).cloned();
        if story == Story::Replicated && (elsewhere.is_none() || made + 2 > count) {
            story = Story::Steady;
        }
        let mut secret = blank(ground, &mut taken, dice);
        let own_keys = organisation.places.get(&ground.place).map_or(&[][..], |contents| &contents.keys);
        secret.key = if made % 60 == 7 { Some(foreign.clone()) } else { keys::reference(own_keys, &foreign, dice) };
        tell(&mut secret, story, &ground.place, dice);
        if let (Story::Replicated, Some(region)) = (story, elsewhere) {
            let copy = replicate(&mut secret, &ground.place, &region, dice);
            put(organisation, &Place { account: ground.place.account.clone(), region }, copy);
            made += 1;
        }
        put(organisation, &ground.place, secret);
        made += 1;
    }
}

fn put(organisation: &mut Organisation, place: &Place, secret: HeldSecret) {
    if let Some(contents) = organisation.places.get_mut(place) {
        contents.secrets.push(secret);
    }
}

/// A key of another account: the last one's, as a shared key would be.
fn foreign_key(organisation: &Organisation, dice: &mut Dice) -> String {
    let account = organisation.active().last().map_or("999988887777", |member| member.id.as_str());
    let region = organisation.regions.first().map_or("us-east-1", |region| region.as_str());
    format!("arn:aws:kms:{region}:{account}:key/{}", dice.uuid())
}

/// A secret that was made once and not touched since: what the stories start from.
fn blank(ground: &Ground, taken: &mut BTreeSet<String>, dice: &mut Dice) -> HeldSecret {
    let environment = environment(ground, dice);
    let mut attempt = 0;
    let (service, name, description) = loop {
        let (service, service_name) = service(attempt, dice);
        let (item, text) = dice.pick(SECRET_ITEMS);
        let (odd, odd_text) = dice.pick(ODD_SECRETS);
        let (name, description) = match dice.between(0, 9) {
            0 if attempt == 0 => (odd.to_owned(), odd_text),
            1 | 2 => (format!("{service_name}-{environment}-{item}"), text),
            3 => (format!("/{environment}/{service_name}/{item}"), text),
            _ => (format!("{environment}/{service_name}/{item}"), text),
        };
        // Over the whole account, not the region: the same name in two regions is a replica's.
        if taken.insert(format!("{}:{name}", ground.place.account)) {
            break (service, name, description);
        }
        attempt += 1;
    };
    let created_at = dice.aged(20, 1450);
    HeldSecret {
        arn: format!(
            "arn:aws:secretsmanager:{}:{}:secret:{name}-{}",
            ground.place.region,
            ground.place.account,
            dice.suffix()
        ),
        name,
        description: (!description.is_empty() && dice.chance(70)).then(|| description.to_owned()),
        key: None,
        rotation: None,
        external: None,
        owning_service: None,
        created_at,
        // AWS itself dates the first change some milliseconds after the making.
        changed_at: created_at + chrono::Duration::milliseconds(40),
        deleted_at: None,
        tags: tags(service, environment, dice),
        versions: vec![HeldVersion {
            id: dice.uuid(),
            stages: vec!["AWSCURRENT".to_owned()],
            created_at,
            read_at: None,
            value: dice.canary(),
        }],
        primary_region: None,
        replicas: Vec::new(),
        policy: dice.chance(15).then(|| policy(ground, dice)),
    }
}

/// A resource policy: one that shares with another account, or one that keeps all but a role from deleting.
fn policy(ground: &Ground, dice: &mut Dice) -> String {
    let account = &ground.place.account;
    let statement = if dice.chance(50) {
        serde_json::json!({
            "Sid": "SharedWithReporting", "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:role/reports-loader"},
            "Action": "secretsmanager:GetSecretValue", "Resource": "*",
        })
    } else {
        serde_json::json!({
            "Sid": "OnlySecurityDeletes", "Effect": "Deny", "Principal": "*",
            "Action": ["secretsmanager:DeleteSecret", "secretsmanager:PutResourcePolicy"], "Resource": "*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": format!("arn:aws:iam::{account}:role/security-admin")}},
        })
    };
    serde_json::json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

/// Makes the copy in another region, and the primary's word on it.
fn replicate(
    secret: &mut HeldSecret,
    place: &Place,
    region: &keyturn_domain::account::Region,
    dice: &mut Dice,
) -> HeldSecret {
    secret.primary_region = Some(place.region.clone());
    let failed = dice.chance(20);
    secret.replicas = vec![HeldReplica {
        region: region.clone(),
        status: if failed { "Failed" } else { "InSync" }.to_owned(),
        message: failed.then(|| "Replication failed: KMS key is pending deletion in this region.".to_owned()),
    }];
    let mut copy = secret.clone();
    copy.arn = secret.arn.replacen(place.region.as_str(), region.as_str(), 1);
    copy.key = None;
    copy.replicas = Vec::new();
    copy.rotation = None;
    for version in &mut copy.versions {
        version.read_at = None;
    }
    copy
}
