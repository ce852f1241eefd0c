//! Incidents: the list, how one starts, its screen, what is written into it.

mod act;
mod dto;
mod run;

use std::path::PathBuf;

use keyturn_app::coverage::AccountNames;
use keyturn_app::incident::{Acted, NewEvidence, NewIncident, ReportForm, Telling, Wanted};
use keyturn_app::trail::FoundEvent;
use keyturn_app::{Zeroizing, text_file};
use keyturn_domain::incident::Severity;
use keyturn_domain::incident::evidence::sha256;
use keyturn_domain::incident::timeline::Order;
use keyturn_domain::incident::update::Variant;

use crate::contract::error::CommandError;
use crate::contract::incident_facts::{
    EvidenceFileRequest, EvidenceTextRequest, IncidentFile, IncidentReport, IncidentReportRequest, UpdateRequest,
    UpdateText,
};
use crate::contract::incident_run::{
    IncidentActRequest, IncidentActed, IncidentCopyRequest, IncidentTimelineReply, IncidentTimelineRequest,
};
use crate::contract::incidents::{
    IncidentProposal, IncidentProposeRequest, IncidentReply, IncidentRequest, IncidentStartRequest, IncidentsReply,
};
use crate::contract::runbooks::RunbookDifferenceReply;
use crate::host::Host;
use crate::who;

pub(crate) use dto::{follow_up, reply, row, runbook_proposal};

/// Every incident, and the numbers over them.
pub async fn list(host: &Host) -> Result<IncidentsReply, CommandError> {
    Ok(dto::list(&host.app()?.incidents().await?))
}

/// What an incident would start from and be led by.
pub async fn propose(host: &Host, request: IncidentProposeRequest) -> Result<IncidentProposal, CommandError> {
    let IncidentProposeRequest { text, finding, trigger } = request;
    Ok(dto::proposal(host.app()?.propose_incident(&text, finding, &trigger).await?))
}

/// Starts an incident.
pub async fn start(host: &Host, request: IncidentStartRequest) -> Result<IncidentReply, CommandError> {
    let IncidentStartRequest { text, finding, trigger, title, runbook, severity, detected_at, drill, by } = request;
    let severity = severity.map(|code| known("severity", &code, Severity::from_code, Severity::ALL)).transpose()?;
    let wanted = Wanted { title, runbook, severity };
    let new = NewIncident { text, finding, trigger, wanted, detected_at, drill, by };
    Ok(reply(&host.app()?.start_incident(new).await?))
}

/// The screen of an incident.
pub async fn show(host: &Host, request: IncidentRequest) -> Result<IncidentReply, CommandError> {
    Ok(reply(&host.app()?.incident(&request.id).await?))
}

/// Writes one thing into the log of an incident.
pub async fn act(host: &Host, request: IncidentActRequest) -> Result<IncidentActed, CommandError> {
    let IncidentActRequest { id, by, act } = request;
    let deed = act::deed(act)?;
    Ok(acted(host.app()?.act_in_incident(&id, by.as_deref(), deed).await?))
}

/// Gives a snippet's text to the face, which puts it on the clipboard, and writes down that it was copied.
pub async fn copy(
    host: &Host,
    request: IncidentCopyRequest,
) -> Result<(Zeroizing<String>, IncidentActed), CommandError> {
    let IncidentCopyRequest { id, step, snippet, confirmed } = request;
    let place = usize::try_from(snippet).unwrap_or(usize::MAX);
    let copied = host.app()?.copy_snippet(&id, &step, place, confirmed).await?;
    Ok((Zeroizing::new(copied.text), acted(copied.acted)))
}

/// The timeline.
pub async fn timeline(host: &Host, request: IncidentTimelineRequest) -> Result<IncidentTimelineReply, CommandError> {
    let order = known("order", &request.order, Order::from_code, Order::ALL)?;
    Ok(dto::timeline(host.app()?.incident_timeline(&request.id, order).await?))
}

/// An update, filled in.
pub async fn update(host: &Host, request: UpdateRequest) -> Result<UpdateText, CommandError> {
    let UpdateRequest { id, variant, summary, impact, needed, contact } = request;
    let variant = known("variant", &variant, Variant::from_code, Variant::ALL)?;
    let telling = Telling { variant, summary, impact, needed, contact };
    let (number, text) = host.app()?.incident_update(&id, telling).await?;
    Ok(UpdateText { number, text })
}

