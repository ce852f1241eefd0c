//! Between the domain's reviews and the contract.

use keyturn_app::review::Leavers;
use keyturn_domain::kind::Kind;
use keyturn_domain::review::leavers::{Columns, FoundBy, Leaver};
use keyturn_domain::review::{
    Coverage, Delegation, Framework, Gap, GapState, Member, PastDecision, Progress, Removal, Reviewer, Scope, SignOff,
    Suggestion, Usage, Why,
};

use crate::contract::error::CommandError;
use crate::contract::review_items::{
    PastDecision as PastDecisionDto, ReviewMember, ReviewSuggestion, ReviewUsage, ReviewWhy,
};
use crate::contract::reviews::{
    DelegationDto, LeaverColumns, LeaverDto, LeaversReply, LeaversRequest, RemovalDto, ReviewCoverage, ReviewGap,
    ReviewProgress, ReviewScope, ReviewerDto, SignOffDto,
};

pub(crate) fn scope_dto(scope: &Scope) -> ReviewScope {
    ReviewScope {
        accounts: scope.accounts.clone(),
        regions: scope.regions.clone(),
        paths: scope.paths.clone(),
        tags: scope.tags.clone(),
        kinds: scope.kinds.iter().map(|kind| kind.code().to_owned()).collect(),
    }
}

pub(crate) fn scope(of: ReviewScope) -> Result<Scope, CommandError> {
    let kind = |code: &String| {
        Kind::from_code(code).ok_or_else(|| CommandError::bad_request(format!("{code:?} is no kind of secret")))
    };
    Ok(Scope {
        kinds: of.kinds.iter().map(kind).collect::<Result<_, _>>()?,
        accounts: of.accounts,
        regions: of.regions,
        paths: of.paths,
        tags: of.tags,
    })
}

pub(crate) fn frameworks(codes: &[String]) -> Result<Vec<Framework>, CommandError> {
    let one = |code: &String| {
        Framework::from_code(code).ok_or_else(|| {
            let known: Vec<&str> = Framework::ALL.iter().map(|one| one.code()).collect();
            CommandError::bad_request(format!("{code:?} is no framework: {}", known.join(", ")))
        })
    };
    codes.iter().map(one).collect()
}

pub(crate) fn reviewer(of: ReviewerDto) -> Reviewer {
    let ReviewerDto { name, identities, owners, paths, tags } = of;
    Reviewer { name, identities, owners, paths, tags }
}

pub(crate) fn reviewer_dto(of: &Reviewer) -> ReviewerDto {
    let Reviewer { name, identities, owners, paths, tags } = of.clone();
    ReviewerDto { name, identities, owners, paths, tags }
}

pub(crate) fn delegation(of: DelegationDto) -> Delegation {
    Delegation { from: of.from, to: reviewer(of.to), paths: of.paths, reason: of.reason, until: of.until }
}

pub(crate) fn delegation_dto(of: &Delegation) -> DelegationDto {
    let Delegation { from, to, paths, reason, until } = of.clone();
    DelegationDto { from, to: reviewer_dto(&to), paths, reason, until }
}

pub(crate) fn progress(of: &Progress) -> ReviewProgress {
    let Progress { items, decided, keep, reduce, revoke, cannot_decide, differs, principals, secrets } = *of;
    ReviewProgress { items, decided, keep, reduce, revoke, cannot_decide, differs, principals, secrets }
}

pub(crate) fn coverage(of: &Coverage) -> ReviewCoverage {
    ReviewCoverage {
        cells: of.cells,
        read: of.read,
        oldest_at: of.oldest_at,
        gaps: of.gaps.iter().map(gap).collect(),
        limits: of.limits.clone(),
    }
}

fn gap(of: &Gap) -> ReviewGap {
    let account = of.account_name.as_ref().unwrap_or(&of.account);
    let what = match of.what.as_str() {
        "secretsmanager" => "Secrets Manager",
        "ssm" => "Parameter Store",
        _ => "policies",
    };
    let place = match &of.region {
        Some(region) => format!("{account} / {region} / {what}"),
        None => format!("{account} / {what}"),
    };
    let last = of.read_at.map_or_else(String::new, |at| format!(", last on {}", at.format("%-d %B %Y")));
    let words = match of.state {
        GapState::Never => format!("{place}: never read"),
        GapState::Partial => format!("{place}: read in part{last}"),
        GapState::Failed => format!("{place}: the last reading failed{last}"),
        GapState::Old => format!("{place}: read too long ago{last}"),
    };
    ReviewGap {
        account: of.account.clone(),
        account_name: of.account_name.clone(),
        region: of.region.clone(),
        what: of.what.clone(),
        state: of.state.code().to_owned(),
        read_at: of.read_at,
        words,
    }
}

pub(crate) fn removal(of: &Removal, title: String) -> RemovalDto {
    RemovalDto {
        item: of.item.to_string(),
        title,
        decision: of.verdict.code().to_owned(),
        state: of.state.code().to_owned(),
        words: of.words.clone(),
        seen_at: of.seen_at,
    }
}

pub(crate) fn sign_off(of: &SignOff) -> SignOffDto {
    SignOffDto { name: of.name.clone(), role: of.role.code().to_owned(), statement: of.statement.clone(), at: of.at }
}

pub(crate) fn member(of: &Member) -> ReviewMember {
    let Member { arn, name, state, last_read_at, reads, words } = of.clone();
    ReviewMember { arn, name, state, last_read_at, reads, words }
}

pub(crate) fn why(of: &Why) -> ReviewWhy {
    let Why { place, statement, text, conditions, secrets } = of.clone();
    ReviewWhy { place, statement, text, conditions, secrets }
}

pub(crate) fn usage(of: &Usage) -> ReviewUsage {
    let Usage { reads, secrets_read, readers, last_at, weeks, complete, words } = of.clone();
    ReviewUsage { reads, secrets_read, readers, last_at, weeks, complete, words }
}

pub(crate) fn past(of: &PastDecision) -> PastDecisionDto {
    PastDecisionDto {
        campaign: of.campaign.clone(),
        decision: of.decision.code().to_owned(),
        by: of.by.clone(),
        at: of.at,
        note: of.note.clone(),
    }
}

pub(crate) fn suggestion(of: &Suggestion) -> ReviewSuggestion {
    ReviewSuggestion { decision: of.decision.code().to_owned(), reason: of.reason.clone(), keep: of.keep.clone() }
}

pub(crate) fn columns(of: &LeaversRequest) -> Columns {
    Columns { user: of.user_column.clone(), mail: of.mail_column.clone(), left: of.left_column.clone() }
}

pub(crate) fn leavers(of: Leavers) -> LeaversReply {
    let Leavers { columns, proposed, lines, matched, unmatched, faults } = of;
    LeaversReply {
        columns,
        proposed: LeaverColumns { user: proposed.user, mail: proposed.mail, left: proposed.left },
        lines,
        matched: matched.into_iter().map(leaver_dto).collect(),
        unmatched: unmatched.into_iter().map(leaver_dto).collect(),
        faults,
    }
}

fn leaver_dto(of: Leaver) -> LeaverDto {
    let Leaver { line, user, mail, left_on, principals, by } = of;
    LeaverDto { line, user, mail, left_on, principals, by: by.map(|by| by.code().to_owned()) }
}

pub(crate) fn leaver(of: LeaverDto) -> Leaver {
    let LeaverDto { line, user, mail, left_on, principals, by } = of;
    Leaver { line, user, mail, left_on, principals, by: by.as_deref().and_then(FoundBy::from_code) }
}
