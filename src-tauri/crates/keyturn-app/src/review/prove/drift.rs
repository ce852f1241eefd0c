//! Drift after a close: who reads what no item of the campaign had them read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use keyturn_domain::review::{Campaign, Entry, Item, ItemId, ItemKind, Outcome, Verdict};
use keyturn_domain::rotation::path_pattern;
use keyturn_store::{ItemsAsked, Reader, StoreError};

use crate::access::Evaluation;
use crate::access::readers::name;
use crate::review::counted;

/// Names that one reason repeats.
const NAMED: usize = 3;

/// What one principal reads newly, for one item.
#[derive(Default)]
struct Wider<'a> {
    by: BTreeMap<String, BTreeSet<&'a str>>,
}

/// Items over which somebody reads secrets of the campaign that no item had them read, each with why. What is to be
/// revoked already stays so; what opened an item before does not open it again.
pub(super) fn wider(
    reader: &Reader<'_>,
    evaluation: &Evaluation,
    campaign: &Campaign,
) -> Result<Vec<(ItemId, String)>, StoreError> {
    let world = &evaluation.world;
    let items = reader.review().frozen(&campaign.id)?;
    let rows = reader.review().items(&campaign.id, &ItemsAsked::default(), 0, u32::MAX)?.0;
    let revoked: BTreeSet<ItemId> =
        rows.into_iter().filter(|row| row.outcome == Outcome::Stands(Verdict::Revoke)).map(|row| row.id).collect();
    let mut looked_at: HashMap<ItemId, DateTime<Utc>> = HashMap::new();
    for entry in reader.review().log_of(&campaign.id, "reopened")? {
        if let Entry::Reopened { item, .. } = entry.entry {
            looked_at.insert(item, entry.at);
        }
    }
    let mut of_principal: HashMap<&str, Vec<&Item>> = HashMap::new();
    let mut of_secret: HashMap<&str, &Item> = HashMap::new();
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    for item in &items {
        match (&item.principal, item.kind) {
            (Some(principal), ItemKind::Access) => {
                of_principal.entry(principal).or_default().push(item);
                known.extend(item.members.iter().map(|member| (principal.as_str(), member.arn.as_str())));
            }
            // A new reader has no item of its own: whether the secrets are needed as they are is asked again.
            (_, ItemKind::Needed) => {
                of_secret.extend(item.members.iter().map(|member| (member.arn.as_str(), item)));
            }
            _ => {}
        }
    }
    let numbers = reader.access().counts()?;
    let mut found: BTreeMap<u32, (&Item, Wider<'_>)> = BTreeMap::new();
    for (place, principal) in world.principals.iter().enumerate() {
        let arn = principal.arn.as_str();
        // Secrets that came later are no drift of who reads.
        let new: Vec<&str> = evaluation
            .cells(place)
            .map(|(secret, _)| world.secrets[secret].arn.as_str())
            .filter(|secret| of_secret.contains_key(secret) && !known.contains(&(arn, *secret)))
            .collect();
        if new.is_empty() {
            continue;
        }
        let since = reader.access().since(arn)?;
        for secret in new {
            let Some((number, _)) = numbers.get(secret) else { continue };
            let at = since.iter().find(|(_, numbers)| numbers.binary_search(number).is_ok()).map(|(at, _)| *at);
            let Some(needed) = of_secret.get(secret).copied() else { continue };
            let member = needed.members.iter().find(|member| member.arn == secret);
            let secret_name = member.map_or(secret, |member| member.name.as_str());
            let own =
                of_principal.get(arn).into_iter().flatten().copied().filter(|item| item.account == needed.account);
            // An exception says whose item it is, where several people have one over a path.
            let excepts = |item: &&Item| item.left_out.iter().any(|name| name == secret_name);
            let over = |item: &&Item| path_pattern::matches(&item.path, secret_name);
            let item = own
                .clone()
                .find(excepts)
                .or_else(|| own.clone().find(over))
                .or_else(|| own.clone().next())
                .unwrap_or(needed);
            let last = looked_at.get(&item.id).copied().unwrap_or(campaign.opened_at);
            if revoked.contains(&item.id) || at.is_none_or(|at| at <= last) {
                continue;
            }
            found
                .entry(item.number)
                .or_insert((item, Wider::default()))
                .1
                .by
                .entry(name(principal))
                .or_default()
                .insert(secret_name);
        }
    }
    Ok(found.into_values().map(|(item, wider)| (item.id.clone(), wider.words())).collect())
}

impl Wider<'_> {
    fn words(&self) -> String {
        let one = |(reader, secrets): (&String, &BTreeSet<&str>)| {
            let first = secrets.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
            let more =
                if secrets.len() > NAMED { format!(" and {} more", secrets.len() - NAMED) } else { String::new() };
            format!("{reader} reads {} more: {first}{more}", counted(secrets.len()))
        };
        let said: Vec<String> = self.by.iter().take(NAMED).map(one).collect();
        let rest = self.by.len().saturating_sub(NAMED);
        let rest = if rest > 0 { format!("; and {rest} more readers") } else { String::new() };
        format!("{}{rest}.", said.join("; "))
    }
}
