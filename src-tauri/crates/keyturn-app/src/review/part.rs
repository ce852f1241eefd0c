//! What travels: a reviewer's part from the lead's Keyturn, and their decisions back. Sealing it is another's work.

use keyturn_domain::audit::Act;
use keyturn_domain::review::{Campaign, CampaignId, Delegation, Entry, Item, LogEntry, Role};
use keyturn_store::{ItemsAsked, Reader};

use super::{Answer, campaign};
use crate::app::App;
use crate::error::AppError;

/// One reviewer's part of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The campaign, with the role of that reviewer.
    pub campaign: Campaign,
    /// The items that they are to decide, in the campaign's order.
    pub items: Vec<Item>,
    /// Delegations to them that hold.
    pub delegations: Vec<Delegation>,
}

/// A reviewer's decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// The campaign's snapshot, as it came with the part.
    pub snapshot: String,
    /// Whose.
    pub reviewer: String,
    /// The whole log of the reviewer's copy.
    pub entries: Vec<LogEntry>,
}

impl App {
    /// The part of a reviewer, or of somebody to whom one delegated; and that it was handed out.
    pub async fn hand_out_part(&self, id: &str, reviewer: &str) -> Result<Part, AppError> {
        let (id, reviewer, now) = (id.to_owned(), reviewer.to_owned(), self.now());
        let act = self.act(now, "review.handed_out", &id, &serde_json::json!({}));
        self.with_database(move |database| {
            database.write(|writer| {
                let reader = writer.reader();
                let part = match part(reader, &id, &reviewer, now.date_naive())? {
                    Ok(part) => part,
                    Err(error) => return Ok(Err(error)),
                };
                let (campaign, to) = (&part.campaign, part.campaign.acting().to_owned());
                let items = u32::try_from(part.items.len()).unwrap_or(u32::MAX);
                let head = reader.review().log_end(&campaign.id)?.map(|(_, hash)| hash).unwrap_or_default();
                let detail = serde_json::json!({ "to": to, "items": items });
                let entry = (now, campaign.lead.name.clone(), Entry::HandedOut { to, items, head });
                writer.review().append(campaign, vec![entry], Some(Act { detail: detail.to_string(), ..act }))?;
                Ok(Ok(part))
            })?
        })
        .await
    }

    /// The decisions of a reviewer's copy, to hand back; and that they were.
    pub async fn hand_back_answers(&self, id: &str) -> Result<Answers, AppError> {
        let (id, now) = (id.to_owned(), self.now());
        let act = self.act(now, "review.handed_back", &id, &serde_json::json!({}));
        self.with_database(move |database| {
            database.write(|writer| {
                let reader = writer.reader();
                let (campaign, progress) = match campaign(reader, &id)? {
                    Ok(found) => found,
                    Err(error) => return Ok(Err(error)),
                };
                let Role::Reviewer(reviewer) = campaign.role.clone() else {
                    return Ok(Err(AppError::BadRequest("this is the lead's Keyturn: name a reviewer".to_owned())));
                };
                let head = reader.review().log_end(&campaign.id)?.map(|(_, hash)| hash).unwrap_or_default();
                let (to, items) = (campaign.lead.name.clone(), progress.decided);
                let detail = serde_json::json!({ "to": to, "decisions": items });
                let entry = (now, reviewer.clone(), Entry::HandedOut { to, items, head });
                writer.review().append(&campaign, vec![entry], Some(Act { detail: detail.to_string(), ..act }))?;
                let entries = reader.review().log(&campaign.id)?;
                Ok(Ok(Answers { campaign: campaign.id, snapshot: campaign.snapshot, reviewer, entries }))
            })?
        })
        .await
    }
}

fn part(reader: &Reader<'_>, id: &str, named: &str, today: chrono::NaiveDate) -> Answer<Part> {
    let mut campaign = match campaign(reader, id)? {
        Ok((campaign, _)) => campaign,
        Err(error) => return Ok(Err(error)),
    };
    if campaign.role != Role::Lead {
        return Ok(Err(AppError::BadRequest("only the lead hands out".to_owned())));
    }
    let mut delegations = reader.review().delegations(&campaign.id)?;
    delegations.retain(|one| one.to.is(named) && one.until >= today);
    let name = campaign.reviewer(named).or(delegations.first().map(|one| &one.to)).map(|person| person.name.clone());
    let Some(name) = name.filter(|name| !campaign.lead.is(name)) else {
        return Ok(Err(AppError::NotFound { what: "reviewer", name: named.to_owned() }));
    };
    let mut items = Vec::new();
    let mine = of_reviewer(reader, &campaign, &name)?;
    for delegation in &delegations {
        let from = campaign.reviewer(&delegation.from).map_or(delegation.from.as_str(), |from| &from.name);
        items.extend(of_reviewer(reader, &campaign, from)?.into_iter().filter(|item| delegation.covers(item)));
    }
    items.extend(mine);
    items.sort_by_key(|item| item.number);
    items.dedup_by(|one, other| one.id == other.id);
    campaign.role = Role::Reviewer(name);
    Ok(Ok(Part { campaign, items, delegations }))
}

/// The items that a reviewer is to decide now.
fn of_reviewer(reader: &Reader<'_>, campaign: &Campaign, name: &str) -> Result<Vec<Item>, keyturn_store::StoreError> {
    let asked = ItemsAsked { reviewer: Some(name.to_owned()), ..ItemsAsked::default() };
    let (rows, _) = reader.review().items(&campaign.id, &asked, 0, u32::MAX)?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.extend(reader.review().item(&campaign.id, &row.id)?.map(|(_, item)| item));
    }
    Ok(items)
}
