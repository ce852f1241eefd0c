//! `keyturn doctor`.

use keyturn_api::contract::doctor::{DiagnosisDto, DoctorAccount, DoctorPolicyRequest, DoctorProgressDto};
use keyturn_api::{Host, doctor};
use tokio::sync::mpsc;

use super::Ended;
use super::progress::{Line, until_stopped};
use crate::output::{Ending, Output};

/// Checks this machine and tries every action in every account. Ctrl-C stops it and tells what was tried.
///
/// Ends with 0 where all is well, 1 where an action is refused or something on this machine is broken, and 4 where part of
/// it could not be tried.
pub(crate) async fn run(host: &Host, output: Output) -> Ended {
    let (sender, receiver) = mpsc::channel(8);
    let stop = async || doctor::cancel(host).await.map(drop);
    let work = doctor::diagnose(host, Some(sender));
    let found = until_stopped(work, receiver, line, stop, "what was tried is told", output).await?;
    output.reply(&found, words);
    Ok(ending(&found))
}

/// Prints the policy to roll out: as it is, so that it can go into a file.
pub(crate) fn policy(form: String, output: Output) -> Ended {
    let policy = doctor::policy(&DoctorPolicyRequest { form })?;
    output.reply(&policy, |output, policy| output.line(policy.text.trim_end()));
    Ok(Ending::Done)
}

fn ending(found: &DiagnosisDto) -> Ending {
    match (found.partial, found.well) {
        (true, _) => Ending::InPart,
        (false, false) => Ending::Findings,
        (false, true) => Ending::Done,
    }
}

/// Places that were tried, refusals so far.
fn line(progress: &DoctorProgressDto) -> Line {
    let sum = |of: fn(&keyturn_api::contract::doctor::DoctorAccountProgress) -> u32| {
        progress.accounts.iter().map(of).map(u64::from).sum()
    };
    let refused: u64 = sum(|one| one.refused);
    Line { done: sum(|one| one.done), of: sum(|one| one.of), words: format!("accounts and regions  {refused} refused") }
}

fn words(output: Output, found: &DiagnosisDto) {
    output.line(&format!("Keyturn {}, data in {}\n", found.version, found.data_dir));
    for check in &found.checks {
        output.line(&format!("{}  {}", mark(&check.state), check.words));
        if let Some(advice) = &check.advice {
            output.line(&format!("      {advice}"));
        }
    }
    if !found.sentences.is_empty() {
        output.line("\nMissing:");
    }
    for sentence in &found.sentences {
        output.line(&format!("  {}\n    {}", sentence.words, sentence.advice));
    }
    let rows: Vec<Vec<String>> = found.accounts.iter().map(row).collect();
    if !rows.is_empty() {
        output.line("");
        output.table(&["ACCOUNT", "NAME", "REGIONS", "ALLOWED", "REFUSED", "NOT TRIED"], &rows);
    }
    output.problems(&found.problems);
    let end = match (found.cancelled, found.well) {
        (true, _) => "\nStopped: what was not tried is not known.",
        (false, true) => "\nEverything that Keyturn uses is allowed.",
        (false, false) => {
            "\nThe policy that allows all of it: keyturn doctor --policy json, cloudformation or terraform."
        }
    };
    output.line(end);
}

fn mark(state: &str) -> &'static str {
    match state {
        "good" => "ok  ",
        "look" => "look",
        "bad" => "bad ",
        _ => "?   ",
    }
}

fn row(account: &DoctorAccount) -> Vec<String> {
    let count = |states: &[&str]| {
        account.actions.iter().filter(|found| states.contains(&found.state.as_str())).count().to_string()
    };
    vec![
        account.account.clone(),
        account.account_name.clone().unwrap_or_default(),
        account.regions.len().to_string(),
        count(&["allowed"]),
        count(&["refused", "differs"]),
        count(&["failed", "not_tried"]),
    ]
}
