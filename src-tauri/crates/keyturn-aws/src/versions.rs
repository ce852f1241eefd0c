//! Versions of a secret and their dates, which ListSecrets leaves out.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keyturn_domain::problem::Reason;
use keyturn_domain::secret::Secret;
use keyturn_domain::version::SecretVersion;

use crate::convert;
use crate::failure::{self, Failure};
use crate::parallel::in_parallel;
use crate::rates::Quota;
use crate::target::Reach;

/// How many secrets of a cell are asked for at once.
const AT_ONCE: usize = 8;

/// Something that could not be dated.
pub(crate) struct NotDated {
    pub(crate) failure: Failure,
    /// Whether asking for others is pointless.
    pub(crate) stopped: bool,
}

/// Replaces the versions of these secrets by those of `ListSecretVersionIds`, with their dates.
pub(crate) async fn date(reach: &Arc<Reach>, secrets: Vec<&mut Secret>) -> Option<NotDated> {
    let stop = Arc::new(AtomicBool::new(false));
    let arns = secrets.iter().map(|secret| secret.arn.as_str().to_owned()).collect();
    let answers = in_parallel(arns, AT_ONCE, |arn: String| {
        let (reach, stop) = (Arc::clone(reach), Arc::clone(&stop));
        async move {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let answer = list(&reach, &arn, false).await;
            if matches!(&answer, Err(failure) if is_of_all(failure)) {
                stop.store(true, Ordering::Relaxed);
            }
            Some(answer)
        }
    })
    .await;
    let mut failed: Option<Failure> = None;
    for (secret, answer) in secrets.into_iter().zip(answers) {
        match answer {
            // A listing that is older than this answer knows less; an answer without versions says nothing.
            Some(Ok(versions)) if !versions.is_empty() => secret.versions = versions,
            // Deleted after it was listed: the next sync will not list it.
            Some(Err(failure)) if !is_gone(&failure) => {
                if failed.is_none() || is_of_all(&failure) {
                    failed = Some(failure);
                }
            }
            Some(Ok(_) | Err(_)) | None => {}
        }
    }
    failed.map(|failure| NotDated { stopped: is_of_all(&failure), failure })
}

/// Every version of one secret, with dates; `deprecated` ones, which carry no label, too if asked for.
pub(crate) async fn list(reach: &Reach, arn: &str, deprecated: bool) -> Result<Vec<SecretVersion>, Failure> {
    let mut versions = Vec::new();
    let mut seen = HashSet::new();
    let mut token: Option<String> = None;
    loop {
        reach.pace.ready(Quota::SecretLists).await;
        let call = reach.secrets.list_secret_version_ids().secret_id(arn).max_results(100);
        let call = call.include_deprecated(deprecated).set_next_token(token.take());
        let page = call.send().await.map_err(|error| failure::of_call(&error, true))?;
        versions.extend(page.versions.unwrap_or_default().into_iter().filter_map(convert::secret::version));
        match convert::filled(page.next_token) {
            None => return Ok(convert::in_order(versions)),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of versions repeats itself"));
            }
            next => token = next,
        }
    }
}

fn is_gone(failure: &Failure) -> bool {
    failure.has_code("ResourceNotFoundException")
}

/// Whether what went wrong for one secret would go wrong for every other one.
///
/// A policy may refuse the call for some secrets only; but asking for each of thousands to find out which would cost
/// the account's quota, so the first refusal counts for all.
fn is_of_all(failure: &Failure) -> bool {
    match failure.reason {
        Reason::MissingAction
        | Reason::Throttled
        | Reason::ExpiredSignIn
        | Reason::NoSignIn
        | Reason::NoRegion
        | Reason::NoOrganization
        | Reason::RoleRefused
        | Reason::RegionDisabled
        | Reason::NoNetwork
        | Reason::Cancelled => true,
        Reason::ServiceFailed | Reason::NotUnderstood => false,
    }
}
