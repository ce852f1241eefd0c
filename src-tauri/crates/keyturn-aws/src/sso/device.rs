//! Signing in to a start page by device authorisation: a code is shown, a person confirms it on the page, AWS gives a
//! token.
//!
//! <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html>, RFC 8628.

use std::path::Path;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_ssooidc::Client as Oidc;
use aws_sdk_ssooidc::config::Region;
use aws_sdk_ssooidc::operation::create_token::CreateTokenOutput;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::problem::Reason;
use zeroize::Zeroizing;

use super::SsoSession;
use super::cache::{self, Client, Token};
use crate::failure::{self, Failure};
use crate::held;

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const REFRESH_GRANT: &str = "refresh_token";

/// How long to wait between two tries where AWS does not say, and what is added each time it asks to slow down.
/// RFC 8628, sections 3.2 and 3.5.
const BETWEEN_TRIES: Duration = Duration::from_secs(5);

/// The longest code or address that is shown, in characters.
const LONGEST: usize = 2_000;

/// What a person confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    /// The code that the page shows too.
    pub user_code: String,
    /// The page. Hostile text: show it as text, and open [`Self::page`] alone.
    pub verification_uri: String,
    /// The page with the code in it.
    pub verification_uri_complete: Option<String>,
    /// Until when the code holds (UTC).
    pub expires_at: DateTime<Utc>,
    /// The page to open in a browser, with the code where it can carry it: of AWS, of the start page's host, or of the
    /// endpoint that stands in for AWS. `None` where the page is of none of them.
    pub page: Option<String>,
}

/// Why there was no sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFailed {
    /// Why.
    pub because: Because,
    /// What AWS said. Hostile text.
    pub message: String,
}

/// Why there was no sign-in, as a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Nobody confirmed the code in time.
    CodeExpired,
    /// It was refused on the page.
    Denied,
    /// An MFA code was not accepted.
    WrongCode,
    /// A person stopped it here.
    Cancelled,
    /// AWS could not be asked, or answered otherwise.
    Problem(Reason),
}

impl Because {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::CodeExpired => "code_expired",
            Self::Denied => "denied",
            Self::WrongCode => "wrong_code",
            Self::Cancelled => "cancelled",
            Self::Problem(reason) => reason.code(),
        }
    }
}

impl SignInFailed {
    /// A person stopped it.
    pub fn cancelled() -> Self {
        Self { because: Because::Cancelled, message: "The sign-in was stopped.".to_owned() }
    }

    pub(crate) fn of(failure: Failure) -> Self {
        Self { because: Because::Problem(failure.reason), message: failure.message }
    }

    fn of_call<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        Self::of(failure::of_call(error, false))
    }
}

/// A client of the sign-in service in the start page's region. Its calls are not signed.
fn client(surroundings: &SdkConfig, session: &SsoSession) -> Oidc {
    Oidc::new(&surroundings.to_builder().region(Region::new(session.region.clone())).build())
}

/// Signs in, from the code to the token, which is kept in `folder`. `shown` is told the code once.
pub(crate) async fn sign_in(
    surroundings: &SdkConfig,
    folder: &Path,
    session: &SsoSession,
    shown: impl FnOnce(DeviceCode),
) -> Result<Token, SignInFailed> {
    let oidc = client(surroundings, session);
    let known = cache::read(folder, session).and_then(|token| token.client);
    let registered = register(surroundings, &oidc, session, known).await?;
    let asked = oidc
        .start_device_authorization()
        .client_id(&registered.id)
        .client_secret(registered.secret.as_str())
        .start_url(&session.start_url)
        .send()
        .await
        .map_err(|error| SignInFailed::of_call(&error))?;
    let unclear =
        |what: &str| SignInFailed::of(Failure::new(Reason::NotUnderstood, &format!("the answer names no {what}")));
    let device_code = asked.device_code.map(Zeroizing::new).ok_or_else(|| unclear("device code"))?;
    let may_open = |page: &String| super::may_open(page, &session.start_url, surroundings.endpoint_url());
    let text = |text: Option<String>| text.filter(|text| !text.is_empty() && text.chars().count() <= LONGEST);
    let expires_at = after(surroundings, asked.expires_in);
    let verification_uri = text(asked.verification_uri).ok_or_else(|| unclear("page"))?;
    let verification_uri_complete = text(asked.verification_uri_complete);
    let page = verification_uri_complete.iter().chain([&verification_uri]).find(|page| may_open(page)).cloned();
    shown(DeviceCode {
        user_code: text(asked.user_code).ok_or_else(|| unclear("code"))?,
        page,
        verification_uri,
        verification_uri_complete,
        expires_at,
    });

    let mut pause = u64::try_from(asked.interval).ok().filter(|s| *s > 0).map_or(BETWEEN_TRIES, Duration::from_secs);
    loop {
        tokio::time::sleep(pause).await;
        let tried = oidc
            .create_token()
            .client_id(&registered.id)
            .client_secret(registered.secret.as_str())
            .grant_type(DEVICE_GRANT)
            .device_code(device_code.as_str())
            .send()
            .await;
        let error = match tried {
            Ok(given) => {
                let token = token(surroundings, session, registered, given, None).ok_or_else(|| unclear("token"))?;
                keep(folder, session, &token)?;
                return Ok(token);
            }
            Err(error) => error,
        };
        let because = match error.as_service_error().and_then(ProvideErrorMetadata::code) {
            Some("AuthorizationPendingException" | "SlowDownException")
                if DateTime::<Utc>::from(held::now(surroundings)) >= expires_at =>
            {
                Because::CodeExpired
            }
            Some("AuthorizationPendingException") => continue,
            Some("SlowDownException") => {
                pause += BETWEEN_TRIES;
                continue;
            }
            Some("ExpiredTokenException") => Because::CodeExpired,
            Some("AccessDeniedException") => Because::Denied,
            _ => return Err(SignInFailed::of_call(&error)),
        };
        return Err(SignInFailed { because, message: failure::of_call(&error, false).message });
    }
}

