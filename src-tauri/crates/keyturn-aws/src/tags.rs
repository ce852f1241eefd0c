//! Tags of parameters, which DescribeParameters leaves out.
//!
//! `tag:GetResources` gives them in bulk, 100 parameters a call. Where that is refused or not served,
//! `ssm:ListTagsForResource` is asked once for each parameter. Resource Groups Tagging learns of new tags with some
//! delay, so those of a parameter made a moment ago may be missing until the next sync.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_ssm::types::ResourceTypeForTagging;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::secret::Secret;

use crate::actions::{GET_RESOURCES, LIST_TAGS_FOR_RESOURCE};
use crate::convert;
use crate::failure::{self, Failure, Tried};
use crate::parallel::in_parallel;
use crate::rates::Quota;
use crate::target::Reach;

/// How many parameters are asked for at once, where each is asked for.
const AT_ONCE: usize = 8;

/// Where the tags of one cell's parameters come from.
#[derive(Debug, Default)]
pub(crate) enum Tags {
    /// Nothing has been asked yet.
    #[default]
    NotAsked,
    /// All tags of the cell, by ARN. A parameter that is not among them has none.
    Bulk(HashMap<String, BTreeMap<String, String>>),
    /// The bulk call failed, and why: each parameter is asked for.
    Each(Failure),
    /// They cannot be read.
    Hidden,
}

impl Tags {
    /// Fills in the tags of a page of parameters. Gives the problem when it becomes clear that they cannot be read.
    pub(crate) async fn fill(
        &mut self,
        parameters: &mut [Secret],
        reach: &Arc<Reach>,
        tried: &Tried,
    ) -> Option<Problem> {
        if parameters.is_empty() {
            return None;
        }
        if matches!(self, Self::NotAsked) {
            match bulk(reach).await {
                Ok(all) => *self = Self::Bulk(all),
                // Of these the other call may know nothing.
                Err(failure) if worth_another_call(failure.reason) => *self = Self::Each(failure),
                Err(failure) => {
                    *self = Self::Hidden;
                    return Some(tried.problem(GET_RESOURCES, Hidden::Tags, failure));
                }
            }
        }
        let refused = match self {
            Self::NotAsked | Self::Hidden => return None,
            Self::Bulk(all) => {
                for parameter in parameters {
                    // Kept, because a listing that changes while it is read may name a parameter twice.
                    parameter.tags = Some(all.get(parameter.arn.as_str()).cloned().unwrap_or_default());
                }
                return None;
            }
            Self::Each(refused) => refused.clone(),
        };
        let failure = each(parameters, reach).await?;
        *self = Self::Hidden;
        // The bulk call is the one to allow: it costs a hundredth.
        Some(match refused.reason {
            Reason::MissingAction => tried.problem(GET_RESOURCES, Hidden::Tags, refused),
            _ => tried.problem(LIST_TAGS_FOR_RESOURCE, Hidden::Tags, failure),
        })
    }
}

fn worth_another_call(reason: Reason) -> bool {
    matches!(reason, Reason::MissingAction | Reason::NotUnderstood | Reason::ServiceFailed | Reason::RegionDisabled)
}

/// The tags of every parameter of the region that has some.
async fn bulk(reach: &Reach) -> Result<HashMap<String, BTreeMap<String, String>>, Failure> {
    let mut all = HashMap::new();
    let mut seen = HashSet::new();
    let mut token: Option<String> = None;
    loop {
        reach.pace.ready(Quota::Tags).await;
        let call = reach.tagging.get_resources().resource_type_filters("ssm:parameter").resources_per_page(100);
        let page = call.set_pagination_token(token.take()).send().await;
        let page = page.map_err(|error| failure::of_call(&error, true))?;
        for resource in page.resource_tag_mapping_list.unwrap_or_default() {
            if let Some(arn) = resource.resource_arn {
                let tags = resource.tags.unwrap_or_default().into_iter();
                all.insert(arn, convert::tags(tags.map(|tag| (Some(tag.key), Some(tag.value)))));
            }
        }
        match page.pagination_token.filter(|token| !token.is_empty()) {
            None => return Ok(all),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of tags repeats itself"));
            }
            next => token = next,
        }
    }
}

/// Asks for the tags of each parameter, until a call is refused.
async fn each(parameters: &mut [Secret], reach: &Arc<Reach>) -> Option<Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let names = parameters.iter().map(|parameter| parameter.name.clone()).collect();
    let answers = in_parallel(names, AT_ONCE, |name: String| {
        let (reach, stop) = (Arc::clone(reach), Arc::clone(&stop));
        async move {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let answer = of_one(&reach, &name).await;
            if matches!(&answer, Err(failure) if !is_gone(failure)) {
                stop.store(true, Ordering::Relaxed);
            }
            Some(answer)
        }
    })
    .await;
    let mut failed = None;
    for (parameter, answer) in parameters.iter_mut().zip(answers) {
        match answer {
            Some(Ok(tags)) => parameter.tags = Some(tags),
            Some(Err(failure)) if !is_gone(&failure) => failed = failed.or(Some(failure)),
            Some(Err(_)) | None => {}
        }
    }
    failed
}

/// A parameter that was deleted after it was listed.
fn is_gone(failure: &Failure) -> bool {
    failure.has_code("InvalidResourceId")
}

/// The tags of one parameter (`ssm:ListTagsForResource`).
pub(crate) async fn of_one(reach: &Reach, name: &str) -> Result<BTreeMap<String, String>, Failure> {
    reach.pace.ready(Quota::ParameterTags).await;
    let call = reach.parameters.list_tags_for_resource().resource_type(ResourceTypeForTagging::Parameter);
    let answer = call.resource_id(name).send().await.map_err(|error| failure::of_call(&error, true))?;
    let tags = answer.tag_list.unwrap_or_default().into_iter();
    Ok(convert::tags(tags.map(|tag| (Some(tag.key), Some(tag.value)))))
}
