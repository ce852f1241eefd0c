//! From the SDK's types to the domain's: what an entry of a listing says of one secret.
//!
//! Pure functions. An entry without a name or ARN, or of another cell, is refused with a sentence; everything else
//! that is missing is simply not known.

pub(crate) mod parameter;
pub(crate) mod secret;

use std::collections::BTreeMap;

use aws_smithy_types::DateTime as SdkDateTime;
use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::cell::Cell;
use keyturn_domain::version::{SecretVersion, VersionStage};

/// An instant, unless it lies outside what can be written.
pub(crate) fn instant(at: Option<&SdkDateTime>) -> Option<DateTime<Utc>> {
    at.and_then(|at| DateTime::from_timestamp(at.secs(), at.subsec_nanos()))
}

/// A day: AWS cuts dates of last reads to midnight UTC.
pub(crate) fn day(at: Option<&SdkDateTime>) -> Option<NaiveDate> {
    instant(at).map(|at| at.date_naive())
}

/// A text that says something.
pub(crate) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// Tags as a map. AWS lets no key be used twice.
pub(crate) fn tags(pairs: impl IntoIterator<Item = (Option<String>, Option<String>)>) -> BTreeMap<String, String> {
    pairs.into_iter().filter_map(|(key, value)| Some((key?, value.unwrap_or_default()))).collect()
}

/// The ARN, if it is of this cell: an answer about another account or region must not be taken for this one's.
pub(crate) fn arn_in(cell: &Cell, text: &str) -> Result<SecretArn, String> {
    let arn: SecretArn = text.parse().map_err(|error| format!("{error}"))?;
    if arn.account() == &cell.account && arn.region() == &cell.region && arn.store() == cell.store {
        Ok(arn)
    } else {
        Err(format!("{arn} does not belong to {cell}"))
    }
}

/// Labelled versions first, the current one before all; then by id, so that the order never depends on a hash.
pub(crate) fn in_order(mut versions: Vec<SecretVersion>) -> Vec<SecretVersion> {
    for version in &mut versions {
        version.stages.sort_unstable();
        version.stages.dedup();
    }
    let rank = |version: &SecretVersion| match version.stages.first() {
        Some(VersionStage::Current) => 0,
        Some(VersionStage::Pending) => 1,
        Some(VersionStage::Previous) => 2,
        Some(VersionStage::Custom(_)) => 3,
        None => 4,
    };
    versions.sort_by(|a, b| (rank(a), &a.id).cmp(&(rank(b), &b.id)));
    versions
}
