//! `keyturn incident`.

mod watch;
pub(super) mod words;

use std::io::Read as _;

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::incident_facts::{
    EvidenceFileRequest, EvidenceTextRequest, IncidentReportRequest, UpdateRequest,
};
use keyturn_api::contract::incident_run::{
    IncidentAct, IncidentActRequest, IncidentActed, IncidentCopyRequest, IncidentTimelineRequest, StepDto,
};
use keyturn_api::contract::incidents::{
    IncidentProposeRequest, IncidentReply, IncidentRequest, IncidentRow, IncidentStartRequest, ValueDto,
};
use keyturn_api::{Host, incidents};

use super::Ended;
use crate::arguments::{EvidenceArguments, IncidentCommand, StartArguments, StepArguments, WhichIncident};
use crate::output::{Ending, Output};

/// The longest text that is read from standard input, in bytes.
const LONGEST: u64 = 2 << 20;

pub(crate) async fn run(host: &Host, request: IncidentCommand, output: Output) -> Ended {
    match request {
        IncidentCommand::Start(request) => {
            let reply = incidents::start(host, started(request)).await?;
            output.reply(&reply, |output, reply| words::incident(output, reply, false));
        }
        IncidentCommand::Propose { from } => {
            let asked = IncidentProposeRequest { text: from.text, finding: from.finding, trigger: from.trigger };
            output.reply(&incidents::propose(host, asked).await?, words::proposal);
        }
        IncidentCommand::List => output.reply(&incidents::list(host).await?, words::list),
        IncidentCommand::Show { which, all } => {
            let reply = incidents::show(host, IncidentRequest { id: id(host, which).await? }).await?;
            output.reply(&reply, |output, reply| words::incident(output, reply, all));
        }
        IncidentCommand::Step(request) => return step(host, request, output).await,
        IncidentCommand::Copy { which, step, snippet, confirmed } => {
            let id = id(host, which).await?;
            let (text, acted) = incidents::copy(host, IncidentCopyRequest { id, step, snippet, confirmed }).await?;
            output.reply(&acted, |output, _| output.line(&text));
        }
        IncidentCommand::Note { which, by, text, at, source, private } => {
            let text = typed(text)?;
            let act = IncidentAct::Note { text, happened_at: at, source, in_report: !private };
            return act_in(host, which, by.by, act, output).await;
        }
        IncidentCommand::Set { which, by, name, value } => {
            return act_in(host, which, by.by, IncidentAct::Value { name, value }, output).await;
        }
        IncidentCommand::Expose { which, by, text, because, from } => {
            return act_in(host, which, by.by, IncidentAct::Expose { text, from, because }, output).await;
        }
        IncidentCommand::Mark { which, by, number, mark, statement, at } => {
            return act_in(host, which, by.by, IncidentAct::Mark { number, mark, at, statement }, output).await;
        }
        IncidentCommand::Evidence(request) => return evidence(host, request, output).await,
        IncidentCommand::Watch { which, until_quiet: true, .. } => {
            return watch::until_quiet(host, IncidentRequest { id: id(host, which).await? }, output).await;
        }
        IncidentCommand::Watch { which, by, set: Some(number), .. } => {
            return act_in(host, which, by.by, IncidentAct::Watch { number }, output).await;
        }
        IncidentCommand::Watch { which, set: None, .. } => {
            let reply = incidents::show(host, IncidentRequest { id: id(host, which).await? }).await?;
            output.reply(&reply.watches, |output, watches| words::watches(output, watches));
        }
        IncidentCommand::Act { which, by, act } => {
            let act = serde_json::from_str(&typed(act)?)
                .map_err(|error| CommandError::bad_request(format!("this is no act: {error}")))?;
            return act_in(host, which, by.by, act, output).await;
        }
        IncidentCommand::Timeline { which, learnt } => {
            let order = if learnt { "learnt" } else { "happened" }.to_owned();
            let asked = IncidentTimelineRequest { id: id(host, which).await?, order };
            let reply = incidents::timeline(host, asked).await?;
            output.reply(&reply, words::timeline);
            return Ok(if reply.broken.is_none() { Ending::Done } else { Ending::Findings });
        }
        IncidentCommand::Update { which, variant, summary, impact, needed, contact } => {
            let asked = UpdateRequest { id: id(host, which).await?, variant, summary, impact, needed, contact };
            output.reply(&incidents::update(host, asked).await?, |output, reply| output.line(&reply.text));
        }
        IncidentCommand::Close { which, by, statement } => {
            return act_in(host, which, by.by, IncidentAct::Close { statement }, output).await;
        }
        IncidentCommand::Report { which, format, out } => {
            let asked = IncidentReportRequest { id: id(host, which).await?, format };
            if let Some(path) = out {
                let reply = incidents::report_export(host, asked, path).await?;
                output.reply(&reply, |output, file| output.line(&format!("{}\nSHA-256 {}", file.path, file.sha256)));
            } else {
                output.reply(&incidents::report(host, asked).await?, |output, reply| output.line(&reply.text));
            }
        }
    }
    Ok(Ending::Done)
}

