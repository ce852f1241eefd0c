//! From a profile to its credentials: the chain of profiles behind it, with a person at hand where one is needed.
//!
//! Start pages and roles are Keyturn's own, because the SDK can neither ask for an MFA code nor wait for a sign-in; all
//! else (keys, `credential_process`, `aws login`, web identity, `credential_source`) is the SDK's.
//! The order is the SDK's: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_runtime::env_config::section::{EnvConfigSections, Profile};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::ask::SignInId;
use crate::connection::Connection;
use crate::held::Held;
use crate::profiles::{self, SignIn};
use crate::role::{self, AssumedRole, Role};
use crate::sso::portal::PortalRole;
use crate::sso::{self, SsoSession};

/// How long a profile of the SDK's may take to give credentials: a `credential_process` may be a slow program.
pub(crate) const LONGEST_SIGN_IN: Duration = Duration::from_mins(1);

/// What is needed on the way from a profile to credentials.
pub(crate) struct Chain<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) http: SharedHttpClient,
    /// The SDK's configuration, without credentials.
    pub(crate) surroundings: SdkConfig,
    pub(crate) sections: &'a EnvConfigSections,
}

impl Chain<'_> {
    /// The credentials of a profile, not fetched yet.
    pub(crate) fn held(&self, profile: &str) -> Result<Arc<Held>, CredentialsError> {
        self.follow(profile, &mut Vec::new())
    }

    fn follow(&self, name: &str, seen: &mut Vec<String>) -> Result<Arc<Held>, CredentialsError> {
        if seen.iter().any(|before| before == name) {
            let words = format!("the profiles lead in a circle: {} → {name}", seen.join(" → "));
            return Err(CredentialsError::invalid_configuration(words));
        }
        seen.push(name.to_owned());
        let profile = self.sections.get_profile(name);
        match profile.map(|profile| (profile, profiles::sign_in(profile))) {
            Some((profile, SignIn::Role)) if profile.get("source_profile").is_some() => self.role(profile, seen),
            Some((profile, SignIn::Sso)) => match self.portal_role(profile) {
                Some(found) => {
                    let needs = vec![found.session.id()];
                    Ok(self.hold(SharedCredentialsProvider::new(found), needs))
                }
                None => Ok(self.sdks_own(name)),
            },
            _ => Ok(self.sdks_own(name)),
        }
    }

    fn role(&self, profile: &Profile, seen: &mut Vec<String>) -> Result<Arc<Held>, CredentialsError> {
        let text = |key| profile.get(key).map(str::to_owned);
        let arn = text("role_arn").unwrap_or_default();
        let source_name = profile.get("source_profile").unwrap_or_default();
        // A profile may name itself: the keys beside the role are meant.
        let source =
            if source_name == profile.name() { self.own_keys(profile)? } else { self.follow(source_name, seen)? };
        let mfa_serial = text("mfa_serial");
        let mut needs = source.needs().to_vec();
        needs.extend(mfa_serial.clone().map(SignInId::Mfa));
        let person = self.connection.person.as_deref();
        let role = Role {
            arn,
            session_name: text("role_session_name").unwrap_or_else(|| role::session_name(person)),
            external_id: text("external_id"),
            duration: profile.get("duration_seconds").and_then(|seconds| seconds.parse().ok()),
            tags: BTreeMap::new(),
            mfa_serial,
        };
        Ok(self.assumed(role, source, profile.name(), needs))
    }

    fn assumed(&self, role: Role, source: Arc<Held>, profile: &str, needs: Vec<SignInId>) -> Arc<Held> {
        let provider = AssumedRole {
            role,
            source,
            surroundings: self.surroundings.clone(),
            profile: profile.to_owned(),
            sign_ins: self.connection.sign_ins.clone(),
        };
        self.hold(SharedCredentialsProvider::new(provider), needs)
    }

    fn own_keys(&self, profile: &Profile) -> Result<Arc<Held>, CredentialsError> {
        let (Some(id), Some(secret)) = (profile.get("aws_access_key_id"), profile.get("aws_secret_access_key")) else {
            let words = format!("profile {} is its own source and holds no access key", profile.name());
            return Err(CredentialsError::invalid_configuration(words));
        };
        let token = profile.get("aws_session_token").map(str::to_owned);
        let keys = Credentials::new(id, secret, token, None, "keyturn-profile");
        Ok(self.hold(SharedCredentialsProvider::new(keys), Vec::new()))
    }

    /// The role that a profile has at its start page. `None` where the profile is not whole: the SDK says so.
    fn portal_role(&self, profile: &Profile) -> Option<PortalRole> {
        Some(PortalRole {
            surroundings: self.surroundings.clone(),
            folder: sso::cache_folder(self.connection.sso_cache.as_ref())?,
            session: SsoSession::of_profile(self.sections, profile.name())?,
            profile: profile.name().to_owned(),
            account: profile.get("sso_account_id")?.to_owned(),
            role: profile.get("sso_role_name")?.to_owned(),
            sign_ins: self.connection.sign_ins.clone(),
        })
    }

    fn sdks_own(&self, name: &str) -> Arc<Held> {
        let surroundings = ProviderConfig::without_region()
            .with_region(self.surroundings.region().cloned())
            .with_http_client(self.http.clone())
            .with_retry_config(self.connection.rates.retry())
            .with_timeout_config(self.connection.rates.timeouts());
        let provider = ProfileFileCredentialsProvider::builder()
            .configure(&surroundings)
            .profile_files(self.connection.profile_files())
            .profile_name(name)
            .build();
        self.hold(bounded(SharedCredentialsProvider::new(provider)), Vec::new())
    }

    fn hold(&self, provider: SharedCredentialsProvider, needs: Vec<SignInId>) -> Arc<Held> {
        Held::new(provider, self.surroundings.clone(), needs, self.connection.sign_ins.clone())
    }
}

/// The same provider, given up after [`LONGEST_SIGN_IN`]: for one that asks nobody.
pub(crate) fn bounded(provider: SharedCredentialsProvider) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Bounded(provider))
}

#[derive(Debug)]
struct Bounded(SharedCredentialsProvider);

impl ProvideCredentials for Bounded {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            tokio::time::timeout(LONGEST_SIGN_IN, self.0.provide_credentials())
                .await
                .map_err(|_| CredentialsError::provider_timed_out(LONGEST_SIGN_IN))?
        })
    }
}
