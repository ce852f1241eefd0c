//! The one call of Keyturn's that changes something at AWS: `RotateSecret`, when a person asks for it.
//!
//! It has a profile of its own, which may do nothing else, and never goes through the sources that are read. AWS runs
//! the rotation that the secret has configured; the answer holds names of versions, and no value.
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html>

use keyturn_domain::arn::SecretArn;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::source::{Accounts, Source};

use crate::connection::Connection;
use crate::convert;
use crate::failure::{self, Failure, Tried};
use crate::held::client;
use crate::http;
use crate::sign_in;

const ROTATE_SECRET: &str = "secretsmanager:RotateSecret";

/// Begins the rotation of one secret, with the credentials of a profile. Gives the id of the version that it makes,
/// where AWS names it.
///
/// The profile must sign in to the secret's own account: a secret of another one is refused before anything is called.
pub async fn rotate_secret(connection: &Connection, profile: &str, arn: &SecretArn) -> Result<Option<String>, Problem> {
    let tried = Tried {
        account: Some(arn.account().clone()),
        profile: Some(profile.to_owned()),
        region: Some(arn.region().clone()),
        store: Some(arn.store()),
    };
    let refuse = |failure| tried.problem(ROTATE_SECRET, Hidden::Secrets, failure);
    let http = http::client().map_err(|words| refuse(Failure::new(Reason::NoNetwork, &words)))?;
    let regions = vec![arn.region().clone()];
    let source = Source::new(Some(profile.to_owned()), Accounts::Own, regions);
    let base = sign_in::sign_in(connection, http, &source).await?;
    if base.account != *arn.account() {
        let words = format!("the profile signs in to account {}, the secret is in {}", base.account, arn.account());
        return Err(refuse(Failure::new(Reason::RoleRefused, &words)));
    }
    let client = client!(aws_sdk_secretsmanager, base.signed.in_region(arn.region()));
    #[expect(
        clippy::disallowed_methods,
        reason = "rotate now: the single action that a person turns on, see the README"
    )]
    let call = client.rotate_secret().secret_id(arn.as_str()).rotate_immediately(true);
    let answer = call.send().await.map_err(|error| refuse(failure::of_call(&error, true)))?;
    Ok(convert::filled(answer.version_id))
}
