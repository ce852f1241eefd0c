//! What comes in: a part to review, and decisions that come back. Nothing is trusted: everything is checked as if it were
//! typed here, a packet that came before changes nothing, and differing decisions are shown and not merged.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::review::decision::{Fault, Standing};
use keyturn_domain::review::reviewer::same;
use keyturn_domain::review::{Campaign, Decided, Entry, Item, ItemId, LogEntry, Outcome, Role, Settled, log};
use keyturn_store::{Reader, StoreError, Writer};

use super::refusal::refuse;
use super::show::{Review, shown};
use super::{Answer, Answers, Part, Refusal, campaign, sentence};
use crate::app::App;
use crate::error::AppError;

/// The most items of a part, and entries of a log.
const MOST: usize = 100_000;

/// What a part brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenPart {
    /// How many items it has.
    pub items: usize,
    /// How many of these are new here; 0 where it came before.
    pub new: usize,
    /// The campaign as it is now; `None` where it was only looked at.
    pub review: Option<Review>,
}

/// What decisions brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenAnswers {
    /// Items that were decided in them, the last decision of each.
    pub items: usize,
    /// Decisions that are new here; 0 where they came before.
    pub decisions: u32,
    /// Items of these on which people differ now.
    pub differs: u32,
    /// The campaign as it is now; `None` where they were only looked at.
    pub review: Option<Review>,
}

impl App {
    /// Takes in a part to review here; with `preview` only says what it would bring.
    pub async fn take_in_part(&self, part: Part, preview: bool) -> Result<TakenPart, AppError> {
        let now = self.now();
        let act = self.act(now, "review.taken_in", part.campaign.id.as_str(), &serde_json::json!({}));
        self.with_database(move |database| database.write(|writer| take_in_part(writer, &part, preview, now, act))?)
            .await
    }

