//! What is asked once in each account: its identities and its regions.

use super::{Probe, Probes};
use crate::actions::{GET_ACCOUNT_AUTHORIZATION_DETAILS, LIST_REGIONS};
use crate::failure::{self, Tried};
use crate::held::client;
use crate::rates::Quota;
use crate::target::Target;

impl Target {
    /// Where something of the whole account was tried.
    pub(super) fn tried_account(&self) -> Tried {
        Tried { account: Some(self.id().clone()), profile: self.profile.clone(), region: None, store: None }
    }

    /// Tries each action that is asked once in an account.
    pub async fn probe_account(&self) -> Vec<Probe> {
        let (signed, pace) = self.account_wide();
        let client = client!(aws_sdk_iam, signed);
        pace.ready(Quota::Identities).await;
        let answer = client.get_account_authorization_details().max_items(1).send().await;
        let mut probes = Probes::new(self.tried_account());
        probes.push(GET_ACCOUNT_AUTHORIZATION_DETAILS, answer.map_err(|error| failure::of_call(&error, true)));
        pace.ready(Quota::Regions).await;
        let answer = client!(aws_sdk_account, signed).list_regions().max_results(1).send().await;
        probes.push(LIST_REGIONS, answer.map_err(|error| failure::of_call(&error, true)));
        probes.found
    }
}
