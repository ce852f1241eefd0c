//! The doctor: what works on this machine, what Keyturn may read through each source, and what a refusal would hide.

use keyturn_aws::Probe;
use keyturn_domain::account::{Account, Region};
use keyturn_domain::problem::Problem;

use crate::app::App;
use crate::error::AppError;

/// What the doctor found.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// Accounts that were reached, with what may be read in one region of each.
    pub accounts: Vec<AccountDiagnosis>,
    /// What could not even be tried.
    pub problems: Vec<Problem>,
}

/// What may be read in one account.
#[derive(Clone, Debug)]
pub struct AccountDiagnosis {
    /// The account.
    pub account: Account,
    /// The profile through which it was reached.
    pub profile: Option<String>,
    /// The region in which it was tried.
    pub region: Region,
    /// Each action, allowed or refused.
    pub probes: Vec<Probe>,
}

impl App {
    /// Tries every action that Keyturn uses, once for each account, in the first region of each.
    pub async fn diagnose(&self) -> Result<Diagnosis, AppError> {
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let discovery = keyturn_aws::discover(&self.connection, &sources).await;
        let mut accounts = Vec::new();
        for target in &discovery.targets {
            let Some(region) = target.regions.first() else { continue };
            accounts.push(AccountDiagnosis {
                account: target.account.clone(),
                profile: target.profile.clone(),
                region: region.clone(),
                probes: target.probe(region).await,
            });
        }
        Ok(Diagnosis { accounts, problems: discovery.problems })
    }
}