/// The client to ask as: the one that is known, while it holds, or a new one.
async fn register(
    surroundings: &SdkConfig,
    oidc: &Oidc,
    session: &SsoSession,
    known: Option<Client>,
) -> Result<Client, SignInFailed> {
    let soon = DateTime::<Utc>::from(held::now(surroundings)) + TimeDelta::minutes(15);
    if let Some(known) = known.filter(|client| client.expires_at > soon) {
        return Ok(known);
    }
    let scopes = (!session.scopes.is_empty()).then(|| session.scopes.clone());
    let mut ask = oidc.register_client().client_name("keyturn").client_type("public").set_scopes(scopes);
    if !session.scopes.is_empty() {
        ask = ask.grant_types(DEVICE_GRANT).grant_types(REFRESH_GRANT);
    }
    let given = ask.send().await.map_err(|error| SignInFailed::of_call(&error))?;
    let expires_at = DateTime::from_timestamp(given.client_secret_expires_at, 0);
    match (given.client_id, given.client_secret, expires_at) {
        (Some(id), Some(secret), Some(expires_at)) => Ok(Client { id, secret: Zeroizing::new(secret), expires_at }),
        _ => Err(SignInFailed::of(Failure::new(Reason::NotUnderstood, "the registration names no client"))),
    }
}

/// A token that holds longer, had by the refresh token of the one before. `None` where AWS gives none.
pub(crate) async fn renew(
    surroundings: &SdkConfig,
    folder: &Path,
    session: &SsoSession,
    before: &Token,
) -> Result<Option<Token>, SdkError<aws_sdk_ssooidc::operation::create_token::CreateTokenError, HttpResponse>> {
    let (Some(registered), Some(refresh_token)) = (&before.client, &before.refresh_token) else { return Ok(None) };
    let given = client(surroundings, session)
        .create_token()
        .client_id(&registered.id)
        .client_secret(registered.secret.as_str())
        .grant_type(REFRESH_GRANT)
        .refresh_token(refresh_token.as_str())
        .send()
        .await?;
    let renewed = token(surroundings, session, registered.clone(), given, before.refresh_token.clone());
    if let Some(token) = &renewed
        && let Err(error) = cache::write(folder, session, token)
    {
        // It works now all the same; the next program signs in for itself.
        tracing::warn!("a renewed sign-in was not kept: {error}");
    }
    Ok(renewed)
}

fn token(
    surroundings: &SdkConfig,
    session: &SsoSession,
    client: Client,
    given: CreateTokenOutput,
    refresh_before: Option<Zeroizing<String>>,
) -> Option<Token> {
    Some(Token {
        start_url: session.start_url.clone(),
        region: session.region.clone(),
        access_token: Zeroizing::new(given.access_token?),
        expires_at: after(surroundings, given.expires_in),
        client: Some(client),
        refresh_token: given.refresh_token.map(Zeroizing::new).or(refresh_before),
    })
}

fn keep(folder: &Path, session: &SsoSession, token: &Token) -> Result<(), SignInFailed> {
    cache::write(folder, session, token).map_err(|error| {
        let words = format!("the token could not be kept in {}: {error}", folder.display());
        SignInFailed::of(Failure::new(Reason::NoSignIn, &words))
    })
}

fn after(surroundings: &SdkConfig, seconds: i32) -> DateTime<Utc> {
    DateTime::<Utc>::from(held::now(surroundings)) + TimeDelta::seconds(i64::from(seconds.max(0)))
}
