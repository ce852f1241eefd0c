//! Reviews of access: campaigns, who reviews what, how far each is.

pub(crate) mod dto;

use keyturn_app::review::{
    AccountTally, Closing, NewReview, Review, ReviewPreview as Previewed, ReviewSummary, ReviewerStanding as Standing,
};

use crate::contract::error::CommandError;
use crate::contract::reviews::{
    AccountProgress, CampaignSummary, LeaversReply, LeaversRequest, ReviewCloseRequest, ReviewDelegateRequest,
    ReviewKindCount, ReviewOpenRequest, ReviewPace, ReviewPreview, ReviewReply, ReviewRequest, ReviewerStanding,
    ReviewsReply,
};
use crate::host::Host;

/// Every campaign.
pub async fn list(host: &Host) -> Result<ReviewsReply, CommandError> {
    let reviews = host.app()?.reviews().await?;
    Ok(ReviewsReply { campaigns: reviews.campaigns.iter().map(summary).collect(), next_on: reviews.next_on })
}

/// What a campaign would hold, and why it could not open.
pub async fn preview(host: &Host, request: ReviewOpenRequest) -> Result<ReviewPreview, CommandError> {
    let Previewed { kinds, seeds, reviewers, progress, coverage, faults } =
        host.app()?.preview_review(wanted(request)?).await?;
    Ok(ReviewPreview {
        kinds: kinds.into_iter().map(|(kind, items)| counted(kind.code(), items)).collect(),
        seeds: seeds.into_iter().map(|(seed, items)| counted(seed.code(), items)).collect(),
        reviewers: reviewers.into_iter().map(|(name, items)| counted(&name, items)).collect(),
        progress: dto::progress(&progress),
        coverage: dto::coverage(&coverage),
        faults: faults.iter().map(ToString::to_string).collect(),
    })
}

/// Opens a campaign.
pub async fn open(host: &Host, request: ReviewOpenRequest) -> Result<ReviewReply, CommandError> {
    Ok(reply(&host.app()?.open_review(wanted(request)?).await?))
}

/// Who of a list of people who left is a principal here.
pub async fn leavers(host: &Host, request: LeaversRequest) -> Result<LeaversReply, CommandError> {
    let columns = dto::columns(&request);
    Ok(dto::leavers(host.app()?.leavers(request.text, columns).await?))
}

/// One campaign.
pub async fn show(host: &Host, request: ReviewRequest) -> Result<ReviewReply, CommandError> {
    Ok(reply(&host.app()?.review(&request.id).await?))
}

/// Records a delegation.
pub async fn delegate(host: &Host, request: ReviewDelegateRequest) -> Result<ReviewReply, CommandError> {
    Ok(reply(&host.app()?.delegate_review(&request.id, dto::delegation(request.delegation)).await?))
}

/// Closes a campaign.
pub async fn close(host: &Host, request: ReviewCloseRequest) -> Result<ReviewReply, CommandError> {
    let ReviewCloseRequest { id, second, lead_statement, second_statement } = request;
    Ok(reply(&host.app()?.close_review(&id, Closing { second, lead_statement, second_statement }).await?))
}

fn wanted(request: ReviewOpenRequest) -> Result<NewReview, CommandError> {
    Ok(NewReview {
        name: request.name,
        period: request.period,
        frameworks: dto::frameworks(&request.frameworks)?,
        scope: dto::scope(request.scope)?,
        lead: dto::reviewer(request.lead),
        reviewers: request.reviewers.into_iter().map(dto::reviewer).collect(),
        due_on: request.due_on,
        cadence_months: request.cadence_months,
        cadence_source: request.cadence_source,
        open_anyway: request.open_anyway,
        leavers: request.leavers.into_iter().map(dto::leaver).collect(),
    })
}

fn counted(code: &str, items: u32) -> ReviewKindCount {
    ReviewKindCount { code: code.to_owned(), items }
}

fn summary(of: &ReviewSummary) -> CampaignSummary {
    line(&of.campaign, of.state.code(), &of.progress)
}

fn line(
    campaign: &keyturn_domain::review::Campaign,
    state: &str,
    progress: &keyturn_domain::review::Progress,
) -> CampaignSummary {
    CampaignSummary {
        id: campaign.id.to_string(),
        name: campaign.name.clone(),
        period: campaign.period.clone(),
        state: state.to_owned(),
        role: campaign.role.code().to_owned(),
        opened_at: campaign.opened_at,
        opened_by: campaign.opened_by.clone(),
        due_on: campaign.due_on,
        closed_at: campaign.closed_at,
        progress: dto::progress(progress),
    }
}

pub(crate) fn reply(of: &Review) -> ReviewReply {
    let campaign = &of.campaign;
    ReviewReply {
        campaign: line(campaign, of.state.code(), &of.progress),
        frameworks: campaign.frameworks.iter().map(|one| one.code().to_owned()).collect(),
        scope: dto::scope_dto(&campaign.scope),
        cadence_months: campaign.cadence_months,
        cadence_source: campaign.cadence_source.clone(),
        snapshot: campaign.snapshot.clone(),
        open_anyway: campaign.open_anyway.clone(),
        coverage: dto::coverage(&campaign.coverage),
        reviewers: of.reviewers.iter().map(standing).collect(),
        tabs: of.tally.tabs.iter().map(|(tab, items)| counted(tab.code(), *items)).collect(),
        accounts: of.tally.accounts.iter().map(account).collect(),
        removals: of.removals.iter().map(|one| dto::removal(&one.removal, one.title.clone())).collect(),
        days_left: i32::try_from(of.days_left).unwrap_or(if of.days_left < 0 { i32::MIN } else { i32::MAX }),
        blocked: of.blocked.clone(),
        signatures: campaign.sign_offs.iter().map(dto::sign_off).collect(),
        acting: of.acting.clone(),
        pace: ReviewPace {
            median_seconds: of.pace.median_seconds,
            under_two_seconds: of.pace.under_two_seconds,
            largest_bulk: of.pace.largest_bulk,
            in_bulk: of.pace.in_bulk,
        },
    }
}

fn standing(of: &Standing) -> ReviewerStanding {
    ReviewerStanding {
        reviewer: dto::reviewer_dto(&of.reviewer),
        lead: of.lead,
        progress: dto::progress(&of.progress),
        handed_out_at: of.handed_out_at,
        taken_in_at: of.taken_in_at,
        delegation: of.delegation.as_ref().map(dto::delegation_dto),
        late: of.late,
    }
}

fn account(of: &AccountTally) -> AccountProgress {
    let AccountTally { account, account_name, items, decided } = of.clone();
    AccountProgress { account, account_name, items, decided }
}
