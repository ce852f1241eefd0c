//! S3, as far as the buckets of trails go: after how long their files are deleted.

use super::call::Call;
use super::refusal::{Refusal, escape};

/// `GetBucketLifecycleConfiguration`, for the bucket's own account.
pub(super) fn lifecycle(call: &Call<'_>) -> Result<String, Refusal> {
    call.shelf()?;
    let name = call.required("Bucket")?;
    let bucket = call.estate.organisation.buckets.iter().find(|bucket| bucket.name == name);
    let bucket = bucket.ok_or_else(|| Refusal::not_found("NoSuchBucket", "The specified bucket does not exist"))?;
    if bucket.account != call.signer.place.account {
        return Err(Refusal::new("AccessDenied", "Access Denied").status(403));
    }
    let days = bucket.expires_after_days.ok_or_else(|| {
        Refusal::not_found("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
    })?;
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<LifecycleConfiguration \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule><ID>{}</ID><Filter><Prefix></Prefix></Filter>\
         <Status>Enabled</Status><Expiration><Days>{days}</Days></Expiration></Rule></LifecycleConfiguration>",
        escape("expire-logs")
    ))
}
