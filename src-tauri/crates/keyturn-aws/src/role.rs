//! Assuming a role, with an MFA code where its profile names a device.
//!
//! The SDK assumes roles of profiles by itself, and cannot ask for a code. Here a person is asked once: where the user's
//! own keys are at hand, the code buys a session (`sts:GetSessionToken`) from which every role of the same device is
//! assumed, because AWS takes each code only once. Otherwise the code goes with `sts:AssumeRole` itself.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_config::SdkConfig;
use aws_config::identity::IdentityCache;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::types::Tag;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::ask::{Answer, NotSignedIn, SignInId, SignIns, Verdict, Why};
use crate::held::{self, Held};

/// The longest name of a session. <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
const LONGEST_NAME: usize = 64;

/// A role, and what its trust policy asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) arn: String,
    pub(crate) session_name: String,
    pub(crate) external_id: Option<String>,
    /// How long its sessions last, in seconds; `None` for an hour.
    pub(crate) duration: Option<i32>,
    pub(crate) tags: BTreeMap<String, String>,
    /// The device that is asked for a code.
    pub(crate) mfa_serial: Option<String>,
}

/// A name that tells CloudTrail whose session it is: `keyturn-<person>`, of the characters that AWS allows.
pub(crate) fn session_name(person: Option<&str>) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    let person = person.unwrap_or_default();
    let clean: String = person.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    let clean = clean.trim_matches('-');
    let name = if clean.is_empty() { "keyturn".to_owned() } else { format!("keyturn-{clean}") };
    name.chars().take(LONGEST_NAME).collect()
}

/// A role with the way to its credentials.
pub(crate) struct AssumedRole {
    pub(crate) role: Role,
    pub(crate) source: Arc<Held>,
    pub(crate) surroundings: SdkConfig,
    /// The profile that is named when a person is asked.
    pub(crate) profile: String,
    pub(crate) sign_ins: SignIns,
}

type Verdicts = mpsc::UnboundedSender<Verdict>;
type Refused = SdkError<AssumeRoleError, HttpResponse>;

