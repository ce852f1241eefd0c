//! Signing in: credentials are fetched once, up front, so that an account that cannot be reached fails once and says
//! why, instead of once in each of its cells.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::app_name::AppName;
use aws_types::os_shim_internal::Env;
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::source::{Accounts, Source};

use crate::connection::Connection;
use crate::failure::{self, Failure, Tried};
use crate::profiles;
use crate::rates::{Pace, Quota};

/// How long a profile may take to give credentials: a `credential_process` may be a slow program.
const LONGEST_SIGN_IN: Duration = Duration::from_mins(1);

/// A source whose own credentials work.
pub(crate) struct SignedIn {
    pub(crate) config: SdkConfig,
    pub(crate) account: AccountId,
    pub(crate) partition: String,
    pub(crate) profile: Option<String>,
    /// The regions to read: the source's, or the profile's own.
    pub(crate) regions: Vec<Region>,
    pub(crate) pace: Arc<Pace>,
}

/// Signs in as the source itself.
pub(crate) async fn sign_in(
    connection: &Connection,
    http: SharedHttpClient,
    source: &Source,
) -> Result<SignedIn, Problem> {
    let tried = Tried { profile: source.profile.clone(), ..Tried::default() };
    let hides =
        if matches!(source.accounts, Accounts::Organization { .. }) { Hidden::Accounts } else { Hidden::Secrets };
    let refuse = |failure| tried.problem("sts:GetCallerIdentity", hides, failure);

    let own = own_region(connection, source).await.map_err(|words| refuse(Failure::new(Reason::NoSignIn, &words)))?;
    let regions = if source.regions.is_empty() { own.iter().cloned().collect() } else { source.regions.clone() };
    let Some(region) = own.or_else(|| regions.first().cloned()) else {
        return Err(refuse(Failure::new(
            Reason::NoRegion,
            "No region: give the source its regions, or the profile a region (aws configure set region eu-west-1).",
        )));
    };

    let config = load(connection, http, source, &region).await;
    let Some(provider) = config.credentials_provider() else {
        return Err(refuse(Failure::new(Reason::NoSignIn, "no credentials were found")));
    };
    let primed = prime(provider).await.map_err(|error| refuse(failure::of_sign_in(&error)))?;
    let config = with_credentials(config, primed);

    let pace = Arc::new(Pace::new(&connection.rates));
    pace.ready(Quota::SignIn).await;
    let caller = aws_sdk_sts::Client::new(&config).get_caller_identity().send().await;
    let caller = caller.map_err(|error| refuse(failure::of_call(&error, false)))?;
    let account = caller
        .account
        .as_deref()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| refuse(Failure::new(Reason::NotUnderstood, "the answer names no account")))?;
    let partition = caller.arn.as_deref().and_then(|arn| arn.split(':').nth(1)).filter(|p| p.starts_with("aws"));
    Ok(SignedIn {
        partition: partition.unwrap_or("aws").to_owned(),
        profile: source.profile.clone(),
        config,
        account,
        regions,
        pace,
    })
}

/// Assumes `role` in `account`. The session's name is `keyturn`, so that CloudTrail shows who it was.
pub(crate) async fn assume(base: &SignedIn, account: &AccountId, role: &str) -> Result<SdkConfig, Problem> {
    let role = role.trim_start_matches('/');
    let arn = format!("arn:{}:iam::{account}:role/{role}", base.partition);
    base.pace.ready(Quota::SignIn).await;
    let provider = AssumeRoleProvider::builder(arn).session_name("keyturn").configure(&base.config).build().await;
    let primed = prime(SharedCredentialsProvider::new(provider)).await.map_err(|error| {
        let tried = Tried { account: Some(account.clone()), profile: base.profile.clone(), region: None, store: None };
        tried.problem("sts:AssumeRole", Hidden::Secrets, failure::of_sign_in(&error))
    })?;
    Ok(with_credentials(base.config.clone(), primed))
}

/// The region that the environment or the profile names.
///
/// Asked here, because the SDK would go on to ask the instance metadata service, which on a laptop means waiting.
async fn own_region(connection: &Connection, source: &Source) -> Result<Option<Region>, String> {
    let env = Env::real();
    let of_environment =
        ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|name| env.get(name).ok()?.parse().ok());
    let sections = match profiles::sections(&env, &connection.profile_files()).await {
        Ok(sections) => Some(sections),
        // Credentials that come from elsewhere need no files.
        Err(_) if source.profile.is_none() => None,
        Err(words) => return Err(words),
    };
    let of_profile = || {
        let sections = sections.as_ref()?;
        let name = source.profile.as_deref().unwrap_or_else(|| sections.selected_profile());
        sections.get_profile(name)?.get("region")?.parse().ok()
    };
    Ok(of_environment.or_else(of_profile).or_else(|| connection.default_region.clone()))
}

/// The SDK's configuration of a source, not yet signed in.
async fn load(connection: &Connection, http: SharedHttpClient, source: &Source, region: &Region) -> SdkConfig {
    let sdk_region = aws_config::Region::new(region.as_str().to_owned());
    let mut loader = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(http.clone())
        .region(sdk_region.clone())
        .profile_files(connection.profile_files())
        .retry_config(connection.rates.retry())
        .timeout_config(connection.rates.timeouts());
    if let Ok(name) = AppName::new("keyturn") {
        loader = loader.app_name(name);
    }
    if let Some(url) = &connection.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    match (&source.profile, &connection.credentials) {
        // The SDK's chain would let the environment's keys go before a profile that a person has named.
        (Some(profile), _) => {
            let surroundings = ProviderConfig::without_region()
                .with_region(Some(sdk_region))
                .with_http_client(http)
                .with_retry_config(connection.rates.retry())
                .with_timeout_config(connection.rates.timeouts());
            let provider = ProfileFileCredentialsProvider::builder()
                .configure(&surroundings)
                .profile_files(connection.profile_files())
                .profile_name(profile)
                .build();
            loader = loader.profile_name(profile).credentials_provider(provider);
        }
        (None, Some(credentials)) => loader = loader.credentials_provider(credentials.to_sdk()),
        (None, None) => {}
    }
    loader.load().await
}

/// The configuration with these credentials and a cache of its own, which all clients made from it share.
fn with_credentials(config: SdkConfig, provider: SharedCredentialsProvider) -> SdkConfig {
    config
        .into_builder()
        .credentials_provider(provider)
        .identity_cache(IdentityCache::lazy().load_timeout(LONGEST_SIGN_IN).build())
        .build()
}

/// Fetches credentials now, so that what is wrong with them is known now.
async fn prime(provider: SharedCredentialsProvider) -> Result<SharedCredentialsProvider, CredentialsError> {
    let first = tokio::time::timeout(LONGEST_SIGN_IN, provider.provide_credentials())
        .await
        .map_err(|_| CredentialsError::provider_timed_out(LONGEST_SIGN_IN))??;
    Ok(SharedCredentialsProvider::new(Primed { first: Mutex::new(Some(first)), provider }))
}

/// Gives the credentials that were fetched up front once, and then asks its provider.
#[derive(Debug)]
struct Primed {
    first: Mutex<Option<Credentials>>,
    provider: SharedCredentialsProvider,
}

impl ProvideCredentials for Primed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some(credentials) => future::ProvideCredentials::ready(Ok(credentials)),
            None => self.provider.provide_credentials(),
        }
    }
}
