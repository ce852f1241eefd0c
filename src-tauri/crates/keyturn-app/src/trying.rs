//! Trying: which profiles work, and which accounts some sources lead to, before anything is saved or read.

use std::sync::{Arc, Mutex, PoisonError};

use keyturn_aws::ProfileTried;
use keyturn_domain::account::{Account, Region};
use keyturn_domain::problem::Problem;
use keyturn_domain::source::Source;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::error::AppError;
use crate::sources;

/// What was tried.
#[derive(Clone, Debug)]
pub struct Tried<T> {
    /// In the order in which it was found.
    pub found: Vec<T>,
    /// What kept others from being found at all.
    pub problems: Vec<Problem>,
    /// Whether a person stopped it.
    pub cancelled: bool,
}

/// Whether one account can be entered.
#[derive(Clone, Debug)]
pub struct AccountTried {
    /// The account.
    pub account: Account,
    /// The base through which it was tried.
    pub profile: Option<String>,
    /// The regions that would be read.
    pub regions: Vec<Region>,
    /// Regions that are wanted and that it has not enabled.
    pub regions_off: Vec<Region>,
    /// Why it cannot be entered.
    pub problem: Option<Problem>,
}

impl App {
    /// Asks who each profile is, of those named or of all; `heard` is told of each as it answers. Nobody is asked.
    pub async fn try_profiles(
        &self,
        named: Option<Vec<String>>,
        heard: impl Fn(&ProfileTried) + Send + Sync + 'static,
    ) -> Tried<ProfileTried> {
        let kept: Arc<Mutex<Vec<ProfileTried>>> = Arc::default();
        let keep = Arc::clone(&kept);
        let hear = move |one: &ProfileTried| {
            keep.lock().unwrap_or_else(PoisonError::into_inner).push(one.clone());
            heard(one);
        };
        let cancel = self.begin_trying();
        tokio::select! {
            found = keyturn_aws::try_profiles(&self.connection, named.as_deref(), hear) => {
                Tried { found, problems: Vec::new(), cancelled: false }
            }
            () = cancel.cancelled() => {
                let mut found = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
                found.sort_by(|a, b| a.profile.name.cmp(&b.profile.name));
                Tried { found, problems: Vec::new(), cancelled: true }
            }
        }
    }

    /// Signs in to every account that these sources lead to; `heard` is told of each. Nothing is saved.
    pub async fn try_sources(
        &self,
        tried: &[Source],
        heard: impl Fn(&AccountTried) + Send + Sync + 'static,
    ) -> Result<Tried<AccountTried>, AppError> {
        for source in tried {
            sources::check(source)?;
        }
        let kept: Arc<Mutex<Vec<AccountTried>>> = Arc::default();
        let keep = Arc::clone(&kept);
        let hear = move |account: &Account, entered: Option<&keyturn_aws::Target>, problem: Option<&Problem>| {
            let one = AccountTried {
                account: account.clone(),
                profile: entered.map_or_else(|| problem.and_then(|p| p.profile.clone()), |t| t.profile.clone()),
                regions: entered.map(|target| target.regions.clone()).unwrap_or_default(),
                regions_off: entered.map(|target| target.regions_off.clone()).unwrap_or_default(),
                problem: problem.cloned(),
            };
            keep.lock().unwrap_or_else(PoisonError::into_inner).push(one.clone());
            heard(&one);
        };
        self.connection.sign_ins.ask_again();
        let cancel = self.begin_trying();
        let discovery = tokio::select! {
            found = keyturn_aws::discover_heard(&self.connection, tried, hear) => Some(found),
            () = cancel.cancelled() => None,
        };
        let mut found = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let name = |one: &AccountTried| (one.account.name.clone(), one.account.id.clone());
        found.sort_by_cached_key(|one| (one.problem.is_none(), name(one)));
        let cancelled = discovery.is_none();
        // Those of an account are beside the account.
        let mut problems = discovery.map(|discovery| discovery.problems).unwrap_or_default();
        problems.retain(|problem| !found.iter().any(|one| one.problem.as_ref() == Some(problem)));
        Ok(Tried { found, problems, cancelled })
    }

    /// Stops what is being tried; what has answered stays.
    pub fn cancel_trying(&self) {
        self.trying.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }

    /// What stops a new try. One that still runs is stopped: only one is looked at.
    fn begin_trying(&self) -> CancellationToken {
        let token = CancellationToken::new();
        let mut trying = self.trying.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *trying, token.clone()).cancel();
        token
    }
}
