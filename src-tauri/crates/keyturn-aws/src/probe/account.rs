//! What is asked once in each account: its identities.

use super::{Probe, Probes};
use crate::access::IDENTITIES;
use crate::failure::{self, Tried};
use crate::rates::Quota;
use crate::target::Target;

impl Target {
    /// Where something of the whole account was tried.
    pub(super) fn tried_account(&self) -> Tried {
        Tried { account: Some(self.id().clone()), profile: self.profile.clone(), region: None, store: None }
    }

    /// Tries each action that is asked once in an account.
    pub async fn probe_account(&self) -> Vec<Probe> {
        let (config, pace) = self.account_wide();
        let client = aws_sdk_iam::Client::new(config);
        pace.ready(Quota::Identities).await;
        let answer = client.get_account_authorization_details().max_items(1).send().await;
        let mut probes = Probes::new(self.tried_account());
        probes.push(IDENTITIES, answer.map_err(|error| failure::of_call(&error, true)));
        probes.found
    }
}