impl AssumedRole {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let mut source = self.source.get().await?;
        let first = self.through(&source).await;
        if first.as_ref().is_err_and(|error| has_code(error, "ExpiredToken")) {
            self.source.doubt();
            source = self.source.get().await?;
            return self.through(&source).await;
        }
        first
    }

    async fn through(&self, source: &Credentials) -> Result<Credentials, CredentialsError> {
        match &self.role.mfa_serial {
            None => self.assume(source, None).await.map_err(CredentialsError::provider_error),
            Some(serial) if source.session_token().is_none() => self.by_session(serial, source).await,
            Some(serial) => self.with_code(serial, source).await,
        }
    }

    /// Assumes the role from the session of the user's device, which is begun where there is none.
    async fn by_session(&self, serial: &str, user: &Credentials) -> Result<Credentials, CredentialsError> {
        let key = user.access_key_id();
        let id = SignInId::Mfa(serial.to_owned());
        let _mine = self.sign_ins.turn_to_ask(&id).await?;
        let mut why = Why::First;
        if let Some(session) = self.sign_ins.mfa_session(serial, key) {
            match self.assume(&session, None).await {
                Err(error) if error.code() == Some("ExpiredToken") => {
                    self.sign_ins.keep_mfa_session(serial, key, None);
                    why = Why::Expired;
                }
                outcome => return outcome.map_err(CredentialsError::provider_error),
            }
        }
        let sts = self.sts(user);
        loop {
            let (code, verdict) = self.code(&id, why).await?;
            let tell = |said| verdict.send(said).ok();
            match sts.get_session_token().serial_number(serial).token_code(code.as_str()).send().await {
                Ok(given) => {
                    let session = given.credentials.map(read).ok_or_else(unclear)?;
                    self.sign_ins.keep_mfa_session(serial, key, Some(session.clone()));
                    tell(Verdict::Accepted(session.expiry().map(DateTime::from)));
                    return self.assume(&session, None).await.map_err(CredentialsError::provider_error);
                }
                Err(error) if is_wrong_code(&error) => {
                    tell(Verdict::Wrong);
                    why = Why::WrongCode;
                }
                // Some organisations deny the call. The code has not been used then.
                Err(error) if error.code() == Some("AccessDenied") => {
                    match self.assume_telling(user, serial, &code, &verdict).await {
                        Err(error) if is_wrong_code(&error) => why = Why::WrongCode,
                        outcome => return outcome.map_err(CredentialsError::provider_error),
                    }
                }
                Err(error) => return Err(CredentialsError::provider_error(error)),
            }
        }
    }

    /// Assumes the role with a code of its own: the source is a session already.
    async fn with_code(&self, serial: &str, source: &Credentials) -> Result<Credentials, CredentialsError> {
        let id = SignInId::Mfa(serial.to_owned());
        let _mine = self.sign_ins.turn_to_ask(&id).await?;
        let mut why = Why::First;
        loop {
            let (code, verdict) = self.code(&id, why).await?;
            match self.assume_telling(source, serial, &code, &verdict).await {
                Err(error) if is_wrong_code(&error) => why = Why::WrongCode,
                outcome => return outcome.map_err(CredentialsError::provider_error),
            }
        }
    }

    /// Assumes the role with a code, and says whether the code was right.
    async fn assume_telling(
        &self,
        source: &Credentials,
        serial: &str,
        code: &str,
        verdict: &Verdicts,
    ) -> Result<Credentials, Refused> {
        let outcome = self.assume(source, Some((serial, code))).await;
        match &outcome {
            Ok(given) => {
                verdict.send(Verdict::Accepted(given.expiry().map(DateTime::from))).ok();
            }
            Err(error) if is_wrong_code(error) => {
                verdict.send(Verdict::Wrong).ok();
            }
            Err(_) => {}
        }
        outcome
    }

    async fn code(&self, id: &SignInId, why: Why) -> Result<(Zeroizing<String>, Verdicts), CredentialsError> {
        let now = DateTime::<Utc>::from(held::now(&self.surroundings));
        match self.sign_ins.ask(id, &self.profile, why, now).await? {
            Answer::Code(code, verdict) => Ok((code, verdict)),
            Answer::Done | Answer::Declined => {
                Err(CredentialsError::from(NotSignedIn { of: id.clone(), why, declined: true }))
            }
        }
    }

    async fn assume(&self, source: &Credentials, mfa: Option<(&str, &str)>) -> Result<Credentials, Refused> {
        let tags = self.role.tags.iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok());
        let tags: Vec<Tag> = tags.collect();
        let mut call = self
            .sts(source)
            .assume_role()
            .role_arn(&self.role.arn)
            .role_session_name(&self.role.session_name)
            .set_external_id(self.role.external_id.clone())
            .set_duration_seconds(self.role.duration)
            .set_tags((!tags.is_empty()).then_some(tags));
        if let Some((serial, code)) = mfa {
            call = call.serial_number(serial).token_code(code);
        }
        let given = call.send().await?;
        given.credentials.map(read).ok_or_else(|| SdkError::construction_failure("the answer holds no credentials"))
    }

    fn sts(&self, source: &Credentials) -> aws_sdk_sts::Client {
        let config = self
            .surroundings
            .to_builder()
            .credentials_provider(SharedCredentialsProvider::new(source.clone()))
            .identity_cache(IdentityCache::no_cache())
            .build();
        aws_sdk_sts::Client::new(&config)
    }
}

fn read(given: aws_sdk_sts::types::Credentials) -> Credentials {
    let expiry = std::time::SystemTime::try_from(given.expiration).ok();
    Credentials::new(given.access_key_id, given.secret_access_key, Some(given.session_token), expiry, "keyturn-sts")
}

/// Whether the code itself was wrong, or used before. That the device is unknown is another matter.
fn is_wrong_code<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    error.code() == Some("AccessDenied")
        && error.message().is_some_and(|said| said.contains("invalid MFA one time pass code"))
}

fn has_code(error: &CredentialsError, code: &str) -> bool {
    let cause = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    cause.filter_map(|cause| cause.downcast_ref::<Refused>()).any(|refused| refused.code() == Some(code))
}

fn unclear() -> CredentialsError {
    CredentialsError::unhandled("the answer holds no credentials")
}

impl ProvideCredentials for AssumedRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

impl std::fmt::Debug for AssumedRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AssumedRole").field("role", &self.role.arn).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sessions_name_tells_whose_it_is() {
        for (person, name) in [
            (Some("ana"), "keyturn-ana"),
            (Some("ana@corp.example"), "keyturn-ana@corp.example"),
            (Some("CORP\\ana b"), "keyturn-CORP-ana-b"),
            (Some("Zoë"), "keyturn-Zo"),
            (Some("李"), "keyturn"),
            (Some(""), "keyturn"),
            (None, "keyturn"),
        ] {
            assert_eq!(session_name(person), name, "{person:?}");
        }
        assert_eq!(session_name(Some(&"x".repeat(200))).len(), LONGEST_NAME);
    }
}
