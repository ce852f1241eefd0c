//! The items of a review: listing, deciding, and what is to go.

use std::path::PathBuf;

use keyturn_app::review::{
    Act, ActGroup, Acts, DecidedItems, Decision, ItemDecision, ItemRow, ItemsAsked, Refusal, Tab,
};
use keyturn_domain::review::{Entry, Verdict};

use crate::contract::error::{Code, CommandError};
use crate::contract::review_items::{
    ActDto, ActGroup as ActGroupDto, RefusedItem, ReviewActExportRequest, ReviewActReply, ReviewActRequest,
    ReviewDecideRequest, ReviewDecided, ReviewDecisionDto, ReviewItemReply, ReviewItemRequest, ReviewItemRow,
    ReviewItemsReply, ReviewItemsRequest, ReviewUndoRequest,
};
use crate::contract::review_pack::ReviewFileReply;
use crate::host::Host;
use crate::review_pack::file;
use crate::reviews::dto;

/// A page of items.
pub async fn list(host: &Host, request: ReviewItemsRequest) -> Result<ReviewItemsReply, CommandError> {
    let tab = Tab::from_code(&request.tab).ok_or_else(|| {
        let known: Vec<&str> = Tab::ALL.iter().map(|tab| tab.code()).collect();
        CommandError::bad_request(format!("{:?} is no tab: {}", request.tab, known.join(", ")))
    })?;
    let asked = ItemsAsked { tab, reviewer: request.reviewer, account: request.account, text: request.text };
    let (rows, total) = host.app()?.review_items(&request.id, asked, request.offset, request.limit).await?;
    Ok(ReviewItemsReply { total: u32::try_from(total).unwrap_or(u32::MAX), items: rows.iter().map(row).collect() })
}

/// One item with all that stands beside it.
pub async fn show(host: &Host, request: ReviewItemRequest) -> Result<ReviewItemReply, CommandError> {
    let of = host.app()?.review_item(&request.id, &request.item).await?;
    let (item, grounds) = (&of.item, &of.item.grounds);
    Ok(ReviewItemReply {
        item: row(&of.row),
        question: grounds.question.clone(),
        principal: item.principal.clone(),
        nature: grounds.nature.clone(),
        people: grounds.people.clone(),
        marks: grounds.marks.clone(),
        conditions: grounds.conditions.clone(),
        members: item.members.iter().map(dto::member).collect(),
        left_out: item.left_out.clone(),
        left_out_count: item.left_out_count,
        others_count: item.others_count,
        why: grounds.why.iter().map(dto::why).collect(),
        usage: dto::usage(&grounds.usage),
        changes: grounds.changes.clone(),
        last_decision: grounds.last_decision.as_ref().map(dto::past),
        suggestion: grounds.suggestion.as_ref().map(dto::suggestion),
        decisions: of.decisions.iter().filter_map(decision).collect(),
        blocked: of.blocked.as_ref().map(ToString::to_string),
        blocked_code: of.blocked.as_ref().and_then(Refusal::of_decision).map(Code::from),
    })
}

/// Decides items in the name of who acts here.
pub async fn decide(host: &Host, request: ReviewDecideRequest) -> Result<ReviewDecided, CommandError> {
    let verdict = Verdict::from_code(&request.decision).ok_or_else(|| {
        let known: Vec<&str> = Verdict::ALL.iter().map(|one| one.code()).collect();
        CommandError::bad_request(format!("{:?} is no decision: {}", request.decision, known.join(", ")))
    })?;
    let ReviewDecideRequest { id, items, note, to, keep, seconds, .. } = request;
    Ok(decided(&host.app()?.decide(&id, Decision { items, verdict, note, to, keep, seconds }).await?))
}

/// Takes a decision, or a bulk of them, back.
pub async fn undo(host: &Host, request: ReviewUndoRequest) -> Result<ReviewDecided, CommandError> {
    Ok(decided(&host.app()?.undo_decision(&request.id, request.undo).await?))
}

/// What is to go, with what to hand over.
pub async fn act(host: &Host, request: ReviewActRequest) -> Result<ReviewActReply, CommandError> {
    let Acts { groups, markdown } = host.app()?.review_acts(&request.id, request.item.as_deref()).await?;
    Ok(ReviewActReply { groups: groups.into_iter().map(group).collect(), markdown })
}

/// Writes what is to go into a file.
pub async fn act_export(
    host: &Host,
    request: ReviewActExportRequest,
    path: PathBuf,
) -> Result<ReviewFileReply, CommandError> {
    let as_csv = match request.format.as_str() {
        "csv" => true,
        "md" => false,
        other => return Err(CommandError::bad_request(format!("{other:?} is neither md nor csv"))),
    };
    let written = host.app()?.export_review_acts(&request.id, as_csv, path).await?;
    Ok(file(written))
}

fn group(of: ActGroup) -> ActGroupDto {
    let ActGroup { account, account_name, owner, acts } = of;
    ActGroupDto { account, account_name, owner, acts: acts.into_iter().map(act_dto).collect() }
}

fn act_dto(of: Act) -> ActDto {
    let Act { item, title, decision, note, words, policy, command, also } = of;
    ActDto { item, title, decision, note, words, policy, command, also }
}

fn decided(of: &DecidedItems) -> ReviewDecided {
    ReviewDecided {
        items: of.items.iter().map(row).collect(),
        decided: u32::try_from(of.items.len()).unwrap_or(u32::MAX),
        refused: of
            .refused
            .iter()
            .map(|one| RefusedItem { item: one.item.clone(), why: one.why.clone(), code: one.refusal.map(Code::from) })
            .collect(),
        undo: of.undo,
    }
}

fn row(of: &ItemRow) -> ReviewItemRow {
    ReviewItemRow {
        id: of.id.to_string(),
        number: of.number,
        kind: of.kind.code().to_owned(),
        subject: of.subject.clone(),
        path: of.path.clone(),
        account: of.account.clone(),
        account_name: of.account_name.clone(),
        secrets: of.secrets,
        seeds: of.seeds.iter().map(|seed| seed.code().to_owned()).collect(),
        state: of.outcome.code().to_owned(),
        reviewer: of.reviewer.clone(),
        reopened: of.reopened,
        suggestion: of.suggestion.map(|verdict| verdict.code().to_owned()),
    }
}

/// A decision of the item's log; its reopening is told by the row.
fn decision(of: &ItemDecision) -> Option<ReviewDecisionDto> {
    let Entry::Decided(decided) = &of.entry.entry else { return None };
    Some(ReviewDecisionDto {
        sequence: of.entry.sequence,
        decision: decided.verdict.code().to_owned(),
        by: decided.by.clone(),
        at: of.entry.at,
        note: decided.note.clone(),
        to: decided.to.clone(),
        keep: decided.keep.clone(),
        seconds: decided.seconds,
        bulk: decided.bulk,
        stands: of.stands,
    })
}
