//! Which accounts an organisation has.

use std::collections::HashSet;

use aws_sdk_organizations::types;
use keyturn_domain::account::Account;
use keyturn_domain::problem::{Hidden, Problem, Reason};

use crate::actions::LIST_ACCOUNTS;
use crate::failure::{self, Failure, Tried};
use crate::held::client;
use crate::rates::Quota;
use crate::sign_in::SignedIn;

/// The organisation's active accounts that were listed, and what kept the list from its end.
pub(crate) async fn active(base: &SignedIn) -> (Vec<Account>, Option<Problem>) {
    let tried = Tried { account: Some(base.account.clone()), profile: base.profile.clone(), region: None, store: None };
    let problem = |failure| Some(tried.problem(LIST_ACCOUNTS, Hidden::Accounts, failure));
    let client = client!(aws_sdk_organizations, base.signed);
    let mut accounts = Vec::new();
    let mut seen = HashSet::new();
    let mut token: Option<String> = None;
    let mut skipped = None;
    loop {
        base.pace.ready(Quota::Accounts).await;
        let page = match client.list_accounts().max_results(20).set_next_token(token.take()).send().await {
            Ok(page) => page,
            Err(error) => return (accounts, problem(failure::of_call(&error, true))),
        };
        for entry in page.accounts.unwrap_or_default() {
            match entry.id.as_deref().and_then(|id| id.parse().ok()) {
                Some(id) if is_active(&entry) => {
                    accounts.push(Account { id, name: entry.name.filter(|name| !name.is_empty()) });
                }
                Some(_) => {}
                None => skipped = problem(Failure::new(Reason::NotUnderstood, "an account without an id was skipped")),
            }
        }
        match page.next_token.filter(|token| !token.is_empty()) {
            None => return (accounts, skipped),
            Some(next) if !seen.insert(next.clone()) => {
                return (accounts, problem(Failure::new(Reason::NotUnderstood, "the list of accounts repeats itself")));
            }
            next => token = next,
        }
    }
}

/// `State` says more than `Status`, which AWS retires on 2026-09-09; endpoints may send either.
fn is_active(entry: &types::Account) -> bool {
    match (&entry.state, &entry.status) {
        (Some(state), _) => *state == types::AccountState::Active,
        (None, Some(status)) => *status == types::AccountStatus::Active,
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_active_accounts_are_read() {
        use types::{AccountState, AccountStatus};
        for (state, status, active) in [
            (Some(AccountState::Active), None, true),
            (Some(AccountState::PendingActivation), Some(AccountStatus::Active), false),
            (Some(AccountState::Closed), None, false),
            (None, Some(AccountStatus::Active), true),
            (None, Some(AccountStatus::Suspended), false),
            (None, None, true),
        ] {
            let entry = types::Account::builder().set_state(state.clone()).set_status(status.clone()).build();
            assert_eq!(is_active(&entry), active, "{state:?} {status:?}");
        }
    }
}
