//! The doctor.

use std::path::{Path, PathBuf};

use keyturn_app::coverage::AccountNames;
use keyturn_app::doctor::{ACTIONS, AccountDiagnosis, Check, Diagnosis, DoctorProgress, PolicyForm, Sentence, to_csv};
use keyturn_app::session::Standing;
use keyturn_app::text_file;
use tokio::sync::mpsc;

use crate::contract::doctor::{
    DiagnosisDto, DoctorAccount, DoctorAccountProgress, DoctorAction, DoctorCheck, DoctorExportRequest, DoctorFile,
    DoctorFound, DoctorPolicy, DoctorPolicyRequest, DoctorProgressDto, DoctorReply, DoctorSentence,
};
use crate::contract::error::CommandError;
use crate::host::Host;
use crate::progress::follow;
use crate::secrets::{problem, problems};

/// The running diagnosis and the last one.
pub async fn show(host: &Host) -> Result<DoctorReply, CommandError> {
    let app = host.app()?;
    let last = match app.last_diagnosis() {
        Some(last) => Some(diagnosis(host, &last, &app.account_names().await?)),
        None => None,
    };
    Ok(DoctorReply { running: app.diagnosis_progress().as_ref().map(progress), last })
}

/// Checks this machine and tries every action; progress goes to `watcher` ten times a second at most, and ends with it.
pub async fn diagnose(
    host: &Host,
    watcher: Option<mpsc::Sender<DoctorProgressDto>>,
) -> Result<DiagnosisDto, CommandError> {
    let app = host.app()?;
    let key = match host.session.standing() {
        Standing::Open(place) => Some(place),
        Standing::Closed(_) => None,
    };
    let found = app.diagnose(key, move |running| follow(running, watcher, progress)).await?;
    Ok(diagnosis(host, &found, &app.account_names().await?))
}

/// Stops the running diagnosis; what was tried is told.
pub async fn cancel(host: &Host) -> Result<DoctorReply, CommandError> {
    host.app()?.cancel_diagnosis();
    show(host).await
}

/// The policy in a form. Needs no database.
pub fn policy(request: &DoctorPolicyRequest) -> Result<DoctorPolicy, CommandError> {
    let form = form(&request.form)?;
    Ok(DoctorPolicy {
        form: form.code().to_owned(),
        file_name: form.file_name().to_owned(),
        text: keyturn_app::doctor::policy(form),
    })
}

/// Writes the policy into a file.
pub fn export_policy(request: &DoctorPolicyRequest, path: &Path) -> Result<DoctorFile, CommandError> {
    written(path, &policy(request)?.text)
}

/// A name for a file of what the doctor found.
pub fn export_name(request: &DoctorExportRequest) -> Result<String, CommandError> {
    match request.format.as_str() {
        format @ ("csv" | "json") => Ok(format!("keyturn-doctor.{format}")),
        other => Err(CommandError::bad_request(format!("{other:?} is no form of an export: csv or json"))),
    }
}

/// Writes what the doctor found last into a file.
pub async fn export(host: &Host, request: &DoctorExportRequest, path: PathBuf) -> Result<DoctorFile, CommandError> {
    export_name(request)?;
    let app = host.app()?;
    let last = app.last_diagnosis();
    let last =
        last.ok_or_else(|| CommandError::bad_request("Run the doctor first: nothing was found yet.".to_owned()))?;
    let text = if request.format == "csv" {
        to_csv(&last)?
    } else {
        let found = diagnosis(host, &last, &app.account_names().await?);
        let text = serde_json::to_string_pretty(&found);
        text.map_err(|error| keyturn_app::AppError::BrokenOff(error.to_string()))? + "\n"
    };
    written(&path, &text)
}

fn written(path: &Path, text: &str) -> Result<DoctorFile, CommandError> {
    text_file::write(path, text)?;
    Ok(DoctorFile { path: path.display().to_string() })
}

fn form(code: &str) -> Result<PolicyForm, CommandError> {
    let unknown = || format!("{code:?} is no form of the policy: json, cloudformation or terraform");
    PolicyForm::from_code(code).ok_or_else(|| CommandError::bad_request(unknown()))
}

fn progress(now: &DoctorProgress) -> DoctorProgressDto {
    let accounts = now.accounts.iter().map(|one| DoctorAccountProgress {
        account: one.account.id.to_string(),
        account_name: one.account.name.clone(),
        done: one.done,
        of: one.of,
        refused: one.refused,
    });
    DoctorProgressDto { started_at: now.started_at, accounts: accounts.collect() }
}

fn diagnosis(host: &Host, found: &Diagnosis, names: &AccountNames) -> DiagnosisDto {
    DiagnosisDto {
        at: found.at,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: host.session.data_dir().display().to_string(),
        well: found.is_well(),
        partial: found.is_partial(),
        cancelled: found.cancelled,
        sources: u32::try_from(found.sources).unwrap_or(u32::MAX),
        checks: found.checks.iter().map(check).collect(),
        sentences: found.sentences.iter().map(sentence).collect(),
        actions: ACTIONS
            .iter()
            .map(|action| DoctorAction {
                action: action.name.to_owned(),
                asked: action.asked.code().to_owned(),
                hides: action.hides.code().to_owned(),
            })
            .collect(),
        accounts: found.accounts.iter().map(|one| account(one, names)).collect(),
        problems: problems(&found.problems, names),
    }
}

fn check(check: &Check) -> DoctorCheck {
    DoctorCheck {
        of: check.of.code().to_owned(),
        state: check.state.code().to_owned(),
        words: check.words.clone(),
        advice: check.advice.clone(),
    }
}

fn sentence(sentence: &Sentence) -> DoctorSentence {
    DoctorSentence {
        action: sentence.action.clone(),
        hides: sentence.hides.code().to_owned(),
        accounts: sentence.accounts.iter().map(ToString::to_string).collect(),
        secrets: sentence.secrets,
        words: sentence.words.clone(),
        advice: sentence.advice.clone(),
    }
}

fn account(one: &AccountDiagnosis, names: &AccountNames) -> DoctorAccount {
    let name = one.account.name.clone().or_else(|| names.get(&one.account.id).cloned());
    DoctorAccount {
        account: one.account.id.to_string(),
        account_name: name,
        profile: one.profile.clone(),
        regions: one.regions.iter().map(ToString::to_string).collect(),
        actions: one
            .actions
            .iter()
            .map(|found| DoctorFound {
                action: found.action.name.to_owned(),
                state: found.state.code().to_owned(),
                refused_in: found.refused_in.iter().map(ToString::to_string).collect(),
                problem: found.problem.as_ref().map(|one| problem(one, names)),
            })
            .collect(),
    }
}
