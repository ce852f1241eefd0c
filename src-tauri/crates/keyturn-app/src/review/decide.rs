//! Decisions, one or many at once, and taking them back.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::review::decision::Standing;
use keyturn_domain::review::reviewer::same;
use keyturn_domain::review::{Campaign, Decided, Delegation, Entry, Item, ItemId, Role, Verdict};
use keyturn_store::{ItemRow, Reader, StoreError, Writer};

use super::{Answer, Refusal, campaign, item, sentence};
use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

/// The most items of one bulk.
const MOST: usize = 20_000;

/// What a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// On which items, by id; more than one is a bulk.
    pub items: Vec<String>,
    /// What.
    pub verdict: Verdict,
    /// The note; needed but for keep.
    pub note: String,
    /// For a handing-on: to which reviewer of the campaign.
    pub to: Option<String>,
    /// For a reduction of one item: the secrets that stay, by ARN. Empty takes those of each item's suggestion.
    pub keep: Vec<String>,
    /// Seconds that the item, or the bulk, was on screen before.
    pub seconds: Option<u32>,
}

/// What was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidedItems {
    /// The items that were decided, or whose decision was taken back, as they are now.
    pub items: Vec<ItemRow>,
    /// Those that could not be; the others are.
    pub refused: Vec<Refused>,
    /// What takes it back; `None` where nothing was decided.
    pub undo: Option<u64>,
}

/// An item that could not be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub item: String,
    /// Why, in a sentence.
    pub why: String,
    /// What is refused, where that is said by itself.
    pub refusal: Option<Refusal>,
}

impl App {
    /// Decides items in the name of who acts here: all that can be in one transaction, the rest is told.
    pub async fn decide(&self, id: &str, decision: Decision) -> Result<DecidedItems, AppError> {
        refuse_secrets(&decision.note)?;
        let distinct: BTreeSet<&String> = decision.items.iter().collect();
        if decision.items.is_empty() || decision.items.len() > MOST || distinct.len() < decision.items.len() {
            return Err(AppError::BadRequest(format!("name 1 to {MOST} items, each once")));
        }
        if decision.items.len() > 1 && !decision.keep.is_empty() {
            return Err(AppError::BadRequest("which secrets stay is said of one item at a time".to_owned()));
        }
        let (id, now) = (id.to_owned(), self.now());
        let act = self.act(now, "review.decided", &id, &serde_json::json!({}));
        self.with_database(move |database| database.write(|writer| decide(writer, &id, &decision, now, act))?).await
    }

    /// Takes back what was decided: the decision, or the bulk of them, that begins with this sequence number of the log;
    /// with `None` the last of who acts here. The lead takes back what was taken in from a reviewer too, one decision at
    /// a time: a reviewer's bulk is theirs to take back whole.
    pub async fn undo_decision(&self, id: &str, sequence: Option<u64>) -> Result<DecidedItems, AppError> {
        let (id, now) = (id.to_owned(), self.now());
        let act = self.act(now, "review.undone", &id, &serde_json::json!({}));
        self.with_database(move |database| database.write(|writer| undo(writer, &id, sequence, now, act))?).await
    }
}

fn decide(writer: &Writer<'_>, id: &str, decision: &Decision, now: DateTime<Utc>, act: Act) -> Answer<DecidedItems> {
    let reader = writer.reader();
    let campaign = match campaign(reader, id)? {
        Ok((campaign, _)) => campaign,
        Err(error) => return Ok(Err(error)),
    };
    let delegations = reader.review().delegations(&campaign.id)?;
    let mut good: Vec<Decided> = Vec::new();
    let mut refused = Vec::new();
    for named in &decision.items {
        let (row, item) = match item(reader, &campaign, named)? {
            Ok(found) => found,
            Err(error) => {
                refused.push(Refused { item: named.clone(), why: error.to_string(), refusal: None });
                continue;
            }
        };
        let decided = decided(decision, &campaign, &item);
        let faults = decided.check(&standing(&campaign, &item, &row, &delegations, now));
        if faults.is_empty() {
            good.push(decided);
        } else {
            let refusal = faults.first().and_then(Refusal::of_decision);
            refused.push(Refused { item: named.clone(), why: sentence(&faults), refusal });
        }
    }
    if good.is_empty() {
        return Ok(Ok(DecidedItems { refused, ..DecidedItems::default() }));
    }
    let bulk = u32::try_from(good.len()).unwrap_or(u32::MAX);
    let ids: Vec<ItemId> = good.iter().map(|decided| decided.item.clone()).collect();
    let entries = good.into_iter().map(|decided| {
        let decided = Decided { bulk, ..decided };
        (now, decided.by.clone(), Entry::Decided(decided))
    });
    let detail = serde_json::json!({ "decision": decision.verdict.code(), "items": bulk, "by": campaign.acting() });
    let act = Act { detail: detail.to_string(), ..act };
    let log = writer.review().append(&campaign, entries.collect(), Some(act))?;
    let undo = log.first().map(|entry| entry.sequence);
    Ok(Ok(DecidedItems { items: rows(reader, &campaign, &ids)?, refused, undo }))
}

