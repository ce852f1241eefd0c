//! What decides how AWS is reached, beside the SDK's own environment and files.

use std::fmt;
use std::path::PathBuf;

use aws_credential_types::Credentials;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use keyturn_domain::account::Region;

use crate::ask::SignIns;
use crate::rates::Rates;

/// Everything that decides how AWS is reached, beside the SDK's own environment and files.
///
/// The default leaves every decision to them.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// Where every call goes, in place of AWS: the demo's server, or a test's.
    ///
    /// `AWS_ENDPOINT_URL` does the same for everything; this does it for all but profiles with `credential_source`,
    /// `web_identity_token_file` or `login_session`, whose calls the SDK makes on its own.
    pub endpoint_url: Option<String>,
    /// Stand in for the environment's credentials, for sources without a profile: the demo's, or a test's.
    pub credentials: Option<StaticCredentials>,
    /// The region of sources and profiles that name none.
    pub default_region: Option<Region>,
    /// How fast and how patiently AWS is called.
    pub rates: Rates,
    /// The configuration file and the credentials file, in place of `~/.aws/config` and `~/.aws/credentials`.
    pub config_files: Option<(PathBuf, PathBuf)>,
    /// Where the tokens of start pages are kept, in place of `~/.aws/sso/cache`.
    pub sso_cache: Option<PathBuf>,
    /// Whose sessions these are: sessions of roles are named `keyturn-<person>`.
    pub person: Option<String>,
    /// What is known of sign-ins in this process, and the way to ask a person.
    pub sign_ins: SignIns,
}

impl Connection {
    /// To a server on this machine that stands in for AWS, as fast as it answers: the demo's, or a test's.
    pub fn to(
        endpoint_url: impl Into<String>,
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
    ) -> Self {
        let credentials =
            StaticCredentials { access_key_id: access_key_id.into(), secret_access_key: secret_access_key.into() };
        Self {
            endpoint_url: Some(endpoint_url.into()),
            credentials: Some(credentials),
            rates: Rates::unlimited(),
            ..Self::default()
        }
    }

    /// The same, without ever asking a person.
    #[must_use]
    pub fn quiet(&self) -> Self {
        Self { sign_ins: self.sign_ins.quiet(), ..self.clone() }
    }

    /// The files that profiles are read from.
    pub(crate) fn profile_files(&self) -> EnvConfigFiles {
        match &self.config_files {
            None => EnvConfigFiles::default(),
            Some((config, credentials)) => EnvConfigFiles::builder()
                .with_file(EnvConfigFileKind::Config, config)
                .with_file(EnvConfigFileKind::Credentials, credentials)
                .build(),
        }
    }
}

/// Credentials given by the program rather than found by the SDK.
#[derive(Clone)]
pub struct StaticCredentials {
    /// The access key's id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
}

impl StaticCredentials {
    pub(crate) fn to_sdk(&self) -> Credentials {
        Credentials::new(self.access_key_id.clone(), self.secret_access_key.clone(), None, None, "keyturn")
    }
}

impl fmt::Debug for StaticCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticCredentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}
