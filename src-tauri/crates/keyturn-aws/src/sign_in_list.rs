//! What can be signed in to, as the profiles tell, and signing in to one of them.

use std::collections::BTreeMap;

use aws_runtime::env_config::section::EnvConfigSections;
use aws_types::os_shim_internal::Env;
use chrono::{DateTime, Utc};
use keyturn_domain::account::Region;
use keyturn_domain::problem::Reason;
use keyturn_domain::source::{Accounts, Source};

use crate::ask::{NotSignedIn, SignInId};
use crate::chain::Chain;
use crate::connection::Connection;
use crate::failure::{self, Failure};
use crate::sso::device::{self, Because, DeviceCode, SignInFailed};
use crate::sso::{self, SignInState, SsoSession, cache};
use crate::{http, profiles, sign_in};

/// One thing to sign in to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFound {
    /// What it is.
    pub id: SignInId,
    /// The start page; `None` for a device.
    pub start_url: Option<String>,
    /// The profiles behind it, by name.
    pub profiles: Vec<String>,
    /// Whether the profile is behind it that is used where none is named.
    pub is_default: bool,
    /// How it stands.
    pub state: SignInState,
}

/// Everything that the profiles lead to and a person signs in to, as it stands at `now`.
pub async fn sign_ins(connection: &Connection, now: DateTime<Utc>) -> Vec<SignInFound> {
    let Ok(sections) = profiles::sections(&Env::real(), &connection.profile_files()).await else { return Vec::new() };
    let folder = sso::cache_folder(connection.sso_cache.as_ref());
    let carries_credentials = connection.credentials.is_some() || profiles::carries_credentials(&Env::real());
    let mut found: BTreeMap<SignInId, SignInFound> = BTreeMap::new();
    let mut names: Vec<&str> = sections.profiles().collect();
    names.sort_unstable();
    for name in names {
        for need in needs(&sections, name) {
            let one = found.entry(need.id()).or_insert_with(|| SignInFound {
                id: need.id(),
                start_url: need.session().map(|session| session.start_url.clone()),
                profiles: Vec::new(),
                is_default: false,
                state: match &need {
                    Need::Sso(session) => folder
                        .as_deref()
                        .and_then(|folder| cache::read(folder, session))
                        .map_or(SignInState::Never, |token| token.state(now)),
                    Need::Mfa(serial) => match connection.sign_ins.mfa_until(serial) {
                        Some(until) if until > now => SignInState::Valid { until, renews: false },
                        Some(at) => SignInState::Expired { at },
                        None => SignInState::Never,
                    },
                },
            });
            one.profiles.push(name.to_owned());
            one.is_default |= name == sections.selected_profile() && !carries_credentials;
        }
    }
    found.into_values().collect()
}

/// What a person must do for a profile.
pub(crate) enum Need {
    Sso(SsoSession),
    Mfa(String),
}

impl Need {
    pub(crate) fn id(&self) -> SignInId {
        match self {
            Self::Sso(session) => session.id(),
            Self::Mfa(serial) => SignInId::Mfa(serial.clone()),
        }
    }

    fn session(&self) -> Option<&SsoSession> {
        match self {
            Self::Sso(session) => Some(session),
            Self::Mfa(_) => None,
        }
    }
}

/// What a person must do for a profile, along its chain: the page of its source first, then its own device.
pub(crate) fn needs(sections: &EnvConfigSections, profile: &str) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut next = Some(profile);
    while let Some(name) = next.filter(|name| !seen.contains(name)) {
        seen.push(name);
        let Some(found) = sections.get_profile(name) else { break };
        next = None;
        match profiles::sign_in(found) {
            profiles::SignIn::Role => {
                next = found.get("source_profile");
                // As the AWS CLI does: a device goes with a role, and with a source that a person stands behind.
                if next.is_some() {
                    needs.extend(found.get("mfa_serial").map(|serial| Need::Mfa(serial.to_owned())));
                }
            }
            profiles::SignIn::Sso => needs.extend(SsoSession::of_profile(sections, name).map(Need::Sso)),
            _ => {}
        }
    }
    needs.reverse();
    needs
}

