//! What the trails that record an account look like: `DescribeTrails`, and of each `GetTrailStatus` and
//! `GetEventSelectors`. What follows from it is decided in [`keyturn_trail::checks`].
//!
//! How long the bucket keeps the files (`s3:GetLifecycleConfiguration`) is not asked, and so is not known here:
//! `aws-sdk-s3` costs two more minutes of a core in a clean build, for one call that is mostly refused, because the
//! bucket belongs to an account for logs and not to the one that is read.

use std::collections::HashSet;

use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::types;
use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Problem};
use keyturn_trail::checks::{Basic, Field, Selectors, Status, TrailView};

use crate::actions::{DESCRIBE_TRAILS, GET_EVENT_SELECTORS, GET_TRAIL_STATUS};
use crate::convert;
use crate::failure::{self, Failure};
use crate::message;
use crate::rates::Quota;
use crate::target::Target;

/// The trails that record an account, as far as they could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trails {
    /// Each once, organisations' trails among them. `None` where no region's list could be read.
    pub trails: Option<Vec<TrailView>>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Target {
    /// Reads the trails that its regions show.
    pub async fn trails(&self) -> Trails {
        let mut found = Trails::default();
        let mut known = HashSet::new();
        for region in &self.regions {
            match self.describe_trails(region).await {
                Ok(listed) => {
                    let trails = found.trails.get_or_insert_default();
                    let mut problems = Vec::new();
                    for trail in listed {
                        if trail.trail_arn.as_ref().is_some_and(|arn| known.insert(arn.clone())) {
                            trails.push(self.view(region, trail, &mut problems).await);
                        }
                    }
                    found.note(problems);
                }
                Err(failure) => found.note(vec![self.trail_problem(region, DESCRIBE_TRAILS, failure)]),
            }
        }
        found
    }

    pub(crate) async fn describe_trails(&self, region: &Region) -> Result<Vec<types::Trail>, Failure> {
        let reach = self.reach(region);
        reach.pace.ready(Quota::Trails).await;
        // With those of other regions and of the organisation that record this one.
        let answer = reach.trails.describe_trails().include_shadow_trails(true).send().await;
        Ok(answer.map_err(|error| failure::of_call(&error, true))?.trail_list.unwrap_or_default())
    }

    pub(crate) async fn trail_status(&self, region: &Region, arn: &str) -> Result<Status, Failure> {
        let reach = self.reach(region);
        reach.pace.ready(Quota::Trails).await;
        let answer = reach.trails.get_trail_status().name(arn).send().await;
        let answer = answer.map_err(|error| failure::of_call(&error, true))?;
        Ok(Status {
            logging: answer.is_logging.unwrap_or_default(),
            delivered_at: convert::instant(answer.latest_delivery_time.as_ref()),
            delivery_error: convert::filled(answer.latest_delivery_error).map(|error| message::clean(&error)),
        })
    }

    /// `None` where the answer has neither kind of selector.
    pub(crate) async fn event_selectors(&self, region: &Region, arn: &str) -> Result<Option<Selectors>, Failure> {
        let reach = self.reach(region);
        reach.pace.ready(Quota::Trails).await;
        let answer = reach.trails.get_event_selectors().trail_name(arn).send().await;
        Ok(selectors(answer.map_err(|error| failure::of_call(&error, true))?))
    }

    async fn view(&self, region: &Region, trail: types::Trail, problems: &mut Vec<Problem>) -> TrailView {
        let arn = trail.trail_arn.unwrap_or_default();
        let home: Option<Region> = trail.home_region.and_then(|home| home.parse().ok());
        // Only its own region knows everything of a trail.
        let at = home.as_ref().unwrap_or(region);
        let mut read = |action, outcome: Failure| problems.push(self.trail_problem(at, action, outcome));
        let status = self.trail_status(at, &arn).await.map_err(|failure| read(GET_TRAIL_STATUS, failure)).ok();
        let selectors = self.event_selectors(at, &arn).await.map_err(|failure| read(GET_EVENT_SELECTORS, failure)).ok();
        TrailView {
            name: message::clean(trail.name.as_deref().unwrap_or(&arn)),
            arn,
            home,
            multi_region: trail.is_multi_region_trail.unwrap_or_default(),
            organization: trail.is_organization_trail.unwrap_or_default(),
            validates: trail.log_file_validation_enabled.unwrap_or_default(),
            bucket: convert::filled(trail.s3_bucket_name).map(|bucket| message::clean(&bucket)),
            status,
            selectors: selectors.flatten(),
            retention: None,
        }
    }

    fn trail_problem(&self, region: &Region, action: &str, failure: Failure) -> Problem {
        self.tried(region, None).problem(action, Hidden::Trails, failure)
    }
}

impl Trails {
    /// Adds problems, each once for each action and region.
    fn note(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            let same = |known: &Problem| known.action == problem.action && known.region == problem.region;
            if !self.problems.iter().any(same) {
                self.problems.push(problem);
            }
        }
    }
}

fn selectors(answer: GetEventSelectorsOutput) -> Option<Selectors> {
    let advanced = answer.advanced_event_selectors.unwrap_or_default();
    let basic = answer.event_selectors.unwrap_or_default();
    if !advanced.is_empty() {
        let fields = |selector: types::AdvancedEventSelector| selector.field_selectors.into_iter().map(field).collect();
        Some(Selectors::Advanced(advanced.into_iter().map(fields).collect()))
    } else if !basic.is_empty() {
        Some(Selectors::Basic(basic.into_iter().map(of_basic).collect()))
    } else {
        // A trail always has some: an answer without says nothing.
        None
    }
}

/// What a selector leaves out is as AWS states it: management events, both reads and writes.
fn of_basic(selector: types::EventSelector) -> Basic {
    let kind = selector.read_write_type.unwrap_or(types::ReadWriteType::All);
    Basic {
        management: selector.include_management_events.unwrap_or(true),
        reads: matches!(kind, types::ReadWriteType::All | types::ReadWriteType::ReadOnly),
        writes: matches!(kind, types::ReadWriteType::All | types::ReadWriteType::WriteOnly),
        excluded: selector.exclude_management_event_sources.unwrap_or_default(),
    }
}

fn field(field: types::AdvancedFieldSelector) -> Field {
    Field {
        name: field.field,
        equals: field.equals.unwrap_or_default(),
        starts_with: field.starts_with.unwrap_or_default(),
        ends_with: field.ends_with.unwrap_or_default(),
        not_equals: field.not_equals.unwrap_or_default(),
        not_starts_with: field.not_starts_with.unwrap_or_default(),
        not_ends_with: field.not_ends_with.unwrap_or_default(),
    }
}
