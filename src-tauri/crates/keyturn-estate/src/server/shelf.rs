//! What a place answers, written down once: a page is then a slice of ready texts, whatever the place's size.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::json;

use super::lookup::History;
use super::wire;
use crate::organisation::{Contents, Organisation, Place};
use crate::traffic::Traffic;

/// The organisation with its ready texts.
pub(super) struct Estate {
    pub(super) organisation: Organisation,
    shelves: BTreeMap<Place, Shelf>,
    /// The event history, where there is one.
    pub(super) history: Option<History>,
}

impl Estate {
    pub(super) fn new(organisation: Organisation, traffic: Option<Arc<Traffic>>) -> Self {
        let history = traffic.map(|traffic| History::new(traffic, organisation.now));
        let mut estate = Self { organisation, shelves: BTreeMap::new(), history };
        estate.write();
        estate
    }

    /// Writes every text anew, after a change.
    pub(super) fn write(&mut self) {
        self.shelves =
            self.organisation.places.iter().map(|(place, contents)| (place.clone(), Shelf::new(contents))).collect();
    }

    pub(super) fn at(&self, place: &Place) -> Option<(&Contents, &Shelf)> {
        Some((self.organisation.places.get(place)?, self.shelves.get(place)?))
    }
}

/// The ready texts of one place.
pub(super) struct Shelf {
    /// Entries of `ListSecrets`, newest first.
    pub(super) secrets: Vec<String>,
    /// The same without those that are scheduled for deletion, as positions in `secrets`.
    pub(super) live: Vec<usize>,
    /// Entries of `DescribeParameters`.
    pub(super) parameters: Vec<String>,
    /// Entries of `GetResources`: resource type and text. Only what has tags.
    pub(super) tagged: Vec<(&'static str, String)>,
    /// Entries of `ListAliases`.
    pub(super) aliases: Vec<String>,
    /// Entries of `ListKeys`.
    pub(super) keys: Vec<String>,
    /// Positions of secrets by name and by ARN.
    pub(super) secret_at: HashMap<String, usize>,
    /// Positions of parameters by name and by ARN.
    pub(super) parameter_at: HashMap<String, usize>,
}

impl Shelf {
    fn new(contents: &Contents) -> Self {
        let mut newest_first: Vec<_> = contents.secrets.iter().collect();
        newest_first.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.arn.cmp(&b.arn)));
        let live = newest_first.iter().enumerate().filter(|(_, secret)| secret.deleted_at.is_none());
        let live = live.map(|(at, _)| at).collect();
        let tagged = |kind, arn: &str, tags: &[(String, String)]| {
            (!tags.is_empty()).then(|| (kind, wire::text(&json!({"ResourceARN": arn, "Tags": wire::tags(tags)}))))
        };
        let tagged_parameters = contents.parameters.iter().filter_map(|p| tagged("ssm:parameter", &p.arn, &p.tags));
        let tagged_secrets = contents.secrets.iter().filter_map(|s| tagged("secretsmanager:secret", &s.arn, &s.tags));
        Self {
            secrets: newest_first.into_iter().map(wire::listed).collect(),
            live,
            parameters: contents.parameters.iter().map(wire::parameter).collect(),
            tagged: tagged_parameters.chain(tagged_secrets).collect(),
            aliases: aliases(contents),
            keys: contents.keys.iter().map(|key| json!({"KeyId": key.id, "KeyArn": key.arn}).to_string()).collect(),
            secret_at: positions(contents.secrets.iter().map(|secret| (&secret.name, &secret.arn))),
            parameter_at: positions(contents.parameters.iter().map(|parameter| (&parameter.name, &parameter.arn))),
        }
    }
}

fn positions<'a>(names: impl Iterator<Item = (&'a String, &'a String)>) -> HashMap<String, usize> {
    names.enumerate().flat_map(|(at, (name, arn))| [(name.clone(), at), (arn.clone(), at)]).collect()
}

/// Aliases as AWS lists them: those of services that were never used name no key.
fn aliases(contents: &Contents) -> Vec<String> {
    let mut entries = Vec::new();
    for key in &contents.keys {
        let stem = key.arn.split(":key/").next().unwrap_or_default();
        for alias in &key.aliases {
            let made = wire::Epoch(key.created_at);
            entries.push(wire::text(&json!({
                "AliasName": alias, "AliasArn": format!("{stem}:{alias}"), "TargetKeyId": key.id,
                "CreationDate": made, "LastUpdatedDate": made,
            })));
        }
        if key.aliases.iter().any(|alias| alias == "alias/aws/ssm") {
            for unused in ["alias/aws/rds", "alias/aws/ebs"] {
                entries.push(json!({"AliasName": unused, "AliasArn": format!("{stem}:{unused}")}).to_string());
            }
        }
    }
    entries.sort();
    entries
}
