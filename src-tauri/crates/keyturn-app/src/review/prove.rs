//! Whether what was to go went, and what drifted after a close: asked after every sync and every reading of access.

mod drift;
mod reading;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::review::removal::removal;
use keyturn_domain::review::{
    Campaign, Decided, Entry, Item, ItemId, Outcome, Removal, RemovalState, Role, Settled, Verdict,
};
use keyturn_store::{ItemRow, ItemsAsked, Reader, StoreError, Tab};

use self::reading::Readings;
use crate::access::Evaluation;
use crate::app::App;
use crate::error::AppError;
use crate::rotation::LastDue;

/// In whose name the log tells what a reading saw.
const SEEN_BY: &str = "Keyturn";

/// What is to go, with the decision that says so and when it was taken.
#[derive(Clone, Debug)]
pub(crate) struct ToGo {
    pub(crate) item: Item,
    pub(crate) decided: Decided,
    pub(crate) at: DateTime<Utc>,
}

impl App {
    /// Says of everything that is to go in any campaign whether the last reading still shows it, and opens items again
    /// that drifted after the close. Gives how many were opened again.
    pub(crate) async fn prove_removals(self: &Arc<Self>) -> Result<usize, AppError> {
        let leads = |campaign: &Campaign| campaign.role == Role::Lead;
        let campaigns = self.with_database(|database| Ok(database.read(|reader| reader.review().campaigns())?)).await?;
        let campaigns: Vec<Campaign> = campaigns.into_iter().map(|(campaign, _)| campaign).filter(leads).collect();
        if campaigns.is_empty() {
            return Ok(0);
        }
        let (evaluation, now, last) = (self.access().await?, self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let mut reopened = 0;
            // Each campaign by itself: what a reading says of one is whole or is not written.
            for campaign in &campaigns {
                reopened += database.write(|writer| {
                    let reader = writer.reader();
                    let before = reader.review().removals(&campaign.id)?;
                    let to_go = to_go(reader, campaign)?;
                    let removals = removals(reader, &evaluation, &last, &to_go, &before, now)?;
                    let entries = match campaign.closed_at {
                        Some(_) => drifted(reader, &evaluation, campaign, &removals, &before)?,
                        None => Vec::new(),
                    };
                    let count = entries.len();
                    if removals != before {
                        writer.review().set_removals(&campaign.id, &removals)?;
                    }
                    if count > 0 {
                        let entry = |(item, why)| (now, SEEN_BY.to_owned(), Entry::Reopened { item, why });
                        writer.review().append(campaign, entries.into_iter().map(entry).collect(), None)?;
                    }
                    Ok(count)
                })?;
            }
            Ok(reopened)
        })
        .await
    }
}

/// Everything that is to go in a campaign, in its order.
pub(crate) fn to_go(reader: &Reader<'_>, campaign: &Campaign) -> Result<Vec<ToGo>, StoreError> {
    let asked = ItemsAsked { tab: Tab::Decided, ..ItemsAsked::default() };
    let mut found = Vec::new();
    for row in reader.review().items(&campaign.id, &asked, 0, u32::MAX)?.0 {
        found.extend(decided(reader, campaign, &row)?);
    }
    Ok(found)
}

/// What is to go of one item, by its decision; before it is decided, what is suggested to go. Nothing where it stays, or
/// is no item of the campaign.
pub(crate) fn to_go_of(reader: &Reader<'_>, campaign: &Campaign, named: &str) -> Result<Vec<ToGo>, StoreError> {
    let Ok(id) = named.parse::<ItemId>() else { return Ok(Vec::new()) };
    let Some((row, item)) = reader.review().item(&campaign.id, &id)? else { return Ok(Vec::new()) };
    if matches!(row.outcome, Outcome::Stands(_)) {
        return Ok(decided(reader, campaign, &row)?.into_iter().collect());
    }
    let suggestion = item.grounds.suggestion.clone();
    let goes = suggestion.filter(|one| matches!(one.decision, Verdict::Revoke | Verdict::Reduce));
    Ok(goes
        .map(|suggestion| {
            let decided = Decided {
                item: item.id.clone(),
                verdict: suggestion.decision,
                by: campaign.acting().to_owned(),
                note: String::new(),
                to: None,
                keep: suggestion.keep,
                seconds: None,
                bulk: 1,
            };
            ToGo { item, decided, at: campaign.opened_at }
        })
        .into_iter()
        .collect())
}

/// What is to go of an item by the decision that stands.
fn decided(reader: &Reader<'_>, campaign: &Campaign, row: &ItemRow) -> Result<Option<ToGo>, StoreError> {
    if !matches!(row.outcome, Outcome::Stands(Verdict::Revoke | Verdict::Reduce)) {
        return Ok(None);
    }
    let entries = reader.review().log_of_item(&campaign.id, &row.id)?;
    let entries: Vec<_> = entries.into_iter().filter(|one| !one.taken_back).map(|one| one.entry).collect();
    let settled = Settled::of(&campaign.lead.name, &entries);
    let standing = entries.iter().filter(|entry| settled.standing.contains(&entry.sequence));
    let mut decisions = standing.filter_map(|entry| match &entry.entry {
        Entry::Decided(decided) if row.outcome == Outcome::Stands(decided.verdict) => Some((decided, entry.at)),
        _ => None,
    });
    let Some((decided, at)) = decisions.next_back().map(|(decided, at)| (decided.clone(), at)) else { return Ok(None) };
    let item = reader.review().item(&campaign.id, &row.id)?;
    Ok(item.map(|(_, item)| ToGo { item, decided, at }))
}

fn removals(
    reader: &Reader<'_>,
    evaluation: &Evaluation,
    last: &LastDue,
    to_go: &[ToGo],
    before: &[Removal],
    now: DateTime<Utc>,
) -> Result<Vec<Removal>, StoreError> {
    if to_go.is_empty() {
        return Ok(Vec::new());
    }
    let known: HashMap<&ItemId, &Removal> = before.iter().map(|removal| (&removal.item, removal)).collect();
    let readings = Readings::of(reader, evaluation, last, now)?;
    let one = |going: &ToGo| {
        let ToGo { item, decided, at } = going;
        let reading = readings.of_item(item);
        removal(item, decided.verdict, &decided.keep, *at, &reading, known.get(&item.id).copied())
    };
    Ok(to_go.iter().map(one).collect())
}

/// Items that a closed campaign opens again, each with why.
fn drifted(
    reader: &Reader<'_>,
    evaluation: &Evaluation,
    campaign: &Campaign,
    removals: &[Removal],
    before: &[Removal],
) -> Result<Vec<(ItemId, String)>, StoreError> {
    let mut found = drift::wider(reader, evaluation, campaign)?;
    for removal in removals {
        let was = before.iter().find(|one| one.item == removal.item).map(|one| one.state);
        let is_back = was == Some(RemovalState::Removed)
            && matches!(removal.state, RemovalState::StillThere | RemovalState::Changed);
        if is_back && !found.iter().any(|(item, _)| *item == removal.item) {
            found.push((removal.item.clone(), format!("It was removed and is back: {}.", removal.words)));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