fn decided(decision: &Decision, campaign: &Campaign, item: &Item) -> Decided {
    let suggested = || {
        let suggestion = item.grounds.suggestion.as_ref().filter(|suggestion| suggestion.decision == Verdict::Reduce);
        suggestion.map(|suggestion| suggestion.keep.clone()).unwrap_or_default()
    };
    let keep = match decision.verdict {
        Verdict::Reduce if decision.keep.is_empty() => suggested(),
        _ => decision.keep.clone(),
    };
    // A reviewer has one name in the log, however it was typed.
    let to = decision.to.as_deref().map(|to| campaign.reviewer(to).map_or(to, |reviewer| &reviewer.name).to_owned());
    Decided {
        item: item.id.clone(),
        verdict: decision.verdict,
        by: campaign.acting().to_owned(),
        note: decision.note.trim().to_owned(),
        to,
        keep,
        seconds: decision.seconds,
        bulk: 1,
    }
}

/// How an item stands when somebody decides on it now.
pub(super) fn standing<'a>(
    campaign: &'a Campaign,
    item: &'a Item,
    row: &'a ItemRow,
    delegations: &'a [Delegation],
    now: DateTime<Utc>,
) -> Standing<'a> {
    let (reviewer, reopened, today) = (row.reviewer.as_str(), row.reopened, now.date_naive());
    Standing { campaign, item, reviewer, reopened, delegations, today }
}

fn rows(reader: &Reader<'_>, campaign: &Campaign, ids: &[ItemId]) -> Result<Vec<ItemRow>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(reader.review().row(&campaign.id, id)?);
    }
    Ok(rows)
}

fn undo(writer: &Writer<'_>, id: &str, sequence: Option<u64>, now: DateTime<Utc>, act: Act) -> Answer<DecidedItems> {
    let reader = writer.reader();
    let campaign = match campaign(reader, id)? {
        Ok((campaign, _)) => campaign,
        Err(error) => return Ok(Err(error)),
    };
    let acting = campaign.acting();
    let review = reader.review();
    let nothing = || AppError::NotFound { what: "decision to take back", name: acting.to_owned() };
    let sequence = match sequence {
        Some(sequence) => Some(sequence),
        None => review.last_bulk(&campaign.id, acting)?,
    };
    let Some(sequence) = sequence else { return Ok(Err(nothing())) };
    let (bulk, theirs) = match review.log_from(&campaign.id, sequence, 1)?.first().map(|entry| &entry.entry) {
        Some(Entry::Decided(decided)) if same(&decided.by, acting) => (decided.bulk, false),
        Some(Entry::Decided(_)) if campaign.role == Role::Lead => (1, true),
        _ => return Ok(Err(nothing())),
    };
    let mut ids = Vec::new();
    for entry in review.log_from(&campaign.id, sequence, bulk)? {
        let Entry::Decided(decided) = &entry.entry else { return Ok(Err(nothing())) };
        if !theirs && (!same(&decided.by, acting) || decided.bulk != bulk) {
            return Ok(Err(nothing()));
        }
        let of_item = review.log_of_item(&campaign.id, &decided.item)?;
        if of_item.iter().any(|one| one.taken_back && one.entry.sequence == entry.sequence) {
            return Ok(Err(AppError::BadRequest("it was taken back already".to_owned())));
        }
        let reopened_since = of_item
            .iter()
            .any(|one| matches!(one.entry.entry, Entry::Reopened { .. }) && one.entry.sequence < entry.sequence);
        if !campaign.is_open() && !reopened_since {
            return Ok(Err(Refusal::Closed.because("the campaign is closed: its decisions stay")));
        }
        ids.push(decided.item.clone());
    }
    if ids.len() != bulk as usize {
        return Ok(Err(nothing()));
    }
    let detail = serde_json::json!({ "sequence": sequence, "items": bulk, "by": acting });
    let act = Act { detail: detail.to_string(), ..act };
    writer.review().append(&campaign, vec![(now, acting.to_owned(), Entry::Undone { sequence, bulk })], Some(act))?;
    Ok(Ok(DecidedItems { items: rows(reader, &campaign, &ids)?, ..DecidedItems::default() }))
}