/// The report of an incident.
pub async fn report(host: &Host, request: IncidentReportRequest) -> Result<IncidentReport, CommandError> {
    let report = host.app()?.incident_report(&request.id, form(&request.format)?).await?;
    Ok(IncidentReport { name: report.name, text: report.text })
}

/// Writes the report into a file.
pub async fn report_export(
    host: &Host,
    request: IncidentReportRequest,
    path: PathBuf,
) -> Result<IncidentFile, CommandError> {
    let report = report(host, request).await?;
    text_file::write(&path, &report.text)?;
    Ok(IncidentFile { path: path.display().to_string(), sha256: sha256(report.text.as_bytes()) })
}

/// The name that a report's file is proposed to have.
pub fn report_name(request: &IncidentReportRequest) -> Result<String, CommandError> {
    Ok(format!("{}.{}", request.id, form(&request.format)?.ending()))
}

/// What the library's text of the runbook would change.
pub async fn difference(host: &Host, request: IncidentRequest) -> Result<RunbookDifferenceReply, CommandError> {
    Ok(dto::difference(host.app()?.incident_difference(&request.id).await?))
}

/// Takes in a text as evidence.
pub async fn evidence_text(host: &Host, request: EvidenceTextRequest) -> Result<IncidentActed, CommandError> {
    let EvidenceTextRequest { id, by, name, text, how } = request;
    Ok(acted(host.app()?.add_evidence_text(&id, NewEvidence { name, how, by }, text).await?))
}

/// Takes in a file as evidence.
pub async fn evidence_file(
    host: &Host,
    request: EvidenceFileRequest,
    path: PathBuf,
) -> Result<IncidentActed, CommandError> {
    let EvidenceFileRequest { id, by, how } = request;
    let new = NewEvidence { name: String::new(), how, by };
    Ok(acted(host.app()?.add_evidence_file(&id, new, path).await?.acted))
}

/// Writes the events of the window into a file and takes it in as evidence.
pub async fn evidence_events(
    host: &Host,
    request: EvidenceFileRequest,
    path: PathBuf,
) -> Result<IncidentActed, CommandError> {
    let EvidenceFileRequest { id, by, how } = request;
    let how =
        if how.trim().is_empty() { "events of the window of exposure, as Keyturn keeps them".to_owned() } else { how };
    let new = NewEvidence { name: String::new(), how, by };
    Ok(acted(host.app()?.export_evidence(&id, new, path, line).await?.acted))
}

fn line(found: &FoundEvent) -> serde_json::Value {
    serde_json::to_value(who::event(found, &AccountNames::default())).unwrap_or_default()
}

pub(crate) fn acted(of: Acted) -> IncidentActed {
    IncidentActed { number: dto::number(of.number), warnings: of.warnings, incident: reply(&of.shown) }
}

fn form(code: &str) -> Result<ReportForm, CommandError> {
    match code {
        "markdown" => Ok(ReportForm::Markdown),
        "html" => Ok(ReportForm::Html),
        "json" => Ok(ReportForm::Json),
        other => Err(CommandError::bad_request(format!("{other:?} is no form: markdown, html or json"))),
    }
}

/// The value of a code, or an error that lists what there is.
fn known<T: Copy + Coded>(
    what: &str,
    code: &str,
    from_code: fn(&str) -> Option<T>,
    all: &[T],
) -> Result<T, CommandError> {
    from_code(code).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(Coded::word).collect();
        CommandError::bad_request(format!("{code:?} is no {what}: {}", known.join(", ")))
    })
}

/// What has a code.
trait Coded {
    fn word(&self) -> &'static str;
}

macro_rules! coded {
    ($($of:ty),+ $(,)?) => {
        $(impl Coded for $of {
            fn word(&self) -> &'static str {
                self.code()
            }
        })+
    };
}

coded!(
    Severity,
    Order,
    Variant,
    keyturn_domain::incident::Role,
    keyturn_domain::incident::notice::Moment,
    keyturn_domain::incident::ledger::Mark,
    keyturn_domain::incident::postmortem::ExposurePath,
    keyturn_domain::incident::postmortem::Effect,
);
