//! Asking for reads: the list, counted by something, over time, into a file.

use std::io::Write;
use std::path::PathBuf;

use keyturn_app::coverage::AccountNames;
use keyturn_app::trail::{FoundEvent, Group, GroupBy, GroupOf, Lane, ReadsForm, TimelineAsked};

use crate::contract::error::CommandError;
use crate::contract::reads::{
    GroupDto, LaneDto, ReadsExportReply, ReadsExportRequest, ReadsGroupsReply, ReadsGroupsRequest, ReadsListReply,
    ReadsListRequest, ReadsTimelineReply, ReadsTimelineRequest,
};
use crate::host::Host;
use crate::{query_line, who};

/// A stretch of the events that a query line matches.
pub async fn list(host: &Host, request: ReadsListRequest) -> Result<ReadsListReply, CommandError> {
    let app = host.app()?;
    let page = app.reads(&request.query, request.offset, request.limit).await?;
    let names = app.account_names().await?;
    Ok(ReadsListReply {
        events: page.events.iter().map(|found| who::event(found, &names)).collect(),
        total: page.total,
        limits: page.limits,
    })
}

/// The events that a query line matches, counted by something.
pub async fn groups(host: &Host, request: ReadsGroupsRequest) -> Result<ReadsGroupsReply, CommandError> {
    let by = match request.by.as_str() {
        "principal" => GroupBy::Principal,
        "secret" => GroupBy::Secret,
        "source" => GroupBy::Source,
        "agent" => GroupBy::Agent,
        "day" => GroupBy::Day,
        other => {
            let message = format!("{other:?} is nothing to group by: principal, secret, source, agent or day");
            return Err(CommandError::bad_request(message));
        }
    };
    let app = host.app()?;
    let found = app.read_groups(&request.query, by, request.limit).await?;
    let names = app.account_names().await?;
    Ok(ReadsGroupsReply {
        groups: found.groups.iter().map(|one| group(one, &request.query, &names)).collect(),
        total: u32::try_from(found.total).unwrap_or(u32::MAX),
    })
}

/// The events that a query line matches, over time.
pub async fn timeline(host: &Host, request: ReadsTimelineRequest) -> Result<ReadsTimelineReply, CommandError> {
    let app = host.app()?;
    let ReadsTimelineRequest { query, from, to, buckets, lanes } = request;
    let Some(found) = app.read_timeline(&query, TimelineAsked { from, to, buckets, lanes }).await? else {
        let now = app.now();
        return Ok(ReadsTimelineReply { from: now, to: now, lanes: Vec::new(), total: 0 });
    };
    let names = app.account_names().await?;
    Ok(ReadsTimelineReply {
        from: found.from,
        to: found.to,
        lanes: found.lanes.into_iter().map(|one| lane(one, &names)).collect(),
        total: found.total,
    })
}

/// Writes the events that a query line matches into `path`.
pub async fn export(host: &Host, request: ReadsExportRequest, path: PathBuf) -> Result<ReadsExportReply, CommandError> {
    let form = match request.format.as_str() {
        "csv" => ReadsForm::Csv,
        "json" => ReadsForm::Json(json),
        other => return Err(CommandError::bad_request(format!("{other:?} is not a form: csv or json"))),
    };
    let exported = host.app()?.export_reads(&request.query, form, path).await?;
    Ok(ReadsExportReply { path: exported.path.display().to_string(), events: exported.events })
}

/// Writes the events that a query line matches as CSV to a stream, such as standard output; gives their number.
pub async fn print_csv(host: &Host, query: &str, out: impl Write + Send + 'static) -> Result<u64, CommandError> {
    Ok(host.app()?.print_reads(query, ReadsForm::Csv, out).await?)
}

fn json(found: &FoundEvent) -> serde_json::Value {
    serde_json::to_value(who::event(found, &AccountNames::new())).unwrap_or_default()
}

fn group(group: &Group, line: &str, names: &AccountNames) -> GroupDto {
    let (what, of) = match &group.of {
        GroupOf::Principal(reader) => {
            let account = reader.account.as_ref();
            (reader.name.clone(), account.map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_string())))
        }
        GroupOf::Object(target, arn) => {
            let object = who::target(target, arn.as_ref());
            let account = object.account.as_ref().and_then(|id| id.parse().ok()).and_then(|id| names.get(&id));
            (object.name, account.cloned().or(object.account))
        }
        GroupOf::Source(origin) => (who::source(&origin.source), origin.vpc_endpoint.clone()),
        GroupOf::Agent(agent) => (agent.0.clone(), None),
        GroupOf::Day(day) => (day.to_string(), None),
    };
    GroupDto {
        what,
        of,
        query: query_line::with(line, &query_line::group(&group.of)),
        events: group.events,
        secrets: group.objects,
        principals: group.principals,
        denied: group.denied,
        first_at: group.first_at,
        last_at: group.last_at,
    }
}

fn lane(lane: Lane, names: &AccountNames) -> LaneDto {
    LaneDto {
        principal: lane.principal.as_ref().map(|reader| who::named(reader, names)),
        principals: lane.principals,
        counts: lane.counts,
        found: lane.found,
    }
}
