//! The Resource Groups Tagging API: tags of a whole place in few calls.

use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;

const RESOURCES: Paging = Paging {
    size: "ResourcesPerPage",
    most: 100,
    usual: 50,
    token: "PaginationToken",
    bad_token: "InvalidParameterException",
};

/// `GetResources`: what has, or had, tags; the untagged are not listed. The last page's token is empty, as at AWS.
pub(super) fn get_resources(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["TagFilters", "TagsPerPage", "ResourceARNList", "IncludeComplianceDetails"])?;
    let (_, shelf) = call.shelf()?;
    let types = call.texts("ResourceTypeFilters");
    let wanted = |kind: &str| {
        let of_type = |wanted: &&str| *wanted == kind || kind.split(':').next() == Some(*wanted);
        types.is_empty() || types.iter().any(of_type)
    };
    let entries: Vec<&str> =
        shelf.tagged.iter().filter(|(kind, _)| wanted(kind)).map(|(_, entry)| entry.as_str()).collect();
    let mut page = Page::of(call, &RESOURCES, entries.len())?;
    page.next = Some(page.next.unwrap_or_default());
    Ok(page.answer("ResourceTagMappingList", "PaginationToken", entries.into_iter()))
}
