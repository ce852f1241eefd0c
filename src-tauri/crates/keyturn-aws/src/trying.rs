//! Which profiles work: one `sts:GetCallerIdentity` for each, without asking anybody.

use std::sync::Arc;
use std::time::Duration;

use aws_types::os_shim_internal::Env;
use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::problem::{Hidden, Problem, Reason};

use crate::ask::{NotSignedIn, SignInId};
use crate::chain::Chain;
use crate::connection::Connection;
use crate::failure::{self, Failure, Tried};
use crate::held::Signed;
use crate::parallel::in_parallel;
use crate::profiles::{self, ProfileFound};
use crate::regions;
use crate::sign_in_list::needs;
use crate::{http, sign_in};

/// How many profiles are tried at once: each may run a program of its own.
const AT_ONCE: usize = 8;

/// How long one may take in all.
const LONGEST: Duration = Duration::from_secs(90);

/// What a profile met with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileTried {
    /// The profile.
    pub profile: ProfileFound,
    /// What a person signs in to for it, the first of the chain.
    pub needs: Option<SignInId>,
    /// Who it is, or why it is nobody.
    pub outcome: Result<Caller, Problem>,
    /// Whether nothing but a person's sign-in is missing, and to what.
    pub missing: Option<SignInId>,
}

/// Who a profile is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: AccountId,
    /// The caller's ARN.
    pub arn: String,
    /// Until when its credentials hold (UTC); `None` where they do not end.
    pub until: Option<DateTime<Utc>>,
}

/// Tries these profiles, or all where none are named; `heard` is told of each as it ends. Never asks a person.
pub async fn try_profiles(
    connection: &Connection,
    named: Option<&[String]>,
    heard: impl Fn(&ProfileTried) + Send + Sync + 'static,
) -> Vec<ProfileTried> {
    let connection = connection.quiet();
    let found = profiles::profiles(&connection).await.profiles;
    let wanted = |profile: &ProfileFound| named.is_none_or(|named| named.contains(&profile.name));
    let found: Vec<ProfileFound> = found.into_iter().filter(wanted).collect();
    let heard = Arc::new(heard);
    in_parallel(found, AT_ONCE, |profile| {
        let (connection, heard) = (connection.clone(), Arc::clone(&heard));
        async move {
            let tried = try_profile(&connection, profile).await;
            heard(&tried);
            tried
        }
    })
    .await
}

async fn try_profile(connection: &Connection, profile: ProfileFound) -> ProfileTried {
    let tried = Tried { profile: Some(profile.name.clone()), ..Tried::default() };
    let refuse = |failure| tried.problem("sts:GetCallerIdentity", Hidden::Secrets, failure);
    let sections = match profiles::sections(&Env::real(), &connection.profile_files()).await {
        Ok(sections) => sections,
        Err(words) => {
            let outcome = Err(refuse(Failure::new(Reason::NoSignIn, &words)));
            return ProfileTried { profile, needs: None, outcome, missing: None };
        }
    };
    let first = needs(&sections, &profile.name).into_iter().next().map(|need| need.id());
    let asked = async {
        let region = sign_in::own_region(connection, Some(&profile.name)).await.ok().flatten();
        let region: Option<Region> = region.or_else(|| regions::ANY.parse().ok());
        let region = region.ok_or_else(|| (Failure::new(Reason::NoRegion, "no region"), None))?;
        let http = http::client().map_err(|words| (Failure::new(Reason::NoNetwork, &words), None))?;
        let surroundings = sign_in::surroundings(connection, http.clone(), Some(&profile.name), &region).await;
        let chain = Chain { connection, http, surroundings, sections: &sections };
        let held = chain.held(&profile.name).map_err(|error| (failure::of_sign_in(&error), None))?;
        held.get().await.map_err(|error| {
            let missing = failure::find::<NotSignedIn>(&error).map(|missing| missing.of.clone());
            (failure::of_sign_in(&error), missing)
        })?;
        let caller = sign_in::caller_identity(&Signed::new(Arc::clone(&held))).await;
        let caller = caller.map_err(|error| (failure::of_call(&error, false), None))?;
        let account = caller.account.as_deref().and_then(|id| id.parse().ok());
        let nameless = || (Failure::new(Reason::NotUnderstood, "the answer names no account"), None);
        let until = held.until().await;
        Ok(Caller { account: account.ok_or_else(nameless)?, arn: caller.arn.unwrap_or_default(), until })
    };
    let late = || Err((Failure::new(Reason::NoNetwork, "no answer in time"), None));
    let (outcome, missing) = match tokio::time::timeout(LONGEST, asked).await.unwrap_or_else(|_| late()) {
        Ok(caller) => (Ok(caller), None),
        Err((failure, missing)) => (Err(refuse(failure)), missing),
    };
    ProfileTried { profile, needs: first, outcome, missing }
}
