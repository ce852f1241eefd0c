//! What time AWS says it is: the `Date` header of an answer.
//!
//! The question is not signed, because a clock that is wrong makes every signature refused: the answer is a refusal, and
//! its header tells the time.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::retry::RetryConfig;
use chrono::{DateTime, Utc};
use keyturn_domain::account::Region;

use crate::connection::Connection;
use crate::{convert, http};

/// The time by AWS's clock (UTC, to the second), as STS in this region told it just now. The error is a sentence.
pub async fn server_time(connection: &Connection, region: &Region) -> Result<DateTime<Utc>, String> {
    let mut loader = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(http::client()?)
        .region(aws_config::Region::new(region.as_str().to_owned()))
        .no_credentials()
        .retry_config(RetryConfig::disabled())
        .timeout_config(connection.rates.timeouts());
    if let Some(url) = &connection.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let config = aws_sdk_sts::config::Builder::from(&loader.load().await).allow_no_auth().build();
    let heard = Heard::default();
    let asking = aws_sdk_sts::Client::from_conf(config).get_caller_identity().customize().interceptor(heard.clone());
    let answer = asking.send().await;
    let header = heard.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(header) = header else {
        let why = answer.err().map(|error| crate::failure::of_call(&error, false).message).unwrap_or_default();
        return Err(format!("AWS did not tell its time: {why}"));
    };
    let at = aws_smithy_types::DateTime::from_str(&header, Format::HttpDate).ok();
    convert::instant(at.as_ref()).ok_or_else(|| "the answer's Date header is no date".to_owned())
}

/// The `Date` header of the last answer.
#[derive(Clone, Debug, Default)]
struct Heard(Arc<Mutex<Option<String>>>);

#[dyn_dispatch_hint]
impl Intercept for Heard {
    fn name(&self) -> &'static str {
        "the time of the answer"
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let header = context.response().headers().get("date").map(str::to_owned);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = header;
        Ok(())
    }
}
