//! The last review: what was decided then, and what has changed since.

use std::collections::{BTreeSet, HashMap};

use keyturn_domain::review::{Entry, Item, ItemId, ItemKind, PastDecision, Role, log};
use keyturn_store::{Reader, StoreError};

/// Names that one sentence repeats.
const NAMED: usize = 3;

/// One question of the last review.
#[derive(Clone, Debug)]
pub(super) struct PastItem {
    /// Its secrets, by ARN.
    pub(super) members: BTreeSet<String>,
    /// The decision that stood.
    pub(super) decision: Option<PastDecision>,
}

/// The last review of this Keyturn that was closed.
#[derive(Clone, Debug, Default)]
pub(super) struct Previous {
    /// By the question; nothing where there was no review.
    pub(super) items: HashMap<ItemId, PastItem>,
    /// Who was asked about in which account, by ARN: what is read newly there is no new reader.
    pub(super) known: BTreeSet<(String, String)>,
}

impl Previous {
    /// Puts the last decision and what changed since beside an item.
    pub(super) fn beside(&self, item: &mut Item) {
        if self.items.is_empty() {
            return;
        }
        let Some(past) = self.items.get(&item.id) else {
            if item.kind == ItemKind::Access {
                let principal = (item.principal.clone().unwrap_or_default(), item.account.clone());
                let words = if self.known.contains(&principal) {
                    "Since the last review it reads under this path, or other secrets of it than then."
                } else {
                    "It is new since the last review."
                };
                item.grounds.changes.push(words.to_owned());
            }
            return;
        };
        item.grounds.last_decision.clone_from(&past.decision);
        let new: Vec<&str> = item
            .members
            .iter()
            .filter(|member| !past.members.contains(&member.arn))
            .map(|member| member.name.as_str())
            .collect();
        let here: BTreeSet<&str> = item.members.iter().map(|member| member.arn.as_str()).collect();
        let gone = past.members.iter().filter(|arn| !here.contains(arn.as_str())).count();
        let mut changes = Vec::new();
        if !new.is_empty() {
            changes.push(format!("{} more than at the last review: {}.", super::counted(new.len()), named(&new)));
        }
        if gone > 0 {
            changes.push(format!("{} fewer than at the last review.", super::counted(gone)));
        }
        item.grounds.changes.extend(changes);
    }
}

/// The first few names, and how many more there are.
fn named(names: &[&str]) -> String {
    let first = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED { format!("{first} and {} more", names.len() - NAMED) } else { first }
}

/// The last review that was closed here.
pub(super) fn of(reader: &Reader<'_>) -> Result<Previous, StoreError> {
    let campaigns = reader.review().campaigns()?.into_iter().map(|(campaign, _)| campaign);
    let closed = campaigns.filter(|campaign| campaign.role == Role::Lead && campaign.closed_at.is_some());
    let Some(campaign) = closed.max_by_key(|campaign| campaign.closed_at) else { return Ok(Previous::default()) };
    let entries = reader.review().log(&campaign.id)?;
    let gone = log::taken_back(&entries);
    let mut decisions: HashMap<ItemId, PastDecision> = HashMap::new();
    for entry in entries.into_iter().filter(|entry| !gone.contains(&entry.sequence)) {
        if let Entry::Decided(decided) = entry.entry {
            let past = PastDecision {
                campaign: campaign.name.clone(),
                decision: decided.verdict,
                by: decided.by,
                at: entry.at,
                note: decided.note,
            };
            // The last word: where two differed, the lead's came after both.
            decisions.insert(decided.item, past);
        }
    }
    let mut found = Previous::default();
    for item in reader.review().frozen(&campaign.id)? {
        if let Some(principal) = item.principal {
            found.known.insert((principal, item.account));
        }
        let decision = decisions.remove(&item.id);
        let members = item.members.into_iter().map(|member| member.arn).collect();
        found.items.insert(item.id, PastItem { members, decision });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use keyturn_domain::review::{Grounds, Member, Verdict};

    use super::*;

    const ACCOUNT: &str = "111122223333";

    fn item(role: &str, path: &str, secrets: &[&str]) -> Item {
        let principal = format!("arn:aws:iam::{ACCOUNT}:role/{role}");
        let member = |name: &&str| Member {
            arn: format!("arn:{name}"),
            name: (*name).to_owned(),
            state: "can".to_owned(),
            last_read_at: None,
            reads: 0,
            words: String::new(),
        };
        Item {
            id: ItemId::of(ItemKind::Access, &principal, ACCOUNT, path),
            number: 1,
            kind: ItemKind::Access,
            subject: format!("role/{role}"),
            principal: Some(principal),
            account: ACCOUNT.to_owned(),
            account_name: None,
            path: path.to_owned(),
            members: secrets.iter().map(member).collect(),
            left_out: Vec::new(),
            left_out_count: 0,
            others_count: 0,
            seeds: BTreeSet::new(),
            reviewer: "lea".to_owned(),
            grounds: Grounds::default(),
        }
    }

    #[test]
    fn what_changed_since_the_last_review_stands_beside_an_item() {
        let past = item("web", "/prod/*", &["a", "b", "c"]);
        let decision = PastDecision {
            campaign: "Q3".to_owned(),
            decision: Verdict::Keep,
            by: "lea".to_owned(),
            at: DateTime::UNIX_EPOCH,
            note: String::new(),
        };
        let members = past.members.iter().map(|member| member.arn.clone()).collect();
        let previous = Previous {
            items: HashMap::from([(past.id.clone(), PastItem { members, decision: Some(decision.clone()) })]),
            known: BTreeSet::from([(past.principal.clone().unwrap_or_default(), ACCOUNT.to_owned())]),
        };
        let check = |role: &str, path: &str, secrets: &[&str], last: bool, expected: &[&str]| {
            let mut found = item(role, path, secrets);
            previous.beside(&mut found);
            assert_eq!(found.grounds.changes, expected, "{role} {path} {secrets:?}");
            assert_eq!(found.grounds.last_decision, last.then(|| decision.clone()));
        };
        check("web", "/prod/*", &["a", "b", "c"], true, &[]);
        let both = ["1 secret more than at the last review: d.", "2 secrets fewer than at the last review."];
        check("web", "/prod/*", &["a", "d"], true, &both);
        check("web", "/prod/*", &["a", "b", "c", "d"], true, &both[..1]);
        let wider = "Since the last review it reads under this path, or other secrets of it than then.";
        check("web", "/prod/**", &["a"], false, &[wider]);
        check("new", "/prod/*", &["a"], false, &["It is new since the last review."]);
        // Before there was a review, nothing is new since.
        let mut first = item("new", "/prod/*", &["a"]);
        Previous::default().beside(&mut first);
        assert_eq!(first.grounds, Grounds::default());
    }

    #[test]
    fn a_few_names_are_repeated() {
        for (names, expected) in
            [(&["a"][..], "a"), (&["a", "b", "c"], "a, b, c"), (&["a", "b", "c", "d", "e"], "a, b, c and 2 more")]
        {
            assert_eq!(named(names), expected);
        }
    }
}