fn started(request: StartArguments) -> IncidentStartRequest {
    let StartArguments { from, by, title, runbook, severity, detected, drill } = request;
    IncidentStartRequest {
        text: from.text,
        finding: from.finding,
        trigger: from.trigger,
        title,
        runbook,
        severity,
        detected_at: detected,
        drill,
        by: by.by,
    }
}

async fn act_in(host: &Host, which: WhichIncident, by: Option<String>, act: IncidentAct, output: Output) -> Ended {
    let id = id(host, which).await?;
    let acted = incidents::act(host, IncidentActRequest { id, by, act }).await?;
    written(&acted, output);
    Ok(Ending::Done)
}

fn written(acted: &IncidentActed, output: Output) {
    output.reply(acted, words::acted);
    for warning in &acted.warnings {
        output.complain(&format!("this should have come before: {warning}"));
    }
}

async fn step(host: &Host, request: StepArguments, output: Output) -> Ended {
    let id = id(host, request.which).await?;
    let shown = incidents::show(host, IncidentRequest { id: id.clone() }).await?;
    let step = request.step.or_else(|| shown.current.clone()).ok_or_else(|| {
        CommandError::bad_request("no step is open: name one, or see them all with keyturn incident show --all".into())
    })?;
    let act = if request.done {
        let records = request.record.iter().map(|text| record(text)).collect::<Result<_, _>>()?;
        IncidentAct::StepDone { step, choice: request.choice, second: request.second, records }
    } else if let Some(why) = request.not_applicable {
        IncidentAct::StepNotApplicable { step, why }
    } else if let Some(to) = request.hand_over {
        IncidentAct::StepHandOver { step, to, note: String::new() }
    } else if let Some(why) = request.reopen {
        IncidentAct::StepReopen { step, why }
    } else {
        let found = find(&shown, &step)
            .ok_or_else(|| CommandError::bad_request(format!("the runbook has no step {step:?}")))?;
        output.reply(found, words::step);
        return Ok(Ending::Done);
    };
    written(&incidents::act(host, IncidentActRequest { id, by: request.by.by, act }).await?, output);
    Ok(Ending::Done)
}

fn find<'r>(reply: &'r IncidentReply, step: &str) -> Option<&'r StepDto> {
    reply.phases.iter().flat_map(|phase| &phase.steps).find(|one| one.id == step)
}

fn record(text: &str) -> Result<ValueDto, CommandError> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| CommandError::bad_request(format!("{text:?} is no record: write ID=TEXT")))?;
    Ok(ValueDto { name: name.to_owned(), value: value.to_owned() })
}

async fn evidence(host: &Host, request: EvidenceArguments, output: Output) -> Ended {
    let id = id(host, request.which).await?;
    let (by, how) = (request.by.by, request.how);
    let acted = match (request.file, request.events) {
        (Some(file), _) if file.as_os_str() == "-" => {
            let asked = EvidenceTextRequest { id, by, name: request.name, text: typed("-".to_owned())?, how };
            incidents::evidence_text(host, asked).await?
        }
        (Some(file), _) => incidents::evidence_file(host, EvidenceFileRequest { id, by, how }, file).await?,
        (None, Some(file)) => incidents::evidence_events(host, EvidenceFileRequest { id, by, how }, file).await?,
        (None, None) => {
            let shown = incidents::show(host, IncidentRequest { id }).await?;
            output.reply(&shown.evidence, |output, all| words::evidence(output, all));
            return Ok(Ending::Done);
        }
    };
    written(&acted, output);
    Ok(Ending::Done)
}

/// What was typed, or what standard input has where it is `-`.
fn typed(text: String) -> Result<String, CommandError> {
    if text != "-" {
        return Ok(text);
    }
    let mut read = String::new();
    let failed = |error: std::io::Error| CommandError::bad_request(format!("standard input cannot be read: {error}"));
    std::io::stdin().take(LONGEST).read_to_string(&mut read).map_err(failed)?;
    Ok(read)
}

/// The incident that is meant.
async fn id(host: &Host, which: WhichIncident) -> Result<String, CommandError> {
    if let Some(id) = which.incident {
        return Ok(id);
    }
    let known = incidents::list(host).await?.incidents;
    let running: Vec<&IncidentRow> = known.iter().filter(|one| one.state != "closed").collect();
    match running[..] {
        [one] => Ok(one.id.clone()),
        [] => Err(CommandError::bad_request(
            "no incident is running: keyturn incident start, or name one with --incident".to_owned(),
        )),
        ref many => Err(CommandError::bad_request(format!(
            "more than one incident is running: name one with --incident: {}",
            many.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ")
        ))),
    }
}
