//! IAM Identity Center: what a profile says of it, the token that the AWS CLI keeps, the device flow, roles' credentials.

pub(crate) mod cache;
pub(crate) mod device;
pub(crate) mod portal;

use std::path::PathBuf;

use aws_runtime::env_config::section::EnvConfigSections;
use chrono::{DateTime, Utc};

use crate::ask::SignInId;

/// What a profile or a session section says of a start page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SsoSession {
    /// The section's name; `None` for the older form, in which the profile names the page itself.
    pub(crate) name: Option<String>,
    pub(crate) start_url: String,
    pub(crate) region: String,
    /// What a token is asked for; empty in the older form, whose tokens cannot be renewed.
    pub(crate) scopes: Vec<String>,
}

impl SsoSession {
    /// The session that a profile names, if it names one whole.
    pub(crate) fn of_profile(sections: &EnvConfigSections, profile: &str) -> Option<Self> {
        let found = sections.get_profile(profile)?;
        if let Some(name) = found.get("sso_session") {
            let section = sections.sso_session(name)?;
            // <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html>
            let scopes = section.get("sso_registration_scopes").unwrap_or("sso:account:access");
            return Some(Self {
                name: Some(name.to_owned()),
                start_url: section.get("sso_start_url")?.to_owned(),
                region: section.get("sso_region")?.to_owned(),
                scopes: scopes.split(',').map(|scope| scope.trim().to_owned()).filter(|s| !s.is_empty()).collect(),
            });
        }
        let (start_url, region) = (found.get("sso_start_url")?, found.get("sso_region")?);
        Some(Self { name: None, start_url: start_url.to_owned(), region: region.to_owned(), scopes: Vec::new() })
    }

    pub(crate) fn id(&self) -> SignInId {
        match &self.name {
            Some(name) => SignInId::SsoSession(name.clone()),
            None => SignInId::SsoStart(self.start_url.clone()),
        }
    }

    /// The text whose hash names the token's file: the session's name, or in the older form the start page.
    pub(crate) fn cache_key(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.start_url)
    }
}

/// How a sign-in stands, as far as this machine knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInState {
    /// It holds.
    Valid {
        /// Until when (UTC).
        until: DateTime<Utc>,
        /// Whether it renews itself.
        renews: bool,
    },
    /// It has ended, and does not renew itself.
    Expired {
        /// When (UTC).
        at: DateTime<Utc>,
    },
    /// Nobody has signed in, or nothing is known of it.
    Never,
}

/// The AWS CLI's folder for tokens, unless another is named.
pub(crate) fn cache_folder(named: Option<&PathBuf>) -> Option<PathBuf> {
    named.cloned().or_else(|| std::env::home_dir().map(|home| home.join(".aws").join("sso").join("cache")))
}

/// Whether a page may be opened in a browser: an https page of AWS's or of the start page's own host, or one of the
/// endpoint that stands in for AWS.
pub(crate) fn may_open(page: &str, start_url: &str, endpoint: Option<&str>) -> bool {
    // AWS's partitions, and the names under which start pages live.
    // <https://docs.aws.amazon.com/singlesignon/latest/userguide/using-the-portal.html>
    const AWS: [&str; 6] =
        ["amazonaws.com", "amazonaws.com.cn", "awsapps.com", "awsapps.cn", "app.aws", "aws.amazon.com"];
    let Ok(page) = url::Url::parse(page) else { return false };
    if !page.username().is_empty() || page.password().is_some() {
        return false;
    }
    let same_origin = |other: &str| url::Url::parse(other).is_ok_and(|other| other.origin() == page.origin());
    if endpoint.is_some_and(same_origin) {
        return true;
    }
    let of_aws = page.host_str().is_some_and(|host| {
        AWS.iter().any(|domain| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
    });
    page.scheme() == "https" && page.port().is_none() && (of_aws || same_origin(start_url))
}

#[cfg(test)]
mod tests;
