//! Who made a call: the role or user behind the session.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use std::fmt;

use keyturn_domain::account::AccountId;
use serde::{Deserialize, Serialize};

/// The identity that usage and baselines are kept for: a role (never its session), a user, a service.
///
/// Qualified by its account, because names repeat between accounts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Principal {
    /// The account it belongs to; `None` for AWS services and for records that do not say.
    pub account: Option<AccountId>,
    /// `role/ci-deploy`, `role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x` without its path as `role/…` by name
    /// alone, `user/ann`, `root`, `federated-user/x`, `web-identity/…`, `service/lambda.amazonaws.com`,
    /// `account/111122223333`, `unknown`.
    pub name: String,
}

/// What kind of reader a principal is, as far as one record shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// A person: a console or Identity Center session, an IAM user with a person's session.
    Human,
    /// A program under a role or an IAM user of its own.
    Workload,
    /// A service of AWS for itself.
    AwsService,
    /// A program with a token from outside: GitHub Actions, a Kubernetes service account.
    WebIdentity,
    /// Nothing shows it.
    Unknown,
}

/// Who made one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The role, user or service.
    pub principal: Principal,
    /// What kind of reader this record shows.
    pub nature: Nature,
    /// The role session's name, as its maker chose it: hostile text.
    pub session: Option<String>,
    /// The person behind the call where the record names one: an IAM user, an Identity Center session's name.
    pub person: Option<String>,
    /// The access key's id; no secret, and what ties the calls of one session together.
    pub access_key: Option<String>,
    /// The AWS service that made the call for this principal (`invokedBy`, forward access sessions).
    pub through: Option<String>,
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.account {
            Some(account) => write!(f, "{account}:{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
