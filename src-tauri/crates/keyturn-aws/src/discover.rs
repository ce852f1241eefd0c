//! From sources to the accounts and regions that can be read.

use std::sync::Arc;

use keyturn_domain::account::{Account, AccountId};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::source::{Accounts, Source};

use crate::accounts;
use crate::connection::Connection;
use crate::failure::{Failure, Tried};
use crate::held::Signed;
use crate::http;
use crate::parallel::in_parallel;
use crate::rates::Pace;
use crate::regions::Regions;
use crate::sign_in::{self, SignedIn};
use crate::target::Target;

/// How many sources, and in each how many accounts, are signed in to at once.
const AT_ONCE: usize = 8;

/// What the sources lead to.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// Accounts that can be read, each once, in the order of the sources.
    pub targets: Vec<Target>,
    /// Sources and accounts that cannot.
    pub problems: Vec<Problem>,
}

/// Turns sources into places to read, signing in to each account once. Never fails as a whole.
///
/// Where several sources reach the same account, the first one's sign-in is used for the regions of all of them.
pub async fn discover(connection: &Connection, sources: &[Source]) -> Discovery {
    find(connection, sources, None, &Heard::default()).await
}

/// The same; `heard` is told of each account as it is entered or refuses.
pub async fn discover_heard(
    connection: &Connection,
    sources: &[Source],
    heard: impl Fn(&Account, Option<&Target>, Option<&Problem>) + Send + Sync + 'static,
) -> Discovery {
    find(connection, sources, None, &Heard(Some(Arc::new(heard)))).await
}

type Hearer = dyn Fn(&Account, Option<&Target>, Option<&Problem>) + Send + Sync;

/// Who is told of accounts as they are tried, if anybody.
#[derive(Clone, Default)]
struct Heard(Option<Arc<Hearer>>);

impl Heard {
    fn tell(&self, account: &Account, outcome: Result<&Target, &Problem>) {
        if let Some(hearer) = &self.0 {
            hearer(account, outcome.ok(), outcome.err());
        }
    }
}

/// The same for one account: no list of accounts is asked for, and no other account is signed in to.
pub async fn discover_account(connection: &Connection, sources: &[Source], account: &AccountId) -> Discovery {
    let mut found = find(connection, sources, Some(account), &Heard::default()).await;
    found.targets.retain(|target| target.account.id == *account);
    found
}

async fn find(connection: &Connection, sources: &[Source], only: Option<&AccountId>, heard: &Heard) -> Discovery {
    let http = match http::client() {
        Ok(http) => http,
        Err(words) => {
            let failed = |source: &Source| {
                let tried = Tried { profile: source.profile.clone(), ..Tried::default() };
                tried.problem("sts:GetCallerIdentity", Hidden::Secrets, Failure::new(Reason::NoNetwork, &words))
            };
            return Discovery { targets: Vec::new(), problems: sources.iter().map(failed).collect() };
        }
    };
    let found = in_parallel(sources.to_vec(), AT_ONCE, |source| {
        let (connection, http, only) = (connection.clone(), http.clone(), only.cloned());
        let heard = heard.clone();
        async move {
            match sign_in::sign_in(&connection, http, &source).await {
                Ok(base) => of_source(&connection, base, source.accounts, only, &heard).await,
                Err(problem) => Discovery { targets: Vec::new(), problems: vec![problem] },
            }
        }
    })
    .await;

    let mut whole = Discovery::default();
    for one in found {
        whole.problems.extend(one.problems);
        for target in one.targets {
            match whole.targets.iter_mut().find(|known| known.account.id == target.account.id) {
                Some(known) => known.also(target),
                None => whole.targets.push(target),
            }
        }
    }
    // An account that one source could not enter and another could is not a hole.
    let reached = |account: &AccountId| whole.targets.iter().any(|target| target.account.id == *account);
    whole.problems.retain(|problem| problem.hides != Hidden::Secrets || !problem.account.as_ref().is_some_and(reached));
    whole
}

async fn of_source(
    connection: &Connection,
    base: SignedIn,
    scope: Accounts,
    only: Option<AccountId>,
    heard: &Heard,
) -> Discovery {
    let own = async |account: Account| {
        let (target, problem) = target(connection, &base, account, base.signed.clone()).await;
        heard.tell(&target.account, Ok(&target));
        Discovery { targets: vec![target], problems: problem.into_iter().collect() }
    };
    let itself = || Account { id: base.account.clone(), name: profile_name(&base) };
    match (scope, only) {
        (Accounts::Own, _) => own(itself()).await,
        (Accounts::Organization { .. }, Some(only)) if only == base.account => own(itself()).await,
        // Whether it is of the organisation, AssumeRole tells as well as the list would.
        (Accounts::Organization { role }, Some(id)) => {
            assumed(connection, base, vec![Account { id, name: None }], role, heard).await
        }
        (Accounts::Organization { role }, None) => {
            let (mut accounts, problem) = accounts::active(&base).await;
            let listed = accounts.iter().position(|account| account.id == base.account);
            let mut found = own(listed.map_or_else(itself, |index| accounts.remove(index))).await;
            let others = assumed(connection, base, accounts, role, heard).await;
            found.targets.extend(others.targets);
            found.problems.extend(others.problems);
            found.problems.extend(problem);
            found
        }
        (Accounts::List { role, accounts }, only) => {
            let wanted = |id: &AccountId| only.as_ref().is_none_or(|only| only == id);
            let accounts = accounts.into_iter().filter(wanted).map(|id| Account { id, name: None }).collect();
            assumed(connection, base, accounts, role, heard).await
        }
    }
}

/// The accounts in which the role can be assumed, and why it cannot in the others.
async fn assumed(
    connection: &Connection,
    base: SignedIn,
    accounts: Vec<Account>,
    role: String,
    heard: &Heard,
) -> Discovery {
    let base = Arc::new(base);
    let tried = in_parallel(accounts, AT_ONCE, |account| {
        let (connection, base, role) = (connection.clone(), Arc::clone(&base), role.clone());
        let heard = heard.clone();
        async move {
            let entered = match sign_in::assume(&base, &account.id, &role).await {
                Ok(signed) => Ok(target(&connection, &base, account.clone(), signed).await),
                Err(problem) => Err(problem),
            };
            heard.tell(&account, entered.as_ref().map(|(target, _)| target));
            entered
        }
    })
    .await;
    let mut found = Discovery::default();
    for one in tried {
        match one {
            Ok((target, problem)) => {
                found.targets.push(target);
                found.problems.extend(problem);
            }
            Err(problem) => found.problems.push(problem),
        }
    }
    found
}

/// The target of an account that was entered, and why its regions are not known where that is so.
async fn target(
    connection: &Connection,
    base: &SignedIn,
    account: Account,
    signed: Signed,
) -> (Target, Option<Problem>) {
    let tried = Tried { account: Some(account.id.clone()), profile: base.profile.clone(), region: None, store: None };
    let pace = Pace::new(&connection.rates);
    let regions = Regions::of(&base.wanted, &signed, &pace, &base.partition, &tried).await;
    let (profile, partition) = (base.profile.clone(), base.partition.clone());
    let target = Target::new(account, (regions.read, regions.off), profile, partition, signed, connection.rates);
    (target, regions.problem)
}

/// A profile's name tells its account better than 12 digits do; `default` does not.
fn profile_name(base: &SignedIn) -> Option<String> {
    base.profile.clone().filter(|name| name != "default")
}
