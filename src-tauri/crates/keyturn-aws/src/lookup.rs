//! Reads of secrets from CloudTrail's event history: `LookupEvents`, one listing for each account, region and [`Ask`].
//!
//! The event history holds management events of the last 90 days whether or not there is a trail. It takes one
//! attribute a listing, gives 50 events a page, newest first, and allows 2 requests a second for each account and
//! region: at most 100 events a second, so what is asked for decides how long it takes ([`plan`], [`Estimate`]).
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>

mod estimate;
mod plan;
mod reader;

use chrono::TimeDelta;

pub use estimate::Estimate;
pub use plan::{Ask, By, plan};
pub use reader::{LookupReader, Page};

/// How many events a page holds at most.
pub(crate) const PAGE: i32 = 50;

/// How far back the event history reaches.
pub const KEPT: TimeDelta = TimeDelta::days(90);

/// How late an event may still appear: what is this young has to be asked for again.
///
/// CloudTrail states an average of 5 minutes; 15 is what it stated before and what its users plan with.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html>
pub const LATE: TimeDelta = TimeDelta::minutes(15);
