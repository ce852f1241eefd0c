//! Opening a campaign: its questions are gathered and frozen, once everything in scope was read or somebody says why not.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::review::leavers::Leaver;
use keyturn_domain::review::{
    Campaign, CampaignFault, CampaignId, Coverage, Framework, Item, ItemKind, Progress, Reviewer, Role, Scope, Seed,
    snapshot_hash,
};

use super::refusal::{Refusal, refuse};
use super::show::{Review, shown};
use crate::app::App;
use crate::error::AppError;

/// A campaign that somebody wants to open.
#[derive(Clone, Debug)]
pub struct NewReview {
    /// Its name.
    pub name: String,
    /// The period under review.
    pub period: String,
    /// Frameworks that ask for it.
    pub frameworks: Vec<Framework>,
    /// What is reviewed.
    pub scope: Scope,
    /// Who opens and closes it.
    pub lead: Reviewer,
    /// Who reviews what: the first that fits.
    pub reviewers: Vec<Reviewer>,
    /// The last day on which it is in time.
    pub due_on: NaiveDate,
    /// How often, in months.
    pub cadence_months: u32,
    /// Whose policy asks for it.
    pub cadence_source: String,
    /// Why it opens although parts were not read.
    pub open_anyway: Option<String>,
    /// People who left.
    pub leavers: Vec<Leaver>,
}

/// What a campaign would hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewPreview {
    /// Items by kind.
    pub kinds: BTreeMap<ItemKind, u32>,
    /// Items by the questions from which they come; one may come from several.
    pub seeds: BTreeMap<Seed, u32>,
    /// Items by reviewer.
    pub reviewers: BTreeMap<String, u32>,
    /// Counts in all.
    pub progress: Progress,
    /// What was read of the scope.
    pub coverage: Coverage,
    /// Why it cannot open as asked; empty where it can.
    pub faults: Vec<CampaignFault>,
}

impl App {
    /// What a campaign of these items would hold, and why it could not open. Nothing is kept.
    pub fn preview_drafted(
        &self,
        new: NewReview,
        items: &[Item],
        coverage: Coverage,
    ) -> Result<ReviewPreview, AppError> {
        Ok(preview(&self.campaign_of(new, coverage, String::new())?, items, self.now()))
    }

    /// Freezes these items and keeps the campaign.
    pub async fn open_drafted(&self, new: NewReview, items: Vec<Item>, coverage: Coverage) -> Result<Review, AppError> {
        let now = self.now();
        let mut campaign = self.campaign_of(new, coverage, String::new())?;
        refuse(&campaign.check(items.len(), now.date_naive()), Refusal::of_campaign)?;
        let act = self.act(now, "review.opened", campaign.id.as_str(), &serde_json::json!({}));
        self.with_database(move |database| {
            let lines: Vec<String> = items
                .iter()
                .map(serde_json::to_string)
                .collect::<Result<_, _>>()
                .map_err(|error| AppError::BrokenOff(error.to_string()))?;
            campaign.snapshot = snapshot_hash(&lines);
            let detail = serde_json::json!({
                "name": campaign.name, "items": items.len(), "snapshot": campaign.snapshot,
                "gaps": campaign.coverage.gaps.len(), "open_anyway": campaign.open_anyway,
            });
            let act = Act { detail: detail.to_string(), ..act };
            database.write(|writer| writer.review().open(&campaign, &items, &lines, act))?;
            Ok(database.read(|reader| {
                let found = reader.review().campaign(&campaign.id)?;
                let (campaign, progress) = found.unwrap_or((campaign, Progress::default()));
                shown(reader, campaign, progress, now)
            })?)
        })
        .await
    }

    fn campaign_of(&self, new: NewReview, coverage: Coverage, snapshot: String) -> Result<Campaign, AppError> {
        let mut id = [0; 8];
        getrandom::fill(&mut id).map_err(|fault| AppError::BrokenOff(fault.to_string()))?;
        let trimmed = |text: String| text.trim().to_owned();
        let named = |reviewer: Reviewer| Reviewer { name: reviewer.name.trim().to_owned(), ..reviewer };
        let mut frameworks = new.frameworks;
        frameworks.sort_unstable();
        frameworks.dedup();
        Ok(Campaign {
            id: CampaignId::from_bytes(id),
            name: trimmed(new.name),
            period: trimmed(new.period),
            frameworks,
            scope: new.scope,
            lead: named(new.lead),
            reviewers: new.reviewers.into_iter().map(named).collect(),
            due_on: new.due_on,
            cadence_months: new.cadence_months,
            cadence_source: trimmed(new.cadence_source),
            open_anyway: new.open_anyway.map(trimmed),
            opened_at: self.now(),
            opened_by: self.actor().to_owned(),
            snapshot,
            coverage,
            role: Role::Lead,
            closed_at: None,
            sign_offs: Vec::new(),
        })
    }
}

fn preview(campaign: &Campaign, items: &[Item], now: DateTime<Utc>) -> ReviewPreview {
    let mut shown = ReviewPreview {
        coverage: campaign.coverage.clone(),
        faults: campaign.check(items.len(), now.date_naive()),
        ..ReviewPreview::default()
    };
    let (mut principals, mut secrets) = (HashSet::new(), HashSet::new());
    for item in items {
        *shown.kinds.entry(item.kind).or_default() += 1;
        *shown.reviewers.entry(item.reviewer.clone()).or_default() += 1;
        for seed in &item.seeds {
            *shown.seeds.entry(*seed).or_default() += 1;
        }
        principals.extend(item.principal.as_deref());
        secrets.extend(item.members.iter().map(|member| member.arn.as_str()));
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    shown.progress.items = count(items.len());
    shown.progress.principals = count(principals.len());
    shown.progress.secrets = count(secrets.len());
    shown
}
