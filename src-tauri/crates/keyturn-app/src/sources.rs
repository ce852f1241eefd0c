//! Sources: through which profiles and roles a sync reads.

use keyturn_aws::ProfilesFound;
use keyturn_domain::source::{Accounts, Source};

use crate::app::App;
use crate::error::AppError;

pub(crate) const SETTING: &str = "sources";

impl App {
    /// The sources that are set up, in order.
    pub async fn sources(&self) -> Result<Vec<Source>, AppError> {
        self.with_database(|database| {
            Ok(database.read(|reader| reader.settings().get::<Vec<Source>>(SETTING))?.unwrap_or_default())
        })
        .await
    }

    /// Replaces the sources.
    pub async fn save_sources(&self, sources: Vec<Source>) -> Result<(), AppError> {
        for source in &sources {
            check(source)?;
        }
        let now = self.now();
        let facts = serde_json::json!({ "sources": sources });
        let act = self.act(now, "sources.saved", "sources", &facts);
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                writer.settings().set(SETTING, &sources)?;
                writer.audit().append(act).map(|_| ())
            })?)
        })
        .await
    }

    /// The profiles that AWS's own files name on this machine.
    pub async fn profiles(&self) -> ProfilesFound {
        keyturn_aws::profiles(&self.connection).await
    }
}

/// Names that cannot be right, before they reach AWS.
fn check(source: &Source) -> Result<(), AppError> {
    let role = match &source.accounts {
        Accounts::Own => return Ok(()),
        Accounts::Organization { role } => role,
        Accounts::List { role, accounts } => {
            if accounts.is_empty() {
                return Err(AppError::BadRequest("name at least one account".to_owned()));
            }
            role
        }
    };
    // IAM's own rule for role names and paths.
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c);
    if role.is_empty() || role.len() > 512 || !role.chars().all(allowed) {
        return Err(AppError::BadRequest(format!(
            "{role:?} is not a role's name: letters, digits and +=,.@_- only, with its path if it has one"
        )));
    }
    Ok(())
}
