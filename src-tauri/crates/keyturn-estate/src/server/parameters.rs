//! Parameter Store, without values.

use serde_json::json;

use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;
use super::wire;
use crate::held::HeldParameter;

const PARAMETERS: Paging =
    Paging { size: "MaxResults", most: 50, usual: 50, token: "NextToken", bad_token: "InvalidNextToken" };

pub(super) fn describe(call: &Call<'_>) -> Result<String, Refusal> {
    let advanced = json!([{"Key": "Tier", "Option": "Equals", "Values": ["Advanced"]}]);
    let tier = call.input.get("ParameterFilters") == Some(&advanced);
    call.refuse_unserved(if tier { &["Filters"] } else { &["Filters", "ParameterFilters"] })?;
    let (_, shelf) = call.shelf()?;
    // Quotes within a text are escaped: this is the member itself.
    let asked = |entry: &&String| !tier || entry.contains(r#""Tier":"Advanced""#);
    let entries: Vec<&str> = shelf.parameters.iter().filter(asked).map(String::as_str).collect();
    let page = Page::of(call, &PARAMETERS, entries.len())?;
    Ok(page.answer("Parameters", "NextToken", entries.into_iter()))
}

/// The parameter of this name or ARN.
pub(super) fn find<'a>(call: &Call<'a>, name: &str) -> Option<&'a HeldParameter> {
    let (contents, shelf) = call.shelf().ok()?;
    contents.parameters.get(*shelf.parameter_at.get(name)?)
}

pub(super) fn list_tags(call: &Call<'_>) -> Result<String, Refusal> {
    if call.required("ResourceType")? != "Parameter" {
        return Err(Refusal::new("InvalidResourceType", "The made-up estate has parameters only."));
    }
    call.shelf()?;
    let parameter = find(call, call.required("ResourceId")?).ok_or_else(|| {
        Refusal::new(
            "InvalidResourceId",
            "The resource ID is not valid. Verify that you entered the correct ID and try again.",
        )
    })?;
    Ok(wire::text(&json!({"TagList": wire::tags(&parameter.tags)})))
}

/// `GetResourcePolicies`: nothing of the estate's Parameter Store is shared.
pub(super) fn policies(call: &Call<'_>) -> Result<String, Refusal> {
    call.shelf()?;
    match find(call, call.required("ResourceArn")?) {
        Some(_) => Ok(json!({"Policies": []}).to_string()),
        None => {
            Err(Refusal::new("ResourceNotFoundException", "The specified parameter to be shared could not be found."))
        }
    }
}