    /// Takes a reviewer's decisions in; with `preview` only says what they would bring.
    pub async fn take_in_answers(&self, answers: Answers, preview: bool) -> Result<TakenAnswers, AppError> {
        let now = self.now();
        let act = self.act(now, "review.taken_in", answers.campaign.as_str(), &serde_json::json!({}));
        self.with_database(move |database| database.write(|writer| take_in(writer, &answers, preview, now, act))?).await
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where an answer stands")]
fn bad<T>(message: impl Into<String>) -> Answer<T> {
    Ok(Err(AppError::BadRequest(message.into())))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where an answer stands")]
fn refused<T>(refusal: Refusal, message: impl Into<String>) -> Answer<T> {
    Ok(Err(refusal.because(message)))
}

fn take_in_part(writer: &Writer<'_>, part: &Part, preview: bool, now: DateTime<Utc>, act: Act) -> Answer<TakenPart> {
    let (reader, coming) = (writer.reader(), &part.campaign);
    let Role::Reviewer(name) = &coming.role else { return bad("the packet is for no reviewer") };
    if coming.reviewer(name).is_none() && !part.delegations.iter().any(|one| one.to.is(name)) {
        return bad(format!("{name} is no reviewer of the packet's campaign"));
    }
    if part.items.is_empty() || part.items.len() > MOST {
        return bad(format!("the packet has {} items: 1 to {MOST} can be taken in", part.items.len()));
    }
    let there = reader.review().campaign(&coming.id)?.map(|(campaign, _)| campaign);
    let mut items: BTreeMap<u32, Item> = BTreeMap::new();
    if let Some(there) = &there {
        if there.role != coming.role {
            return bad(match &there.role {
                Role::Lead => "this is the Keyturn that opened the campaign: only decisions come back to it".to_owned(),
                Role::Reviewer(other) => format!("{other}'s part of this campaign is here already"),
            });
        }
        if there.snapshot != coming.snapshot {
            return refused(
                Refusal::PacketOtherCampaign,
                "the packet is of another snapshot than the part that is here",
            );
        }
        items.extend(reader.review().frozen(&coming.id)?.into_iter().map(|item| (item.number, item)));
    }
    let before = items.len();
    for item in &part.items {
        match items.insert(item.number, item.clone()) {
            Some(other) if other != *item => return bad("two of its items have one number, or one was changed"),
            _ => {}
        }
    }
    let distinct: BTreeSet<&ItemId> = items.values().map(|item| &item.id).collect();
    if distinct.len() != items.len() {
        return bad("the packet has an item twice");
    }
    let new = items.len() - before;
    if preview || new == 0 {
        return Ok(Ok(TakenPart { items: part.items.len(), new, review: None }));
    }
    let mut lines = Vec::with_capacity(items.len());
    let items: Vec<Item> = items.into_values().collect();
    for item in &items {
        match serde_json::to_string(item) {
            Ok(line) => lines.push(line),
            Err(error) => return bad(error.to_string()),
        }
    }
    let detail = serde_json::json!({ "name": coming.name, "reviewer": name, "items": new });
    let act = Act { detail: detail.to_string(), ..act };
    let known = reader.review().delegations(&coming.id)?;
    // What was handed on to them is theirs; what they decide by a delegation stays another's.
    let delegated = |item: &Item| {
        let mut all = known.iter().chain(&part.delegations);
        all.any(|one| one.to.is(name) && same(&one.from, &item.reviewer) && one.covers(item))
    };
    let reviewer = |item: &Item| if delegated(item) { item.reviewer.clone() } else { name.clone() };
    writer.review().put_part(there.as_ref().unwrap_or(coming), &items, &lines, reviewer, act)?;
    let delegations = part.delegations.iter().filter(|one| !known.contains(one));
    let entries = delegations.map(|one| (now, one.from.clone(), Entry::Delegated(one.clone())));
    writer.review().append(coming, entries.collect(), None)?;
    let Some((campaign, progress)) = reader.review().campaign(&coming.id)? else { return bad("the campaign is gone") };
    let review = shown(reader, campaign, progress, now)?;
    Ok(Ok(TakenPart { items: part.items.len(), new, review: Some(review) }))
}

/// What is to be added to the lead's log.
struct Plan {
    entries: Vec<(DateTime<Utc>, String, Entry)>,
    decisions: u32,
    differs: u32,
}

fn take_in(
    writer: &Writer<'_>,
    answers: &Answers,
    preview: bool,
    now: DateTime<Utc>,
    act: Act,
) -> Answer<TakenAnswers> {
    let reader = writer.reader();
    let (campaign, _) = match campaign(reader, answers.campaign.as_str())? {
        Ok(found) => found,
        Err(AppError::NotFound { .. }) => {
            return refused(Refusal::PacketOtherCampaign, "the packet is of a campaign that is not here");
        }
        Err(error) => return Ok(Err(error)),
    };
    let decided: BTreeSet<&ItemId> = answers.entries.iter().filter_map(|entry| entry.entry.item()).collect();
    let items = decided.len();
    let new = match new_entries(reader, &campaign, answers)? {
        Ok(new) => new,
        Err(error) => return Ok(Err(error)),
    };
    let Plan { mut entries, decisions, differs } = match plan(reader, &campaign, answers, new, now)? {
        Ok(plan) => plan,
        Err(error) => return Ok(Err(error)),
    };
    if preview || entries.is_empty() {
        return Ok(Ok(TakenAnswers { items, decisions, differs, review: None }));
    }
    let head = answers.entries.last().map(|entry| entry.hash.clone()).unwrap_or_default();
    let (reviewer, count) = (answers.reviewer.clone(), u32::try_from(entries.len()).unwrap_or(u32::MAX));
    let detail = serde_json::json!({ "reviewer": reviewer, "decisions": decisions, "head": head });
    let taken = Entry::TakenIn { reviewer, head, entries: count };
    entries.insert(0, (now, campaign.lead.name.clone(), taken));
    writer.review().append(&campaign, entries, Some(Act { detail: detail.to_string(), ..act }))?;
    let Some((campaign, progress)) = reader.review().campaign(&campaign.id)? else {
        return bad("the campaign is gone");
    };
    let review = shown(reader, campaign, progress, now)?;
    Ok(Ok(TakenAnswers { items, decisions, differs, review: Some(review) }))
}

/// The entries of a reviewer's log that did not come before, once the log is known to be whole and to continue what did.
fn new_entries<'a>(reader: &Reader<'_>, campaign: &Campaign, answers: &'a Answers) -> Answer<&'a [LogEntry]> {
    if campaign.role != Role::Lead {
        return bad("decisions come back to the Keyturn that opened the campaign: this is a reviewer's copy");
    }
    if answers.snapshot != campaign.snapshot {
        return refused(Refusal::PacketOtherCampaign, "the packet was made from another snapshot of this campaign");
    }
    if answers.entries.len() > MOST {
        return bad(format!("the packet's log has {} entries: at most {MOST}", answers.entries.len()));
    }
    if let Err(broken) = log::verify(&answers.entries) {
        return refused(Refusal::PacketUnreadable, format!("the packet's log was changed: {broken}"));
    }
    let mut from = 0;
    for entry in reader.review().log_of(&campaign.id, "taken_in")? {
        let Entry::TakenIn { reviewer, head, .. } = &entry.entry else { continue };
        if !same(reviewer, &answers.reviewer) {
            continue;
        }
        let Some(at) = answers.entries.iter().position(|one| one.hash == *head) else {
            let words = format!(
                "the packet does not continue what was taken in from {reviewer} before: it is older, or of another copy"
            );
            return refused(Refusal::PacketTaken, words);
        };
        from = from.max(at + 1);
    }
    Ok(Ok(&answers.entries[from..]))
}

fn plan(
    reader: &Reader<'_>,
    campaign: &Campaign,
    answers: &Answers,
    new: &[LogEntry],
    now: DateTime<Utc>,
) -> Answer<Plan> {
    let review = reader.review();
    // Their sequence numbers to ours: after the entry that says that they came.
    let next = review.log_end(&campaign.id)?.map_or(1, |(sequence, _)| sequence + 1) + 1;
    let mut ours: BTreeMap<u64, u64> = BTreeMap::new();
    let mut entries: Vec<(DateTime<Utc>, String, Entry)> = Vec::new();
    let mut delegations = review.delegations(&campaign.id)?;
    let mut undone: BTreeSet<u64> = BTreeSet::new();
    for entry in new {
        let number = next + entries.len() as u64;
        let there = match &entry.entry {
            Entry::Decided(_) | Entry::Undone { .. } | Entry::Delegated(_) if entry.at > now => {
                return bad(format!("entry {} of the packet's log is from the future: {}", entry.sequence, entry.at));
            }
            Entry::Decided(decided) => {
                if !same(&decided.by, &answers.reviewer) || !same(&entry.by, &answers.reviewer) {
                    return bad(format!("entry {} of the packet's log is not {}'s", entry.sequence, answers.reviewer));
                }
                let Some((row, item)) = review.item(&campaign.id, &decided.item)? else {
                    return bad(format!("the packet decides item {}, which the campaign does not have", decided.item));
                };
                let on = super::decide::standing(campaign, &item, &row, &delegations, entry.at);
                let faults = faults(decided, on, &item);
                if !faults.is_empty() {
                    return bad(format!("{}: {}", item.title(), sentence(&faults)));
                }
                ours.insert(entry.sequence, number);
                entry.entry.clone()
            }
            Entry::Undone { sequence, bulk } => {
                for theirs in (*sequence..entry.sequence).take(*bulk as usize) {
                    let Some(our) = our_sequence(reader, campaign, answers, &ours, theirs)? else {
                        return bad(format!(
                            "entry {} of the packet's log takes back what is not there",
                            entry.sequence
                        ));
                    };
                    undone.insert(our);
                    let one = Entry::Undone { sequence: our, bulk: 1 };
                    entries.push((entry.at, answers.reviewer.clone(), one));
                }
                continue;
            }
            Entry::Delegated(delegation) if same(&delegation.from, &answers.reviewer) => {
                if delegations.contains(delegation) {
                    continue;
                }
                if let Err(error) = refuse(&delegation.check(campaign, entry.at.date_naive()), |_| None) {
                    return Ok(Err(error));
                }
                delegations.push(delegation.clone());
                entry.entry.clone()
            }
            _ => continue,
        };
        entries.push((entry.at, answers.reviewer.clone(), there));
    }
    let decisions = ours.values().filter(|our| !undone.contains(our)).count();
    let differs = differing(reader, campaign, &entries, next, &undone)?;
    Ok(Ok(Plan { entries, decisions: u32::try_from(decisions).unwrap_or(u32::MAX), differs }))
}

/// Why a decision is refused. That the lead handed the item on meanwhile takes nothing from who had it before.
fn faults(decided: &Decided, on: Standing<'_>, item: &Item) -> Vec<Fault> {
    let faults = decided.check(&on);
    match faults.first() {
        Some(Fault::NotYours(_)) => decided.check(&Standing { reviewer: &item.reviewer, ..on }),
        _ => faults,
    }
}

/// The sequence number here of an entry of a reviewer's log: new with this packet, or found by what was decided when.
fn our_sequence(
    reader: &Reader<'_>,
    campaign: &Campaign,
    answers: &Answers,
    new: &BTreeMap<u64, u64>,
    theirs: u64,
) -> Result<Option<u64>, StoreError> {
    if let Some(our) = new.get(&theirs) {
        return Ok(Some(*our));
    }
    let place = usize::try_from(theirs).ok().and_then(|theirs| theirs.checked_sub(1));
    let Some(entry) = place.and_then(|place| answers.entries.get(place)) else { return Ok(None) };
    let Some(item) = entry.entry.item() else { return Ok(None) };
    let of_item = reader.review().log_of_item(&campaign.id, item)?;
    let found = of_item.iter().find(|one| one.entry.at == entry.at && one.entry.entry == entry.entry);
    Ok(found.map(|one| one.entry.sequence))
}

/// On how many items people would differ with these entries, numbered from `next` on.
fn differing(
    reader: &Reader<'_>,
    campaign: &Campaign,
    entries: &[(DateTime<Utc>, String, Entry)],
    next: u64,
    undone: &BTreeSet<u64>,
) -> Result<u32, StoreError> {
    let numbered = (next..).zip(entries).map(|(sequence, (at, by, entry))| {
        let hashes = (String::new(), String::new());
        LogEntry { sequence, at: *at, by: by.clone(), entry: entry.clone(), previous_hash: hashes.0, hash: hashes.1 }
    });
    let mut by_item: BTreeMap<ItemId, Vec<LogEntry>> = BTreeMap::new();
    for entry in numbered {
        if let Some(item) = entry.entry.item() {
            by_item.entry(item.clone()).or_default().push(entry);
        }
    }
    let mut differs = 0;
    for (item, new) in by_item {
        let before = reader.review().log_of_item(&campaign.id, &item)?;
        let before = before.into_iter().filter(|one| !one.taken_back).map(|one| one.entry);
        let all: Vec<LogEntry> = before.chain(new).filter(|entry| !undone.contains(&entry.sequence)).collect();
        differs += u32::from(Settled::of(&campaign.lead.name, &all).outcome == Outcome::Differs);
    }
    Ok(differs)
}
