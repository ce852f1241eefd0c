//! A role's credentials from a start page, for as long as somebody is signed in to it.

use std::path::PathBuf;

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use chrono::{DateTime, TimeDelta, Utc};

use super::cache::{self, Token};
use super::{SsoSession, device};
use crate::ask::{NotSignedIn, SignIns, Why};
use crate::held;

/// How long before its end a token is renewed, as the SDK does.
const RENEWED_BEFORE: TimeDelta = TimeDelta::minutes(5);

/// A role that a profile names, with the way to its credentials.
pub(crate) struct PortalRole {
    pub(crate) surroundings: SdkConfig,
    pub(crate) folder: PathBuf,
    pub(crate) session: SsoSession,
    pub(crate) profile: String,
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) sign_ins: SignIns,
}

impl PortalRole {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let config =
            self.surroundings.to_builder().region(aws_config::Region::new(self.session.region.clone())).build();
        let portal = aws_sdk_sso::Client::new(&config);
        // The token that AWS did not take, once one was refused.
        let mut refused: Option<Token> = None;
        loop {
            let token = match self.token(refused.as_ref()).await {
                Ok(token) => token,
                Err(why) => {
                    let now = DateTime::from(held::now(&self.surroundings));
                    let asked = self.sign_ins.ask(&self.session.id(), &self.profile, why, now).await;
                    asked.map_err(CredentialsError::provider_error)?;
                    refused = None;
                    continue;
                }
            };
            let asked = portal
                .get_role_credentials()
                .account_id(&self.account)
                .role_name(&self.role)
                .access_token(token.access_token.as_str());
            match asked.send().await {
                Ok(given) => return given.role_credentials.and_then(|given| self.read(given)).ok_or_else(unclear),
                Err(error) => {
                    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
                    if code != Some("UnauthorizedException") {
                        return Err(CredentialsError::provider_error(error));
                    }
                    refused = Some(token);
                }
            }
        }
    }

    /// A token to try: the one that is kept, renewed where that is due. `Err` says why a person is needed.
    async fn token(&self, refused: Option<&Token>) -> Result<Token, Why> {
        let turn = self.sign_ins.turn(&self.session.id());
        let _mine = turn.lock().await;
        let kept = cache::read(&self.folder, &self.session).ok_or(Why::First)?;
        let now: DateTime<Utc> = held::now(&self.surroundings).into();
        let is_refused = refused.is_some_and(|refused| refused.access_token == kept.access_token);
        if !is_refused && kept.expires_at - RENEWED_BEFORE > now {
            return Ok(kept);
        }
        if kept.renews(now) {
            match device::renew(&self.surroundings, &self.folder, &self.session, &kept).await {
                Ok(Some(renewed)) => return Ok(renewed),
                Ok(None) => {}
                Err(error) => tracing::debug!("a sign-in was not renewed: {:?}", error.code()),
            }
        }
        if is_refused || kept.expires_at <= now { Err(Why::Expired) } else { Ok(kept) }
    }

    fn read(&self, given: aws_sdk_sso::types::RoleCredentials) -> Option<Credentials> {
        let expiry = DateTime::<Utc>::from_timestamp_millis(given.expiration)?;
        let mut credentials = Credentials::builder()
            .access_key_id(given.access_key_id?)
            .secret_access_key(given.secret_access_key?)
            .account_id(self.account.as_str())
            .expiry(expiry.into())
            .provider_name("keyturn-sso");
        credentials.set_session_token(given.session_token);
        Some(credentials.build())
    }
}

fn unclear() -> CredentialsError {
    CredentialsError::unhandled("the start page's answer holds no credentials")
}

impl From<NotSignedIn> for CredentialsError {
    fn from(missing: NotSignedIn) -> Self {
        Self::provider_error(missing)
    }
}

impl ProvideCredentials for PortalRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

impl std::fmt::Debug for PortalRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PortalRole").field("account", &self.account).field("role", &self.role).finish_non_exhaustive()
    }
}
