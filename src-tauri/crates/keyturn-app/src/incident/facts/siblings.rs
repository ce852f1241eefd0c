//! What lies beside what was exposed: whoever got the one may have got these too.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_store::{Reader, Shared, Sibling, StoreError};

use super::known::Basis;
use super::{Case, Fact, FactGroup, Known, Question, group, line, secret_name};

pub(super) fn facts(reader: &Reader<'_>, case: &Case) -> Result<FactGroup, StoreError> {
    let (mut facts, mut missing) = (Vec::new(), Vec::new());
    let mut as_of: Option<DateTime<Utc>> = None;
    let cells = reader.cells().all()?;
    let mut told = BTreeSet::new();
    for arn in &case.subjects.secrets {
        let Some(stored) = reader.secrets().find(arn)? else {
            missing.push(format!("{} is not in the inventory: sync its account.", line(arn.as_str())));
            continue;
        };
        as_of = Some(as_of.map_or(stored.last_seen_at, |known| known.min(stored.last_seen_at)));
        let found = reader.secrets().siblings(&stored.listed)?;
        for sibling in found {
            if !case.subjects.secrets.contains(&sibling.arn) && told.insert(sibling.arn.clone()) {
                facts.push(fact(arn, sibling));
            }
        }
    }
    let unread = cells.iter().filter(|cell| cell.read_in_full_at.is_none()).count();
    if unread > 0 && !case.subjects.secrets.is_empty() {
        missing.push(format!("{unread} of {} stores were never listed in full.", cells.len()));
    }
    let known = Basis { as_of, missing: (!missing.is_empty()).then(|| missing.join(" ")) };
    Ok(group(Question::Siblings, known, facts))
}

fn fact(of: &SecretArn, sibling: Sibling) -> Fact {
    let words: Vec<&str> = sibling
        .shared
        .iter()
        .map(|shared| match shared {
            Shared::Path => "path",
            Shared::Key => "key",
            Shared::Owner => "owner",
        })
        .collect();
    Fact {
        key: format!("siblings {}", sibling.arn),
        text: line(&format!("{} has the same {} as {}", sibling.name, words.join(" and "), secret_name(of))),
        detail: format!("{} in {}", sibling.arn.account(), sibling.arn.region()),
        at: None,
        known: Known::Inventory,
        secret: Some(sibling.arn),
        principal: None,
        odd: None,
        attached: false,
    }
}
