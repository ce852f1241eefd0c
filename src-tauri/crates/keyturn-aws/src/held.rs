//! Credentials that are held in memory: fetched once for all that need them, and again when they end.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use chrono::{DateTime, Utc};
use keyturn_domain::account::Region;
use tokio::sync::{Mutex, MutexGuard};

use crate::ask::{SignInId, SignIns};

/// How long before their end credentials are fetched anew, as the SDK does.
const BEFORE_THE_END: Duration = Duration::from_secs(10);

/// How much of an error's body is looked at for its code.
const LOOKED_AT: usize = 2_048;

/// Credentials with the way to fetch them. Clients share one, and wait together while it fetches.
pub(crate) struct Held {
    provider: SharedCredentialsProvider,
    surroundings: SdkConfig,
    needs: Vec<SignInId>,
    sign_ins: SignIns,
    credentials: Mutex<Option<Credentials>>,
    doubted: AtomicBool,
}

impl Held {
    /// Holds what `provider` gives; `needs` are the sign-ins that it may have to wait for.
    pub(crate) fn new(
        provider: SharedCredentialsProvider,
        surroundings: SdkConfig,
        needs: Vec<SignInId>,
        sign_ins: SignIns,
    ) -> Arc<Self> {
        let (credentials, doubted) = (Mutex::new(None), AtomicBool::new(false));
        Arc::new(Self { provider, surroundings, needs, sign_ins, credentials, doubted })
    }

    /// The sign-ins behind these credentials.
    pub(crate) fn needs(&self) -> &[SignInId] {
        &self.needs
    }

    /// Credentials that hold, fetched where there are none.
    pub(crate) async fn get(&self) -> Result<Credentials, CredentialsError> {
        let mut held: MutexGuard<'_, Option<Credentials>> = self.credentials.lock().await;
        let soon = now(&self.surroundings) + BEFORE_THE_END;
        let doubted = self.doubted.swap(false, Ordering::AcqRel);
        let ended = |held: &Credentials| held.expiry().is_some_and(|expiry| expiry <= soon);
        if let Some(credentials) = held.as_ref().filter(|credentials| !doubted && !ended(credentials)) {
            return Ok(credentials.clone());
        }
        *held = None;
        let fetched = self.provider.provide_credentials().await?;
        Ok(held.insert(fetched).clone())
    }

    /// Says that AWS no longer takes them: the next who asks fetches anew.
    pub(crate) fn doubt(&self) {
        self.doubted.store(true, Ordering::Release);
    }

    /// Until when what is held holds; `None` where that is for ever, or nothing is held.
    pub(crate) async fn until(&self) -> Option<DateTime<Utc>> {
        self.credentials.lock().await.as_ref().and_then(Credentials::expiry).map(DateTime::from)
    }
}

impl ProvideCredentials for Held {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let _counted = self.sign_ins.waiting(&self.needs);
            self.get().await
        })
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("needs", &self.needs).finish_non_exhaustive()
    }
}

/// What the SDK holds to be the present.
pub(crate) fn now(surroundings: &SdkConfig) -> SystemTime {
    surroundings.time_source().map_or(SystemTime::UNIX_EPOCH, |source| source.now())
}

/// A client's configuration with the credentials that sign its calls. Cheap to clone; clones share the credentials.
///
/// Clients are made of it by `client!`, so that each tries again when its credentials have ended.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) config: SdkConfig,
    pub(crate) held: Arc<Held>,
}

impl Signed {
    /// The configuration that the credentials were fetched with, signing with them.
    pub(crate) fn new(held: Arc<Held>) -> Self {
        let shared: Arc<dyn ProvideCredentials> = Arc::<Held>::clone(&held);
        let config = held.surroundings.to_builder().credentials_provider(SharedCredentialsProvider::from(shared));
        Self { config: config.build(), held }
    }

    /// The same in a region.
    pub(crate) fn in_region(&self, region: &Region) -> Self {
        let region = aws_config::Region::new(region.as_str().to_owned());
        Self { config: self.config.to_builder().region(region).build(), held: Arc::clone(&self.held) }
    }

    /// What tries a call again when its credentials have ended.
    pub(crate) fn again(&self) -> AgainWhenExpired {
        AgainWhenExpired(Arc::clone(&self.held))
    }
}

/// A client of one of the SDK's crates from a [`Signed`]. With a partition, its retries are counted apart from those of
/// other clients of the service.
macro_rules! client {
    ($sdk:ident, $signed:expr) => {
        $sdk::Client::from_conf($sdk::config::Builder::from(&$signed.config).retry_classifier($signed.again()).build())
    };
    ($sdk:ident, $signed:expr, $partition:expr) => {
        $sdk::Client::from_conf(
            $sdk::config::Builder::from(&$signed.config)
                .retry_partition($sdk::config::retry::RetryPartition::new($partition))
                .retry_classifier($signed.again())
                .build(),
        )
    };
}

pub(crate) use client;

/// Tries a call again, with other credentials, when AWS says that these have ended: they may have been revoked, or the
/// clock here may be behind.
#[derive(Clone, Debug)]
pub(crate) struct AgainWhenExpired(pub(crate) Arc<Held>);

impl ClassifyRetry for AgainWhenExpired {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let failed = context.output_or_error().is_some_and(|outcome| outcome.is_err());
        let response = context.response().filter(|_| failed);
        let header = response.and_then(|response| response.headers().get("x-amzn-errortype"));
        let body = response.and_then(|response| response.body().bytes());
        if header.is_some_and(is_expired) || body.is_some_and(says_expired) {
            self.0.doubt();
            return RetryAction::transient_error();
        }
        RetryAction::NoActionIndicated
    }

    fn name(&self) -> &'static str {
        "again when expired"
    }
}

/// Whether an error's body carries one of AWS's codes for a session that has ended.
///
/// <https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html>
fn says_expired(body: &[u8]) -> bool {
    let head = body.get(..LOOKED_AT).unwrap_or(body);
    let head = String::from_utf8_lossy(head);
    let json = head.split("\"__type\"").nth(1).and_then(|rest| rest.split('"').nth(1));
    let xml = head.split("<Code>").nth(1).and_then(|rest| rest.split('<').next());
    json.or(xml).is_some_and(is_expired)
}

/// Whether a code is one for a session that has ended. It may come with a namespace before it, and in the header, which
/// is where REST services say it, with an address after it.
fn is_expired(code: &str) -> bool {
    let code = code.split(':').next().unwrap_or(code);
    let code = code.rsplit('#').next().unwrap_or(code);
    matches!(code, "ExpiredTokenException" | "ExpiredToken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_that_has_ended_is_told_from_other_refusals() {
        for (body, expired) in [
            (
                r#"{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}"#,
                true,
            ),
            (r#"{"message":"x","__type":"com.amazon.coral.service#ExpiredTokenException"}"#, true),
            ("<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code></Error></ErrorResponse>", true),
            (r#"{"__type":"AccessDeniedException","message":"not ExpiredTokenException"}"#, false),
            (r#"{"SecretList":[{"Name":"ExpiredTokenException"}]}"#, false),
            ("<Error><Code>AccessDenied</Code></Error>", false),
            ("", false),
        ] {
            assert_eq!(says_expired(body.as_bytes()), expired, "{body}");
        }
        for (code, expired) in [
            ("ExpiredTokenException", true),
            ("ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/", true),
            ("com.amazon.coral.service#ExpiredTokenException", true),
            ("AccessDeniedException", false),
        ] {
            assert_eq!(is_expired(code), expired, "{code}");
        }
    }
}
