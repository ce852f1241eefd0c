//! Signing in: credentials are fetched once, up front, so that an account that cannot be reached fails once and says
//! why, instead of once in each of its cells.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_config::SdkConfig;
use aws_config::identity::IdentityCache;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::get_caller_identity::{GetCallerIdentityError, GetCallerIdentityOutput};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_types::app_name::AppName;
use aws_types::os_shim_internal::Env;
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::source::{Accounts, Source};

use crate::actions::{ENTER, TAG};
use crate::ask::SignIns;
use crate::chain::{self, Chain};
use crate::connection::Connection;
use crate::failure::{self, Failure, Tried};
use crate::held::{Held, Signed, client};
use crate::profiles::{self, SignIn};
use crate::rates::{Pace, Quota};
use crate::regions::Wanted;
use crate::role::{self, AssumedRole, Role};

/// A source whose own credentials work.
pub(crate) struct SignedIn {
    pub(crate) signed: Signed,
    pub(crate) account: AccountId,
    pub(crate) partition: String,
    pub(crate) profile: Option<String>,
    pub(crate) wanted: Wanted,
    pub(crate) pace: Arc<Pace>,
    sign_ins: SignIns,
    external_id: Option<String>,
    session_tags: BTreeMap<String, String>,
    session_name: String,
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

    let own = own_region(connection, source.profile.as_deref())
        .await
        .map_err(|words| refuse(Failure::new(Reason::NoSignIn, &words)))?;
    let wanted = Wanted::of(source, own.as_ref());
    let Some(region) = own.or_else(|| wanted.any()) else {
        return Err(refuse(Failure::new(
            Reason::NoRegion,
            "No region: give the source its regions, or the profile a region (aws configure set region eu-west-1).",
        )));
    };

    let held = held(connection, http, source, &region).await.map_err(|error| refuse(failure::of_sign_in(&error)))?;
    held.get().await.map_err(|error| refuse(failure::of_sign_in(&error)))?;
    let signed = Signed::new(held);

    let pace = Arc::new(Pace::new(&connection.rates));
    pace.ready(Quota::SignIn).await;
    let caller = caller_identity(&signed).await;
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
        signed,
        account,
        wanted,
        pace,
        sign_ins: connection.sign_ins.clone(),
        external_id: source.external_id.clone(),
        session_tags: source.session_tags.clone(),
        session_name: role::session_name(connection.person.as_deref()),
    })
}

/// Who the caller is: the call that works for everybody who has signed in.
pub(crate) async fn caller_identity(
    signed: &Signed,
) -> Result<GetCallerIdentityOutput, SdkError<GetCallerIdentityError, HttpResponse>> {
    client!(aws_sdk_sts, signed).get_caller_identity().send().await
}

/// Assumes `role` in `account`. The session's name tells whose it is, so that CloudTrail shows it.
pub(crate) async fn assume(base: &SignedIn, account: &AccountId, role: &str) -> Result<Signed, Problem> {
    let role = role.trim_start_matches('/');
    base.pace.ready(Quota::SignIn).await;
    let surroundings = base.signed.config.clone();
    let provider = AssumedRole {
        role: Role {
            arn: format!("arn:{}:iam::{account}:role/{role}", base.partition),
            session_name: base.session_name.clone(),
            external_id: base.external_id.clone(),
            duration: None,
            tags: base.session_tags.clone(),
            mfa_serial: None,
        },
        source: Arc::clone(&base.signed.held),
        surroundings: surroundings.clone(),
        profile: base.profile.clone().unwrap_or_default(),
        sign_ins: base.sign_ins.clone(),
    };
    let provider = SharedCredentialsProvider::new(provider);
    let held = Held::new(provider, surroundings, base.signed.held.needs().to_vec(), base.sign_ins.clone());
    held.get().await.map_err(|error| {
        let tried = Tried { account: Some(account.clone()), profile: base.profile.clone(), region: None, store: None };
        let failure = failure::of_sign_in(&error);
        // AWS names the action that it refused.
        let tagging = !base.session_tags.is_empty() && failure.message.contains(TAG);
        tried.problem(if tagging { TAG } else { ENTER }, Hidden::Secrets, failure)
    })?;
    Ok(Signed::new(held))
}

/// The region that the environment or the profile names.
///
/// Asked here, because the SDK would go on to ask the instance metadata service, which on a laptop means waiting.
pub(crate) async fn own_region(connection: &Connection, profile: Option<&str>) -> Result<Option<Region>, String> {
    let env = Env::real();
    let of_environment =
        ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|name| env.get(name).ok()?.parse().ok());
    let sections = match profiles::sections(&env, &connection.profile_files()).await {
        Ok(sections) => Some(sections),
        // Credentials that come from elsewhere need no files.
        Err(_) if profile.is_none() => None,
        Err(words) => return Err(words),
    };
    let of_profile = || {
        let sections = sections.as_ref()?;
        let name = profile.unwrap_or_else(|| sections.selected_profile());
        sections.get_profile(name)?.get("region")?.parse().ok()
    };
    Ok(of_environment.or_else(of_profile).or_else(|| connection.default_region.clone()))
}

/// The credentials of a source, not fetched yet.
async fn held(
    connection: &Connection,
    http: SharedHttpClient,
    source: &Source,
    region: &Region,
) -> Result<Arc<Held>, CredentialsError> {
    let own = |surroundings: SdkConfig, provider: SharedCredentialsProvider| {
        Ok(Held::new(provider, surroundings, Vec::new(), connection.sign_ins.clone()))
    };
    let env = Env::real();
    let sections = profiles::sections(&env, &connection.profile_files()).await.ok();
    let profile = match (&source.profile, &connection.credentials) {
        // The SDK's chain would let the environment's keys go before a profile that a person has named.
        (Some(profile), _) => Some(profile.clone()),
        (None, Some(credentials)) => {
            let surroundings = surroundings(connection, http, None, region).await;
            return own(surroundings, SharedCredentialsProvider::new(credentials.to_sdk()));
        }
        (None, None) if profiles::carries_credentials(&env) => None,
        (None, None) => sections.as_ref().and_then(|sections| {
            let selected = sections.selected_profile();
            let found = sections.get_profile(selected)?;
            (profiles::sign_in(found) != SignIn::Other).then(|| selected.to_owned())
        }),
    };
    let surroundings = surroundings(connection, http.clone(), profile.as_deref(), region).await;
    if let (Some(profile), Some(sections)) = (profile, sections) {
        return Chain { connection, http, surroundings, sections: &sections }.held(&profile);
    }
    let provider = surroundings.credentials_provider();
    let provider = provider.ok_or_else(|| CredentialsError::not_loaded("no credentials were found"))?;
    own(surroundings, chain::bounded(provider))
}

/// The SDK's configuration, with whatever credentials its own chain finds. It has no cache of them: [`Held`] is one.
pub(crate) async fn surroundings(
    connection: &Connection,
    http: SharedHttpClient,
    profile: Option<&str>,
    region: &Region,
) -> SdkConfig {
    let mut loader = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(http)
        .region(aws_config::Region::new(region.as_str().to_owned()))
        .profile_files(connection.profile_files())
        .retry_config(connection.rates.retry())
        .timeout_config(connection.rates.timeouts())
        .identity_cache(IdentityCache::no_cache());
    if let Ok(name) = AppName::new("keyturn") {
        loader = loader.app_name(name);
    }
    if let Some(url) = &connection.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    loader.load().await
}