/// Signs in to one of them: to a start page by device code, which `shown` is told; to a device by the question for its
/// code. Gives how it stands then.
pub async fn sign_in_to(
    connection: &Connection,
    id: &SignInId,
    shown: impl FnOnce(DeviceCode),
) -> Result<SignInState, SignInFailed> {
    let fail = |reason, words: &str| SignInFailed::of(Failure::new(reason, words));
    let sections = profiles::sections(&Env::real(), &connection.profile_files()).await;
    let sections = sections.map_err(|words| fail(Reason::NoSignIn, &words))?;
    let mut names: Vec<&str> = sections.profiles().collect();
    names.sort_unstable();
    let found = names.into_iter().find_map(|name| {
        needs(&sections, name).into_iter().find(|need| need.id() == *id).map(|need| (name.to_owned(), need))
    });
    let (profile, need) = found.ok_or_else(|| fail(Reason::NoSignIn, "no profile leads there any more"))?;
    match need {
        Need::Sso(session) => to_start_page(connection, &session, shown).await,
        Need::Mfa(serial) => to_device(connection, &sections, &profile, &serial).await,
    }
}

async fn to_start_page(
    connection: &Connection,
    session: &SsoSession,
    shown: impl FnOnce(DeviceCode),
) -> Result<SignInState, SignInFailed> {
    let fail = |reason, words: &str| SignInFailed::of(Failure::new(reason, words));
    let folder = sso::cache_folder(connection.sso_cache.as_ref());
    let folder = folder.ok_or_else(|| fail(Reason::NoSignIn, "there is no home folder to keep the token in"))?;
    let region: Region =
        session.region.parse().map_err(|_| fail(Reason::NoRegion, "the start page's region is not one"))?;
    let http = http::client().map_err(|words| fail(Reason::NoNetwork, &words))?;
    let surroundings = sign_in::surroundings(connection, http, None, &region).await;
    let token = device::sign_in(&surroundings, &folder, session, shown).await?;
    connection.sign_ins.done(&session.id());
    let now: DateTime<Utc> = crate::held::now(&surroundings).into();
    Ok(SignInState::Valid { until: token.expires_at, renews: token.renews(now) })
}

/// Begins the session of a device by fetching credentials of a profile that needs it.
async fn to_device(
    connection: &Connection,
    sections: &EnvConfigSections,
    profile: &str,
    serial: &str,
) -> Result<SignInState, SignInFailed> {
    let fail = |reason, words: &str| SignInFailed::of(Failure::new(reason, words));
    let source = Source::new(Some(profile.to_owned()), Accounts::Own, Vec::new());
    let region = sign_in::own_region(connection, source.profile.as_deref()).await;
    let region = region.ok().flatten().or_else(|| "us-east-1".parse().ok());
    let region = region.ok_or_else(|| fail(Reason::NoRegion, "the profile names no region"))?;
    let http = http::client().map_err(|words| fail(Reason::NoNetwork, &words))?;
    let surroundings = sign_in::surroundings(connection, http.clone(), Some(profile), &region).await;
    connection.sign_ins.end_mfa(serial);
    let held = Chain { connection, http, surroundings, sections }.held(profile);
    let held = held.map_err(|error| SignInFailed::of(failure::of_sign_in(&error)))?;
    let got = held.get().await.map_err(|error| {
        let declined = failure::find::<NotSignedIn>(&error).is_some_and(|missing| missing.declined);
        if declined { SignInFailed::cancelled() } else { SignInFailed::of(failure::of_sign_in(&error)) }
    })?;
    let until = connection.sign_ins.mfa_until(serial).or_else(|| got.expiry().map(DateTime::from));
    until.map(|until| SignInState::Valid { until, renews: false }).ok_or_else(|| SignInFailed {
        because: Because::Problem(Reason::NotUnderstood),
        message: "the session has no end".to_owned(),
    })
}
