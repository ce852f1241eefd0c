//! Sources: through which profiles and roles Keyturn reads which accounts and regions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::TagDto;

/// One way into AWS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceDto {
    /// A profile of `~/.aws/config`; null for the environment's default credentials.
    pub profile: Option<String>,
    /// Which accounts.
    pub accounts: SourceAccounts,
    /// Region codes; empty for the profile's own region.
    pub regions: Vec<String>,
    /// Whether every region is read that each account has enabled (`account:ListRegions`), in place of `regions`.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub enabled_regions: bool,
    /// What the trust policies of its roles ask for as `sts:ExternalId`.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub external_id: Option<String>,
    /// Session tags that its roles are assumed with; the trust policies must allow `sts:TagSession`.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<TagDto>>")]
    pub session_tags: Vec<TagDto>,
}

impl SourceDto {
    /// A source whose roles ask for nothing but their name.
    pub fn new(profile: Option<String>, accounts: SourceAccounts, regions: Vec<String>) -> Self {
        Self { profile, accounts, regions, enabled_regions: false, external_id: None, session_tags: Vec::new() }
    }
}

/// Which accounts a source reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum SourceAccounts {
    /// The profile's own account.
    Own,
    /// Every active account of the organisation (`organizations:ListAccounts`), by assuming this role in each.
    Organization {
        /// The role's name, with its path if it has one.
        role: String,
    },
    /// These accounts, by assuming this role in each.
    List {
        /// The role's name.
        role: String,
        /// The accounts' 12 digits.
        accounts: Vec<String>,
    },
}

/// The sources that are set up, and the profiles that could be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourcesReply {
    /// What a sync reads, in order.
    pub sources: Vec<SourceDto>,
    /// Profiles found in `~/.aws/config` and `~/.aws/credentials`.
    pub profiles: Vec<ProfileDto>,
    /// Whether the environment itself carries credentials (`AWS_ACCESS_KEY_ID`, container, web identity).
    pub environment: bool,
    /// Why the files could not be read, if so.
    pub problem: Option<String>,
}

/// A profile of the AWS configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProfileDto {
    /// Its name.
    pub name: String,
    /// Its region, if it names one.
    pub region: Option<String>,
    /// How it signs in: `sso`, `role`, `process`, `keys`, `login`, `web_identity`, `other`.
    pub sign_in: String,
}

/// Replaces the sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourcesSaveRequest {
    /// What a sync shall read, in order.
    pub sources: Vec<SourceDto>,
}
