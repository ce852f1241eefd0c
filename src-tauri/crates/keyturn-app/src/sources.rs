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
pub(crate) fn check(source: &Source) -> Result<(), AppError> {
    check_trust(source)?;
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

/// STS's own rules for external ids and session tags.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
fn check_trust(source: &Source) -> Result<(), AppError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@:/-\\".contains(c);
    if let Some(id) = &source.external_id
        && !((2..=1224).contains(&id.len()) && id.chars().all(allowed))
    {
        return Err(AppError::BadRequest("an external id has 2 to 1,224 letters, digits and _+=,.@:/-".to_owned()));
    }
    let fits = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
    let tags = &source.session_tags;
    if tags.len() > 50 || !tags.iter().all(|(key, value)| !key.is_empty() && fits(key, 128) && fits(value, 256)) {
        return Err(AppError::BadRequest(
            "at most 50 session tags, with keys of 1 to 128 and values of at most 256 characters".to_owned(),
        ));
    }
    Ok(())
}
