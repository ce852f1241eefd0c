//! Leaving the names of secrets out of a pack, or shortening them, wherever they stand.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;

use crate::contents::{Contents, Names};

/// Fields whose text is a code, an id, a hash or a number's text: a secret that is named like a code must not change it.
const KEPT: [&str; 29] = [
    "account",
    "accounts",
    "at",
    "by",
    "control",
    "decision",
    "framework",
    "frameworks",
    "hash",
    "head",
    "id",
    "item",
    "keyturn",
    "kind",
    "kinds",
    "names",
    "opened_by",
    "outcome",
    "previous_hash",
    "region",
    "regions",
    "reviewer",
    "role",
    "seeds",
    "snapshot",
    "state",
    "verdict",
    "what",
    "written_by",
];

/// Why names cannot be left out.
#[derive(Debug, thiserror::Error)]
#[error("the names of secrets could not be left out: {0}")]
pub struct NamesFault(String);

/// The contents with the names of secrets as wanted, in every field that may hold one.
///
/// Known are the names and ARNs of the items' secrets, those that a group left out, and the paths of items, reviewers and
/// the scope. The text of policies is left out as a whole, since it may name secrets in patterns. The log's hashes no
/// longer fit afterwards.
pub(crate) fn with_names(contents: &Contents, names: Names) -> Result<Contents, NamesFault> {
    if names == Names::Full {
        return Ok(Contents { names, ..contents.clone() });
    }
    let replacements = replacements(contents, names);
    let search = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(replacements.keys())
        .map_err(|error| NamesFault(error.to_string()))?;
    let by: Vec<&String> = replacements.values().collect();
    let mut document = serde_json::to_value(contents).map_err(|error| NamesFault(error.to_string()))?;
    replace(&mut document, &search, &by);
    let mut contents: Contents = serde_json::from_value(document).map_err(|error| NamesFault(error.to_string()))?;
    for reviewed in &mut contents.items {
        for why in &mut reviewed.item.grounds.why {
            why.text = None;
        }
    }
    contents.names = names;
    Ok(contents)
}

/// What stands in place of each name, ARN and path.
fn replacements(contents: &Contents, names: Names) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut secrets: BTreeMap<&str, usize> = BTreeMap::new();
    for reviewed in &contents.items {
        let members = reviewed.item.members.iter().map(|member| member.name.as_str());
        for name in members.chain(reviewed.item.left_out.iter().map(String::as_str)) {
            let number = secrets.len() + 1;
            secrets.entry(name).or_insert(number);
        }
    }
    for (name, number) in &secrets {
        if !name.is_empty() {
            all.insert((*name).to_owned(), put(name, *number, names));
        }
    }
    for member in contents.items.iter().flat_map(|reviewed| &reviewed.item.members) {
        let number = secrets.get(member.name.as_str()).copied().unwrap_or_default();
        if !member.arn.is_empty() {
            all.insert(member.arn.clone(), format!("{}{}", head(&member.arn), put(&member.name, number, names)));
        }
    }
    let reviewers = std::iter::once(&contents.campaign.lead).chain(&contents.campaign.reviewers);
    let paths = contents
        .items
        .iter()
        .map(|reviewed| &reviewed.item.path)
        .chain(&contents.campaign.scope.paths)
        .chain(reviewers.flat_map(|reviewer| &reviewer.paths));
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        // A path such as "/**" names nothing, and would be found in every other.
        let says = path.split('/').any(|part| !part.is_empty() && !part.contains('*'));
        if says && names == Names::None && !all.contains_key(path) {
            let number = seen.len() + 1;
            let number = *seen.entry(path).or_insert(number);
            all.insert(path.clone(), format!("path-{number}"));
        }
    }
    all
}

/// What an ARN says before the name: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:`.
fn head(arn: &str) -> &str {
    let resource = arn.match_indices(':').nth(4).map_or(0, |(at, _)| at + 1);
    let kind = arn.get(resource..).and_then(|rest| rest.find([':', '/'])).map_or(0, |at| at + 1);
    arn.get(..resource + kind).unwrap_or_default()
}

/// What stands in place of a name.
fn put(name: &str, number: usize, names: Names) -> String {
    match (names, name.rsplit_once('/')) {
        (Names::Short, Some((folder, _))) => format!("{folder}/…{number}"),
        _ => format!("secret-{number}"),
    }
}

/// Replaces in every text but those of [`KEPT`] fields.
fn replace(value: &mut Value, search: &AhoCorasick, by: &[&String]) {
    match value {
        Value::String(text) => {
            if let Some(replaced) = replace_text(text, search, by) {
                *text = replaced;
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| replace(part, search, by)),
        Value::Object(fields) => {
            for (name, field) in fields {
                let code = KEPT.contains(&name.as_str()) && !field.is_object() && !holds_objects(field);
                if !code {
                    replace(field, search, by);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with every known name replaced where it stands as a word of its own; `None` where none does.
fn replace_text(text: &str, search: &AhoCorasick, by: &[&String]) -> Option<String> {
    let mut replaced = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| search.find(rest)) {
        let (start, end) = (at + found.start(), at + found.end());
        let (before, inside, behind) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
        let starts_a_word = !(ends_in_word(before) && starts_with_word(inside));
        let ends_a_word = !(ends_in_word(inside) && starts_with_word(behind));
        if starts_a_word && ends_a_word {
            replaced.push_str(text.get(copied..start)?);
            replaced.push_str(by.get(found.pattern().as_usize())?);
            (copied, at) = (end, end);
        } else {
            at = start + inside.chars().next().map_or(1, char::len_utf8);
        }
    }
    if copied == 0 {
        return None;
    }
    replaced.push_str(text.get(copied..)?);
    Some(replaced)
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

fn starts_with_word(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
}

fn holds_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|parts| parts.iter().any(Value::is_object))
}
