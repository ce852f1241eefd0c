//! The doctor: command line only, so it has no command of the window.

use serde::Serialize;

use crate::contract::error::CommandError;
use crate::contract::secrets::ProblemDto;
use crate::contract::session::SessionReply;
use crate::host::Host;
use crate::secrets::{problem, problems};
use crate::session;

/// What the doctor found.
#[derive(Clone, Debug, Serialize)]
pub struct DoctorReply {
    /// Data folder, key and version.
    pub session: SessionReply,
    /// What each account allows.
    pub accounts: Vec<DoctorAccount>,
    /// What could not even be tried.
    pub problems: Vec<ProblemDto>,
    /// Whether everything that Keyturn uses is allowed.
    pub well: bool,
}

/// What one account allows.
#[derive(Clone, Debug, Serialize)]
pub struct DoctorAccount {
    /// The 12 digits.
    pub account: String,
    /// The name, where known.
    pub account_name: Option<String>,
    /// The profile through which it was reached.
    pub profile: Option<String>,
    /// The region in which it was tried.
    pub region: String,
    /// Each action.
    pub actions: Vec<DoctorAction>,
}

/// One action that Keyturn uses.
#[derive(Clone, Debug, Serialize)]
pub struct DoctorAction {
    /// The IAM action.
    pub action: String,
    /// What a refusal hides.
    pub hides: String,
    /// Why it was refused; null where it is allowed.
    pub problem: Option<ProblemDto>,
}

/// Tries every action once for each account.
pub async fn diagnose(host: &Host) -> Result<DoctorReply, CommandError> {
    let app = host.app()?;
    let found = app.diagnose().await?;
    let names = app.account_names().await?;
    let accounts: Vec<DoctorAccount> = found
        .accounts
        .into_iter()
        .map(|account| DoctorAccount {
            account: account.account.id.to_string(),
            account_name: account.account.name,
            profile: account.profile,
            region: account.region.to_string(),
            actions: account
                .probes
                .iter()
                .map(|probe| DoctorAction {
                    action: probe.action.clone(),
                    hides: probe.hides.code().to_owned(),
                    problem: probe.outcome.as_ref().err().map(|refused| problem(refused, &names)),
                })
                .collect(),
        })
        .collect();
    let problems = problems(&found.problems, &names);
    let allowed = accounts.iter().flat_map(|account| &account.actions).all(|action| action.problem.is_none());
    Ok(DoctorReply { session: session::show(host), well: allowed && problems.is_empty(), accounts, problems })
}
