//! Faults: what goes wrong, where, and how often.

use std::time::Duration;

use keyturn_domain::account::{AccountId, Region};

use crate::organisation::Organisation;

/// A fault of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The calls it concerns.
    pub matches: Matches,
    /// What happens to them.
    pub effect: Effect,
    /// To which of them.
    pub times: Times,
}

/// The calls that a fault concerns: all that fit what is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The account of the caller; for `AssumeRole`, of the role.
    pub account: Option<AccountId>,
    /// The region that the call is signed for.
    pub region: Option<Region>,
    /// The operation, as `DescribeParameters` or `SSM.DescribeParameters`.
    pub operation: Option<String>,
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The service's throttling error.
    Throttle,
    /// Access denied, in IAM's words.
    Deny,
    /// The session has expired.
    Expire,
    /// An internal error, HTTP 500.
    Status500,
    /// The connection is closed without an answer.
    Reset,
    /// The answer comes after this long.
    Stall(Duration),
    /// The connection is closed in the middle of the body.
    Truncate,
    /// HTTP 200 with a page of HTML, as a captive portal answers.
    NotJson,
    /// A listing's next token is the one that came in, for ever.
    RepeatToken,
    /// What a region that is not enabled answers.
    DisabledRegion,
}

/// Which of the matching calls a fault happens to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Times {
    /// Each.
    #[default]
    Always,
    /// The first so many.
    First(u64),
    /// So many fail, then so many pass, and again.
    Alternate {
        /// How many fail in a row.
        fail: u64,
        /// How many pass in a row.
        pass: u64,
    },
}

impl Fault {
    /// The effect on each call of an operation, everywhere.
    pub fn on(operation: &str, effect: Effect) -> Self {
        let matches = Matches { operation: Some(operation.to_owned()), ..Matches::default() };
        Self { matches, effect, times: Times::Always }
    }

    /// The same, in one account only.
    #[must_use]
    pub fn in_account(mut self, account: &AccountId) -> Self {
        self.matches.account = Some(account.clone());
        self
    }

    /// The same, in one region only.
    #[must_use]
    pub fn in_region(mut self, region: &Region) -> Self {
        self.matches.region = Some(region.clone());
        self
    }

    /// The same, so many times only.
    #[must_use]
    pub fn times(mut self, times: Times) -> Self {
        self.times = times;
        self
    }

    /// The demo's script: Parameter Store of `data` in eu-central-1 is denied, so that a partial reading is seen.
    pub fn demo(organisation: &Organisation) -> Vec<Self> {
        let data = organisation.active().find(|member| member.name == "data");
        let region = organisation.regions.iter().find(|region| region.as_str() == "eu-central-1");
        let denied = data.zip(region).map(|(member, region)| {
            Self::on("SSM.DescribeParameters", Effect::Deny).in_account(&member.id).in_region(region)
        });
        denied.into_iter().collect()
    }
}

/// Faults with the count of calls that each has met.
#[derive(Debug, Default)]
pub(super) struct Script(Vec<(Fault, u64)>);

impl Script {
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        Self(faults.into_iter().map(|fault| (fault, 0)).collect())
    }

    /// What happens to this call: the effect of the first fault whose turn it is.
    pub(super) fn effect(&mut self, account: &AccountId, region: &Region, label: &str) -> Option<Effect> {
        let name = label.split_once('.').map_or(label, |(_, name)| name);
        for (fault, met) in &mut self.0 {
            let Matches { account: of_account, region: of_region, operation } = &fault.matches;
            let fits = of_account.as_ref().is_none_or(|wanted| wanted == account)
                && of_region.as_ref().is_none_or(|wanted| wanted == region)
                && operation.as_deref().is_none_or(|wanted| wanted == label || wanted == name);
            if !fits {
                continue;
            }
            let nth = *met;
            *met += 1;
            let strikes = match fault.times {
                Times::Always => true,
                Times::First(count) => nth < count,
                Times::Alternate { fail, pass } => nth % (fail + pass).max(1) < fail,
            };
            if strikes {
                return Some(fault.effect);
            }
        }
        None
    }
}
