//! A campaign as a file: kept in git, and used again for the next quarter.

use std::path::Path;

use chrono::NaiveDate;
use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::reviews::{LeaverDto, ReviewOpenRequest, ReviewScope, ReviewerDto};
use keyturn_api::review_pack;
use serde::Deserialize;

/// A file to begin with.
pub(super) const EXAMPLE: &str = include_str!("example.toml");

/// What the file says. Unknown keys are refused, so that a misspelt one is not a silent "all".
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Campaign {
    schema: u32,
    name: String,
    period: String,
    #[serde(default)]
    frameworks: Vec<String>,
    due_on: NaiveDate,
    cadence_months: u32,
    cadence_source: String,
    #[serde(default)]
    scope: Scope,
    lead: Reviewer,
    #[serde(default)]
    reviewers: Vec<Reviewer>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Scope {
    accounts: Vec<String>,
    regions: Vec<String>,
    paths: Vec<String>,
    tags: Vec<String>,
    kinds: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewer {
    name: String,
    #[serde(default)]
    identities: Vec<String>,
    #[serde(default)]
    owners: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

impl From<Reviewer> for ReviewerDto {
    fn from(of: Reviewer) -> Self {
        Self { name: of.name, identities: of.identities, owners: of.owners, paths: of.paths, tags: of.tags }
    }
}

/// Reads a file as what is asked of `review open`.
pub(super) fn read(
    path: &Path,
    open_anyway: Option<String>,
    leavers: Vec<LeaverDto>,
) -> Result<ReviewOpenRequest, CommandError> {
    let text = review_pack::text_file(path)?.text;
    let campaign = parse(&text).map_err(|wrong| CommandError::bad_request(format!("{}: {wrong}", path.display())))?;
    let Scope { accounts, regions, paths, tags, kinds } = campaign.scope;
    Ok(ReviewOpenRequest {
        name: campaign.name,
        period: campaign.period,
        frameworks: campaign.frameworks,
        scope: ReviewScope { accounts, regions, paths, tags, kinds },
        reviewers: campaign.reviewers.into_iter().map(Into::into).collect(),
        lead: campaign.lead.into(),
        due_on: campaign.due_on,
        cadence_months: campaign.cadence_months,
        cadence_source: campaign.cadence_source,
        open_anyway,
        leavers,
    })
}

fn parse(text: &str) -> Result<Campaign, String> {
    let campaign: Campaign = toml::from_str(text).map_err(|error| error.to_string())?;
    match campaign.schema {
        1 => Ok(campaign),
        other => Err(format!("schema {other} is from a later version: update Keyturn")),
    }
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLE, parse};

    #[test]
    fn the_example_is_a_campaign() {
        let campaign = parse(EXAMPLE).expect("a campaign");
        assert_eq!(campaign.reviewers.len(), 2);
        assert!(!campaign.scope.paths.is_empty());
    }

    #[test]
    fn what_is_not_a_campaign_is_refused_by_name() {
        let check = |from: &str, to: &str, says: &str| {
            let text = EXAMPLE.replace(from, to);
            assert_ne!(text, EXAMPLE, "{from} is in the example");
            let wrong = parse(&text).expect_err(says);
            assert!(wrong.contains(says), "{wrong}");
        };
        check("schema = 1", "schema = 2", "later version");
        check("paths = [\"/prod/**\"]", "path = [\"/prod/**\"]", "unknown field `path`");
        check("due_on = \"2027-01-29\"", "due_on = \"soon\"", "due_on");
        check("[lead]\n", "[leader]\n", "leader");
    }
}
